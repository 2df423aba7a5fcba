// A new account: of a business that opens a workspace of its own, or of a customer who joins one.
import { html, render } from '../lib/dom.js';
import { load, t } from '../lib/l10n.js';
import { ask, query } from '../lib/api.js';
import { door, element, setProof } from '../lib/door.js';
import { newPassword } from '../parts/new-password.js';
import { Notice } from '../parts/basics.js';

const ready = load('common', 'doors');
const BOTH = ['first_name', 'last_name', 'username', 'email', 'password'];
const OWN = { business: ['company'], customer: ['workspace', 'phone'] };
const kind = () => document.querySelector('[name="kind"]:checked').value;

function fit() {
  for (const [one, names] of Object.entries(OWN)) {
    for (const name of names) element(`${name}-field`).hidden = one !== kind();
  }
}
for (const radio of document.querySelectorAll('[name="kind"]')) radio.addEventListener('change', fit);
const wanted = new URLSearchParams(location.search);
if (wanted.has('workspace')) {
  document.querySelector('[name="kind"][value="customer"]').checked = true;
  element('workspace').value = wanted.get('workspace');
}
fit();

// What the site allows, and what a password needs. While it is not known everything is tried, and the server decides.
let site = null;
const part = () => site?.[kind()];
const password = ready.then(() => newPassword(() => part()?.rules ?? {}));
let rules = null;
password.then((made) => { rules = made; });

const choice = (one) => document.querySelector(`[name="kind"][value="${one}"]`);

// In the place of a form that would fail.
function closed(lead) {
  element('form').hidden = true;
  render(html`<${Notice} icon="info" title=${t('register-closed')}><p>${t(lead)}</p></${Notice}>`, element('note'));
}

function fitSite() {
  const open = Object.keys(OWN).filter((one) => site[one].open);
  if (open.length === 0) { closed('register-closed-lead'); return; }
  if (wanted.has('workspace') && !site.customer.open) { closed('register-closed-workspace'); return; }
  element('kind-field').hidden = open.length === 1;
  if (!open.includes(kind())) choice(open[0]).checked = true;
  fit();
  rules?.draw();
}

async function look() {
  const name = element('workspace').value.trim();
  try {
    site = await ask('GET', `/auth/registration${query({ workspace: name })}`);
  } catch {
    return; // the form says what is wrong when it is sent
  }
  await password;
  if (name === '' || wanted.get('workspace') === name) fitSite(); else rules.draw();
}
look();
element('workspace').addEventListener('change', look);
for (const one of document.querySelectorAll('[name="kind"]')) one.addEventListener('change', () => rules?.draw());

function wrongWorkspace(given) {
  if (kind() !== 'customer' || !site) return '';
  if (!given.workspace && site.customer.workspace_needed) return t('register-need-workspace');
  return site.customer.open ? '' : t('register-closed-workspace');
}

function check(given) {
  return {
    company: kind() === 'business' && !given.company ? t('register-need-company') : '',
    workspace: wrongWorkspace(given),
    first_name: given.first_name ? '' : t('door-need-first-name'),
    last_name: given.last_name ? '' : t('door-need-last-name'),
    email: /^\S+@\S+$/.test(given.email) ? '' : t('door-need-email'),
    ...rules.wrong(given),
  };
}

async function send(given) {
  const filled = [...BOTH, ...OWN[kind()]].filter((name) => given[name] !== '');
  const body = Object.fromEntries(filled.map((name) => [name, given[name]]));
  const path = kind() === 'business' ? '/auth/register-business' : '/auth/register';
  const answer = await ask('POST', path, kind() === 'business' ? body : { kind: 'customer', ...body });
  if (answer?.verification === 'none') {
    element('form').hidden = true;
    document.querySelector('.door-foot').hidden = true;
    render(html`<${Notice} kind="good" icon="check" title=${t('register-done')}><p>${t('register-done-lead')}</p><div class="actions"><a class="button" href="/login/">${t('door-sign-in')}</a></div></${Notice}>`, element('note'));
    return;
  }
  setProof({ email: given.email, purpose: 'register', at: Date.now() });
  location.assign('/verify-otp/');
}

door(password, { form: 'form', names: ['company', 'workspace', ...BOTH.slice(0, 4), 'phone', 'password', 'confirm'], check, send });
