// One record in a dialog, made new or changed. Fields are a table; whoever saves second sees what the first one saved.
import { html, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, ifStill, patch, post } from '../lib/api.js';
import { useForm } from '../lib/form.js';
import { Check, Conflict, Field, Select, Summary, TextArea } from './form.js';
import { Dialog } from './dialog.js';
import { PickCustomer } from './pick-customer.js';
import { say } from './toast.js';

const NUMBERS = { number: { inputmode: 'decimal' }, whole: { inputmode: 'numeric' }, money: { inputmode: 'decimal' } };
const read = (text) => Number(String(text).trim().replace('−', '-').replace(',', '.'));
const blank = (value) => value === null || String(value).trim() === '';
const textOf = (kind, value) => (kind === 'check' ? value === true : kind === 'customer' ? value ?? null : kind === 'moment' && value ? local(value) : String(value ?? ''));

// A moment as a datetime-local box wants it, in the person's own time.
const local = (at) => { const when = new Date(at); return new Date(when - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16); };

const flat = (fields, one) => Object.fromEntries(fields.map(({ name, kind, usual }) => [name, textOf(kind, one?.[name] ?? usual)]));

function faultOf({ kind, need, low, high }, value) {
  if (need && blank(value)) return t('edit-missing');
  if (blank(value) || !(kind in NUMBERS)) return null;
  const n = read(value);
  if (Number.isNaN(n) || (kind === 'whole' && !Number.isInteger(n))) return t(kind === 'whole' ? 'edit-whole' : 'edit-number');
  return n < (low ?? -Infinity) || n > (high ?? Infinity) ? t('edit-range', { low: String(low ?? '–'), high: String(high ?? '–') }) : null;
}

function wire({ kind, as = 'id' }, value) {
  if (kind === 'check') return value;
  if (kind === 'customer') return value[as];
  if (blank(value)) return kind in NUMBERS ? null : '';
  if (kind === 'money') return read(value).toFixed(2);
  if (kind in NUMBERS || kind === 'pick') return read(value);
  return kind === 'moment' ? new Date(value).toISOString() : value.trim();
}

// fields: [{ name, label, kind: text | area | number | whole | money | select | pick (of whole numbers) | check | moment | customer, need, options, hint,
// usual, as: the member of a customer that is sent, fresh: only when new }]; path: the collection; one: null for a new record; body(values): what else is sent.
export function Edit({ id, title, path, one = null, fields, lead, also, done = 'form-saved', action, onSaved, onClose }) {
  const shown = fields.filter((field) => !one || !field.fresh);
  const form = useForm(flat(shown, one), { id });
  const [theirs, setTheirs] = useState(null);
  const labels = Object.fromEntries(shown.map(({ name, label }) => [name, label]));
  const check = () => Object.fromEntries(shown.map((field) => [field.name, faultOf(field, form.values[field.name])]).filter(([, fault]) => fault).map(([name, fault]) => [name, [fault]]));
  const said = (list) => Object.fromEntries(list.map((field) => [field.name, wire(field, form.values[field.name])]));
  const send = (version) => async () => {
    const fresh = one
      ? await patch(`${path}/${one.id}`, said(shown.filter(({ name }) => form.changed.includes(name))), ifStill({ version }))
      : await post(path, { ...said(shown.filter(({ name }) => !blank(form.values[name]))), ...also });
    form.accept(form.values);
    say(t(done));
    onSaved(fresh);
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    if (problem.current?.version) setTheirs(problem.current); else get(`${path}/${one.id}`).then(setTheirs, () => {});
    return true;
  };
  const take = () => { form.accept(form.values); onSaved(theirs); };
  const mine = () => { const { version } = theirs; setTheirs(null); form.submit(check, send(version), meet)(); };
  return html`<${Dialog} title=${title} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send(one?.version), meet)} novalidate>
    ${lead && html`<p class="muted">${lead}</p>`}<${Summary} form=${form} labels=${labels} />
    <div class="form-grid">${shown.map((field) => html`<${One} key=${field.name} form=${form} field=${field} />`)}</div>
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy || (one && !form.dirty)}>${form.busy ? t('form-busy') : action ?? t('form-save')}</button></div>
    ${theirs && html`<${Conflict} form=${form} theirs=${flat(shown, theirs)} labels=${labels} show=${(value) => (typeof value === 'boolean' ? t(value ? 'said-yes' : 'said-no') : String(value))} onClose=${() => setTheirs(null)} onMine=${mine} onTheirs=${take} />`}
  </form></${Dialog}>`;
}

function One({ form, field }) {
  const { name, label, kind = 'text', hint, wide = kind === 'area', options, max, unit } = field;
  const same = { form, name, label, hint };
  if (kind === 'customer') return html`<div class="wide"><${PickCustomer} id=${`${form.id}-${name}`} label=${label} chosen=${form.values[name]} onChoose=${(one) => form.set(name, one)} fault=${form.wrong.by[name]?.[0]} /></div>`;
  if (kind === 'area') return html`<${TextArea} ...${same} maxlength=${max} />`;
  if (kind === 'select' || kind === 'pick') return html`<${Select} ...${same} wide=${wide} options=${options} />`;
  if (kind === 'check') return html`<div class="wide"><${Check} ...${same} /></div>`;
  return html`<${Field} ...${same} wide=${wide} unit=${unit} maxlength=${max} autocomplete="off" type=${kind === 'moment' ? 'datetime-local' : 'text'} ...${NUMBERS[kind] ?? {}} />`;
}
