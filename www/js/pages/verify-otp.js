// The six digits of the mail, typed, pasted or filled in by the browser.
import { load, t } from '../lib/l10n.js';
import { ask } from '../lib/api.js';
import { door, element, endProof, proof, setProof } from '../lib/door.js';
import { codeOf } from '../lib/password.js';
import { html, render } from '../lib/dom.js';
import { Notice } from '../parts/basics.js';

const WAIT_S = 60; // the server sends one mail a minute
const ready = load('common', 'doors');
const known = proof();
const code = element('code');
const resend = element('resend');

if (known.email) {
  element('email').value = known.email;
  element('email-field').hidden = true; // nobody is asked twice for the same thing
  code.focus();
}

const page = door(ready, {
  form: 'form',
  names: ['email', 'code'],
  check: ({ email, code: digits }) => ({
    email: /^\S+@\S+$/.test(email) ? '' : t('door-need-email'),
    code: codeOf(digits).length === 6 ? '' : t('door-need-code'),
  }),
  send: async ({ email, code: digits }) => {
    await ask('POST', '/auth/verify-otp', { email, code: codeOf(digits), purpose: 'register' });
    endProof();
    location.replace('/login/?verified=1');
  },
  failed: (problem, show) => {
    if (problem.status === 429 || problem.status === 0 || problem.status >= 500 || problem.code === 'invalid_email') return false;
    show(null, { code: t('verify-otp-wrong') });
    code.select();
    return true;
  },
});


code.addEventListener('input', () => { if (codeOf(code.value).length === 6 && element('email').value && !code.value.match(/[^\d\s-]/)) ready.then(page.submit); });

function count() {
  const left = Math.ceil((Number(proof().at ?? 0) + WAIT_S * 1000 - Date.now()) / 1000);
  resend.disabled = left > 0;
  resend.textContent = left > 0 ? t('verify-otp-resend-in', { n: left }) : t('verify-otp-resend');
  if (left > 0) setTimeout(count, 1000);
}

async function again() {
  const email = element('email').value.trim();
  if (!/^\S+@\S+$/.test(email)) { page.show(null, { email: t('door-need-email') }); return; }
  resend.disabled = true;
  try {
    await ask('POST', '/auth/resend', { email, purpose: 'register' });
    setProof({ ...proof(), email, at: Date.now() });
    render(html`<${Notice} kind="good" icon="check"><p>${t('verify-otp-again')}</p></${Notice}>`, element('note'));
  } catch (problem) {
    page.show(problem);
  }
  count();
}
resend.addEventListener('click', () => ready.then(again));

await ready;
if (known.email) element('lead').textContent = t('verify-otp-sent-to', { email: known.email });
count();
