// Notifications: written by one, looked at by another, and only then sent.
import { Fragment, html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, may, post, remove } from '../../lib/api.js';
import { count } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { Time } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Select, Summary, TextArea } from '../form.js';
import { ListCard, pagedList } from '../list.js';
import { PickCustomer } from '../pick-customer.js';
import { say, sayFault } from '../toast.js';
import { Bar, Segmented } from './rows.js';

const list = pagedList('/notifications', { state: '' });
const STATES = ['', 'draft', 'reviewed', 'sent'];
const TO = {
  customer: ({ customer }) => customer || t('hub-customer'),
  segment: ({ segment }) => t('notification-segment', { segment }),
  all: () => t('notification-all'),
  colleague: ({ user }) => user || t('notification-colleague'),
};
const TAGS = { draft: 'tag', reviewed: 'tag busy', sent: 'tag good' };

export function Notifications() {
  const [making, setMaking] = useState(false);
  useEffect(() => { list.load(); }, []);
  const { state } = list.filters.value;
  const step = (one, verb) => async () => {
    try { await post(`/notifications/${one.id}/${verb}`, {}, ifStill(one)); say(t(`notification-${verb}-done`, { title: one.title })); } catch (fault) { sayFault(fault); }
    list.load();
  };
  const drop = async (one) => { try { await remove(`/notifications/${one.id}`, undefined, ifStill(one)); say(t('notification-dropped', { title: one.title })); } catch (fault) { sayFault(fault); } list.load(); };
  const readBy = ({ audience, read, recipients }) => (audience === 'colleague' ? '' : `, ${recipients === null ? t('notification-read', { n: count(read) }) : t('notification-read-of-all', { n: count(read), all: count(recipients) })}`);
  const button = (one, verb, primary) => html`<button type="button" class=${primary ? 'button small primary' : 'button small'} aria-label=${t(`notification-${verb}-of`, { title: one.title })} onClick=${step(one, verb)}>${t(`notification-${verb}`)}</button>`;
  return html`<${Fragment}><${Bar} list="notifications" label=${t('notification-new')} onNew=${() => setMaking(true)} needs="notifications:write"><${Segmented} name="state" legend=${t('hub-state')} values=${STATES} now=${state} words=${(one) => t(`notification-${one || 'any'}`)} onChoose=${(one) => list.filter({ state: one })} /></${Bar}>
    <${ListCard} list=${list} label=${t('hub-notifications')} failed=${t('hub-notifications-failed')} empty=${{ title: t('notifications-empty'), lead: t('notifications-empty-lead') }} draw=${(rows) => html`<ul class="lines padded">${rows.map((one) => html`<li key=${one.id}><div class="line-main"><p><strong>${one.title}</strong> <span class=${TAGS[one.state]}>${t(`notification-${one.state}`)}</span></p><p>${one.message}</p>
        <p class="small muted">${t('notification-to', { who: TO[one.audience](one) })} · ${one.created_by ?? ''} · ${one.state === 'sent' ? html`${t('notification-sent-at')} <${Time} at=${one.sent_at} relative />${readBy(one)}` : html`<${Time} at=${one.created_at} relative />`}</p></div>
        ${one.state !== 'sent' && may('notifications:write') && html`<div class="row-actions">${one.state === 'draft' ? button(one, 'review') : button(one, 'confirm', true)}<button type="button" class="button icon-only" aria-label=${t('notification-drop', { title: one.title })} onClick=${() => drop(one)}><${Icon} name="trash" /></button></div>`}</li>`)}</ul>`} />
    ${making && html`<${Make} onClose=${() => setMaking(false)} />`}</${Fragment}>`;
}

function Make({ onClose }) {
  const [segments, setSegments] = useState([]);
  useEffect(() => { if (may('reports:read')) get('/reports/overview').then((known) => setSegments((known.segments ?? []).map((one) => one.name)), () => {}); }, []);
  const form = useForm({ title: '', message: '', audience: 'customer', customer_id: null, segment: '' }, { id: 'notification' });
  const { audience, customer_id, segment, title, message } = form.values;
  const labels = Object.fromEntries(['title', 'message', 'audience', 'segment'].map((name) => [name, t(`notification-f-${name}`)]));
  labels.customer_id = t('hub-customer');
  const missing = (name, id) => (form.values[name].trim() ? {} : { [name]: [t(id)] });
  const check = () => ({ ...missing('title', 'notification-title-missing'), ...missing('message', 'notification-message-missing'), ...(audience === 'customer' && !customer_id && { customer_id: [t('hub-choose-customer')] }), ...(audience === 'segment' && missing('segment', 'notification-segment-missing')) });
  const send = async () => {
    await post('/notifications', { title: title.trim(), message: message.trim(), audience, ...(audience === 'customer' && { customer_id: customer_id.id }), ...(audience === 'segment' && { segment: segment.trim() }) });
    form.accept(form.values);
    say(t('notification-made'));
    onClose();
    list.load();
  };
  return html`<${Dialog} title=${t('notification-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Select} form=${form} name="audience" label=${labels.audience} options=${[['customer', t('notification-one')], ['segment', t('notification-a-segment')], ['all', t('notification-all')]]} />
    ${audience === 'customer' && html`<${PickCustomer} id="notification-customer_id" label=${labels.customer_id} chosen=${customer_id} onChoose=${(one) => form.set('customer_id', one)} fault=${form.wrong.by.customer_id?.[0]} />`}
    ${audience === 'segment' && html`<${Field} form=${form} name="segment" label=${labels.segment} autocomplete="off" maxlength="60" list="segments" /><datalist id="segments">${segments.map((one) => html`<option value=${one} key=${one}></option>`)}</datalist>`}
    <${Field} form=${form} name="title" label=${labels.title} maxlength="150" autocomplete="off" /><${TextArea} form=${form} name="message" label=${labels.message} maxlength="2000" />
    <p class="small muted">${t('notification-lead')}</p>
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'notification-make')}</button></div></form></${Dialog}>`;
}
