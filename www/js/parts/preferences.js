// What Holdfast may tell one, in which language, and how pages look here.
import { html, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { AlertSwitches } from './alert-switches.js';
import { Card } from './basics.js';
import { Check, Select } from './form.js';
import { MeForm } from './me-form.js';

const CHANNELS = ['email', 'sms', 'push'];
const THEMES = ['system', 'light', 'dark'];
const root = document.documentElement;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = () => (Intl.supportedValuesOf?.('timeZone') ?? [here]);

function NotifyAndLanguage({ me, onSaved }) {
  const labels = { ...Object.fromEntries(CHANNELS.map((one) => [`channels/${one}`, t(`channel-${one}`)])), language: t('settings-language'), time_zone: t('settings-zone') };
  const known = ['', ...new Set([...(me.time_zone ? [me.time_zone] : []), 'UTC', ...zones()])];
  return html`<${MeForm} id="preferences" me=${me} labels=${labels} onSaved=${onSaved} draw=${(form) => html`
    <${Card} id="notifications" title=${t('settings-notifications')} lead=${t('settings-notifications-lead')}>
      <div class="checks">${CHANNELS.map((one) => html`<${Check} key=${one} form=${form} name=${`channels/${one}`} label=${labels[`channels/${one}`]} hint=${t(`channel-${one}-hint`)} />`)}</div></${Card}>
    <${Card} id="language" title=${t('settings-language')} lead=${t('settings-language-lead')}><div class="form-grid">
      <${Select} form=${form} name="language" label=${labels.language} options=${[['', t('language-system')], ['en', 'English']]} />
      <${Select} form=${form} name="time_zone" label=${labels.time_zone} options=${known.map((zone) => [zone, zone ? zone.replaceAll('_', ' ') : t('zone-here', { zone: here })])} />
    </div></${Card}>`} />`;
}

function Theme() {
  const [choice, setChoice] = useState(root.dataset.themeChoice);
  const choose = (one) => { root.dispatchEvent(new CustomEvent('themechoice', { detail: one })); setChoice(one); };
  return html`<${Card} id="theme" title=${t('settings-theme')} lead=${t('settings-theme-lead')}>
    <fieldset class="segmented"><legend class="hidden-visually">${t('settings-theme')}</legend>${THEMES.map((one) => html`<label key=${one}><input type="radio" name="theme" value=${one} checked=${choice === one} onChange=${() => choose(one)} /><span>${t(`settings-theme-${one}`)}</span></label>`)}</fieldset>
  </${Card}>`;
}

export function Preferences(props) {
  return [html`<${NotifyAndLanguage} ...${props} />`, props.me.kind === 'staff' && html`<${AlertSwitches} />`, html`<${Theme} />`];
}
