// A new customer. Who looks alike is shown while one types, before there are two of the same.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, post, query } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { customerPage } from '../../lib/records.js';
import { called } from '../../lib/called.js';
import { Notice } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Summary } from '../form.js';

const TYPING_MS = 400;
const NAMES = ['name', 'email', 'phone', 'external_id', 'segment', 'city'];

export function Create({ onClose }) {
  const form = useForm(Object.fromEntries(NAMES.map((name) => [name, ''])), { id: 'new-customer' });
  const [alike, setAlike] = useState([]);
  const labels = Object.fromEntries(NAMES.map((name) => [name, t(`rec-${name.replace('_', '-')}`)]));
  const given = Object.fromEntries(Object.entries(form.values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  const { name, email, phone, external_id } = given;
  useEffect(() => {
    if (![name, email, phone, external_id].some((one) => one?.length > 2)) { setAlike([]); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => get(`/duplicates${query({ name, email, phone, external_id })}`, { signal: stop.signal }).then((found) => setAlike(found.data), () => {}), TYPING_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [name, email, phone, external_id]);
  const check = () => (name || email || phone ? {} : { name: [t('rec-name-missing')] });
  const send = async () => {
    const one = await post('/customers', given);
    form.accept(form.values);
    location.href = customerPage(one.id);
  };
  const field = (one, rest = {}) => html`<${Field} form=${form} name=${one} label=${labels[one]} autocomplete="off" ...${rest} />`;
  return html`<${Dialog} title=${t('rec-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate>
    <${Summary} form=${form} labels=${labels} />
    ${field('name')}<div class="form-grid">${field('email', { type: 'email' })}${field('phone', { type: 'tel' })}${field('segment')}${field('city')}</div>${field('external_id', { hint: t('rec-external-id-hint'), spellcheck: false })}
    <div role="status">${alike.length > 0 && html`<${Notice} kind="warn" icon="people" title=${t('rec-alike')}><ul class="plain-faults">${alike.slice(0, 3).map((one) => html`<li key=${one.id}><a href=${customerPage(one.id)}>${called(one)}</a> <span class="small">${one.fields.map((by) => t(`alike-${by.replace('_', '-')}`)).join(', ')}</span></li>`)}</ul></${Notice}>`}</div>
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'rec-make')}</button></div>
  </form></${Dialog}>`;
}
