// A conversation of a visitor and somebody of the company while the chat binary, its job runner, MariaDB and nginx are killed and restarted.
// Both send with ids of their own until it is acknowledged, and listen as a browser does: EventSource says that something is new, the history
// after the last number that is known tells what. Nothing acknowledged is lost, nothing is there or shown twice, and both saw the same.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { events, waitUntil } from '../api/lib.mjs';
import { sql } from '../api/uploads-lib.mjs';
import { ask, kill, logOf, long, masterOf, pause, processes, signInPatiently, touch, workersOf } from './lib.mjs';

const session = randomUUID(), home = 'other-bank';
const rounds = long ? 8 : 1;
let token = await signInPatiently('other');
let going = true;

// One side of the conversation. path: where it reads; live: where it listens; say(id, text): how it speaks.
function side(name, { path, live, say, auth }) {
  const shown = [], acknowledged = new Map();
  let known = 0, opened = 0, hints = 0, sent = 0, stream;
  const headers = () => (auth ? { token } : {});
  const read = async () => {
    for (let more = true; more;) {
      const got = await ask(`${path}${path.includes('?') ? '&' : '?'}after=${known}&limit=50`, headers());
      if (got.status === 401 && auth) token = await signInPatiently('other');
      if (got.status !== 200) return false;
      for (const message of got.json.data.filter((one) => one.no > known)) shown.push(message);
      known = got.json.next_after;
      more = got.json.more;
    }
    return true;
  };
  const listen = async () => {
    while (going) {
      try {
        stream = await events({ path: live, ...headers() });
        if (stream.status === 200) {
          opened += 1;
          await read();
          while (going && !stream.ended()) {
            const heard = stream.seen.splice(0).filter((e) => e.data.type === 'message' && e.data.id === session);
            hints += heard.length;
            if (heard.length > 0) await read();
            await pause(10);
          }
        }
      } catch {
        // Nobody there: as a browser does, once more soon.
      }
      stream?.close();
      await pause(50);
    }
  };
  const speak = async () => {
    while (going) {
      const id = randomUUID(), text = `${name} ${++sent}`;
      for (let tries = 1; ; tries++) {
        const got = await ask(say.path, { ...headers(), json: say.json(id, text), timeout_ms: 8000 });
        if (got.status === 201) {
          acknowledged.set(id, { text, no: got.json.no, tries });
          break;
        }
        if (got.status === 401 && auth) token = await signInPatiently('other');
        assert.ok([0, 401, 429, 502, 503, 504].includes(got.status), `${got.status} ${got.text.slice(0, 300)}`);
        if (!going) break;
        await pause(30);
      }
      await pause(auth ? 60 : 550); // a visitor may say 120 things a minute
    }
  };
  const work = [listen(), speak()];
  return { name, shown, acknowledged, read, opened: () => opened, hints: () => hints, sent: () => sent, end: () => Promise.all(work), close: () => stream?.close() };
}

const people = [
  side('visitor', {
    path: `/api/v1/chat/sessions/${session}/history?tenant=${home}`, live: `/api/v1/chat/sessions/${session}/live?tenant=${home}`,
    say: { path: '/api/v1/chat/messages', json: (id, message) => ({ session_id: session, id, message, tenant: home }) },
  }),
];
await waitUntil('the conversation', () => people[0].acknowledged.size > 0);
people.push(side('staff', {
  path: `/api/v1/chat/sessions/${session}/messages`, live: '/api/v1/events', auth: true,
  say: { path: `/api/v1/chat/sessions/${session}/messages`, json: (message_id, message) => ({ message_id, message }) },
}));
after(async () => {
  going = false;
  await Promise.all(people.map((one) => one.end()));
});

// Both speak, are acknowledged, and hear each other live.
async function flows(what) {
  const before = people.map((one) => [one.acknowledged.size, one.hints(), one.shown.length]);
  await waitUntil(`both to speak and hear after ${what}`, () => people.every((one, i) =>
    one.acknowledged.size > before[i][0] + 1 && one.hints() > before[i][1] && one.shown.length > before[i][2]), { deadline_ms: 40_000 });
}
async function served() {
  await waitUntil('the chat to serve', async () => (await touch('chat', token)).status === 200, { deadline_ms: 20_000, every_ms: 20 });
}

