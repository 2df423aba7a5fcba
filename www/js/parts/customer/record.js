// What people know of a customer, changed where it stands. Whoever saves second sees what the first one saved.
import { html, Icon, signal, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, may, patch, session } from '../../lib/api.js';
import { date, money } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { loadOwnFields, ownFields } from '../../lib/records.js';
import { Card } from '../basics.js';
import { Conflict, Field, SaveBar, Select, Summary } from '../form.js';
import { say } from '../toast.js';

export const editing = signal(false);

const FIELDS = ['name', 'email', 'phone', 'contact_secondary', 'contact_time', 'last_call', 'street', 'city', 'region', 'postal_code', 'country', 'segment', 'since', 'revenue', 'entered_risk'];
const HALF = { name: false, email: false, street: false };
const TYPES = { email: { type: 'email' }, phone: { type: 'tel' }, since: { type: 'date' }, last_call: { type: 'date' }, revenue: { inputmode: 'decimal' }, entered_risk: { inputmode: 'decimal' } };
const NUMBERS = ['entered_risk'];

const flat = (record, fields) => ({
  ...Object.fromEntries(FIELDS.map((name) => [name, record[name] === null || record[name] === undefined ? '' : String(record[name])])),
  ...Object.fromEntries(fields.map(({ name }) => [`custom/${name}`, record.custom?.[name] === null || record.custom?.[name] === undefined ? '' : String(record.custom[name])])),
});
const labelsOf = (fields) => ({ ...Object.fromEntries(FIELDS.map((name) => [name, t(`fact-${name.replaceAll('_', '-')}`)])), ...Object.fromEntries(fields.map(({ name, title }) => [`custom/${name}`, title || name])) });

// As the server wants it: "" clears; numbers are numbers.
function wire(form, fields) {
  const typed = (name, value) => {
    const kind = name.startsWith('custom/') ? fields.find((one) => `custom/${one.name}` === name)?.type : '';
    if (value.trim() === '') return NUMBERS.includes(name) || kind ? null : '';
    if (NUMBERS.includes(name) || kind === 'number') return Number(value.replace(',', '.'));
    if (kind === 'yes_no') return value === 'true';
    if (name === 'revenue') return Number(value.replace(',', '.')).toFixed(2);
    return value.trim();
  };
  const body = {};
  for (const name of form.changed) {
    const value = typed(name, form.values[name]);
    if (name.startsWith('custom/')) (body.custom ??= {})[name.slice(7)] = value; else body[name] = value;
  }
  return body;
}

export function RecordCard({ one, onSaved }) {
  useEffect(() => { loadOwnFields(); }, []);
  const { data, problem } = ownFields.value;
  const fields = data?.fields ?? [];
  const known = Boolean(data || problem); // a form that gets further fields later would begin anew
  const open = may('customers:write') && one.state === 'active';
  return html`<${Card} id="record-head" title=${t('record-title')} cls="record" aside=${open && !editing.value && html`<button type="button" class="button small" onClick=${() => { editing.value = true; }}><${Icon} name="edit" />${t('record-edit')}</button>`}>
    ${editing.value && open && known ? html`<${Edit} one=${one} fields=${fields} onSaved=${onSaved} />` : html`<${Show} one=${one} fields=${fields} />`}</${Card}>`;
}

function Show({ one, fields }) {
  const { record } = one;
  const labels = labelsOf(fields);
  const values = flat(record, fields);
  const said = (name) => {
    const value = values[name];
    if (name === 'email') return html`<a href=${`mailto:${value}`}>${value}</a>`;
    if (name === 'phone') return html`<a href=${`tel:${value}`}>${value}</a>`;
    if (name === 'since' || name === 'last_call') return date(value);
    if (name === 'revenue') return money(value, session.user.tenant?.currency);
    if (name === 'entered_risk') return t('fact-of-100', { n: value });
    if (value === 'true' || value === 'false') return t(value === 'true' ? 'yes' : 'no');
    return value;
  };
  const filled = Object.keys(labels).filter((name) => values[name] !== '');
  const agreed = Object.entries(record.consent ?? {}).filter(([, given]) => given).map(([channel]) => t(`fact-consent-${channel}`));
  return html`<dl class="facts one">${filled.map((name) => html`<div key=${name}><dt>${labels[name]}</dt><dd>${said(name)}</dd></div>`)}
      <div><dt>${t('fact-consent')}</dt><dd>${agreed.length ? agreed.join(', ') : t('fact-consent-none')}</dd></div>
      ${one.account && html`<div><dt>${t('fact-account')}</dt><dd>${one.account.name || one.account.email}</dd></div>`}</dl>
    ${filled.length < 3 && html`<p class="small muted record-hint">${t('record-little')}</p>`}`;
}

// The record as it was when editing began: what arrives meanwhile must not pass for what was seen.
function Edit({ one: now, fields, onSaved }) {
  const [one] = useState(now);
  const form = useForm(flat(one.record, fields), { id: 'record' });
  const [theirs, setTheirs] = useState(null); // { record, version }
  const labels = labelsOf(fields);
  useEffect(() => { document.getElementById('record-name')?.focus(); }, []);
  const stop = () => { form.discard(); editing.value = false; };
  const send = (version) => async () => {
    const fresh = await patch(`/customers/${one.id}`, wire(form, fields), ifStill({ version }));
    form.accept(flat(fresh.record, fields));
    setTheirs(null);
    editing.value = false;
    say(t('form-saved'));
    onSaved(fresh);
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    const { current } = problem;
    const version = current?.version ?? current?.record?.version;
    if (version) setTheirs({ record: current.record ?? current, version }); else get(`/customers/${one.id}`).then(setTheirs, () => {});
    return true;
  };
  const field = (name) => html`<${Field} key=${name} form=${form} name=${name} label=${labels[name]} wide=${name in HALF} autocomplete="off" ...${TYPES[name] ?? {}} />`;
  const own = ({ name, type, choices }) => (type === 'choice' || type === 'yes_no'
    ? html`<${Select} key=${name} form=${form} name=${`custom/${name}`} label=${labels[`custom/${name}`]} options=${[['', '–'], ...(type === 'yes_no' ? [['true', t('yes')], ['false', t('no')]] : (choices ?? []).map((choice) => [choice, choice]))]} />`
    : html`<${Field} key=${name} form=${form} name=${`custom/${name}`} label=${labels[`custom/${name}`]} autocomplete="off" ...${type === 'date' ? { type: 'date' } : type === 'number' ? { inputmode: 'decimal' } : {}} />`);
  return html`<form class="stack tight" id="record-form" onSubmit=${form.submit(null, send(one.version), meet)} novalidate onKeyDown=${(event) => { if (event.key === 'Escape' && !theirs && !form.dirty) stop(); }}>
    <${Summary} form=${form} labels=${labels} /><div class="form-grid">${FIELDS.map(field)}${fields.map(own)}</div>
    ${form.dirty ? html`<${SaveBar} form=${form} />` : html`<div class="actions"><button type="button" class="button" onClick=${stop}>${t('close')}</button></div>`}
    ${theirs && html`<${Conflict} form=${form} theirs=${flat(theirs.record, fields)} labels=${labels} onClose=${() => setTheirs(null)} onMine=${() => { setTheirs(null); form.submit(null, send(theirs.version), meet)(); }}
      onTheirs=${() => { form.accept(flat(theirs.record, fields)); setTheirs(null); editing.value = false; get(`/customers/${one.id}`).then(onSaved, () => {}); }} />`}</form>`;
}
