// A second record of the same person: found by what is alike, merged, and taken apart again within 30 days.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, may, post } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { date, share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { called, numberOf } from '../../lib/called.js';
import { Bones, Fault, Time } from '../basics.js';
import { Dialog } from '../dialog.js';
import { say, sayFault } from '../toast.js';

const KEPT = 'merged'; // the merge that led to this page, so that it can offer to take it back
const FIELDS = ['name', 'email', 'phone', 'external_id'];
const alikeIn = (fields, name) => fields.includes(name) || (name === 'name' && fields.includes('similar_name'));

export async function undoMerge(merge, after) {
  try {
    await post(`/merges/${merge.id}/undo`, {});
    say(t('merge-undone', { name: merge.from.name || t('merge-someone') }));
    after();
  } catch (problem) { sayFault(problem, t('merge-undo-failed')); }
}

// Once, on the page of the record that stays.
export function saidMerged(after) {
  let merge = null;
  try { merge = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* nothing kept */ }
  sessionStorage.removeItem(KEPT);
  if (merge) say(t('merge-done', { name: merge.from.name || t('merge-someone') }), { undo: () => undoMerge(merge, after) });
}

export function Alike({ one, onClose }) {
  const [state, setState] = useState({});
  const [busy, setBusy] = useState('');
  useEffect(() => { get(`/customers/${one.id}/duplicates`).then(({ data }) => setState({ data }), (problem) => setState({ problem })); }, []);
  const merge = async (into) => {
    if (busy) return;
    setBusy(into.id);
    try {
      const done = await post(`/customers/${one.id}/merge`, { into: into.id });
      sessionStorage.setItem(KEPT, JSON.stringify({ id: done.id, from: done.from }));
      location.href = customerPage(into.id);
    } catch (problem) { setBusy(''); setState((now) => ({ ...now, problem })); }
  };
  const { data, problem } = state;
  return html`<${Dialog} title=${t('upkeep-alike')} onClose=${onClose}><div class="stack"><p class="muted">${t('alike-lead')}</p>${problem && html`<${Fault} problem=${problem} />`}${!data && !problem && html`<${Bones} rows=${2} />`}
    ${data?.length === 0 && html`<p>${t('alike-none')}</p>`}
    ${data?.length > 0 && html`<ul class="alikes">${data.map((other) => html`<li key=${other.id} class="alike"><div class="alike-head"><a href=${customerPage(other.id)}>${called(other)}</a><span class="tag brand-tag">${t('alike-score', { share: share(other.score, 0) })}</span></div>
      <${Compared} one=${one} other=${other} /><p class="small muted">${other.fields.map((by) => t(`alike-${by.replaceAll('_', '-')}`)).join(', ')}</p>
      <div class="actions"><button type="button" class="button small" disabled=${busy !== ''} aria-label=${t('alike-merge-of', { name: called(other) })} onClick=${() => merge(other)}>${t(busy === other.id ? 'form-busy' : 'alike-merge')}</button></div></li>`)}</ul>`}
    <form method="dialog" class="actions"><button class="button">${t('close')}</button></form></div></${Dialog}>`;
}

function Compared({ one, other }) {
  const mine = { name: one.name, email: one.record.email, phone: one.record.phone, external_id: numberOf(one) };
  const theirs = { ...other, external_id: numberOf(other) };
  return html`<table class="table compared"><thead><tr><th scope="col"><span class="hidden-visually">${t('conflict-field')}</span></th><th scope="col">${t('alike-this')}</th><th scope="col">${t('alike-other')}</th></tr></thead>
    <tbody>${FIELDS.filter((name) => mine[name] || theirs[name]).map((name) => { const same = alikeIn(other.fields, name); return html`<tr key=${name} data-same=${same ? 'true' : undefined}><th scope="row">${t(`fact-${name.replace('_', '-')}`)}</th><td>${mine[name] || '–'}</td><td>${theirs[name] || '–'}${same && html` <${Icon} name="check" /><span class="hidden-visually">${t('alike-matches')}</span>`}</td></tr>`; })}</tbody></table>`;
}

// What was merged with this record, the latest first; nothing is shown where nothing was.
export function Merges({ one, onChanged }) {
  const [state, load] = useFetched(async () => (await get(`/customers/${one.id}/merges`)).data, [one.id, one.version, one.state]);
  if (state.problem) return html`<${Fault} problem=${state.problem} retry=${load} />`;
  if (!state.data?.length) return null;
  const after = () => { load(); onChanged(); };
  const open = (merge) => !merge.undone_at && new Date(merge.undo_until) > new Date();
  const other = (merge) => (merge.from.id === one.id ? merge.into : merge.from);
  return html`<div class="merges"><h3>${t('merges')}</h3><ul class="lines">${state.data.map((merge) => html`<li key=${merge.id}><div class="line-main"><p>${t(merge.from.id === one.id ? 'merge-into' : 'merge-from', { name: other(merge).name || t('merge-someone') })} <a class="small" href=${customerPage(other(merge).id)}>${t('merge-look')}</a></p>
      <p class="small muted">${merge.by?.name ? `${merge.by.name} · ` : ''}<${Time} at=${merge.at} relative /> · ${merge.undone_at ? t('merge-was-undone') : open(merge) ? t('merge-until', { date: date(merge.undo_until) }) : t('merge-for-good')}</p></div>
      ${open(merge) && may('customers:write') && may('customers:all') && html`<button type="button" class="button small" aria-label=${t('merge-undo-of', { name: merge.from.name || t('merge-someone') })} onClick=${() => undoMerge(merge, after)}><${Icon} name="back" />${t('undo')}</button>`}</li>`)}</ul></div>`;
}
