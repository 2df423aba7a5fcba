// The link of the mail. It is used by a click, not by opening it: mail programs open links to look at them.
import { html, render } from '../lib/dom.js';
import { load, t } from '../lib/l10n.js';
import { ask } from '../lib/api.js';
import { door, element, endProof, tokenOfAddress } from '../lib/door.js';
import { Notice } from '../parts/basics.js';

const ready = load('common', 'doors');
const token = tokenOfAddress();

const instead = (kind, icon, title, lead, action) => {
  element('form').hidden = true;
  render(html`<${Notice} kind=${kind} icon=${icon} title=${title}><p>${lead}</p><div class="actions">${action}</div></${Notice}>`, element('note'));
};

door(ready, {
  form: 'form',
  names: [],
  send: async () => {
    await ask('POST', '/auth/verify-email', { token });
    endProof();
    instead('good', 'check', t('verify-email-done'), t('verify-email-done-lead'), html`<a class="button" href="/login/">${t('door-sign-in')}</a>`);
  },
  failed: (problem) => {
    if (problem.status === 429 || problem.status === 0 || problem.status >= 500) return false;
    instead('bad', 'fault', t('door-link-gone'), t('door-link-gone-lead'), html`<a class="button" href="/verify-otp/">${t('door-new-link')}</a>`);
    return true;
  },
});

await ready;
if (!token) instead('warn', 'warn', t('verify-email-none'), t('verify-email-none-lead'), html`<a class="button" href="/verify-otp/">${t('verify-email-code')}</a>`);
