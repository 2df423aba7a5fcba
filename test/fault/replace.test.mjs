// Binaries are replaced under load, in place (SIGHUP) and by a new process on the same socket, as a restart by systemd does it: no
// request fails. A binary that cannot work here does not replace one that does.
import { strict as assert } from 'node:assert';
import { copyFileSync, renameSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { test } from 'node:test';
import { waitUntil } from '../api/lib.mjs';
import { kill, load, logOf, long, masterOf, read, signInPatiently, touch, victims, workersOf } from './lib.mjs';

const token = await signInPatiently();
const rounds = long ? 20 : 3;
const binaryOf = (name) => read(`/proc/${masterOf(name)}/cmdline`).split('\0')[0];

// What an upgrade does: the new file takes the old one's name.
function install(binary) {
  copyFileSync(binary, `${binary}.new`);
  chmodSync(`${binary}.new`, 0o755);
  renameSync(`${binary}.new`, binary);
}
const said = (name, event) => logOf(name).split(`"event":"${event}"`).length - 1;
const allNew = (name, old) => workersOf(name).length >= old.length && workersOf(name).every((pid) => !old.includes(pid));

async function underLoad(name, fault) {
  const traffic = load(token, [name], { clients: name === 'auth-login' ? 2 : 4 });
  for (let i = 0; i < rounds; i++) {
    const before = traffic.counted(name);
    await fault(i);
    await waitUntil(`answers in round ${i}`, () => traffic.counted(name) > before);
  }
  const failed = (await traffic.stop()).filter((answer) => answer.status !== 200);
  assert.deepEqual(failed.map((a) => `${a.status} ${a.text.slice(0, 200)}`), []);
  return traffic.answers;
}

for (const name of victims) {
  test(`${name} is replaced in place ${rounds} times: no request fails`, async () => {
    const master = masterOf(name), binary = binaryOf(name), count = workersOf(name).length;
    await underLoad(name, async () => {
      const old = await waitUntil('all workers', () => (workersOf(name).length === count ? workersOf(name) : null));
      install(binary);
      kill(master, 'SIGHUP');
      await waitUntil('new workers only', () => allNew(name, old), { every_ms: 10 });
    });
    assert.equal(masterOf(name), master);
    assert.ok(said(name, 'replacing') >= rounds);
  });

  test(`${name} is restarted on its socket ${rounds} times: no request fails`, async () => {
    await underLoad(name, async () => {
      const master = masterOf(name);
      kill(master, 'SIGTERM');
      await waitUntil('the next master', () => ![undefined, master].includes(masterOf(name)) && workersOf(name).length > 0, { every_ms: 10 });
    });
  });
}

for (const name of ['uploads-jobs', 'chat-jobs', 'scores-jobs']) {
  test(`${name} is replaced in place and goes on`, async () => {
    const master = masterOf(name), before = said(name, 'start');
    kill(master, 'SIGHUP');
    await waitUntil('the new one to start', () => said(name, 'start') > before);
    assert.equal(masterOf(name), master);
  });
}

test('a binary that fails its check replaces nothing', async () => {
  const name = 'customers', binary = binaryOf(name), old = workersOf(name), before = said(name, 'replace_refused');
  copyFileSync(binary, `${binary}.good`);
  try {
    writeFileSync(`${binary}.new`, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    renameSync(`${binary}.new`, binary);
    kill(masterOf(name), 'SIGHUP');
    await waitUntil('the refusal', () => said(name, 'replace_refused') > before);
    assert.equal((await touch(name, token)).status, 200);
    assert.deepEqual(workersOf(name), old);
  } finally {
    chmodSync(`${binary}.good`, 0o755);
    renameSync(`${binary}.good`, binary);
  }
  assert.ok(statSync(binary).size > 10_000);
});
