// The disk that holds database, spool and logs is full [59]: what can be read is read, what cannot be kept is refused in so many
// words, what was acknowledged is there afterwards, and all goes on when there is room again.
import { strict as assert } from 'node:assert';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { login, request, state, upload, waitUntil } from '../api/lib.mjs';
import { bankRows, sql } from '../api/uploads-lib.mjs';
import { ask, assertSaidSo, logOf, serving, touch } from './lib.mjs';

const at = '/api/v1/uploads/datasets';
const ballast = `${state}/ballast`;
const small = statfsSync(state);
const own = small.type === 0x01021994 && small.blocks * small.bsize < 2e9; // a small tmpfs, made for this
const skip = own ? false : 'the state folder is no small file system of its own: mounting one is not permitted here';

// Takes all but `left` bytes.
function fill(left = 0) {
  const file = openSync(ballast, 'w'), block = Buffer.alloc(1 << 20);
  for (let size = block.length; size >= 4096;) {
    const { bavail, bsize } = statfsSync(state);
    if (bavail * bsize - size < left) {
      size /= 2;
      continue;
    }
    try {
      writeSync(file, block, 0, size);
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
      size /= 2;
    }
  }
  closeSync(file);
}
const csv = { 'content-type': 'text/csv' };

test('the disk is full: reading and signing in go on, new files are refused, nothing acknowledged is lost [59]', { skip, timeout: 120_000 }, async () => {
  const token = await login('other'), acknowledged = [];
  const before = await upload(token, bankRows(5));
  fill();
  try {
    for (const name of serving.filter((each) => each !== 'auth-login')) {
      const got = await touch(name, token);
      assert.equal(got.status, 200, `${name}: ${got.text}`);
    }
    for (let i = 0; i < 30; i++) {
      const signed = await touch('auth-login');
      if (signed.status !== 200) assertSaidSo(signed, 'sign-in');
      const body = bankRows(i % 2 ? 4 : 9000), sent = await ask(`${at}?schema=bank&name=full-${i}`, { token, body, headers: csv });
      if (sent.status === 202) acknowledged.push(sent.json.id);
      else assertSaidSo(sent, `file of ${body.length} bytes`);
    }
    const active = (await request(`${at}/${before.id}`, { token, status: 200 })).json;
    assert.equal(active.state, 'ready');
  } finally {
    rmSync(ballast);
  }
  await waitUntil('sign-in', async () => (await touch('auth-login')).status === 200, { deadline_ms: 5000 });
  const after = await upload(token, bankRows(6));
  assert.equal(after.state, 'ready');
  for (const id of acknowledged) {
    await waitUntil(`${id} to be done`, async () => ['ready', 'failed', undefined].includes((await ask(`${at}/${id}`, { token })).json?.state), { deadline_ms: 60_000 });
    assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'dataset.upload' AND object_id = '${id}'`), '1');
  }
});

test('the disk fills up while a file is stored: the version fails or is finished, visibly, and the old one stays', { skip, timeout: 200_000 }, async () => {
  const token = await login('other');
  const before = await upload(token, bankRows(7));
  fill(12 << 20);
  let id;
  try {
    const sent = await ask(`${at}?schema=bank`, { token, body: bankRows(100_000), headers: csv });
    if (sent.status !== 202) assertSaidSo(sent, 'a large file');
    id = sent.json?.id;
    if (sent.status === 202) await waitUntil('the trouble or the end', () => /no room|1114|full|28|database:/.test(logOf('uploads-jobs') + logOf('scores-jobs')) || sql(`SELECT state IN ('ready','failed') FROM datasets WHERE id = '${id}'`) === '1', { deadline_ms: 60_000 });
    assert.equal((await request(`${at}/${before.id}`, { token, status: 200 })).json.state, 'ready');
  } finally {
    rmSync(ballast);
  }
  if (id) {
    const done = await waitUntil('its end', async () => {
      const now = (await ask(`${at}/${id}`, { token })).json;
      return ['ready', 'failed'].includes(now?.state) ? now : null;
    }, { deadline_ms: 120_000 });
    if (done.state === 'ready') assert.equal(done.rows, 100_000);
    else assert.ok(done.failure.length > 10);
  }
  assert.equal((await upload(token, bankRows(2))).state, 'ready');
});

test('no process died of it', { skip }, () => {
  for (const name of [...serving, 'uploads-jobs', 'scores-jobs', 'chat-jobs']) assert.doesNotMatch(logOf(name), /worker_died|AddressSanitizer|runtime error/, name);
});
