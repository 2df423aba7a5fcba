// Live hints: "this changed". One stream serves the whole page. The data itself is always fetched again, also each time the
// stream opens, so a lost message costs nothing. While the stream is down and the page is waiting for something, we ask every
// few seconds.
import { effect, signal } from './dom.js';

const POLL_MS = 3000;
const FALLBACK_MS = 1500;
const AGAIN_MS = [200, 1000, 3000, 6000];
const QUIET_MS = 1500; // the server ends each stream after a minute: coming back at once is not worth a word

export const streamState = signal('off'); // off, open, polling
export const waiting = signal(false); // true while something on the page is in progress
export const staysOpen = signal(false); // also in a tab that nobody sees: it has to ring

export const mention = signal(null); // the last hint that somebody named this person in a note: { id: the customer }

const listeners = new Set(); // { types, heard, opened }
let source = null;
let timer = null;
let failures = 0;
let down = null;
let begun = false;

function later() {
  clearTimeout(timer);
  timer = setTimeout(open, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] * (0.75 + Math.random() / 2));
  failures += 1;
  down ??= setTimeout(() => { streamState.value = 'polling'; }, QUIET_MS);
}

const wanted = () => document.visibilityState !== 'hidden' || staysOpen.value;

function open() {
  if (source || !wanted()) return;
  const mine = new EventSource('/api/v1/events');
  source = mine;
  mine.onopen = () => {
    failures = 0;
    clearTimeout(down);
    down = null;
    streamState.value = 'open';
    for (const one of listeners) one.opened?.();
  };
  mine.onerror = () => {
    mine.close();
    if (source !== mine) return;
    source = null;
    later();
  };
  mine.onmessage = (event) => {
    let hint;
    try { hint = JSON.parse(event.data); } catch { return; }
    if (hint.type === 'mention') mention.value = hint;
    for (const one of listeners) if (one.types.includes(hint.type)) one.heard(hint);
  };
}

function close() {
  clearTimeout(timer);
  clearTimeout(down);
  down = null;
  source?.close();
  source = null;
  streamState.value = 'off';
}

function begin() {
  if (begun) return;
  begun = true;
  // A hidden tab gives its connection back: browsers allow few per host, and tabs add up.
  document.addEventListener('visibilitychange', () => (wanted() ? open() : close()));
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', (event) => { if (event.persisted) open(); });
  window.addEventListener('online', () => { failures = 0; open(); });
  open();
}

// Each hint of one of `types`, as it comes: { seq, type, id, who? }. opened(): the stream (re)opened, something may have been missed.
export function hear(types, heard, opened) {
  const one = { types, heard, opened };
  listeners.add(one);
  begin();
  if (streamState.value === 'open') opened?.();
  return () => listeners.delete(one);
}

// Calls onHint() soon after a hint of one of `types`, or after the stream reopened.
export function watch(types, onHint) {
  let pending = null;
  let before = false;
  const tell = () => {
    if (pending) return;
    pending = setTimeout(() => { pending = null; onHint(); }, 120); // hints come in bursts: one fetch answers several
  };
  hear(types, tell, () => { if (before) tell(); before = true; });
  let asking = null;
  effect(() => {
    clearInterval(asking);
    asking = null;
    if (waiting.value) asking = setInterval(() => { if (document.visibilityState !== 'hidden') onHint(); }, streamState.value === 'open' ? POLL_MS : FALLBACK_MS);
  });
}
