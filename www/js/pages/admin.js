// Administration: each part is shown to those who may look at it; the server decides about every call.
import { Fragment, html, render, useEffect, useRef } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { may, superuser } from '../lib/api.js';
import { urlState } from '../lib/state.js';
import { start } from '../shell.js';
import { Empty } from '../parts/basics.js';
import { Audit } from '../parts/audit.js';
import { Invitations } from '../parts/invitations.js';
import { Mails } from '../parts/mails.js';
import { Permissions } from '../parts/permissions.js';
import { RoleMatrix } from '../parts/role-matrix.js';
import { System } from '../parts/system.js';
import { Users } from '../parts/users.js';
import { Workspace } from '../parts/workspace.js';
import { Workspaces } from '../parts/workspaces.js';

const PARTS = [
  { id: 'users', needs: 'users:read', draw: Users },
  { id: 'invitations', needs: 'users:read', draw: Invitations },
  { id: 'roles', needs: 'users:read', draw: RoleMatrix },
  { id: 'permissions', needs: 'users:read', draw: Permissions },
  { id: 'workspace', needs: 'tenants:read', draw: Workspace },
  { id: 'workspaces', draw: Workspaces, top: true },
  { id: 'audit', needs: 'audit:read', draw: Audit },
  { id: 'mails', needs: 'audit:read', draw: Mails },
  { id: 'system', draw: System },
];

const open = (part) => (part.top ? superuser() : !part.needs || may(part.needs));
const [address, setAddress] = urlState({ tab: '' });

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
    <${Fragment} key=${now.id}><${now.draw} /></${Fragment}>
  </div>`;
}

start({ page: 'admin', needs: [], texts: ['admin'] }, (main) => render(html`<${Page} />`, main));
