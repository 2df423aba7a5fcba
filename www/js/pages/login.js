// Signing in. The form stands in the HTML; this sends it and says what went wrong beside the field it concerns.
import { html, Icon, render } from '../lib/dom.js';
import { load, t } from '../lib/l10n.js';
import { answerChallenge, login, Problem, renew, signedInHere } from '../lib/api.js';
import { door, element, eyes } from '../lib/door.js';
import { codeOf } from '../lib/password.js';
import { safeNext } from '../lib/next.js';
import { Copy, words } from '../parts/basics.js';

const given = new URLSearchParams(location.search);
const next = safeNext(given.get('next'));
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
  render(problem && html`<div class="notice bad"><${Icon} name="fault" /><div><p>${problem.status === 429 ? t('login-wait') : problem.code === 'challenge_over' ? t('login-factor-over') : words(problem)}</p>
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
    button.disabled = false;
    button.textContent = t('login-submit');
    if (problem.code === 'second_factor_required' && problem.challenge) { secondStep(problem.challenge); return; }
    fault(problem instanceof Problem ? problem : new Problem({ code: 'unknown' }));
    fields.password.select();
    fields.password.focus();
  }
}

// After the password: a code of the authenticator app, or one of the recovery codes.
let challenge = '';
let recovery = false;
const factor = element('factor');

function secondStep(its) {
  challenge = its;
  form.hidden = true;
  factor.hidden = false;
  element('note').replaceChildren();
  element('title').textContent = t('login-factor-title');
  element('code').focus();
}

function firstStep(problem) {
  challenge = '';
  factor.hidden = true;
  form.hidden = false;
  element('title').textContent = t('login-title');
  fault(problem);
  fields.password.value = '';
  fields.password.focus();
}

function otherCode() {
  recovery = !recovery;
  const code = element('code');
  element('factor-lead').textContent = t(recovery ? 'login-recovery-lead' : 'login-factor-lead');
  element('code-label').textContent = t(recovery ? 'login-recovery-code' : 'login-factor-code');
  element('factor-other').textContent = t(recovery ? 'login-factor-app' : 'login-factor-recovery');
  code.value = '';
  code.inputMode = recovery ? 'text' : 'numeric';
  code.autocomplete = recovery ? 'off' : 'one-time-code';
  step.show(null, {});
  code.focus();
}

// Listen first: a person may be quicker than the catalogue.
const texts = load('common', 'login');
form.addEventListener('submit', (event) => { event.preventDefault(); texts.then(() => submit(event)); });
eyes(form, texts);
const step = door(texts, {
  form: 'factor',
  names: ['code'],
  check: ({ code }) => ({ code: !code ? t('login-factor-missing') : !recovery && codeOf(code).length !== 6 ? t('code-wrong-form') : '' }),
  send: async ({ code }) => {
    await answerChallenge(challenge, recovery ? code : codeOf(code));
    location.replace(next);
  },
  failed: (problem, say) => {
    if (problem.status === 429 || problem.status === 0 || problem.status >= 500) return false;
    if (/challenge/.test(problem.code)) firstStep(new Problem({ ...problem, code: 'challenge_over' }));
    else say(null, { code: t(recovery ? 'login-recovery-wrong' : 'login-factor-wrong') });
    element('code').select();
    return true;
  },
});
element('code').addEventListener('input', () => { if (!recovery && /^\s*\d{3}\s?\d{3}\s*$/.test(element('code').value)) texts.then(step.submit); });
element('factor-other').addEventListener('click', () => texts.then(otherCode));
element('factor-back').addEventListener('click', () => texts.then(() => firstStep(null)));
if (!fields.identifier.value) fields.identifier.focus();

await texts;
const glad = ['out', 'verified', 'reset', 'joined'].find((one) => given.has(one));
if (glad) render(html`<p class="notice good"><${Icon} name="check" />${t(`login-${glad}`)}</p>`, element('note'));
else if (given.has('next')) render(html`<p class="muted">${t('login-next')}</p>`, element('note'));

// Somebody who signed in from this tab need not do it again.
if (signedInHere()) renew().then(() => location.replace(next), () => {});
