// Settings: how one signs in, where one is signed in, what programs may do in one's name, and how pages look.
import { html, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, superuser } from '../lib/api.js';
import { resource } from '../lib/state.js';
import { start } from '../shell.js';
import { Bones, Fault, Notice } from '../parts/basics.js';
import { ApiKeys } from '../parts/api-keys.js';
import { ChangePassword } from '../parts/change-password.js';
import { Factor } from '../parts/factor.js';
import { Preferences } from '../parts/preferences.js';
import { Sessions } from '../parts/sessions.js';

const [me, load] = resource((stop) => get('/auth/me', { signal: stop }));
const forced = new URLSearchParams(location.search).has('setup');
const SECTIONS = ['password', 'factor', 'sessions', 'keys', 'notifications', 'language', 'alerts', 'theme'];

function Page() {
  const { data, problem } = me.value;
  if (!data) return problem ? html`<${Fault} problem=${problem} retry=${load} />` : html`<section class="card form-card"><${Bones} rows=${8} /></section>`;
  const saved = (fresh) => { me.value = { data: fresh, problem: null, loading: false }; };
  return html`<div class="with-index">
    <nav class="index" aria-label=${t('settings-index')}><ul class="index-list">${SECTIONS.filter((one) => one !== 'alerts' || data.kind === 'staff').map((one) => html`<li key=${one}><a href=${`#${one}`}>${t(`settings-${one}`)}</a></li>`)}<li><a href="/dashboard/profile/">${t('nav-profile')}</a></li></ul></nav>
    <div class="stack">
      ${forced && html`<${Notice} kind="warn" icon="shield" title=${t('settings-forced')}><p>${t('settings-forced-lead')}</p></${Notice}>`}
      <${ChangePassword} me=${data} />
      <${Factor} forced=${forced} />
      <${Sessions} />
      ${!superuser() && html`<${ApiKeys} me=${data} />`}
      <${Preferences} me=${data} onSaved=${saved} />
    </div>
  </div>`;
}

start({ page: 'settings', needs: [], texts: ['settings'] }, (main) => {
  render(html`<${Page} />`, main);
  load().then(() => { if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView(); });
});
