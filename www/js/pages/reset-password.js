// A new password, with the link of the mail or with its code.
import { html, render } from '../lib/dom.js';
import { load, t } from '../lib/l10n.js';
import { ask } from '../lib/api.js';
import { door, element, endProof, proof, tokenOfAddress } from '../lib/door.js';
import { codeOf } from '../lib/password.js';
import { newPassword } from '../parts/new-password.js';
import { Notice } from '../parts/basics.js';

const ready = load('common', 'doors');
const known = proof();
const token = tokenOfAddress();
element('email').value = known.email ?? '';
element('email-field').hidden = Boolean(token || known.email);
element('code-field').hidden = Boolean(token);
element(token ? 'password' : known.email ? 'code' : 'email').focus();

let rules = null;
const drawn = ready.then(() => { rules = newPassword(); });

const bodyOf = ({ email, code, password }) => (token ? { token, password } : { email, code: codeOf(code), password });

door(drawn, {
  form: 'form',
  names: ['email', 'code', 'password', 'confirm'],
  check: (given) => ({
    email: token || /^\S+@\S+$/.test(given.email) ? '' : t('door-need-email'),
    code: token || codeOf(given.code).length === 6 ? '' : t('door-need-code'),
    ...rules.wrong(given),
  }),
  send: async (given) => {
    await ask('POST', '/auth/reset-password', bodyOf(given));
    endProof();
    location.replace('/login/?reset=1');
  },
  failed: (problem, show) => {
    const ofPassword = problem.errors.some((one) => /password/.test(one.pointer ?? ''));
    if (ofPassword || problem.status === 429 || problem.status === 0 || problem.status >= 500) return false;
    if (token) gone();
    else show(null, { code: t('reset-password-wrong') });
    return true;
  },
});

function gone() {
  element('form').hidden = true;
  render(html`<${Notice} kind="bad" icon="fault" title=${t('door-link-gone')}><p>${t('door-link-gone-lead')}</p><div class="actions"><a class="button" href="/forgot-password/">${t('door-new-link')}</a></div></${Notice}>`, element('note'));
}

await ready;
if (!token && known.email) render(html`<${Notice} icon="info"><p>${t('reset-password-sent', { email: known.email })}</p></${Notice}>`, element('note'));
