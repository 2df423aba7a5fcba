// Administration: each part is shown to those who may look at it; the server decides about every call.
import { html, render, useEffect, useRef, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { may, Problem, superuser } from '../lib/api.js';
import { urlState } from '../lib/state.js';
import { start } from '../shell.js';
import { Bones, Empty, Fault } from '../parts/basics.js';

// A part is fetched when it is opened: most visits are for one of them.
const PARTS = [
  { id: 'users', needs: 'users:read', load: () => import('../parts/users.js').then((part) => part.Users) },
  { id: 'invitations', needs: 'users:read', load: () => import('../parts/invitations.js').then((part) => part.Invitations) },
  { id: 'roles', needs: 'users:read', load: () => import('../parts/role-matrix.js').then((part) => part.RoleMatrix) },
  { id: 'permissions', needs: 'users:read', load: () => import('../parts/permissions.js').then((part) => part.Permissions) },
  { id: 'workspace', needs: 'tenants:read', load: () => import('../parts/workspace.js').then((part) => part.Workspace) },
  { id: 'pipelines', needs: 'pipelines:write', load: () => import('../parts/pipelines.js').then((part) => part.Pipelines) },
  { id: 'fields', needs: 'pipelines:write', load: () => import('../parts/own-fields.js').then((part) => part.OwnFields) },
  { id: 'chat', needs: 'tenants:read', load: () => import('../parts/chat-settings.js').then((part) => part.ChatSettings) },
  { id: 'workspaces', top: true, load: () => import('../parts/workspaces.js').then((part) => part.Workspaces) },
  { id: 'audit', needs: 'audit:read', load: () => import('../parts/audit.js').then((part) => part.Audit) },
  { id: 'mails', needs: 'audit:read', load: () => import('../parts/mails.js').then((part) => part.Mails) },
  { id: 'system', load: () => import('../parts/system.js').then((part) => part.System) },
];

const open = (part) => (part.top ? superuser() : !part.needs || may(part.needs));
const [address, setAddress] = urlState({ tab: '' });

function Part({ part }) {
  const [state, setState] = useState({});
  const fetchIt = () => { setState({}); part.load().then((draw) => setState({ draw }), () => setState({ problem: new Problem({ code: 'network' }) })); };
  useEffect(fetchIt, []);
  if (state.problem) return html`<${Fault} problem=${state.problem} retry=${fetchIt} />`;
  return state.draw ? html`<${state.draw} />` : html`<section class="card"><${Bones} rows=${6} /></section>`;
}

function Page() {
  const parts = PARTS.filter(open);
  const now = parts.find((part) => part.id === address.value.tab) ?? parts.find((part) => part.top) ?? parts[0];
  const tabs = useRef(null);
  useEffect(() => { tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [now?.id]);
  if (!parts.some((part) => part.needs || part.top)) return html`<section class="card"><${Empty} title=${t('not-for-you')}><p>${t('not-for-you-lead')}</p></${Empty}></section>`;
  const turn = (id) => (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setAddress({ tab: id });
  };
  return html`<div class="stack">
    <nav class="tabs" ref=${tabs} aria-label=${t('admin-parts')}><ul class="tab-list">${parts.map((part) => html`<li key=${part.id}><a href=${`/admin/?tab=${part.id}`} aria-current=${part === now ? 'page' : undefined} onClick=${turn(part.id)}>${t(`admin-${part.id}`)}</a></li>`)}</ul></nav>
    <${Part} key=${now.id} part=${now} />
  </div>`;
}

start({ page: 'admin', needs: [], texts: ['admin'] }, (main) => render(html`<${Page} />`, main));
