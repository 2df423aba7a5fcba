// The frame around every dashboard page. A page calls start({ page, needs, texts }, draw).
import { Fragment, html, Icon, render, signal, useEffect, useState } from './lib/dom.js';
import { load, t } from './lib/l10n.js';
import { actIn, actingIn, leave, logout, may, Problem, query, renew, superuser } from './lib/api.js';
import { initials } from './lib/format.js';
import { hear, mention, streamState } from './lib/live.js';
import { keepCount, unread } from './lib/unread.js';
import { attend, signOff } from './parts/alerts.js';
import { ownPicture, Picture } from './parts/avatar.js';
import { Empty, Fault } from './parts/basics.js';
import { brand } from './parts/brand.js';
import { Dialog } from './parts/dialog.js';
import { Find } from './parts/find.js';
import { StepUp } from './parts/step-up.js';
import { say, sayFault, Toasts } from './parts/toast.js';
import { shortcuts, keysOn, setKeysOn } from './parts/shortcuts.js';

const helpOpen = signal(false);
const root = document.documentElement;

// instead(user): where somebody else's view is, or nothing. kind: whose page this is.
export async function start({ page, needs, texts, kind, instead }, draw) {
  const main = document.getElementById('page');
  try {
    const [, user] = await Promise.all([load('common', ...texts), renew()]);
    const elsewhere = instead?.(user);
    if (elsewhere) { location.replace(elsewhere); return; }
    frame(page, user);
    main.replaceChildren();
    if (needs.every(may) && (!kind || user.kind === kind)) draw(main);
    else if (superuser() && !actingIn()) location.replace('/admin/'); // of no workspace yet
    else render(html`<${NotForYou} />`, main);
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) { leave(); return; }
    main.replaceChildren();
    render(html`<${Fault} problem=${problem} retry=${() => location.reload()} />`, main);
  } finally {
    main.removeAttribute('aria-busy');
  }
}

function frame(page, user) {
  const open = (needs) => (needs.startsWith('@') ? user.kind === needs.slice(1) : may(needs));
  for (const link of document.querySelectorAll('[data-needs]')) link.hidden = !open(link.dataset.needs) && !(superuser() && link.querySelector('a[href="/admin/"]'));
  ownPicture.value = user.picture_id ?? null;
  brand(user.tenant ?? {});
  const more = document.getElementById('more');
  more.hidden = !more.querySelector('[data-needs]:not([hidden])');
  document.body.classList.toggle('no-tabs', more.hidden);
  for (const link of document.querySelectorAll('.nav a[href="/dashboard/"]')) link.href = '/dashboard/?view=overview'; // without it, the view that fits the role
  const find = document.getElementById('find-slot');
  find.replaceChildren();
  if (may('customers:read')) render(html`<${Find} />`, find);
  const end = document.getElementById('top-end');
  end.replaceChildren();
  render(html`<${TopEnd} user=${user} />`, end);
  const foot = document.getElementById('rail-foot');
  foot.replaceChildren();
  render(html`<${Fragment}><strong>${user.tenant?.name ?? actingIn()?.name ?? ''}</strong>${user.name || user.email}</${Fragment}>`, foot);
  render(html`<${Toasts} />`, document.getElementById('toasts'));
  mention.subscribe((hint) => { if (hint) say(t('mentioned'), { go: { href: `/dashboard/customer/${query({ id: hint.id })}`, words: t('mentioned-go') } }); });
  if (user.kind === 'staff') hear(['notification'], () => say(t('notified'), may('engagement:read') ? { go: { href: `/dashboard/engagement-hub/${query({ tab: 'notifications' })}`, words: t('notified-go') } } : {}));
  shortcuts({ help: () => { helpOpen.value = true; }, admin: mayAdmin() });
  keepCount();
  attend();
}

const mayAdmin = () => may('users:read') || superuser();

function TopEnd({ user }) {
  return html`<${Fragment}>
    <${Acting} />
    <${Live} />
    ${user.kind === 'staff' && html`<${Bell} />`}
    <${Theme} />
    <${Who} user=${user} />
    <${StepUp} />
    ${helpOpen.value && html`<${Help} onClose=${() => { helpOpen.value = false; }} />`}
  </${Fragment}>`;
}

function Live() {
  if (streamState.value === 'off') return null;
  return html`<span class="live" data-live=${streamState.value} title=${t(`live-${streamState.value}-hint`)}><i></i><span>${t(`live-${streamState.value}`)}</span></span>`;
}

