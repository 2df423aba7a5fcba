// How much waits to be read: beside the links of the frame and in the title of the window, on every page.
import { signal } from './dom.js';
import { get, may, session } from './api.js';
import { t } from './l10n.js';
import { hear } from './live.js';
import { waits } from './title.js';

const SOON_MS = 120;
const LEAST_MS = 1000; // between two counts, however much is said

export const unread = signal({ notes: 0, important: 0, chats: 0 });

const shown = (n) => (n > 99 ? '99+' : String(n));

function show({ notes, chats }) {
  for (const badge of document.querySelectorAll('[data-unread]')) {
    const n = { notes, chats, all: notes + chats }[badge.dataset.unread];
    badge.hidden = n === 0;
    if (badge.dataset.n === String(n)) continue;
    badge.dataset.n = String(n);
    const figure = Object.assign(document.createElement('span'), { textContent: shown(n), ariaHidden: 'true' });
    const words = Object.assign(document.createElement('span'), { textContent: ` ${t('unread-n', { n })}`, className: 'hidden-visually' });
    badge.replaceChildren(figure, words);
  }
  waits(notes + chats);
}

let timer = null;
let last = -LEAST_MS;

async function count() {
  timer = null;
  last = performance.now();
  const [notes, chats] = await Promise.all([get('/notes/unread').catch(() => null), may('chats:read') ? get('/chat/unread').catch(() => null) : null]);
  unread.value = { notes: notes?.unread ?? unread.value.notes, important: notes?.important ?? unread.value.important, chats: chats?.conversations ?? unread.value.chats };
}

export function countSoon() {
  timer ??= setTimeout(count, Math.max(SOON_MS, LEAST_MS - (performance.now() - last)));
}

export function keepCount() {
  if (session.user.kind !== 'staff') return;
  unread.subscribe(show);
  hear(['note', 'note-read', 'message', 'message-read'], countSoon, countSoon);
  count();
}
