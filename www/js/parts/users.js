// The people of a workspace: found, looked at, changed.
import { Fragment, html, useEffect, useState } from '../lib/dom.js';
import { may } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { Time } from './basics.js';
import { ListCard, pagedList } from './list.js';
import { loadRoles, roles, titleOf } from './roles-choice.js';
import { UserDialog } from './user.js';

const list = pagedList('/users', { q: '', role: '', state: '', kind: 'staff' });

export const RoleTags = ({ names }) => html`<span class="tags">${names.map((name) => html`<span class=${name === 'admin' ? 'tag brand-tag' : 'tag'} key=${name}>${titleOf(name)}</span>`)}${names.length === 0 && html`<span class="faint">–</span>`}</span>`;

export function Users() {
  const [chosen, setChosen] = useState(null);
  useEffect(() => { list.load(); loadRoles(); }, []);
  const { q, role, state, kind } = list.filters.value;
  const pick = (name, label, value, options) => html`<div class="field"><label for=${`users-${name}`}>${label}</label><select class="select" id=${`users-${name}`} value=${value} onChange=${(event) => list.filter({ [name]: event.target.value })}>${options.map(([one, said]) => html`<option value=${one} selected=${one === value}>${said}</option>`)}</select></div>`;
  return html`<${Fragment}>
    <form class="filters" role="search" aria-label=${t('users-filters')} onSubmit=${(event) => event.preventDefault()}><div class="filter-rest">
      <div class="field"><label for="users-q">${t('users-q')}</label><input class="input" id="users-q" type="search" autocomplete="off" spellcheck="false" defaultValue=${q} onInput=${list.typed('q')} /></div>
      ${pick('role', t('users-role'), role, [['', t('users-any-role')], ...(roles.value.data?.data ?? []).map((one) => [one.name, one.title || one.name])])}
      ${pick('state', t('users-state'), state, [['', t('users-any-state')], ['active', t('user-active')], ['inactive', t('user-inactive')]])}
      ${pick('kind', t('users-kind'), kind, [['staff', t('user-staff')], ['customer', t('user-customer')], ['', t('users-any-kind')]])}
    </div></form>
    <${ListCard} list=${list} label=${t('admin-users')} failed=${t('users-failed')} empty=${{ title: t('users-none') }} draw=${(rows) => html`
      <table class="table rows"><caption class="hidden-visually">${t('admin-users')}</caption>
        <thead><tr><th scope="col">${t('user-name')}</th><th scope="col">${t('user-roles')}</th><th scope="col">${t('user-factor')}</th><th scope="col">${t('user-last')}</th><th scope="col">${t('user-state')}</th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}>
          <th scope="row"><button type="button" class="cell-link as-link" aria-haspopup="dialog" onClick=${() => setChosen(one)}>${one.name || one.username}</button><div class="cell-sub">${one.email ?? one.username}</div></th>
          <td data-label=${t('user-roles')}><${RoleTags} names=${one.roles} /></td>
          <td data-label=${t('user-factor')}>${t(one.second_factor ? 'has-yes' : 'has-no')}</td>
          <td data-label=${t('user-last')}><${Time} at=${one.last_login_at} relative /></td>
          <td data-label=${t('user-state')}><span class=${one.state === 'active' ? 'tag good' : 'tag bad'}>${t(one.state === 'active' ? 'user-active' : 'user-inactive')}</span></td></tr>`)}</tbody></table>`} />
    ${chosen && html`<${UserDialog} user=${chosen} readOnly=${!may('users:write')} onClose=${() => setChosen(null)} onChanged=${(fresh) => { setChosen(fresh); list.load(); }} />`}
  </${Fragment}>`;
}
