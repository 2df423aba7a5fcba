// @ names a colleague, in notes of every kind.
import { html, useEffect, useRef, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, query } from '../lib/api.js';

const SHOWN = 5;
const WAIT_MS = 100;
const met = new Map(); // id -> colleague, of all that were offered or loaded here

const meet = (people) => { for (const one of people) met.set(one.id, one); return people; };

// People with one of `roles`, or all.
async function find(text, roles) {
  const found = meet((await get(`/users/colleagues${query({ q: text.trim(), limit: roles ? 100 : SHOWN })}`)).data);
  return (roles ? found.filter((one) => one.roles.some((role) => roles.includes(role))) : found).slice(0, SHOWN);
}

export const loadColleagues = async () => meet((await get('/users/colleagues?limit=200')).data);
export const nameOf = (id) => met.get(id)?.name;

// Ids of those whom a text names. also: people known from elsewhere.
export const mentionedIn = (text, also = []) => [...new Set([...met.values(), ...also].filter((one) => text.includes(`@${one.name}`)).map((one) => one.id))];

// A text with the names that were mentioned in it standing out; everything else is plain text.
export function Mentioning({ text, people }) {
  const names = people.map((one) => `@${one.name}`).sort((a, b) => b.length - a.length);
  if (!names.length) return text;
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${escaped.join('|')})`)).map((part) => (names.includes(part) ? html`<strong class="mention">${part}</strong>` : part));
}

// A text box that offers colleagues once an @ was typed. name: the form's field; roles: only people with one of these.
export function Mentions({ form, label, name = 'body', roles, hint, rows = 2, maxlength = 10000, onSend }) {
  const box = useRef(null);
  const [begun, setBegun] = useState(null); // what follows the @
  const [found, setFound] = useState(null); // null: not asked
  const [at, setAt] = useState(0);
  const shown = found ?? [];
  const id = `${form.id}-${name}`;
  useEffect(() => {
    if (begun === null) { setFound(null); return undefined; }
    let late = false;
    const timer = setTimeout(() => find(begun, roles).then((people) => { if (!late) { setFound(people); setAt(0); } }, () => {}), WAIT_MS);
    return () => { late = true; clearTimeout(timer); };
  }, [begun]);
  // Whoever was named in full is not looked for any longer.
  const look = () => {
    const before = box.current.value.slice(0, box.current.selectionStart);
    const after = /(?:^|\s)@([\p{L}\p{N} .'-]{0,30})$/u.exec(before)?.[1] ?? null;
    setBegun(after !== null && [...met.values()].some((one) => after.startsWith(`${one.name} `)) ? null : after);
  };
  const take = (one) => {
    const { selectionStart: end, value } = box.current;
    const from = value.lastIndexOf('@', end - 1);
    form.set(name, `${value.slice(0, from)}@${one.name} ${value.slice(end)}`);
    setBegun(null);
    const caret = from + one.name.length + 2;
    requestAnimationFrame(() => { box.current.focus(); box.current.setSelectionRange(caret, caret); });
  };
  const keys = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); (onSend ?? (() => event.target.form.requestSubmit()))(); return; }
    if (!shown.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % shown.length); }
    if (event.key === 'Enter' || event.key === 'Tab') { event.preventDefault(); take(shown[at]); }
    if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); setBegun(null); }
  };
  const faults = form.wrong.by[name] ?? [];
  const none = begun && found?.length === 0 && String(form.values[name]).includes(`@${begun}`); // stays when the box is left: nothing moves away under a click
  return html`<div class="field mentions"><label for=${id}>${label}</label><textarea class="input area" ref=${box} id=${id} rows=${rows} maxlength=${maxlength} placeholder=${hint ?? t('note-placeholder')} aria-autocomplete="list" aria-controls=${`${id}-list`} aria-activedescendant=${shown.length ? `${id}-${at}` : undefined}
      aria-invalid=${faults.length ? 'true' : undefined} aria-describedby=${faults.length ? `${id}-error` : undefined} value=${form.values[name]} onInput=${(event) => { form.set(name, event.target.value); look(); }} onKeyDown=${keys} onBlur=${() => { if (shown.length) setBegun(null); }}></textarea>
    <ul id=${`${id}-list`} class="find-list" role="listbox" aria-label=${t('note-people')} hidden=${!shown.length}>${shown.map((one, index) => html`<li key=${one.id} id=${`${id}-${index}`} role="option" aria-selected=${index === at ? 'true' : 'false'} onPointerdown=${(event) => { event.preventDefault(); take(one); }}><span class="cell-main">${one.name}</span><span class="cell-sub">${one.roles.join(', ')}</span></li>`)}</ul>
    <p class="mentions-none" role="status" hidden=${!none}>${none ? t(roles ? 'note-people-none-role' : 'note-people-none') : ''}</p>
    ${faults.length > 0 && html`<p class="field-error" id=${`${id}-error`}>${faults.join(' ')}</p>`}</div>`;
}