const faults = {
  'a worker of the chat is killed': async () => kill(workersOf('chat')[0]),
  'all of the chat is killed': async () => {
    const master = masterOf('chat');
    for (const { pid } of processes('chat')) kill(pid);
    await waitUntil('a new master', () => ![undefined, master].includes(masterOf('chat')));
  },
  'the chat is replaced in place': async () => kill(masterOf('chat'), 'SIGHUP'),
  'who delivers events is killed': async () => {
    const master = masterOf('chat-jobs');
    for (const { pid } of processes('chat-jobs')) kill(pid);
    await waitUntil('a new runner', () => ![undefined, master].includes(masterOf('chat-jobs')));
  },
  'nginx is reloaded': async () => {
    const old = processes('nginx').map((p) => p.pid);
    kill(masterOf('nginx'), 'SIGHUP');
    await waitUntil('new workers', () => processes('nginx').some((p) => !old.includes(p.pid)));
  },
  'the workers of nginx are killed': async () => {
    for (const { pid } of processes('nginx').filter((p) => p.pid !== masterOf('nginx'))) kill(pid);
  },
  'MariaDB is killed': async () => {
    const victim = masterOf('db');
    kill(victim);
    await waitUntil('the next database', () => ![undefined, victim].includes(masterOf('db')));
  },
};

for (const [what, strike] of Object.entries(faults)) {
  test(`${what}: the conversation goes on`, { timeout: 300_000 }, async () => {
    await flows('the start');
    for (let i = 0; i < rounds; i++) {
      await strike();
      await served();
      await flows(what);
    }
  });
}

test('nothing acknowledged is lost, nothing is there or shown twice, both saw the same', { timeout: 120_000 }, async (t) => {
  going = false;
  await Promise.all(people.map((one) => one.end()));
  for (const one of people) await waitUntil(`${one.name} to read the rest`, () => one.read());
  const rows = sql(`SELECT no, id, body FROM chat_messages WHERE session_id = '${session}' ORDER BY no`).split('\n').map((line) => line.split('\t')).map(([no, id, text]) => ({ no: Number(no), id, text }));
  assert.deepEqual(rows.map((row) => row.no), rows.map((_, i) => i + 1), 'numbered without a gap');
  assert.equal(new Set(rows.map((row) => row.id)).size, rows.length);
  assert.equal(new Set(rows.map((row) => row.text)).size, rows.length, 'nothing was said twice');
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const one of people) {
    for (const [id, { text, no }] of one.acknowledged) assert.deepEqual(stored.get(id), { no, id, text }, `${one.name}: ${text} was acknowledged`);
    assert.deepEqual(one.shown.map((message) => [message.no, message.id]), rows.map((row) => [row.no, row.id]), `${one.name} saw each once and in order`);
    assert.ok(rows.length <= people[0].sent() + people[1].sent());
  }
  const repeated = people.flatMap((one) => [...one.acknowledged.values()]).filter((one) => one.tries > 1).length;
  t.diagnostic(`${rows.length} messages, ${repeated} of them sent more than once; streams opened ${people.map((one) => one.opened()).join(' and ')} times`);
  assert.ok(people.every((one) => one.opened() > 2 && one.acknowledged.size > 10));
});

test('streams whose end was missed end when the deliverer is back', async () => {
  const user = sql("SELECT id FROM users WHERE email_key = 'admin@other.example.com'"), tenant = sql(`SELECT id FROM tenants WHERE slug = '${home}'`);
  const live = await events({ token });
  // As if it had died between its commit and the word to nginx.
  sql(`INSERT INTO events (tenant_id, user_id, type, object_id, created_at) VALUES (${tenant}, '${user}', 'session', '', UTC_TIMESTAMP(6))`);
  assert.ok(!live.ended());
  const master = masterOf('chat-jobs');
  for (const { pid } of processes('chat-jobs')) kill(pid);
  await waitUntil('a new runner', () => ![undefined, master].includes(masterOf('chat-jobs')));
  await waitUntil('the stream to end', () => live.ended(), { deadline_ms: 20_000 });
});

test('no process of the chat said that something is wrong within it', () => {
  for (const name of ['chat', 'chat-jobs']) {
    assert.deepEqual(logOf(name).split('\n').filter((line) => /AddressSanitizer|runtime error|"status":500|"code":"internal"/.test(line)).slice(0, 5), []);
  }
});
