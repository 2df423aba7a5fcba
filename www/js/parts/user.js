// One person: roles, state, open sessions.
import { Fragment, html, useState } from '../lib/dom.js';
import { get, ifStill, patch, post, session } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { Notice, Time } from './basics.js';
import { Dialog } from './dialog.js';
import { Select, Summary } from './form.js';
import { RolesChoice } from './roles-choice.js';
import { say, sayFault } from './toast.js';
import { Why } from './why.js';

const flat = (user) => ({ state: user.state, roles: [...user.roles].sort() });

export function UserDialog({ user, readOnly, onClose, onChanged }) {
  const own = user.id === session.user.id;
  const form = useForm(flat(user), { id: 'user' });
  const [stale, setStale] = useState(false);
  const customer = user.kind === 'customer';
  const send = async () => {
    const fresh = await patch(`/users/${user.id}`, form.patch(), ifStill(user));
    form.accept(flat(fresh));
    setStale(false);
    say(t('user-saved', { name: fresh.name || fresh.username }));
    onChanged(fresh);
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    get(`/users/${user.id}`).then((fresh) => { form.accept(flat(fresh)); setStale(true); onChanged(fresh); }, sayFault);
    return true;
  };
  const end = async () => {
    try { const { ended } = await post(`/users/${user.id}/end-sessions`, {}); say(t('user-ended', { n: ended ?? 0 })); } catch (fault) { sayFault(fault); }
  };
  const labels = { state: t('user-state'), roles: t('user-roles') };
  return html`<${Dialog} title=${user.name || user.username} onClose=${onClose}><div class="stack">
    <dl class="facts one"><div><dt>${t('user-email')}</dt><dd>${user.email ?? '–'}</dd></div><div><dt>${t('user-username')}</dt><dd>${user.username}</dd></div>
      <div><dt>${t('user-factor')}</dt><dd>${t(user.second_factor ? 'has-yes' : 'has-no')}</dd></div><div><dt>${t('user-last')}</dt><dd><${Time} at=${user.last_login_at} relative /></dd></div></dl>
    ${stale && html`<${Notice} kind="warn" icon="warn"><p>${t('user-stale')}</p></${Notice}>`}
    ${readOnly ? html`<p class="muted">${t('user-read-only')}</p>` : html`<form class="stack" onSubmit=${form.submit(null, send, meet)} novalidate>
      <${Summary} form=${form} labels=${labels} />
      ${!customer && html`<${RolesChoice} id="user-roles" legend=${labels.roles} chosen=${form.values.roles} faults=${form.wrong.by.roles} without=${['customer']} onChange=${(names) => form.set('roles', [...names].sort())} />`}
      ${own ? html`<p class="small muted">${t('user-own')}</p>` : html`<${Select} form=${form} name="state" label=${labels.state} hint=${t('user-state-hint')} options=${[['active', t('user-active')], ['inactive', t('user-inactive')]]} />`}
      <div class="actions spread"><button type="button" class="button danger" onClick=${end}>${t('user-end')}</button>
        <button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('close')}</button>
        <button type="submit" class="button primary" disabled=${!form.dirty || form.busy}>${t(form.busy ? 'form-busy' : 'form-save')}</button></div></form>`}
    <details class="twin"><summary>${t('why-title')}</summary><${Why} user=${user} /></details>
    ${readOnly && html`<${Fragment}><div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('close')}</button></div></${Fragment}>`}
  </div></${Dialog}>`;
}
