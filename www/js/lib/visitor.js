// A visitor's side of a conversation: speaks to the public addresses, without a sign-in. What a later visit needs (the id of the
// conversation and what could not be sent yet) is kept in the browser; where it may not be, the conversation lasts for this page.
import { newId, thread } from './thread.js';

const LIVE_AGAIN_MS = [300, 1000, 3000, 8000];
const POLL_MS = 5000;
const CHECK_MS = 15000; // also with a stream, while the conversation is going on: a stream can be deaf without knowing it
const GOING_ON_MS = 120000;
const TYPES_MS = 2500;

export class Trouble extends Error {
  constructor({ status = 0, text = '', waitS = 0 } = {}) {
    super(text);
    Object.assign(this, { status, text, waitS });
  }
}

async function ask(path, body) {
  let answer;
  try {
    answer = await fetch(`/api/v1/chat/${path}`, body === undefined ? { credentials: 'omit' } : { method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  } catch { throw new Trouble(); }
  let said = {};
  try { said = await answer.json(); } catch { if (answer.ok) throw new Trouble(); }
  if (!answer.ok) throw new Trouble({ status: answer.status, text: said.errors?.[0]?.message ?? said.detail ?? '', waitS: Number(answer.headers.get('Retry-After')) || 0 });
  return said;
}

const queryOf = (all) => { const text = new URLSearchParams(all).toString(); return text ? `?${text}` : ''; };

export const askAbout = (tenant) => ask(`widget${queryOf(tenant ? { tenant } : {})}`);

// on: { changed(), types(), trouble(state) } with state '' or 'offline'.
export function visitor(tenant, on) {
  const home = tenant ? { tenant } : {};
  const place = `chat:${tenant}`;
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(place)) ?? {}; } catch { /* kept nowhere */ }
  const remember = (change) => {
    kept = { ...kept, ...change };
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* it lasts for this page */ }
  };
  if (!/^[0-9a-f-]{36}$/.test(kept.session ?? '')) kept = { session: newId() };
  const { session } = kept;
  const query = (more) => queryOf({ ...home, ...more });

  const talk = thread({
    read: ({ after, limit }) => ask(`sessions/${session}/history${query({ after, limit })}`),
    send: async ({ id, message, data_type }) => { const got = await ask('messages', { session_id: session, id, message, data_type, ...home }); listen(); return got; },
    changed: () => on.changed(),
    kept: Array.isArray(kept.outbox) ? kept.outbox : [],
    keep: (outbox) => { if (outbox.length || kept.outbox?.length) remember({ session, outbox }); },
  });

  // Live: a hint, then the history from where we stand. Without the stream we ask every few seconds.
  let source = null;
  let failures = 0;
  let timer = null;
  let over = false;
  const look = (corrections) => talk.refresh({ corrections }).then(() => on.trouble(''), () => on.trouble('offline'));
  function listen() {
    if (source || over) return;
    const mine = new EventSource(`/api/v1/chat/sessions/${session}/live${query()}`);
    source = mine;
    mine.onopen = () => { failures = 0; talk.hurry(); look(true); };
    mine.onmessage = (event) => {
      let hint;
      try { hint = JSON.parse(event.data); } catch { return; }
      if (hint.type === 'typing' && hint.who !== 'client') on.types();
      if (hint.type === 'message') look(false);
    };
    mine.onerror = () => {
      mine.close();
      source = null;
      clearTimeout(timer);
      timer = setTimeout(listen, LIVE_AGAIN_MS[Math.min(failures, LIVE_AGAIN_MS.length - 1)]);
      failures += 1;
      if (failures > 2) look(false);
    };
  }
  let asked = 0;
  let spoke = 0;
  const poll = setInterval(() => {
    const now = performance.now();
    const wait = source?.readyState !== 1 ? 0 : now - spoke < GOING_ON_MS ? CHECK_MS : Infinity;
    if (!talk.last() || now - asked < wait) return;
    asked = now;
    look(false);
  }, POLL_MS);
  addEventListener('online', () => { failures = 0; talk.hurry(); listen(); });

  let typed = 0;
  return {
    session, talk,
    async begin() {
      if (!kept.known) return; // nothing was said yet: there is nothing to read
      await talk.open();
      listen();
    },
    known: () => Boolean(kept.known),
    say: (text) => { spoke = performance.now(); remember({ session, known: true }); talk.say(text); },
    // One datum about the visitor. The id lasts until it is accepted, so that a second press cannot send it twice.
    async tell(kind, text) {
      kept.ids = { ...kept.ids, [kind]: kept.ids?.[kind]?.text === text ? kept.ids[kind] : { text, id: newId() } };
      talk.put(await ask('messages', { session_id: session, id: kept.ids[kind].id, message: text, data_type: kind, ...home }));
      talk.refresh().catch(() => {});
    },
    typing() {
      if (performance.now() - typed < TYPES_MS || !talk.last()) return;
      typed = performance.now();
      ask(`sessions/${session}/typing`, home).catch(() => {});
    },
    later: () => kept.later === true,
    setLater: (later) => remember({ session, later }),
    end() {
      over = true;
      source?.close();
      clearInterval(poll);
      clearTimeout(timer);
      talk.end();
      try { localStorage.removeItem(place); } catch { /* it was kept nowhere */ }
    },
  };
}
