// What the page of conversations knows: the list, the conversation that is open, who else looks at it, and who writes.
import { signal } from '../../lib/dom.js';
import { get, may, post, put, query, session } from '../../lib/api.js';
import { hear, streamState } from '../../lib/live.js';
import { urlState } from '../../lib/state.js';
import { thread } from '../../lib/thread.js';
import { countSoon } from '../../lib/unread.js';

const PAGE = 30;
const SOON_MS = 150;
const BEAT_MS = 15000; // presence: the server forgets after 40 s
const TYPES_MS = 5000;
const POLL_MS = 5000; // without a stream
const CHECK_MS = 15000; // with one: it can be deaf without knowing it

export const [address, setAddress] = urlState({ id: '', unread: '', q: '' });
export const pane = signal(address.value.id ? 'talk' : 'list'); // which of the three a narrow screen shows
export const list = signal({ rows: null, problem: null, next: null, busy: true });
export const open = signal(null); // { id, talk, session, problem, tick }
export const context = signal({ data: null, problem: null });
export const others = signal([]); // who else looks at the open conversation
export const writes = signal(''); // '', 'client', or the name of a colleague

// The list

let asked = 0;
let soon = null;

const path = (cursor) => `/chat/sessions${query({ q: address.value.q, unread: address.value.unread && 'true', limit: PAGE, cursor })}`;
const below = (rows, page) => (rows ?? []).filter((row) => !page.some((one) => one.id === row.id));

// From the top. fresh: with other filters, so that nothing of before stays.
export async function loadList({ fresh = false } = {}) {
  const mine = ++asked;
  list.value = { ...list.value, busy: true, ...(fresh && { rows: null, next: null }) };
  try {
    const page = await get(path());
    if (mine !== asked) return;
    const { rows, next } = list.value;
    const end = page.data.at(-1)?.last_at ?? '';
    // Further pages stay as they were; what was read meanwhile does not vanish under the reader's eyes.
    const rest = page.next_cursor ? below(rows, page.data).filter((row) => row.last_at <= end) : below(rows, page.data).filter((row) => row.id === address.value.id && address.value.unread);
    list.value = { rows: [...page.data, ...rest], problem: null, next: rest.length && page.next_cursor ? next : page.next_cursor, busy: false };
  } catch (problem) {
    if (mine === asked) list.value = { ...list.value, problem, busy: false };
  }
}

export async function loadMore() {
  const mine = ++asked;
  list.value = { ...list.value, busy: true };
  try {
    const page = await get(path(list.value.next));
    if (mine === asked) list.value = { rows: [...list.value.rows, ...below(page.data, list.value.rows)], problem: null, next: page.next_cursor, busy: false };
  } catch (problem) {
    if (mine === asked) list.value = { ...list.value, problem, busy: false };
  }
}

const listSoon = () => { soon ??= setTimeout(() => { soon = null; loadList(); }, SOON_MS); };
const amend = (id, change) => { list.value = { ...list.value, rows: list.value.rows?.map((row) => (row.id === id ? { ...row, ...change } : row)) ?? null }; };

// The open conversation

const DRAFT = 'draft:';
const OUTBOX = 'outbox:';
const stored = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
export const draft = (id) => stored(DRAFT + id) ?? '';
export const keepDraft = (id, text) => (text ? sessionStorage.setItem(DRAFT + id, JSON.stringify(text)) : sessionStorage.removeItem(DRAFT + id));

function conversation(id) {
  return thread({
    read: (stretch) => get(`/chat/sessions/${id}/messages${query(stretch)}`),
    send: ({ id: message_id, message }) => post(`/chat/sessions/${id}/messages`, { message, message_id }),
    changed: () => { if (open.value?.id === id) open.value = { ...open.value, tick: open.value.tick + 1 }; },
    kept: stored(OUTBOX + id) ?? [],
    keep: (items) => (items.length ? sessionStorage.setItem(OUTBOX + id, JSON.stringify(items)) : sessionStorage.removeItem(OUTBOX + id)),
  });
}

let contexts = 0; // how often it was asked for: an older answer counts no more
export const loadContext = async (id = open.value?.id) => {
  if (!id || open.value?.id !== id) return;
  const mine = ++contexts;
  const still = () => mine === contexts && open.value?.id === id;
  try { const data = await get(`/chat/sessions/${id}/context`); if (still()) context.value = { data, problem: null }; } catch (problem) { if (still()) context.value = { ...context.value, problem }; }
};

async function loadSession(id) {
  try {
    const one = await get(`/chat/sessions/${id}`);
    if (open.value?.id === id) { open.value = { ...open.value, session: one, problem: null }; amend(id, one); }
    return one;
  } catch (problem) {
    if (open.value?.id === id) open.value = { ...open.value, problem };
    return null;
  }
}

