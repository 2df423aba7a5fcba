// kill -9 of single workers and of masters under load: the others notice nothing, a worker takes at most its one request with it, and
// that is answered 503 in the common form. All is back within a second.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { waitUntil } from '../api/lib.mjs';
import { ask, assertSaidSo, kill, load, long, masterOf, pause, processes, serving, signInPatiently, touch, victims, workersOf } from './lib.mjs';

const token = await signInPatiently();
const slow = process.env.FAULT_SLOW ? 3 : 1; // sanitized programs take their time to start, and tests share their machine

// Runs the fault under load of every pool; gives how many requests of the pool failed, all of them said so.
async function under(name, fault) {
  const traffic = load(token, serving, { clients: name === 'auth-login' ? 2 : 3, between_ms: 20 });
  await waitUntil('load on each pool', () => serving.every((each) => traffic.counted(each) >= 2));
  await fault();
  const before = traffic.counted(name);
  await waitUntil(`${name} to serve again`, () => traffic.counted(name) >= before + 3, { deadline_ms: 10_000 });
  const failed = (await traffic.stop()).filter((answer) => answer.status !== 200);
  for (const answer of failed) {
    assert.equal(answer.name, name, `${answer.name} suffers with ${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
    assertSaidSo(answer, name);
  }
  return failed.length;
}

for (const name of victims) {
  test(`a worker of ${name} is killed: one request at most, and another worker takes its place`, async () => {
    const workers = workersOf(name), victim = workers[Math.floor(Math.random() * workers.length)];
    let took = 0;
    const failed = await under(name, async () => {
      const began = performance.now();
      kill(victim);
      await waitUntil('a new worker', () => workersOf(name).filter((pid) => !workers.includes(pid)).length > 0, { every_ms: 5 });
      took = performance.now() - began;
    });
    assert.ok(failed <= 1, `${failed} requests failed`);
    assert.ok(took < 1000 * slow, `the new worker took ${took} ms`);
    assert.equal(workersOf(name).length, workers.length);
  });

  test(`the master of ${name} is killed: what its workers do is finished, what waits is served by the next`, async () => {
    const master = masterOf(name), count = workersOf(name).length;
    let took = 0;
    const failed = await under(name, async () => {
      const began = performance.now();
      kill(master);
      await waitUntil('a new master', () => ![undefined, master].includes(masterOf(name)) && workersOf(name).length > 0, { every_ms: 5 });
      took = performance.now() - began;
    });
    assert.ok(failed <= count, `${failed} requests failed with ${count} workers`);
    assert.ok(took < 1000 * slow, `the new master took ${took} ms`);
    await waitUntil('old workers to go and all new ones to be there', () => workersOf(name).length === count && processes(name).length === count + 1);
  });
}

test('a large file finds nobody: the answer is a problem like any other', async () => {
  const body = 'CustomerId\n'.repeat(60_000);
  kill(masterOf('uploads'), 'SIGSTOP'); // it cannot replace the workers that are killed now
  const master = masterOf('uploads');
  try {
    const sent = Array.from({ length: 4 }, () => ask('/api/v1/uploads/datasets?schema=bank', { token, body, headers: { 'content-type': 'text/csv' } }));
    for (let i = 0; i < 200 && workersOf('uploads').length > 0; i++) {
      for (const pid of workersOf('uploads')) kill(pid);
      await pause(5);
    }
    kill(master, 'SIGKILL');
    for (const got of await Promise.all(sent)) if (got.status !== 202) assertSaidSo(got, 'a large file');
    await waitUntil('a new master', () => ![undefined, master].includes(masterOf('uploads')));
  } finally {
    if (masterOf('uploads') === master) kill(master, 'SIGCONT');
  }
});

test('killed again and again, a pool comes back each time', async () => {
  for (let i = 0; i < (long ? 10 : 3); i++) {
    const master = await waitUntil('a master', () => masterOf('customers'), { every_ms: 5, deadline_ms: 12_000 });
    kill(master);
    await waitUntil('a new master', () => ![undefined, master].includes(masterOf('customers')), { every_ms: 5, deadline_ms: 12_000 });
    const got = await touch('customers', token);
    assert.equal(got.status, 200, got.text);
    await pause(10);
  }
});
