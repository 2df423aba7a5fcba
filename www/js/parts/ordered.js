// A list whose order means something: each line can go up, go down and go away, by buttons that keep the focus.
import { html, Icon } from '../lib/dom.js';
import { t } from '../lib/l10n.js';

export function swapped(list, from, to) {
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  [next[from], next[to]] = [next[to], next[from]];
  return next;
}

// A name that programs use, made of the words a person wrote; never one of those taken.
export function codeOf(words, taken, most = 50) {
  const base = words.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, most - 3) || 'new';
  let made = base;
  for (let n = 2; taken.includes(made); n += 1) made = `${base}_${n}`;
  return made;
}

export function Order({ name, index, of, onMove, onDrop }) {
  const move = (to) => (event) => { const button = event.currentTarget; onMove(index, to); requestAnimationFrame(() => button.focus()); };
  const button = (icon, label, disabled, onClick) => html`<button type="button" class="button icon-only small" disabled=${disabled} aria-label=${label} title=${label} onClick=${onClick}><${Icon} name=${icon} /></button>`;
  return html`<span class="order">${button('up', t('order-up', { name }), index === 0, move(index - 1))}${button('down', t('order-down', { name }), index === of - 1, move(index + 1))}${button('trash', t('order-drop', { name }), false, onDrop)}</span>`;
}
