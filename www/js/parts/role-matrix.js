// Roles and what they permit, as a table to tick; each role is saved for itself.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { ifStill, may, post, Problem, put, remove } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { Bones, Card, Fault } from './basics.js';
import { ConfirmByTyping, Dialog } from './dialog.js';
import { Field, Summary } from './form.js';
import { loadRoles, roles } from './roles-choice.js';
import { say, sayFault } from './toast.js';
import { loadPermissions, permissions } from './why.js';

const FIXED = 'admin'; // its list cannot be changed, so that nobody locks everybody out
const sameSet = (one, other) => one.length === other.length && one.every((name) => other.includes(name));

export function RoleMatrix() {
  const [edits, setEdits] = useState({}); // role: permissions
  const [busy, setBusy] = useState(false);
  const [making, setMaking] = useState(false);
  const [dropping, setDropping] = useState(null);
  useEffect(() => { loadRoles(); loadPermissions(); }, []);
  const all = roles.value.data?.data ?? [];
  const rights = permissions.value.data?.data ?? [];
  const problem = roles.value.problem ?? permissions.value.problem;
  const ready = roles.value.data && permissions.value.data;
  const writable = may('roles:write');
  const listOf = (role) => edits[role.name] ?? role.permissions;
  const changed = all.filter((role) => edits[role.name] && !sameSet(edits[role.name], role.permissions));
  const turn = (role, right) => {
    const now = listOf(role);
    setEdits({ ...edits, [role.name]: now.includes(right) ? now.filter((one) => one !== right) : [...now, right] });
  };
  const save = async () => {
    setBusy(true);
    for (const role of changed) {
      try {
        await put(`/roles/${role.name}`, { permissions: edits[role.name] }, ifStill(role));
        say(t('role-saved', { name: role.title || role.name }));
      } catch (fault) {
        sayFault(fault instanceof Problem ? fault : new Problem({ code: 'unknown' }), t('role-failed', { name: role.title || role.name }));
      }
    }
    setEdits({});
    await loadRoles();
    setBusy(false);
  };
  const drop = async () => {
    try { await remove(`/roles/${dropping.name}`, undefined, ifStill(dropping)); say(t('role-dropped', { name: dropping.title })); await loadRoles(); } catch (fault) { sayFault(fault); }
    setDropping(null);
  };
  const cell = (role, right) => {
    const on = listOf(role).includes(right.name);
    const edited = on !== role.permissions.includes(right.name);
    const label = t('role-may', { role: role.title || role.name, what: right.title });
    return html`<td key=${role.name} class=${edited ? 'tick edited' : 'tick'}>${writable && role.name !== FIXED
      ? html`<label><input type="checkbox" checked=${on} aria-label=${label} onChange=${() => turn(role, right.name)} /></label>`
      : html`<span>${on ? html`<${Icon} name="check" />` : '–'}<span class="hidden-visually">${t(on ? 'has-yes' : 'has-no')}</span></span>`}</td>`;
  };
  return html`<${Card} id="role-matrix" cls="matrix-card" title=${t('roles-title')} lead=${t('roles-lead')} aside=${writable && html`<button type="button" class="button small" onClick=${() => setMaking(true)}><${Icon} name="plus" />${t('role-new')}</button>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${() => { loadRoles(); loadPermissions(); }} />`}
    ${!ready && !problem && html`<${Bones} rows=${8} />`}
    ${ready && html`<${Fragment}><div class="table-wrap role-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: t('roles-title') })}><table class="table role-table">
      <thead><tr><th scope="col">${t('permission')}</th>${all.map((role) => html`<th scope="col" key=${role.name}><span>${role.title || role.name}</span><small>${t('role-users', { n: role.users })}</small>
        ${writable && !role.builtin && html`<button type="button" class="button icon-only small" aria-label=${t('role-drop-of', { name: role.title || role.name })} onClick=${() => setDropping(role)}><${Icon} name="trash" /></button>`}</th>`)}</tr></thead>
      <tbody>${rights.map((right) => html`<tr key=${right.name}><th scope="row">${right.title}<div class="cell-sub"><code>${right.name}</code></div></th>${all.map((role) => cell(role, right))}</tr>`)}</tbody></table></div>
      ${writable && html`<div class="save-bar" data-dirty=${changed.length ? 'true' : 'false'}><span role="status" class="small muted">${changed.length ? t('role-changed', { roles: changed.map((role) => role.title || role.name).join(', ') }) : ''}</span>
        <button type="button" class="button" disabled=${!changed.length || busy} onClick=${() => setEdits({})}>${t('form-discard')}</button><button type="button" class="button primary" disabled=${!changed.length || busy} onClick=${save}>${t(busy ? 'form-busy' : 'form-save')}</button></div>`}</${Fragment}>`}
    ${making && html`<${NewRole} onClose=${() => setMaking(false)} onMade=${() => { setMaking(false); loadRoles(); }} />`}
    ${dropping && html`<${ConfirmByTyping} title=${t('role-drop-of', { name: dropping.title })} word=${dropping.name} action=${t('role-drop')} onConfirm=${drop} onClose=${() => setDropping(null)}><p>${t('role-drop-sure')}</p></${ConfirmByTyping}>`}
  </${Card}>`;
}

const plain = (title) => title.trim().toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 63);

function NewRole({ onClose, onMade }) {
  const form = useForm({ title: '' }, { id: 'role' });
  const check = () => (plain(form.values.title).length >= 2 ? {} : { title: [t('role-title-missing')] });
  const send = async () => { await post('/roles', { name: plain(form.values.title), title: form.values.title.trim(), permissions: [] }); say(t('role-made')); onMade(); };
  return html`<${Dialog} title=${t('role-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate>
    <${Summary} form=${form} labels=${{ title: t('role-title') }} />
    <${Field} form=${form} name="title" label=${t('role-title')} hint=${t('role-title-hint')} autocomplete="off" maxlength="63" />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'role-make')}</button></div>
  </form></${Dialog}>`;
}
