// nginx and the publish socket fail while pages listen: streams come back by themselves and the log of events tells what was missed.
import { strict as assert } from 'node:assert';
import { renameSync } from 'node:fs';
import { test } from 'node:test';
import { cookieOf, events, login, request, sameOrigin, state, upload as uploadOnce, waitUntil } from '../api/lib.mjs';
import { bankRows, sql } from '../api/uploads-lib.mjs';
import { ask, kill, load, masterOf, pause, processes, signInPatiently } from './lib.mjs';

const token = await login('other');
const cookie = await cookieOf('other');

// A kept connection may have been closed by the nginx that went: then the file is sent again.
async function upload(...args) {
  for (let i = 0; ; i++) {
    try {
      return await uploadOnce(...args);
    } catch (error) {
      if (i === 5 || !/fetch failed/.test(String(error))) throw error;
    }
  }
}

// A page: an EventSource that comes back when its stream ends, and reads the log whenever it opens. told: seq -> id.
async function page() {
  const told = new Map();
  let going = true, stream, seq = Number(sql('SELECT COALESCE(MAX(seq), 0) FROM events')), opened = 0, heard = 0;
  const catchUp = async () => {
    const log = await ask(`/api/v1/events/log?after=${seq}&limit=200`, { headers: { cookie, ...sameOrigin() } });
    for (const event of log.status === 200 ? log.json.data : []) {
      told.set(event.seq, event.id);
      seq = Math.max(seq, event.seq);
    }
  };
  const listen = async () => {
    while (going) {
      try {
        stream = await events({ cookie });
        if (stream.status === 200) {
          opened += 1;
          await catchUp();
          while (going && !stream.ended()) {
            for (const event of stream.seen.splice(0)) {
              heard += 1;
              told.set(event.data.seq, event.data.id);
            }
            await pause(20);
          }
        }
      } catch {
        // Refused: as a browser does, once more soon.
      }
      await pause(100);
    }
  };
  const done = listen();
  await waitUntil('the stream', () => opened > 0);
  return {
    opened: () => opened, heard: () => heard,
    knows: (id) => [...told.values()].includes(id),
    async close() {
      going = false;
      stream?.close();
      await done;
    },
  };
}

async function toldOf(listener, what) {
  const dataset = await upload(token, bankRows(2));
  assert.equal(dataset.state, 'ready');
  await waitUntil(`the page to know of a change after ${what}`, () => listener.knows(dataset.id), { deadline_ms: 40_000 });
}
async function hearsAgain(listener, what) {
  const before = listener.heard();
  await waitUntil(`the page to hear live after ${what}`, async () => {
    await upload(token, bankRows(2));
    return listener.heard() > before;
  }, { deadline_ms: 20_000, every_ms: 200 });
}

test('a worker of nginx is killed: streams come back, nothing is missed', async () => {
  const listener = await page(), opened = listener.opened();
  try {
    await hearsAgain(listener, 'the start');
    const sent = await upload(token, bankRows(3), { wait: false });
    for (const { pid } of processes('nginx').filter((p) => p.pid !== masterOf('nginx'))) kill(pid);
    await waitUntil('the stream to come back', () => listener.opened() > opened);
    await waitUntil('what was missed', () => listener.knows(sent.id));
    await toldOf(listener, 'the kill');
    await hearsAgain(listener, 'the kill');
  } finally {
    await listener.close();
  }
});

test('nginx is reloaded under load: no request fails, streams go on', async () => {
  const listener = await page(), traffic = load(await signInPatiently(), ['auth', 'customers', 'reports'], { clients: 2 });
  try {
    for (let i = 0; i < 3; i++) {
      const before = traffic.answers.length, old = processes('nginx').map((p) => p.pid);
      kill(masterOf('nginx'), 'SIGHUP');
      await waitUntil('new workers', () => processes('nginx').some((p) => !old.includes(p.pid)));
      await waitUntil('answers', () => traffic.answers.length > before + 10);
    }
    await toldOf(listener, 'the reload');
  } finally {
    await listener.close();
    const failed = (await traffic.stop()).filter((answer) => answer.status !== 200);
    assert.deepEqual(failed.map((answer) => `${answer.status} ${answer.text.slice(0, 200)}`), []);
  }
});

test('the master of nginx is killed: it is back within a second, with its publisher', async () => {
  const listener = await page(), master = masterOf('nginx'), old = processes('nginx').map((p) => p.pid), began = performance.now();
  try {
    kill(master);
    await waitUntil('an answer', async () => !processes('nginx').some((p) => old.includes(p.pid)) && (await ask('/healthz', { timeout_ms: 1000 })).status === 200, { every_ms: 10 });
    assert.ok(performance.now() - began < (process.env.FAULT_SLOW ? 5000 : 2000), `${performance.now() - began} ms`);
    await toldOf(listener, 'the restart');
    await hearsAgain(listener, 'the restart');
  } finally {
    await listener.close();
  }
});

test('the publisher is out of reach: work goes on, the log has everything, live events follow when it is back', async () => {
  const socket = `${state}/run/publish.sock`, listener = await page();
  try {
    renameSync(socket, `${socket}.away`);
    const dataset = await upload(token, bankRows(2));
    assert.equal(dataset.state, 'ready');
    await waitUntil('the events in the log', () => sql('SELECT COUNT(*) FROM outbox') === '0');
    const log = (await request('/api/v1/events/log?after=0&limit=200', { token, status: 200 })).json;
    assert.ok(log.data.some((event) => event.id === dataset.id) || log.data.length === 200);
  } finally {
    renameSync(`${socket}.away`, socket);
  }
  try {
    await hearsAgain(listener, 'the return of the publisher');
  } finally {
    await listener.close();
  }
});
