// Signing in. The form stands in the HTML; this sends it and says what went wrong beside the field it concerns.
import { html, Icon, render } from '../lib/dom.js';
import { load, t } from '../lib/l10n.js';
import { login, Problem, renew, signedInHere } from '../lib/api.js';
import { safeNext } from '../lib/next.js';
import { Copy, words } from '../parts/basics.js';

const given = new URLSearchParams(location.search);
const next = safeNext(given.get('next'));
const element = (id) => document.getElementById(id);
const form = element('form');
const fields = { identifier: element('identifier'), password: element('password') };

function mark(name, message) {
  const field = fields[name];
  const id = `${name}-error`;
  element(id)?.remove();
  if (!message) { field.removeAttribute('aria-invalid'); field.removeAttribute('aria-describedby'); return; }
  const note = Object.assign(document.createElement('p'), { id, className: 'field-error', textContent: message });
  field.closest('.field').append(note);
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
}

function fault(problem) {
  render(problem && html`<div class="notice bad"><${Icon} name="fault" /><div><p>${problem.status === 429 ? t('login-wait') : words(problem)}</p>
    ${problem.requestId && problem.status >= 500 && html`<div class="actions"><${Copy} text=${problem.requestId} label=${t('copy-request', { id: problem.requestId })} /></div>`}</div></div>`, element('fault'));
}

async function submit(event) {
  event.preventDefault();
  const missing = Object.keys(fields).filter((name) => !fields[name].value.trim());
  for (const name of Object.keys(fields)) mark(name, missing.includes(name) ? t(`login-missing-${name}`) : '');
  fault(null);
  if (missing.length) { fields[missing[0]].focus(); return; }
  const button = element('submit');
  button.disabled = true;
  button.textContent = t('login-busy');
  try {
    await login(fields.identifier.value.trim(), fields.password.value);
    location.replace(next);
  } catch (problem) {
    fault(problem instanceof Problem ? problem : new Problem({ code: 'unknown' }));
    button.disabled = false;
    button.textContent = t('login-submit');
    fields.password.select();
    fields.password.focus();
  }
}

function show() {
  const button = element('show');
  const visible = fields.password.type === 'password';
  fields.password.type = visible ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(visible));
  button.setAttribute('aria-label', t(visible ? 'login-hide' : 'login-show'));
  button.querySelector('use').setAttribute('href', `/assets/icons.svg#${visible ? 'eye-off' : 'eye'}`);
}

// Listen first: a person may be quicker than the catalogue.
const texts = load('common', 'login');
form.addEventListener('submit', (event) => { event.preventDefault(); texts.then(() => submit(event)); });
element('show').addEventListener('click', () => texts.then(show));
if (!fields.identifier.value) fields.identifier.focus();

await texts;
if (given.has('out')) render(html`<p class="notice good"><${Icon} name="check" />${t('login-out')}</p>`, element('note'));
else if (given.has('next')) render(html`<p class="muted">${t('login-next')}</p>`, element('note'));

// Somebody who signed in from this tab need not do it again.
if (signedInHere()) renew().then(() => location.replace(next), () => {});
