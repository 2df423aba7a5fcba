// The messages of one conversation as a page knows them, and those it has still to send. Without a word about how they look:
// the staff's page and the visitor's widget both stand on this.
//
// Messages are numbered without a gap. `upto` is how far the page has read in order; it only moves with what the server gave after
// it, so nothing is passed over, and a message that came in two ways is still one. What is written has an id made here: sent again
// after a broken connection, it is the same message.
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const PAGE = 100;

export const newId = () => crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

// A failure that may pass: no answer, a busy server, a restart.
const passes = ({ status = 0 }) => status === 0 || status === 408 || status === 429 || status >= 500;

// read({ after, before, limit }) gives { data, next_after, more }; send(item) gives the message; changed() after every change;
// kept: what an earlier visit had not sent yet; keep(items) puts it away.
export function thread({ read, send, changed, kept = [], keep = () => {} }) {
  const known = new Map(); // no -> message
  let waiting = kept.map((item) => ({ ...item, state: 'waiting' })); // { id, message, data_type, state: waiting|failed, problem }
  let upto = 0;
  let first = 0; // the lowest no that is known; 1: there is nothing before
  let reading = null;
  let again = false;
  let sending = false;
  let timer = null;
  let failures = 0;
  let over = false;

  const tell = () => { keep(waiting.map(({ id, message, data_type: kind }) => ({ id, message, data_type: kind }))); if (!over) changed(); };
  const take = (messages) => {
    let news = 0;
    for (const message of messages) {
      const before = known.get(message.no);
      if (before && before.version >= message.version) continue;
      known.set(message.no, message);
      news += 1;
      if (!first || message.no < first) first = message.no;
    }
    const ids = new Set(messages.map((message) => message.id));
    waiting = waiting.filter((item) => !ids.has(item.id));
    return news;
  };

  async function readOn() {
    let news = 0;
    for (;;) {
      const page = await read({ after: upto, limit: PAGE });
      news += take(page.data);
      upto = Math.max(upto, page.next_after);
      if (!page.more) return news;
    }
  }
  // A hint says that something changed, not what: nothing new means that what we have was corrected or removed.
  async function readAgain() {
    for (let after = Math.max(first, 1) - 1; after < upto;) {
      const page = await read({ after, limit: PAGE });
      take(page.data);
      if (!page.data.length) return;
      after = page.next_after;
    }
  }

  // One reading at a time; what is asked for meanwhile follows. corrections: also look at what is known already.
  function refresh({ corrections = false } = {}) {
    if (reading) { again = true; return reading; }
    reading = (async () => {
      do {
        again = false;
        const news = await readOn();
        if (corrections || news === 0) await readAgain();
        tell();
      } while (again && !over);
    })().finally(() => { reading = null; });
    return reading;
  }

  async function flush() {
    if (sending || over) return;
    const item = waiting.find((one) => one.state === 'waiting');
    if (!item) return;
    sending = true;
    try {
      take([await send(item)]);
      failures = 0;
      tell();
      refresh().catch(() => {});
    } catch (problem) {
      if (passes(problem)) {
        item.problem = problem;
        tell();
        clearTimeout(timer);
        timer = setTimeout(flush, problem.waitS ? Math.min(problem.waitS, 60) * 1000 : RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
        failures += 1;
        return;
      }
      Object.assign(item, { state: 'failed', problem });
      tell();
    } finally {
      sending = false;
    }
    flush();
  }

  return {
    // Begins with the newest: from where the last page before `last_no` starts.
    async open(lastNo = 0) {
      if (lastNo > PAGE) { upto = lastNo - PAGE; first = upto + 1; }
      await refresh();
      flush();
    },
    refresh,
    async older() {
      if (first <= 1) return;
      const page = await read({ before: first, limit: PAGE });
      take(page.data);
      if (!page.data.length) first = 1;
      tell();
    },
    hasOlder: () => first > 1,
    messages: () => [...known.values()].sort((a, b) => a.no - b.no),
    get: (no) => known.get(no),
    last: () => Math.max(upto, ...known.keys()),
    put(message) { take([message]); tell(); },
    waiting: () => waiting,
    say(message, kind = 'message') {
      const item = { id: newId(), message, data_type: kind, state: 'waiting', at: new Date().toISOString() };
      waiting = [...waiting, item];
      tell();
      flush();
      return item.id;
    },
    retry(id) {
      for (const item of waiting) if (item.id === id) Object.assign(item, { state: 'waiting', problem: null });
      failures = 0;
      tell();
      flush();
    },
    drop(id) { waiting = waiting.filter((item) => item.id !== id); tell(); },
    // The connection is back: do not wait for the next try.
    hurry() { failures = 0; clearTimeout(timer); flush(); },
    end() { over = true; clearTimeout(timer); },
  };
}
