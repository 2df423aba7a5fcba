// Complaints: read, and resolved with a word about how.
import { Fragment, html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { ifStill, may, post } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { customerPage } from '../../lib/records.js';
import { watch } from '../../lib/live.js';
import { Time } from '../basics.js';
import { Edit } from '../edit.js';
import { Summary, TextArea } from '../form.js';
import { ListCard, pagedList } from '../list.js';
import { say } from '../toast.js';
import { Bar, filterOf, Segmented } from './rows.js';

const list = pagedList('/complaints', { state: 'open', category: '' });
const CATEGORIES = ['billing', 'technical', 'service', 'support'];
let watching = false; // one live stream, however often this part is opened
const mood = (sentiment) => (sentiment <= -0.25 ? 'bad' : sentiment >= 0.25 ? 'good' : 'neutral');

export function Complaints() {
  const [filing, setFiling] = useState(false);
  const [open, setOpen] = useState('');
  useEffect(() => { list.load(); if (!watching) watch(['complaint', 'customer'], list.load); watching = true; }, []);
  const { state, category } = list.filters.value;
  return html`<${Fragment}><${Bar} list="complaints" filter=${() => filterOf({ state, category })} label=${t('complaint-new')} onNew=${() => setFiling(true)}><${Segmented} name="state" legend=${t('hub-state')} values=${['open', 'resolved', '']} now=${state} words=${(one) => t(`complaint-${one || 'any'}`)} onChoose=${(one) => list.filter({ state: one })} />
      <div class="filter-rest"><div class="field"><label for="category">${t('hub-category')}</label><select class="select" id="category" value=${category} onChange=${(event) => list.filter({ category: event.target.value })}><option value="">${t('hub-any-category')}</option>${CATEGORIES.map((one) => html`<option value=${one} selected=${one === category}>${t(`category-${one}`)}</option>`)}</select></div></div></${Bar}>
    <${ListCard} list=${list} label=${t('hub-complaints')} failed=${t('hub-complaints-failed')} empty=${{ title: t('complaints-empty'), lead: t('complaints-empty-lead') }} draw=${(rows) => html`<ul class="lines padded">${rows.map((one) => html`<li key=${one.id} class="complaint"><div class="line-main">
        <p class="complaint-text">${one.text}</p>
        <p class="small muted">${one.customer_id ? html`<a href=${customerPage(one.customer_id)}>${one.customer || t('hub-customer')}</a>` : t('hub-no-customer')} · ${t(`category-${one.category}`)} · ${mood(one.sentiment) !== 'neutral' && html`<span class=${`mood ${mood(one.sentiment)}`}>${t(`mood-${mood(one.sentiment)}`)}</span> · `}<${Time} at=${one.created_at} relative /></p>
        ${one.state === 'resolved' ? html`<p class="answer small"><strong>${t('complaint-resolved-by', { name: one.resolved_by ?? '–' })}</strong> ${one.resolution_note}</p>` : open === one.id && html`<${Resolve} one=${one} onClose=${() => setOpen('')} />`}</div>
        ${one.state === 'resolved' ? html`<span class="tag good">${t('complaint-resolved')}</span>` : open !== one.id && may('engagement:write') && html`<button type="button" class="button small" aria-label=${t('complaint-resolve-of', { text: one.text.slice(0, 60) })} onClick=${() => setOpen(one.id)}>${t('complaint-resolve')}</button>`}</li>`)}</ul>`} />
    ${filing && html`<${FileOne} onClose=${() => setFiling(false)} />`}</${Fragment}>`;
}

function Resolve({ one, onClose }) {
  const form = useForm({ note: '' }, { id: `resolve-${one.id}` });
  const labels = { note: t('complaint-note') };
  useEffect(() => { document.getElementById(`resolve-${one.id}-note`)?.focus(); }, []);
  const send = async () => {
    await post(`/complaints/${one.id}/resolve`, { note: form.values.note.trim() }, ifStill(one));
    form.accept(form.values);
    say(t('complaint-done'));
    onClose();
    list.load();
  };
  return html`<form class="stack tight inline-form" onSubmit=${form.submit(() => (form.values.note.trim() ? {} : { note: [t('complaint-note-missing')] }), send)} novalidate><${Summary} form=${form} labels=${labels} /><${TextArea} form=${form} name="note" label=${labels.note} maxlength="2000" />
    <div class="actions"><button type="submit" class="button primary small" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'complaint-resolve')}</button><button type="button" class="button small" onClick=${onClose}>${t('cancel')}</button></div></form>`;
}

function FileOne({ onClose }) {
  const fields = [{ name: 'customer_id', label: t('hub-customer'), kind: 'customer', need: true }, { name: 'text', label: t('complaint-text'), kind: 'area', need: true, hint: t('complaint-text-hint'), max: 4000 }];
  return html`<${Edit} id="complaint" title=${t('complaint-new')} path="/complaints" fields=${fields} done=${'complaint-added'} action=${t('complaint-add')} onClose=${onClose} onSaved=${() => { onClose(); list.load(); }} />`;
}
