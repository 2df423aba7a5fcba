// Invitations: who was asked to join, and who has.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { may, post, remove } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { Time } from './basics.js';
import { Dialog } from './dialog.js';
import { Field, Summary } from './form.js';
import { ListCard, pagedList } from './list.js';
import { loadRoles, RolesChoice } from './roles-choice.js';
import { say, sayFault } from './toast.js';
import { RoleTags } from './users.js';

const list = pagedList('/invitations', { state: '' });
const STATES = ['', 'open', 'accepted', 'revoked', 'expired'];
const TAGS = { open: 'tag busy', accepted: 'tag good', revoked: 'tag', expired: 'tag bad' };

export function Invitations() {
  const [asking, setAsking] = useState(false);
  useEffect(() => { list.load(); loadRoles(); }, []);
  const writable = may('users:write');
  const state = list.filters.value.state;
  const take = async (one) => {
    try { await remove(`/invitations/${one.id}`); say(t('invitation-taken', { email: one.email })); list.load(); } catch (fault) { sayFault(fault); }
  };
  const again = async (one) => {
    try { await post('/invitations', { email: one.email, roles: one.roles, ...(one.name && { name: one.name }) }); say(t('invitation-sent', { email: one.email })); list.load(); } catch (fault) { sayFault(fault); }
  };
  const invite = writable && html`<button type="button" class="button primary" onClick=${() => setAsking(true)}><${Icon} name="mail" />${t('invite')}</button>`;
  return html`<${Fragment}>
    <div class="filters ends"><div class="filter-rest"><div class="field"><label for="invitations-state">${t('user-state')}</label><select class="select" id="invitations-state" value=${state} onChange=${(event) => list.filter({ state: event.target.value })}>${STATES.map((one) => html`<option value=${one}>${t(one ? `invitation-${one}` : 'users-any-state')}</option>`)}</select></div></div>${invite}</div>
    <${ListCard} list=${list} label=${t('admin-invitations')} failed=${t('invitations-failed')} empty=${{ title: t('invitations-none'), lead: t('invitations-none-lead') }} draw=${(rows) => html`
      <table class="table rows"><caption class="hidden-visually">${t('admin-invitations')}</caption>
        <thead><tr><th scope="col">${t('user-email')}</th><th scope="col">${t('user-roles')}</th><th scope="col">${t('invitation-by')}</th><th scope="col">${t('invitation-sent-at')}</th><th scope="col">${t('user-state')}</th>${writable && html`<th scope="col"><span class="hidden-visually">${t('actions')}</span></th>`}</tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.email}${one.name && html`<div class="cell-sub">${one.name}</div>`}</th>
          <td data-label=${t('user-roles')}><${RoleTags} names=${one.roles} /></td><td data-label=${t('invitation-by')}>${one.invited_by ?? '–'}</td><td data-label=${t('invitation-sent-at')}><${Time} at=${one.created_at} relative /></td>
          <td data-label=${t('user-state')}><span class=${TAGS[one.state]}>${t(`invitation-${one.state}`)}</span></td>
          ${writable && html`<td><div class="row-actions">${one.state === 'open' && html`<button type="button" class="button small" aria-label=${t('invitation-take-of', { email: one.email })} onClick=${() => take(one)}>${t('invitation-take')}</button>`}
            ${one.state !== 'accepted' && html`<button type="button" class="button small" aria-label=${t('invitation-again-of', { email: one.email })} onClick=${() => again(one)}>${t('invitation-again')}</button>`}</div></td>`}</tr>`)}</tbody></table>`} />
    ${asking && html`<${Invite} onClose=${() => setAsking(false)} onSent=${() => { setAsking(false); list.load(); }} />`}
  </${Fragment}>`;
}

function Invite({ onClose, onSent }) {
  const form = useForm({ email: '', name: '', roles: [] }, { id: 'invite' });
  const { email, name, roles } = form.values;
  const check = () => ({ ...(!/^\S+@\S+$/.test(email.trim()) && { email: [t('invite-email-missing')] }), ...(!roles.length && { roles: [t('invite-roles-missing')] }) });
  const send = async () => {
    await post('/invitations', { email: email.trim(), roles, ...(name.trim() && { name: name.trim() }) });
    say(t('invitation-sent', { email: email.trim() }));
    onSent();
  };
  const labels = { email: t('user-email'), name: t('invite-name'), roles: t('user-roles') };
  return html`<${Dialog} title=${t('invite-title')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate>
    <${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="email" label=${labels.email} type="email" autocomplete="off" autocapitalize="none" spellcheck="false" />
    <${Field} form=${form} name="name" label=${labels.name} autocomplete="off" />
    <${RolesChoice} id="invite-roles" legend=${labels.roles} chosen=${roles} faults=${form.wrong.by.roles} without=${['customer']} onChange=${(names) => form.set('roles', names)} />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'invite-send')}</button></div>
  </form></${Dialog}>`;
}
