// What we know of the person, as it stands on record, and where to change it.
import { html, Icon, useEffect } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get } from '../../lib/api.js';
import { resource } from '../../lib/state.js';
import { Bones, Card, Fault } from '../basics.js';

const [me, load] = resource((stop) => get('/me/profile', { signal: stop }));
const words = (value) => (Array.isArray(value) ? value.join(', ') : value ?? '');

export function About() {
  useEffect(() => { load(); }, []);
  const { data, problem } = me.value;
  const { street, postal_code: code, city, region, country } = data?.address ?? {};
  const facts = data && [['name', data.name], ['email', data.email], ['phone', data.phone], ['address', [street, [code, city].filter(Boolean).join(' '), region, country].filter(Boolean).join(', ')], ['diet', words(data.dietary_preferences)], ['favourites', words(data.favourite_products)]];
  return html`<${Card} id="about" title=${t('about')} aside=${html`<a class="button small" href="/dashboard/profile/"><${Icon} name="edit" />${t('about-change')}</a>`}>
    ${problem && !data && html`<${Fault} problem=${problem} retry=${load} />`}${!data && !problem && html`<${Bones} rows=${4} kind="line" />`}
    ${facts && html`<dl class="facts one">${facts.map(([name, value]) => html`<div key=${name}><dt>${t(`about-${name}`)}</dt><dd>${value || html`<span class="muted">${t('about-nothing')}</span>`}</dd></div>`)}</dl>
      <p class="small about-more"><a href="/dashboard/settings/#notifications">${t('about-settings')}</a></p>`}</${Card}>`;
}
