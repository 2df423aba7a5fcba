// What to do next, as the model proposes it and as people do; what was done, and what came of it.
import { Fragment, html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, may, patch, post } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { date } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { Bones, Card, Fault } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Summary, TextArea } from '../form.js';
import { say, sayFault } from '../toast.js';

const TAGS = { open: 'tag brand-tag', done: 'tag good', dismissed: 'tag', snoozed: 'tag busy' };
const LATER = { day: 1, week: 7, month: 30 };
const inDays = (days) => new Date(Date.now() + days * 24 * 3600 * 1000).toISOString();

export function Recommendations({ id }) {
  const [{ data, problem }, load] = useFetched(async () => (await get(`/customers/${id}/recommendations`)).data, [id]);
  const [finishing, setFinishing] = useState(null); // { one, state }
  const [adding, setAdding] = useState(false);
  const set = async (one, change, undoable = true) => {
    try {
      const fresh = await patch(`/customers/${id}/recommendations/${one.id}`, change, ifStill(one));
      say(t(`rec-did-${change.state}`, { title: one.title }), undoable ? { undo: () => set(fresh, { state: 'open' }, false) } : undefined);
    } catch (fault) { sayFault(fault); }
    load();
  };
  const write = may('customers:write');
  const open = data?.filter((one) => one.state === 'open') ?? [];
  const past = data?.filter((one) => one.state !== 'open') ?? [];
  const line = (one) => html`<li key=${one.id} class="recommendation"><div class="line-main"><p>${one.title}</p><p class="small muted">${t(`source-${one.source}`)}${one.impact ? ` · ${t('pts', { n: one.impact > 0 ? `+${one.impact}` : String(one.impact).replace('-', '−') })}` : ''}${one.state === 'snoozed' && one.snoozed_until ? ` · ${t('rec-until', { date: date(one.snoozed_until) })}` : ''}</p>${one.details && html`<p class="small">${one.details}</p>`}${one.outcome && html`<p class="answer small">${one.outcome}</p>`}</div>
    ${one.state === 'open' && write ? html`<div class="row-actions"><button type="button" class="button small primary" aria-label=${t('rec-done-of', { title: one.title })} onClick=${() => setFinishing({ one, state: 'done' })}>${t('rec-done')}</button><${Snooze} one=${one} onChoose=${(days) => set(one, { state: 'snoozed', snoozed_until: inDays(days) })} /><button type="button" class="button small quiet" aria-label=${t('rec-dismiss-of', { title: one.title })} onClick=${() => setFinishing({ one, state: 'dismissed' })}>${t('rec-dismiss')}</button></div>`
    : html`<div class="row-actions"><span class=${TAGS[one.state]}>${t(`rec-state-${one.state}`)}</span>${one.state !== 'open' && write && html`<button type="button" class="button small quiet" aria-label=${t('rec-reopen-of', { title: one.title })} onClick=${() => set(one, { state: 'open' }, false)}>${t('rec-reopen')}</button>`}</div>`}</li>`;
  return html`<${Card} id="recommendations-head" title=${t('recommendations')} aside=${write && html`<button type="button" class="button small" onClick=${() => setAdding(true)}><${Icon} name="plus" />${t('rec-add')}</button>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}${!data && !problem && html`<${Bones} rows=${2} />`}
    ${data && html`<${Fragment}>${open.length ? html`<ul class="lines">${open.map(line)}</ul>` : html`<p class="muted">${t('rec-none-open')}</p>`}${past.length > 0 && html`<details class="twin"><summary>${t('rec-past', { n: past.length })}</summary><ul class="lines">${past.map(line)}</ul></details>`}</${Fragment}>`}
    ${finishing && html`<${Finish} ...${finishing} onClose=${() => setFinishing(null)} onDone=${(outcome) => { const { one, state: to } = finishing; setFinishing(null); set(one, { state: to, ...(outcome && { outcome }) }); }} />`}
    ${adding && html`<${Add} id=${id} onClose=${() => setAdding(false)} onSaved=${() => { setAdding(false); load(); }} />`}</${Card}>`;
}

const Foot = ({ busy, label }) => html`<div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${busy}>${label}</button></div>`;

function Snooze({ one, onChoose }) {
  const choose = (days) => (event) => { event.currentTarget.closest('details').open = false; onChoose(days); };
  return html`<details class="menu"><summary class="button small" aria-label=${t('rec-snooze-of', { title: one.title })}>${t('rec-snooze')}</summary><div class="menu-pop">${Object.entries(LATER).map(([name, days]) => html`<button type="button" key=${name} onClick=${choose(days)}>${t(`rec-snooze-${name}`)}</button>`)}</div></details>`;
}

// What came of it, or why not: kept with the recommendation.
function Finish({ one, state, onClose, onDone }) {
  const [outcome, setOutcome] = useState('');
  const verb = state === 'done' ? 'done' : 'dismiss';
  return html`<${Dialog} title=${t(`rec-${verb}-title`)} onClose=${onClose}><form class="stack" onSubmit=${(event) => { event.preventDefault(); onDone(outcome.trim()); }}><p>${one.title}</p>
    <div class="field"><label for="outcome">${t(state === 'done' ? 'rec-outcome' : 'rec-reason')}</label><textarea class="input area" id="outcome" rows="2" maxlength="2000" value=${outcome} onInput=${(event) => setOutcome(event.target.value)}></textarea></div><${Foot} label=${t(`rec-${verb}`)} /></form></${Dialog}>`;
}

function Add({ id, onClose, onSaved }) {
  const form = useForm({ title: '', details: '' }, { id: 'recommendation' });
  const labels = { title: t('rec-title'), details: t('details') };
  const send = async () => {
    const { title, details } = form.values;
    await post(`/customers/${id}/recommendations`, { title: title.trim(), ...(details.trim() && { details: details.trim() }) });
    form.accept(form.values);
    say(t('form-saved'));
    onSaved();
  };
  return html`<${Dialog} title=${t('rec-add')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(() => (form.values.title.trim() ? {} : { title: [t('rec-title-missing')] }), send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="title" label=${labels.title} maxlength="200" autocomplete="off" /><${TextArea} form=${form} name="details" label=${labels.details} maxlength="2000" /><${Foot} busy=${form.busy} label=${t(form.busy ? 'form-busy' : 'form-save')} /></form></${Dialog}>`;
}
