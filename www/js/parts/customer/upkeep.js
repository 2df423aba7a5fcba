// Seldom needed: points, a second record of the same person, what we hold about somebody, and forgetting it.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { fetchFile, get, may, post } from '../../lib/api.js';
import { count, share } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { customerPage } from '../../lib/records.js';
import { Bones, Card, Fault, Notice } from '../basics.js';
import { ConfirmByTyping, Dialog } from '../dialog.js';
import { Field, Summary } from '../form.js';
import { say, sayFault } from '../toast.js';

export function Upkeep({ one, onChanged }) {
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  const button = (id, icon, when) => when && html`<li><button type="button" class="button small" onClick=${() => setOpen(id)}><${Icon} name=${icon} />${t(`upkeep-${id}`)}</button></li>`;
  const save = async () => { try { await fetchFile('GET', `/customers/${one.id}/privacy/export`, `${one.external_id}.json`); } catch (fault) { sayFault(fault); } };
  const write = may('customers:write') && one.state === 'active';
  return html`<${Card} id="upkeep" title=${t('upkeep')}><p class="upkeep-points">${t('upkeep-has', { points: count(one.record.points), purchases: count(one.record.purchases) })}</p><ul class="actions">${button('points', 'spark', write)}${button('alike', 'people', write && may('customers:all'))}
      ${may('privacy:run') && html`<li><button type="button" class="button small" onClick=${save}><${Icon} name="download" />${t('upkeep-export')}</button></li>`}${button('erase', 'trash', may('privacy:run') && one.state !== 'erased')}</ul>
    ${open === 'points' && html`<${Points} one=${one} onClose=${close} onDone=${() => { close(); onChanged(); }} />`}
    ${open === 'alike' && html`<${Alike} one=${one} onClose=${close} />`}
    ${open === 'erase' && html`<${Erase} one=${one} onClose=${close} />`}</${Card}>`;
}

function Points({ one, onClose, onDone }) {
  const form = useForm({ delta: '', reason: '' }, { id: 'points' });
  const labels = { delta: t('points-delta'), reason: t('points-reason') };
  const read = () => Number(form.values.delta.trim().replace('−', '-'));
  const send = async () => {
    const { points } = await post(`/customers/${one.id}/points`, { delta: read(), ...(form.values.reason.trim() && { reason: form.values.reason.trim() }) });
    form.accept(form.values);
    say(t('points-now', { n: count(points) }));
    onDone();
  };
  return html`<${Dialog} title=${t('upkeep-points')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(() => (Number.isInteger(read()) && read() !== 0 ? {} : { delta: [t('points-wrong')] }), send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="delta" label=${labels.delta} hint=${t('points-hint')} inputmode="numeric" autocomplete="off" /><${Field} form=${form} name="reason" label=${labels.reason} maxlength="200" autocomplete="off" />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'form-save')}</button></div></form></${Dialog}>`;
}

function Alike({ one, onClose }) {
  const [state, setState] = useState(null);
  if (!state) { setState({}); get(`/customers/${one.id}/duplicates`).then(({ data }) => setState({ data }), (problem) => setState({ problem })); }
  const merge = async (into) => {
    try {
      const done = await post(`/customers/${one.id}/merge`, { into: into.id });
      sessionStorage.setItem('merged', done.id);
      location.href = customerPage(into.id);
    } catch (problem) { setState((now) => ({ ...now, problem })); }
  };
  return html`<${Dialog} title=${t('upkeep-alike')} onClose=${onClose}><div class="stack"><p class="muted">${t('alike-lead')}</p>${state?.problem && html`<${Fault} problem=${state.problem} />`}${!state?.data && !state?.problem && html`<${Bones} rows=${2} />`}
    ${state?.data && (state.data.length ? html`<ul class="lines">${state.data.map((other) => html`<li key=${other.id}><div class="line-main"><a href=${customerPage(other.id)}>${other.name || other.external_id}</a><p class="small muted">${other.fields.map((by) => t(`alike-${by.replaceAll('_', '-')}`)).join(', ')} · ${share(other.score, 0)}</p></div><button type="button" class="button small" aria-label=${t('alike-merge-of', { name: other.name || other.external_id })} onClick=${() => merge(other)}>${t('alike-merge')}</button></li>`)}</ul>` : html`<p>${t('alike-none')}</p>`)}
    <form method="dialog" class="actions"><button class="button">${t('close')}</button></form></div></${Dialog}>`;
}

function Erase({ one, onClose }) {
  const [state, setState] = useState(null);
  if (!state) { setState({}); post(`/customers/${one.id}/privacy/erase`, { dry_run: true }).then((plan) => setState({ plan }), (problem) => setState({ problem })); }
  const go = async () => {
    try { await post(`/customers/${one.id}/privacy/erase`, { dry_run: false, confirm: one.external_id }); say(t('erased', { name: one.name || one.external_id })); location.href = '/dashboard/customers/'; } catch (problem) { setState((now) => ({ ...now, problem })); }
  };
  return html`<${ConfirmByTyping} title=${t('upkeep-erase')} word=${one.external_id} action=${t('erase-go')} onConfirm=${go} onClose=${onClose}>
    ${state?.problem && html`<${Fault} problem=${state.problem} />`}${!state?.plan && !state?.problem && html`<${Bones} rows=${3} kind="line" />`}
    ${state?.plan && html`<${Notice} kind="warn" icon="warn" title=${t('erase-plan', { n: count(state.plan.rows) })}><ul class="plain-faults small">${state.plan.tables.filter((table) => table.rows).map((table) => html`<li>${table.name}: ${count(table.rows)}</li>`)}</ul><p>${t('erase-sure')}</p></${Notice}>`}</${ConfirmByTyping}>`;
}
