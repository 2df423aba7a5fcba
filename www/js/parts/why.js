// Why can this person do that, or why not: the roles that permit it.
import { html, useEffect, useState } from '../lib/dom.js';
import { get, query } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { resource } from '../lib/state.js';
import { Fault, Notice } from './basics.js';

export const [permissions, loadPermissions] = resource((stop) => get('/permissions', { signal: stop }));

export function Why({ user }) {
  const [permission, setPermission] = useState('');
  const [answer, setAnswer] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => { if (!permissions.value.data) loadPermissions(); }, []);
  useEffect(() => {
    setAnswer(null);
    setProblem(null);
    if (!permission) return undefined;
    const stop = new AbortController();
    get(`/users/${user.id}/why${query({ permission })}`, { signal: stop.signal }).then(setAnswer, (fault) => { if (fault.name !== 'AbortError') setProblem(fault); });
    return () => stop.abort();
  }, [permission, user.id, user.version]);
  const name = user.name || user.username;
  return html`<div class="stack tight why"><div class="field"><label for="why-permission">${t('why-question', { name })}</label>
      <select class="select" id="why-permission" value=${permission} onChange=${(event) => setPermission(event.target.value)}><option value="">${t('why-choose')}</option>${(permissions.value.data?.data ?? []).map((one) => html`<option value=${one.name}>${one.title} (${one.name})</option>`)}</select></div>
    <div role="status">${problem && html`<${Fault} problem=${problem} />`}
      ${answer && html`<${Notice} kind=${answer.allowed ? 'good' : 'warn'} icon=${answer.allowed ? 'check' : 'fault'} title=${t(answer.allowed ? 'why-yes' : 'why-no', { name })}>
        <p>${answer.allowed ? t('why-roles', { roles: answer.roles.map((role) => role.title || role.role).join(', ') }) : t(answer.because === 'inactive' ? 'why-inactive' : 'why-none')}</p></${Notice}>`}</div></div>`;
}
