// Notes between roles: what came, what one sent, and the thread that is open.
import { signal } from '../../lib/dom.js';
import { get, post, query, session } from '../../lib/api.js';
import { has, t } from '../../lib/l10n.js';
import { hear, streamState } from '../../lib/live.js';
import { resource, urlState } from '../../lib/state.js';
import { countSoon } from '../../lib/unread.js';
import { loadColleagues } from '../mentions.js';

const PAGE = 25;
const SOON_MS = 150;
const POLL_MS = 10000;

export const [address, setAddress] = urlState({ box: 'inbox', show: '', id: '' });
export const pane = signal(address.value.id ? 'thread' : 'list');
export const list = signal({ rows: null, problem: null, next: null, busy: true });
export const open = signal(null); // { id, notes, problem }
export const colleagues = signal([]);
export const [roles, loadRoles] = resource((stop) => get('/notes/roles', { signal: stop }));

const plain = (name) => name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
// Somebody may be told of roles that they may not write to: those are known by their usual names.
export const roleTitle = (name) => roles.value.data?.data.find((one) => one.name === name)?.title ?? (has(`role-title-${name}`) ? t(`role-title-${name}`) : plain(name));
export const isMine = (note) => note.sender_id === session.user.id;

let asked = 0;

function path(cursor) {
  const { box, show: only } = address.value;
  return box === 'sent' ? `/notes/sent${query({ limit: PAGE, cursor })}` : `/notes/inbox${query({ unread: only === 'unread' && 'true', important: only === 'important' && 'true', limit: PAGE, cursor })}`;
}

export async function loadList({ fresh = false, more = false } = {}) {
  const mine = ++asked;
  list.value = { ...list.value, busy: true, ...(fresh && { rows: null, next: null }) };
  try {
    const page = await get(path(more ? list.value.next : ''));
    if (mine !== asked) return;
    const known = list.value.rows ?? [];
    const last = page.data.at(-1)?.id ?? '';
    // One that was read a moment ago stays in sight among the unread until somebody looks elsewhere.
    const kept = more ? [] : known.filter((one) => !page.data.some((other) => other.id === one.id) && (page.next_cursor ? one.id < last : one.id === address.value.id));
    list.value = { rows: more ? [...known, ...page.data] : [...page.data, ...kept], problem: null, next: !more && kept.length && page.next_cursor ? list.value.next : page.next_cursor, busy: false };
  } catch (problem) {
    if (mine === asked) list.value = { ...list.value, problem, busy: false };
  }
}

const amend = (id, change) => { list.value = { ...list.value, rows: list.value.rows?.map((one) => (one.id === id ? { ...one, ...change } : one)) ?? null }; };

export async function markRead(note) {
  if (note.read || isMine(note)) return;
  amend(note.id, { read: true });
  if (open.value?.notes) open.value = { ...open.value, notes: open.value.notes.map((one) => (one.id === note.id ? { ...one, read: true, fresh: true } : one)) };
  try { await post(`/notes/${note.id}/read`, {}); countSoon(); } catch { amend(note.id, { read: false }); }
}

export async function loadThread(id = open.value?.id) {
  if (!id) return;
  try {
    const { data } = await get(`/notes/${id}/thread`);
    if (open.value?.id !== id) return;
    const fresh = new Set((open.value.notes ?? []).filter((one) => one.fresh).map((one) => one.id));
    open.value = { ...open.value, notes: data.map((one) => ({ ...one, fresh: fresh.has(one.id) })), problem: null };
    if (document.visibilityState !== 'hidden') for (const note of data) markRead(note);
  } catch (problem) {
    if (open.value?.id === id) open.value = { ...open.value, problem };
  }
}

export async function show(id) {
  if (open.value?.id === id) return;
  open.value = id ? { id, notes: null, problem: null } : null;
  await loadThread();
}

export function choose(id) {
  if (address.value.id !== id) setAddress({ id });
  pane.value = 'thread';
  show(id);
}

export function turn(change) {
  setAddress({ id: '', ...change });
  pane.value = 'list';
  open.value = null;
  loadList({ fresh: true });
}

export function begin() {
  let soon = null;
  const news = () => { soon ??= setTimeout(() => { soon = null; loadList(); loadThread(); }, SOON_MS); };
  hear(['note', 'note-read'], news, news);
  setInterval(() => { if (document.visibilityState !== 'hidden' && streamState.value !== 'open') news(); }, POLL_MS);
  addEventListener('popstate', () => { show(address.value.id); pane.value = address.value.id ? 'thread' : 'list'; loadList({ fresh: true }); });
  loadColleagues().then((people) => { colleagues.value = people; }, () => {});
}
