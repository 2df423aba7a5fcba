// What can be permitted, who may it by which role, and why one person may.
import { Fragment, html, useEffect, useState } from '../lib/dom.js';
import { get, query } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { Bones, Card, Fault } from './basics.js';
import { loadRoles, roles, titleOf } from './roles-choice.js';
import { loadPermissions, permissions, Why } from './why.js';

const TYPING_MS = 250;

export function Permissions() {
  useEffect(() => { loadPermissions(); loadRoles(); }, []);
  const { data, problem } = permissions.value;
  const holders = (name) => (roles.value.data?.data ?? []).filter((role) => role.permissions.includes(name)).map((role) => titleOf(role.name));
  return html`<${Fragment}><${WhySomebody} />
    <${Card} id="permission-list" title=${t('permissions-title')} lead=${t('permissions-lead')}>
      ${problem && html`<${Fault} problem=${problem} retry=${loadPermissions} />`}
      ${!data && !problem && html`<${Bones} rows=${6} />`}
      ${data && html`<div class="table-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: t('permissions-title') })}><table class="table"><thead><tr><th scope="col">${t('permission')}</th><th scope="col">${t('permission-roles')}</th></tr></thead>
        <tbody>${data.data.map((one) => html`<tr key=${one.name}><th scope="row">${one.title}<div class="cell-sub"><code>${one.name}</code></div></th><td>${holders(one.name).join(', ') || '–'}</td></tr>`)}</tbody></table></div>`}
    </${Card}></${Fragment}>`;
}

function WhySomebody() {
  const [text, setText] = useState('');
  const [found, setFound] = useState([]);
  const [user, setUser] = useState(null);
  useEffect(() => {
    if (text.trim().length < 2) { setFound([]); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => { get(`/users${query({ q: text.trim(), limit: 8 })}`, { signal: stop.signal }).then(({ data }) => setFound(data), () => {}); }, TYPING_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text]);
  return html`<${Card} id="why-somebody" title=${t('why-title')} lead=${t('why-lead')}><div class="stack tight one-column">
    <div class="field"><label for="why-who">${t('why-who')}</label><input class="input" id="why-who" type="search" autocomplete="off" spellcheck="false" value=${text} onInput=${(event) => { setText(event.target.value); setUser(null); }} /></div>
    ${!user && found.length > 0 && html`<ul class="pick" aria-label=${t('why-found')}>${found.map((one) => html`<li key=${one.id}><button type="button" class="button quiet" onClick=${() => { setUser(one); setText(one.name || one.username); setFound([]); }}>${one.name || one.username} <span class="cell-sub">${one.email ?? one.username}</span></button></li>`)}</ul>`}
    ${user && html`<${Why} user=${user} />`}
  </div></${Card}>`;
}
