// Profile: who one is and how one can be reached.
import { html, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, session } from '../lib/api.js';
import { date } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { start } from '../shell.js';
import { Avatar } from '../parts/avatar.js';
import { Bones, Card, Fault } from '../parts/basics.js';
import { Field, TextArea } from '../parts/form.js';
import { MeForm } from '../parts/me-form.js';
import { OwnPicture } from '../parts/picture.js';

const [me, load] = resource((stop) => get('/auth/me', { signal: stop }));
const ADDRESS = ['street', 'city', 'region', 'postal_code', 'country'];
const FILLED = { street: 'street-address', city: 'address-level2', region: 'address-level1', postal_code: 'postal-code', country: 'country-name' };

const labelsOf = (customer) => ({
  first_name: t('profile-first-name'),
  last_name: t('profile-last-name'),
  phone: t('profile-phone'),
  ...Object.fromEntries(ADDRESS.map((name) => [`address/${name}`, t(`profile-${name}`)])),
  ...(customer && { dietary_preferences: t('profile-dietary_preferences'), favourite_products: t('profile-favourite_products') }),
});

function Page() {
  const { data, problem } = me.value;
  if (!data) return problem ? html`<${Fault} problem=${problem} retry=${load} />` : html`<section class="card form-card"><${Bones} rows=${8} /></section>`;
  const customer = data.kind === 'customer';
  const labels = labelsOf(customer);
  const saved = (fresh) => { me.value = { data: fresh, problem: null, loading: false }; };
  return html`<div class="narrow stack">
    <${Who} person=${data} onSaved=${saved} />
    <${MeForm} id="profile" me=${data} labels=${labels} onSaved=${saved} lists=${['dietary_preferences', 'favourite_products'].filter((name) => Array.isArray(data[name]))} draw=${(form) => html`
      <${Card} id="names" title=${t('profile-names')}><div class="form-grid">
        <${Field} form=${form} name="first_name" label=${labels.first_name} autocomplete="given-name" maxlength="150" />
        <${Field} form=${form} name="last_name" label=${labels.last_name} autocomplete="family-name" maxlength="150" />
        <${Field} form=${form} name="phone" label=${labels.phone} hint=${t('profile-phone-hint')} type="tel" autocomplete="tel" />
      </div></${Card}>
      <${Card} id="address" title=${t('profile-address')}><div class="form-grid">
        ${ADDRESS.map((name) => html`<${Field} key=${name} form=${form} name=${`address/${name}`} label=${labels[`address/${name}`]} wide=${name === 'street'} autocomplete=${FILLED[name]} />`)}
      </div></${Card}>
      ${customer && html`<${Card} id="likes" title=${t('profile-likes')} lead=${t('profile-likes-lead')}><div class="form-grid">
        <${TextArea} form=${form} name="dietary_preferences" label=${labels.dietary_preferences} />
        <${TextArea} form=${form} name="favourite_products" label=${labels.favourite_products} />
      </div></${Card}>`}`} />
  </div>`;
}

// An operator of the system is of no workspace, and pictures belong to one.
function Who({ person, onSaved }) {
  const { name, email, username, verified, roles, created_at: since } = person;
  const { tenant } = session.user;
  const shown = name || email || username;
  return html`<section class="card who" aria-label=${t('profile-account')}>
    ${tenant ? html`<${OwnPicture} me=${person} name=${shown} onSaved=${onSaved} />` : html`<${Avatar} name=${shown} cls="large" />`}
    <div><p class="who-name">${name || username}</p>
      <p class="muted">${email ?? username} ${email && verified === true && html`<span class="tag good">${t('profile-verified')}</span>`}${email && verified === false && html`<span class="tag busy">${t('profile-unverified')}</span>`}</p></div>
    <dl class="who-facts"><div><dt>${t('profile-workspace')}</dt><dd>${tenant?.name ?? '–'}</dd></div><div><dt>${t('profile-roles')}</dt><dd>${(roles ?? session.user.roles ?? []).join(', ') || '–'}</dd></div>${since && html`<div><dt>${t('profile-since')}</dt><dd>${date(since)}</dd></div>`}</dl>
  </section>`;
}

start({ page: 'profile', needs: [], texts: ['profile'] }, (main) => {
  render(html`<${Page} />`, main);
  load();
});
