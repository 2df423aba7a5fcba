// Complaints: read, and resolved with a word about how.
import { Fragment, html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { ifStill, may, post } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { customerPage } from '../../lib/records.js';
import { watch } from '../../lib/live.js';
import { Time } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Summary, TextArea } from '../form.js';
import { ListCard, pagedList } from '../list.js';
import { PickCustomer } from '../pick-customer.js';
import { say } from '../toast.js';

const list = pagedList('/complaints', { state: 'open', category: '' });
const CATEGORIES = ['billing', 'technical', 'service', 'support'];
let watching = false; // one live stream, however often this part is opened
const mood = (sentiment) => (sentiment <= -0.25 ? 'bad' : sentiment >= 0.25 ? 'good' : 'neutral');

export function Complaints() {
  const [filing, setFiling] = useState(false);
  const [open, setOpen] = useState('');
  useEffect(() => { list.load(); if (!watching) watch(['complaint', 'customer'], list.load); watching = true; }, []);
  const { state, category } = list.filters.value;
  return html`<${Fragment}><div class="filters ends"><div class="filters"><fieldset class="segmented"><legend class="hidden-visually">${t('hub-state')}</legend>${['open', 'resolved', ''].map((one) => html`<label key=${one}><input type="radio" name="state" checked=${state === one} onChange=${() => list.filter({ state: one })} /><span>${t(`complaint-${one || 'any'}`)}</span></label>`)}</fieldset>
      <div class="filter-rest"><div class="field"><label for="category">${t('hub-category')}</label><select class="select" id="category" value=${category} onChange=${(event) => list.filter({ category: event.target.value })}><option value="">${t('hub-any-category')}</option>${CATEGORIES.map((one) => html`<option value=${one} selected=${one === category}>${t(`category-${one}`)}</option>`)}</select></div></div></div>
      ${may('engagement:write') && html`<button type="button" class="button primary" onClick=${() => setFiling(true)}><${Icon} name="plus" />${t('complaint-new')}</button>`}</div>
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
  const form = useForm({ customer_id: null, text: '' }, { id: 'complaint' });
  const labels = { customer_id: t('hub-customer'), text: t('complaint-text') };
  const check = () => ({ ...(!form.values.customer_id && { customer_id: [t('hub-choose-customer')] }), ...(!form.values.text.trim() && { text: [t('complaint-text-missing')] }) });
  const send = async () => {
    await post('/complaints', { customer_id: form.values.customer_id.id, text: form.values.text.trim() });
    form.accept(form.values);
    say(t('complaint-added'));
    onClose();
    list.load();
  };
  return html`<${Dialog} title=${t('complaint-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${PickCustomer} id="complaint-customer_id" label=${labels.customer_id} chosen=${form.values.customer_id} onChoose=${(one) => form.set('customer_id', one)} fault=${form.wrong.by.customer_id?.[0]} /><${TextArea} form=${form} name="text" label=${labels.text} hint=${t('complaint-text-hint')} maxlength="4000" />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'complaint-add')}</button></div></form></${Dialog}>`;
}
