// The forms of the pages in front of the sign-in. They stand in the HTML, so that password managers see them before any
// script has run; this sends them, says beside each field what is wrong with it, and sums it up above.
import { html, Icon, render } from './dom.js';
import { t } from './l10n.js';
import { Problem } from './api.js';
import { faultsByField } from './faults.js';
import { Copy, words } from '../parts/basics.js';

export const element = (id) => document.getElementById(id);

function mark(field, message) {
  const id = `${field.id}-error`;
  element(id)?.remove();
  const others = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id);
  if (message) {
    const note = Object.assign(document.createElement('p'), { id, className: 'field-error', textContent: message });
    field.closest('.field').append(note);
    field.setAttribute('aria-invalid', 'true');
    others.push(id);
  } else {
    field.removeAttribute('aria-invalid');
  }
  if (others.length) field.setAttribute('aria-describedby', others.join(' ')); else field.removeAttribute('aria-describedby');
}

export function said(problem) {
  if (problem.status === 429) return problem.waitS > 90 ? t('door-wait-minutes', { n: Math.ceil(problem.waitS / 60) }) : t('door-wait');
  return words(problem);
}

// Several fields wrong at once are listed with links; one alone is said beside it and takes the focus.
function summary(box, problem, wrong, rest) {
  const lines = Object.entries(wrong);
  if (!problem && lines.length < 2) { render(null, box); return; }
  const label = (name) => box.closest('form').querySelector(`label[for="${name}"]`)?.textContent ?? name;
  const go = (name) => (event) => { event.preventDefault(); element(name).focus(); };
  const plain = lines.length === 0 && rest.length === 0;
  render(html`<div class="notice bad" tabindex="-1"><${Icon} name="fault" /><div><p>${plain ? said(problem) : html`<strong>${t('form-wrong')}</strong>`}</p>
    ${!plain && html`<ul class="plain-faults">${lines.map(([name, message]) => html`<li><a href=${`#${name}`} onClick=${go(name)}>${label(name)}</a>: ${message}</li>`)}${rest.map((one) => html`<li>${one}</li>`)}</ul>`}
    ${problem?.requestId && problem.status >= 500 && html`<div class="actions"><${Copy} text=${problem.requestId} label=${t('copy-request', { id: problem.requestId })} /></div>`}</div></div>`, box);
}

// form: its id; names: its fields, whose ids are their names on the wire. check(values) gives { field: message };
// send(values) does the work; failed(problem, say) may say something else than the usual.
export function door(ready, { form: id, names, check, send, failed, busyText }) {
  const form = element(id);
  const box = form.querySelector('[role="alert"]');
  const button = form.querySelector('[type="submit"]');
  const idle = button.textContent;
  const field = (name) => element(name);
  const values = () => Object.fromEntries(names.map((name) => [name, field(name).type === 'password' || field(name).dataset.secret ? field(name).value : field(name).value.trim()]));

  const show = (problem, wrong = {}, rest = []) => {
    for (const name of names) mark(field(name), wrong[name]);
    summary(box, problem, wrong, rest);
    const first = names.find((name) => wrong[name]);
    if (first && Object.keys(wrong).length === 1) field(first).focus();
    else box.querySelector('.notice')?.focus();
  };
  const submit = async () => {
    if (button.disabled) return;
    const given = values();
    const wrong = Object.fromEntries(Object.entries(check?.(given) ?? {}).filter(([, message]) => message));
    show(null, wrong);
    if (Object.keys(wrong).length) return;
    button.disabled = true;
    button.textContent = t(busyText ?? 'form-busy');
    try {
      await send(given);
    } catch (fault) {
      const problem = fault instanceof Problem ? fault : new Problem({ code: 'unknown' });
      const { by, rest } = faultsByField(problem, names);
      if (!failed?.(problem, show)) show(problem, Object.fromEntries(Object.entries(by).map(([name, all]) => [name, all.join(' ')])), rest);
    } finally {
      button.disabled = false;
      button.textContent = idle;
    }
  };
  // Listen first: a person may be quicker than the catalogue.
  form.addEventListener('submit', (event) => { event.preventDefault(); ready.then(submit); });
  eyes(form, ready);
  return { form, field, values, submit, show };
}

// Each shows and hides the field that it names.
export function eyes(form, ready) {
  for (const eye of form.querySelectorAll('[data-shows]')) eye.addEventListener('click', () => ready.then(() => turn(eye)));
}

function turn(eye) {
  const secret = element(eye.dataset.shows);
  const visible = secret.type === 'password';
  secret.dataset.secret = '1';
  secret.type = visible ? 'text' : 'password';
  eye.setAttribute('aria-pressed', String(visible));
  eye.setAttribute('aria-label', t(visible ? 'password-hide' : 'password-show'));
  const drawn = eye.querySelector('use');
  drawn.setAttribute('href', drawn.getAttribute('href').replace(/#.*/, visible ? '#eye-off' : '#eye'));
}

// What a page of proof hands to the next one: which address a code went to and when. Gone with the tab.
const PROOF = 'proof';
export function proof() {
  try { return JSON.parse(sessionStorage.getItem(PROOF)) ?? {}; } catch { return {}; }
}
export const setProof = (made) => sessionStorage.setItem(PROOF, JSON.stringify(made));
export const endProof = () => sessionStorage.removeItem(PROOF);

// Takes a mailed token out of the address bar; a reload of the page still knows it. It stands behind the #, so that it
// reaches neither a server's log nor another site.
export function tokenOfAddress() {
  addEventListener('hashchange', () => location.reload()); // a link put into the address bar of this page loads nothing
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (!token) return history.state?.token ?? '';
  history.replaceState({ token }, '', location.pathname + location.search);
  return token;
}