function Bell() {
  const { notes: n, important } = unread.value;
  return html`<a class="button icon-only bell" href="/dashboard/notes/" title=${t('nav-notes')}><${Icon} name="note" /><span class="hidden-visually">${t('nav-notes')}</span>${n > 0 && html`<span class=${important ? 'badge hot' : 'badge'} data-test="unread-notes"><span aria-hidden="true">${n > 99 ? '99+' : n}</span><span class="hidden-visually"> ${t('unread-n', { n })}</span></span>`}</a>`;
}

function leaveWorkspace() {
  actIn(null);
  location.assign('/admin/?tab=workspaces');
}

// A superuser sees in which workspace he works, and how to leave it.
function Acting() {
  const where = superuser() ? actingIn() : null;
  if (!where) return null;
  return html`<button type="button" class="button small acting" title=${t('acting-leave')} onClick=${leaveWorkspace}><span>${t('acting-in', { name: where.name })}</span><${Icon} name="close" /><span class="hidden-visually">${t('acting-leave')}</span></button>`;
}

const CHOICES = ['system', 'light', 'dark'];
const CHOICE_ICONS = { system: 'auto', light: 'sun', dark: 'moon' };

function Theme() {
  const [choice, setChoice] = useState(root.dataset.themeChoice);
  const next = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
  const turn = () => { root.dispatchEvent(new CustomEvent('themechoice', { detail: next })); setChoice(next); };
  const label = t('theme-button', { now: t(`theme-${choice}`), next: t(`theme-${next}`) });
  return html`<button type="button" class="button icon-only" aria-label=${label} title=${label} onClick=${turn}><${Icon} name=${CHOICE_ICONS[choice]} /></button>`;
}

function Who({ user }) {
  useEffect(() => {
    const shut = (event) => {
      for (const menu of document.querySelectorAll('details.menu[open]')) {
        if (event.type === 'keydown' ? event.key === 'Escape' : !menu.contains(event.target)) menu.open = false;
      }
    };
    document.addEventListener('pointerdown', shut);
    document.addEventListener('keydown', shut);
  }, []);
  const out = async () => {
    try { await signOff(); await logout(); location.href = '/login/?out=1'; } catch (problem) { sayFault(problem); }
  };
  return html`<details class="menu">
    <summary class="avatar" aria-label=${t('account-menu', { name: user.name || user.email })} data-initials=${initials(user.name || user.email)}><${Picture} id=${ownPicture.value} /></summary>
    <div class="menu-pop">
      <div class="menu-who"><strong>${user.name}</strong><div class="small muted">${user.email}</div><div class="small faint">${t('signed-in-as', { roles: (user.roles ?? []).join(', ') || '–', tenant: user.tenant?.name ?? '' })}</div></div>
      <a href="/dashboard/profile/"><${Icon} name="user" />${t('nav-profile')}</a>
      <a href="/dashboard/settings/"><${Icon} name="settings" />${t('nav-settings')}</a>
      ${mayAdmin() && html`<a href="/admin/"><${Icon} name="shield" />${t('nav-admin')}</a>`}
      ${superuser() && actingIn() && html`<button type="button" onClick=${leaveWorkspace}><${Icon} name="back" />${t('acting-leave')}</button>`}
      <button type="button" onClick=${(event) => { event.currentTarget.closest('details').open = false; helpOpen.value = true; }}><${Icon} name="keys" />${t('shortcuts')}<kbd>?</kbd></button>
      <button type="button" onClick=${out}><${Icon} name="out" />${t('sign-out')}</button>
    </div>
  </details>`;
}

function Help({ onClose }) {
  const rows = [['/', 'key-find'], ['Ctrl K', 'key-palette'], ['?', 'key-help'], ['g o', 'key-overview'], ['g c', 'key-customers'], ['g p', 'key-pipeline'], ['g e', 'key-hub'], ['g t', 'key-chat'], ['g n', 'key-notes'], ['g r', 'key-risk'], ['g d', 'key-data'], ['g m', 'key-model'], ['g s', 'key-settings'], ...(mayAdmin() ? [['g a', 'key-admin']] : []), ['Esc', 'key-escape']];
  return html`<${Dialog} title=${t('shortcuts')} onClose=${onClose}>
    <div class="stack">
      <dl class="keys">${rows.map(([keys, id]) => html`<dt>${t(id)}</dt><dd>${keys.split(' ').map((one) => html`<kbd>${one}</kbd> `)}</dd>`)}</dl>
      <label class="check"><input type="checkbox" checked=${keysOn()} onChange=${(event) => setKeysOn(event.target.checked)} /> ${t('keys-on')}</label>
      <form method="dialog" class="actions"><button class="button primary">${t('close')}</button></form>
    </div>
  </${Dialog}>`;
}

function NotForYou() {
  return html`<section class="card"><${Empty} title=${t('not-for-you')}><p>${t('not-for-you-lead')}</p></${Empty}></section>`;
}
