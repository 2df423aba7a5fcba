// Live hints: "this changed". The data itself is always fetched again, also each time the stream opens, so a lost
// message costs nothing. While the stream is down and the page is waiting for something, we ask every few seconds.
import { effect, signal } from './dom.js';

const POLL_MS = 3000;
const FALLBACK_MS = 1500;

export const streamState = signal('off'); // off, open, polling
export const waiting = signal(false); // true while something on the page is in progress

export const mention = signal(null); // the last hint that somebody named this person in a note: { id: the customer }

// Calls onHint(types) soon after a hint of one of `types` or after the stream (re)opened.
export function watch(types, onHint) {
  let source = null;
  let timer = null;
  let pending = null;
  let heard = false;

  const tell = () => {
    if (pending) return;
    pending = setTimeout(() => { pending = null; onHint(); }, 120); // hints come in bursts: one fetch answers several
  };

  const open = () => {
    if (source || document.visibilityState === 'hidden') return;
    source = new EventSource('/api/v1/events');
    source.onopen = () => { streamState.value = 'open'; if (heard) tell(); heard = true; };
    source.onerror = () => {
      streamState.value = 'polling';
      if (source?.readyState === EventSource.CLOSED) { source = null; setTimeout(open, POLL_MS); }
    };
    source.onmessage = (event) => {
      let hint;
      try { hint = JSON.parse(event.data); } catch { return; }
      if (hint.type === 'mention') mention.value = hint;
      if (types.includes(hint.type)) tell();
    };
  };
  const close = () => { source?.close(); source = null; streamState.value = 'off'; };

  // A hidden tab gives its connection back: browsers allow few per host, and tabs add up.
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? close() : open()));
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', (event) => { if (event.persisted) open(); });

  effect(() => {
    clearInterval(timer);
    timer = null;
    if (waiting.value) timer = setInterval(() => { if (document.visibilityState !== 'hidden') onHint(); }, streamState.value === 'open' ? POLL_MS : FALLBACK_MS);
  });
  open();
}
