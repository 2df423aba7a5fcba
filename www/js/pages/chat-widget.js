// The chat as a page within a company's own site. Plain DOM: it has to be small, and every text goes in as text.
import { contrast } from '../lib/contrast.js';
import { load, t } from '../lib/texts.js';
import { askAbout, visitor } from '../lib/visitor.js';
import { hour } from '../lib/when.js';

const TYPES_MS = 5000;
const STEPS = { name: { autocomplete: 'name', type: 'text' }, email: { autocomplete: 'email', type: 'email' }, phone: { autocomplete: 'tel', type: 'tel' } };
const tenant = new URLSearchParams(location.search).get('tenant') ?? '';
const part = (id) => document.getElementById(id);
const [scroll, lines, contact, types, trouble, text, send, anew] = ['scroll', 'lines', 'contact', 'types', 'trouble', 'text', 'send', 'anew'].map(part);

function make(tag, properties = {}, ...children) {
  const { aria = {}, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  element.append(...children);
  return element;
}

let us = null; // the visitor's side of the conversation
let about = { name: '', title: '', greeting: '', color: '' };
let lastAnswer = 0;
const drawn = new Map(); // no, or id of what waits -> { element, mark }

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };

function bubble(kind, who, words, foot) {
  return make('li', { className: kind }, make('span', { className: 'aside' , textContent: `${who}: ` }), make('p', { className: 'bubble' }, ...[words].flat()), make('p', { className: 'foot' }, ...[foot].flat()));
}

function line(one) {
  const ours = one.sender === 'client';
  const who = ours ? t('widget-you') : one.sender === 'bot' ? t('widget-assistant') : one.author ?? about.name;
  const words = one.removed ? make('em', { textContent: t('widget-removed') }) : one.message;
  const stamp = make('time', { dateTime: one.sent_at, textContent: hour(one.sent_at) });
  return bubble(`${ours ? 'ours' : 'theirs'}${one.removed ? ' removed' : ''}`, who, words, [ours || !one.author ? '' : `${one.author} · `, stamp, one.edited_at && !one.removed ? ` · ${t('widget-edited')}` : '']);
}

function waitingLine(item) {
  if (item.state !== 'failed') return bubble('ours waiting', t('widget-you'), item.message, t(item.problem?.status === 429 ? 'widget-busy' : item.problem ? 'widget-waits' : 'widget-sending'));
  const button = (id, act) => make('button', { type: 'button', className: 'link', textContent: t(id), onclick: act });
  return bubble('ours waiting failed', t('widget-you'), item.message, [item.problem?.text || t('widget-unknown'), ' ', button('widget-again', () => us.talk.retry(item.id)), ' ', button('widget-drop', () => us.talk.drop(item.id))]);
}

// Only what changed is drawn anew, so that a reader is told of new lines alone.
function draw() {
  const stay = atEnd();
  const wanted = [...us.talk.messages().map((one) => [one.id, `${one.version}`, () => line(one)]), ...us.talk.waiting().map((item) => [item.id, `${item.state} ${item.problem?.status}`, () => waitingLine(item)])];
  const ids = new Set(wanted.map(([id]) => id));
  for (const [id, { element }] of drawn) if (id !== 'greeting' && !ids.has(id)) { element.remove(); drawn.delete(id); }
  let before = drawn.get('greeting').element;
  for (const [id, mark, fresh] of wanted) {
    let now = drawn.get(id);
    if (now?.mark !== mark) {
      const element = fresh();
      now?.element.remove();
      now = { element, mark };
      drawn.set(id, now);
    }
    if (before.nextSibling !== now.element) before.after(now.element);
    before = now.element;
  }
  const answered = us.talk.messages().findLast((one) => one.sender !== 'client')?.no ?? 0;
  if (answered > lastAnswer) types.textContent = '';
  lastAnswer = answered;
  anew.hidden = !us.known();
  ask();
  if (stay) toEnd();
}

// What we would like to know, one after the other, once something was said. Nobody has to.
let asked = '';
let answering = false; // the next question takes the focus of the one before
function ask() {
  const messages = us.talk.messages();
  const given = new Set(messages.filter((one) => !one.removed || one.data_type !== 'message').map((one) => one.data_type));
  const step = Object.keys(STEPS).find((one) => !given.has(one)) ?? 'done';
  const now = !messages.some((one) => one.sender === 'client') ? '' : step !== 'done' && us.later() ? 'later' : step;
  if (now === asked) return;
  const focused = answering || contact.contains(document.activeElement);
  asked = now;
  contact.replaceChildren();
  if (now === 'later') contact.append(make('button', { type: 'button', className: 'link', textContent: t('widget-leave'), onclick: () => { us.setLater(false); ask(); contact.querySelector('input')?.focus(); } }));
  else if (now === 'done') contact.append(make('p', { className: 'card thanks', textContent: t('widget-thanks') }));
  else if (now) contact.append(card(now));
  if (focused) (contact.querySelector('input') ?? text).focus();
}

