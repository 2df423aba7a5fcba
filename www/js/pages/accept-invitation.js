// The link of an invitation becomes an account.
import { html, render } from '../lib/dom.js';
import { load, t } from '../lib/l10n.js';
import { ask, Problem } from '../lib/api.js';
import { door, element, tokenOfAddress } from '../lib/door.js';
import { newPassword } from '../parts/new-password.js';
import { Fault, Notice } from '../parts/basics.js';

const ready = load('common', 'doors');
const token = tokenOfAddress();
let rules = null;
let known = {};
const drawn = ready.then(() => { rules = newPassword(() => known); });

const note = element('note');
const instead = (title, lead) => {
  element('form').hidden = true;
  render(html`<${Notice} kind="warn" icon="warn" title=${title}><p>${lead}</p></${Notice}>`, note);
};
const final = (problem) => [404, 409, 410, 422].includes(problem.status) && !problem.errors.length;

door(drawn, {
  form: 'form',
  names: ['email', 'first_name', 'last_name', 'username', 'password', 'confirm'],
  check: (given) => ({
    first_name: given.first_name ? '' : t('door-need-first-name'),
    last_name: given.last_name ? '' : t('door-need-last-name'),
    ...rules.wrong(given),
  }),
  send: async ({ first_name, last_name, username, password }) => {
    await ask('POST', '/auth/accept-invitation', { token, first_name, last_name, password, ...(username && { username }) });
    location.replace('/login/?joined=1');
  },
  failed: (problem) => {
    if (!final(problem)) return false;
    instead(t('accept-invitation-none'), t('accept-invitation-none-lead'));
    return true;
  },
});

async function look() {
  await drawn;
  note.replaceChildren();
  if (!token) { instead(t('accept-invitation-missing'), t('accept-invitation-missing-lead')); return; }
  try {
    const found = await ask('POST', '/invitations/by-token', { token });
    known = found.rules ?? {};
    const [first = '', ...rest] = (found.name ?? '').trim().split(/\s+/);
    element('email').value = found.email;
    element('first_name').value = first;
    element('last_name').value = rest.join(' ');
    rules.draw();
    render(html`<p class="muted">${t('accept-invitation-to', { company: found.company })}</p>`, note);
    element('form').hidden = false;
    element(found.name ? 'password' : 'first_name').focus();
  } catch (fault) {
    const problem = fault instanceof Problem ? fault : new Problem({ code: 'unknown' });
    if (final(problem) || problem.status === 422) instead(t('accept-invitation-none'), t('accept-invitation-none-lead'));
    else render(html`<${Fault} problem=${problem} retry=${look} />`, note);
  }
}

look();
