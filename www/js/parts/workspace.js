// What holds in this workspace: its name and look, how figures are judged, how people sign in.
import { html, useEffect, useState } from '../lib/dom.js';
import { get, ifStill, may, patch } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Fault } from './basics.js';
import { Check, Conflict, Field, SaveBar, Select, Summary } from './form.js';
import { loadRoles, RolesChoice } from './roles-choice.js';
import { say } from './toast.js';

const [current, load] = resource((stop) => get('/tenants/current', { signal: stop }));
const PERCENT = ['band_high', 'band_medium', 'acceptance', 'redemption', 'value_rate'];
const NUMBERS = ['password_min'];
const MINUTES = { access_seconds: 60, refresh_seconds: 86400 };
const TEXTS = ['name', 'currency', 'time_zone', 'locale', 'incentive', 'phone_rule', 'brand_name', 'brand_color'];
const FLAGS = ['password_classes', 'open_registration'];
const ALL = [...TEXTS, ...PERCENT, ...NUMBERS, ...Object.keys(MINUTES), ...FLAGS, 'second_factor_roles'];

const trim = (value) => String(Number(value.toFixed(6)));
const flat = (s) => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, s[name] ?? ''])),
  ...Object.fromEntries(PERCENT.map((name) => [name, s[name] === null || s[name] === undefined ? '' : trim(s[name] * 100)])),
  ...Object.fromEntries(NUMBERS.map((name) => [name, String(s[name] ?? '')])),
  ...Object.fromEntries(Object.entries(MINUTES).map(([name, unit]) => [name, s[name] ? trim(s[name] / unit) : ''])),
  ...Object.fromEntries(FLAGS.map((name) => [name, s[name] === true])),
  second_factor_roles: [...(s.second_factor_roles ?? [])].sort(),
});
const number = (text) => Number(String(text).replace(',', '.'));
function wire(name, value) {
  if (PERCENT.includes(name)) return Number((number(value) / 100).toFixed(6));
  if (NUMBERS.includes(name)) return number(value);
  if (name in MINUTES) return value === '' ? 0 : Math.round(number(value) * MINUTES[name]);
  if (name === 'incentive') return number(value).toFixed(2);
  return typeof value === 'string' ? value.trim() : value;
}

export function Workspace() {
  useEffect(() => { load(); loadRoles(); }, []);
  const { data, problem } = current.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} />`;
  if (!data) return html`<section class="card form-card"><${Bones} rows=${8} /></section>`;
  return html`<${Sheet} settings=${data} />`;
}

const wrongNumber = (text) => text === '' || Number.isNaN(number(text));

function Sheet({ settings }) {
  const form = useForm(flat(settings), { id: 'workspace-form' });
  const [theirs, setTheirs] = useState(null);
  const labels = Object.fromEntries(ALL.map((name) => [name, t(`set-${name}`)]));
  const check = () => Object.fromEntries([...PERCENT, ...NUMBERS, 'incentive'].filter((name) => wrongNumber(form.values[name])).map((name) => [name, [t('set-number')]]));
  const send = (version) => async () => {
    const body = Object.fromEntries(form.changed.map((name) => [name, wire(name, form.values[name])]));
    const fresh = await patch('/tenants/current', body, ifStill({ version }));
    current.value = { data: fresh, problem: null, loading: false };
    form.accept(flat(fresh));
    setTheirs(null);
    say(t(fresh.rescoring ? 'set-rescoring' : 'form-saved'));
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    get('/tenants/current').then(setTheirs, () => {});
    return true;
  };
  const locked = !may('tenants:write');
  const text = (name, props = {}) => html`<${Field} form=${form} name=${name} label=${labels[name]} autocomplete="off" readOnly=${locked} ...${props} />`;
  const percent = (name) => text(name, { unit: '%', inputmode: 'decimal', hint: t(`set-${name}-hint`) });
  return html`<form class="stack narrow" id="workspace-form" onSubmit=${form.submit(check, send(settings.version), meet)} novalidate>
    <${Summary} form=${form} labels=${labels} />
    <fieldset class="stack bare" disabled=${locked}><legend class="hidden-visually">${t('admin-workspace')}</legend>
    <${Card} id="set-look" title=${t('set-look')}><div class="form-grid">${text('name')}${text('brand_name', { hint: t('set-brand_name-hint') })}${text('brand_color', { hint: t('set-brand_color-hint'), placeholder: '#0d5c55' })}${text('currency', { maxlength: 3 })}${text('time_zone')}${text('locale')}</div></${Card}>
    <${Card} id="set-figures" title=${t('set-figures')} lead=${t('set-figures-lead')}><div class="form-grid">${percent('band_high')}${percent('band_medium')}${percent('acceptance')}${percent('redemption')}${percent('value_rate')}${text('incentive', { unit: settings.currency, inputmode: 'decimal', hint: t('set-incentive-hint') })}</div></${Card}>
    <${Card} id="set-safety" title=${t('set-safety')}><div class="stack tight"><div class="form-grid">
      ${text('password_min', { inputmode: 'numeric', unit: t('set-characters') })}
      <${Select} form=${form} name="phone_rule" label=${labels.phone_rule} options=${[['e164', t('set-phone-e164')], ['uz', t('set-phone-uz')]]} />
      ${text('access_seconds', { inputmode: 'decimal', unit: t('set-minutes'), hint: t('set-default-hint') })}${text('refresh_seconds', { inputmode: 'decimal', unit: t('set-days'), hint: t('set-default-hint') })}</div>
      <div class="checks"><${Check} form=${form} name="password_classes" label=${labels.password_classes} /><${Check} form=${form} name="open_registration" label=${labels.open_registration} hint=${t('set-open_registration-hint')} /></div>
      <${RolesChoice} id="workspace-form-second_factor_roles" legend=${labels.second_factor_roles} chosen=${form.values.second_factor_roles} faults=${form.wrong.by.second_factor_roles} onChange=${(names) => form.set('second_factor_roles', [...names].sort())} /></div></${Card}>
    </fieldset>
    ${!locked && html`<${SaveBar} form=${form} />`}
    ${theirs && html`<${Conflict} form=${form} theirs=${flat(theirs)} labels=${labels} onClose=${() => setTheirs(null)} onMine=${() => form.submit(check, send(theirs.version))()}
      onTheirs=${() => { current.value = { data: theirs, problem: null, loading: false }; form.accept(flat(theirs)); setTheirs(null); }} />`}
  </form>`;
}