function card(step) {
  const fault = make('p', { className: 'fault', id: 'fault' });
  fault.setAttribute('role', 'alert');
  const input = make('input', { ...STEPS[step], id: 'datum', name: step, maxLength: 254, required: true, aria: { describedby: 'why fault' } });
  const go = make('button', { type: 'submit', className: 'main', textContent: t('widget-go') });
  const wrong = (words) => { fault.textContent = words; input.setAttribute('aria-invalid', 'true'); input.focus(); };
  const submit = async (event) => {
    event.preventDefault();
    if (!input.value.trim()) { wrong(t('widget-missing')); return; }
    go.disabled = true;
    answering = true;
    try { await us.tell(step, input.value.trim()); } catch (problem) { wrong(problem.status === 422 && problem.text ? problem.text : t(problem.status === 429 ? 'widget-busy' : problem.status === 0 ? 'widget-offline' : 'widget-unknown')); } finally { go.disabled = false; answering = false; }
  };
  return make('form', { className: 'card', noValidate: true, onsubmit: submit },
    make('h2', { textContent: t(`widget-ask-${step}`) }), make('p', { className: 'why', id: 'why', textContent: step === 'name' ? t('widget-why') : '' }),
    make('label', { htmlFor: 'datum', textContent: t(`widget-label-${step}`) }), input, fault,
    make('div', { className: 'buttons' }, make('button', { type: 'button', textContent: t('widget-later'), onclick: () => { us.setLater(true); ask(); } }), go));
}

// The company's colour, where words on it and it on the page can be told apart.
function brand(color) {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return;
  const style = document.documentElement.style;
  const words = contrast(color, '#ffffff') >= contrast(color, '#14211f') ? '#ffffff' : '#14211f';
  if (contrast(color, words) < 4.5) return;
  style.setProperty('--brand', color);
  style.setProperty('--brand-hover', color);
  style.setProperty('--on-brand', words);
}

function size() {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight + 2, 140)}px`;
  send.disabled = !text.value.trim();
}

let quiet = null;
const on = {
  changed: draw,
  types: () => {
    const stay = atEnd();
    types.textContent = t('widget-types');
    if (stay) toEnd();
    clearTimeout(quiet);
    quiet = setTimeout(() => { types.textContent = ''; }, TYPES_MS);
  },
  trouble: (state) => { trouble.textContent = state ? t('widget-offline') : ''; },
};

function begin() {
  us?.end();
  us = visitor(tenant, on);
  lines.replaceChildren();
  drawn.clear();
  asked = '';
  contact.replaceChildren();
  const greeting = make('li', { className: 'theirs' }, make('span', { className: 'aside', textContent: `${about.name}: ` }), make('p', { className: 'bubble', textContent: about.greeting || t('widget-greeting') }));
  drawn.set('greeting', { element: greeting });
  lines.append(greeting);
  draw();
  const mine = us;
  const resume = () => mine.begin().then(() => { on.trouble(''); toEnd(); }, () => { on.trouble('offline'); setTimeout(() => { if (mine === us) resume(); }, 3000); });
  resume();
}

function say(event) {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  text.value = '';
  size();
  us.say(words);
  toEnd();
  text.focus();
}

async function start() {
  await load('widget');
  try {
    about = await askAbout(tenant);
  } catch (problem) {
    trouble.textContent = t('widget-unavailable');
    if (problem.status === 0 || problem.status >= 500 || problem.status === 429) setTimeout(start, 3000);
    return;
  }
  trouble.textContent = '';
  brand(about.color);
  part('title').textContent = about.title || about.name;
  part('lead').textContent = about.title && about.title !== about.name ? t('widget-lead', { name: about.name }) : '';
  document.title = about.title || about.name;
  text.placeholder = t('widget-say-hint');
  text.disabled = false;
  begin();
  size();
}

part('say').addEventListener('submit', say);
text.addEventListener('input', () => { size(); us.typing(); });
text.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) say(event); });
anew.addEventListener('click', () => part('sure').showModal());
part('sure').addEventListener('close', () => { if (part('sure').returnValue === 'yes') { begin(); text.focus(); } });
new ResizeObserver(() => toEnd()).observe(scroll);
start();