export async function show(id) {
  const before = open.value;
  if (before?.id === id) return;
  if (before) { before.talk.end(); look('gone', before.id); }
  others.value = [];
  writes.value = '';
  context.value = { data: null, problem: null };
  if (!id) { open.value = null; return; }
  const talk = conversation(id);
  open.value = { id, talk, session: list.value.rows?.find((row) => row.id === id) ?? null, problem: null, tick: 0, ready: false };
  look('viewing');
  const one = await loadSession(id);
  if (!one) return;
  const early = streamState.value !== 'open';
  loadContext(id);
  try {
    await talk.open(one.last_no);
    if (open.value?.id !== id) return;
    open.value = { ...open.value, ready: true };
    if (early) loadContext(id); // what came before the stream was open was not heard
  } catch (problem) {
    if (open.value?.id === id) open.value = { ...open.value, problem };
  }
}

export async function again() {
  const id = open.value?.id;
  if (!id) return;
  open.value.talk.end();
  open.value = null;
  await show(id);
}

export async function markRead() {
  const now = open.value;
  if (!now?.ready || !now.session || document.visibilityState === 'hidden' || !document.hasFocus()) return;
  const upto = now.talk.last();
  if (!upto || now.read >= upto) return;
  if (!now.session.unread && now.read === undefined && now.session.last_sender !== 'client') { now.read = upto; return; }
  now.read = upto;
  try {
    const { unread } = await post(`/chat/sessions/${now.id}/read`, { upto });
    amend(now.id, { unread });
    countSoon();
  } catch { now.read = 0; }
}

// Presence

let typed = 0;
let quiet = null;

export async function look(state, id = open.value?.id) {
  if (!id) return;
  try {
    const { data } = await put('/presence', { object: `chat:${id}`, state });
    if (open.value?.id === id) others.value = data.filter((one) => one.user_id !== session.user.id);
  } catch { /* the next beat comes soon */ }
}

export function typing() {
  if (!may('chats:write') || performance.now() - typed < TYPES_MS / 2) return;
  typed = performance.now();
  look('typing');
}

async function whoLooks(id) {
  try { const { data } = await get(`/presence?object=chat:${id}`); if (open.value?.id === id) others.value = data.filter((one) => one.user_id !== session.user.id); } catch { /* the next beat comes soon */ }
}

function somebodyTypes(who) {
  if (who === session.user.id) return;
  writes.value = who === 'client' ? 'client' : others.value.find((one) => one.user_id === who)?.name ?? '';
  clearTimeout(quiet);
  quiet = setTimeout(() => { writes.value = ''; }, TYPES_MS);
}

// Live

function heard({ type, id, who }) {
  const now = open.value;
  const ours = now && (id === now.id || id === `chat:${now.id}`);
  if (type === 'typing') { if (ours) somebodyTypes(who); return; }
  if (type === 'presence') { if (ours) whoLooks(now.id); return; }
  listSoon();
  if (!ours || type === 'message-read') return;
  if (type === 'context') { loadContext(); return; }
  writes.value = '';
  now.talk.refresh().catch(() => {});
  loadSession(now.id);
}

// The stream is (back) open: what was said meanwhile is read from where we stand.
function caughtUp() {
  listSoon();
  const now = open.value;
  if (!now?.ready) { if (now?.problem && now.problem.status !== 404) again(); return; }
  now.talk.hurry();
  now.talk.refresh({ corrections: true }).catch(() => {});
  loadSession(now.id);
  loadContext();
  look('viewing');
}

export function begin() {
  hear(['message', 'message-read', 'context', 'typing', 'presence'], heard, caughtUp);
  setInterval(() => { if (document.visibilityState !== 'hidden') look('viewing'); }, BEAT_MS);
  setInterval(() => { if (document.visibilityState !== 'hidden' && streamState.value === 'open') { listSoon(); open.value?.talk.refresh().catch(() => {}); } }, CHECK_MS);
  setInterval(() => { if (document.visibilityState !== 'hidden' && streamState.value !== 'open') caughtUp(); }, POLL_MS);
  document.addEventListener('visibilitychange', () => { look(document.visibilityState === 'hidden' ? 'gone' : 'viewing'); markRead(); });
  addEventListener('focus', markRead);
  addEventListener('pagehide', () => look('gone'));
  addEventListener('popstate', () => { show(address.value.id); pane.value = address.value.id ? 'talk' : 'list'; loadList({ fresh: true }); });
}

// Shows a message that something else stands on, however far back it is.
export async function reveal(no) {
  const { talk, id } = open.value;
  pane.value = 'talk';
  while (!talk.get(no) && talk.hasOlder() && open.value?.id === id) await talk.older();
  if (open.value?.id !== id) return;
  open.value = { ...open.value, mark: no };
  requestAnimationFrame(() => document.getElementById(`no-${no}`)?.scrollIntoView({ block: 'center' }));
}
