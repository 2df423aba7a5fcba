// A model whose bytes are no longer what was stored: cut short, or another's in its place.
import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { call } from '../fault/fastcgi.mjs';
import { steppedUp } from './accounts-lib.mjs';
import { workspace } from './admin-lib.mjs';
import { start } from './instance-lib.mjs';
import { state, upload, waitUntil } from './lib.mjs';
import { bankHeader, bankRows, sql } from './uploads-lib.mjs';

const { admin } = await workspace();
await steppedUp(admin.token);

// Bank rows with an outcome that follows from the columns, but not from one alone.
const labelled = (n, salt) => bankRows(n).trim().split('\n').map((line, i) => {
  if (i === 0) return `${bankHeader},Exited`;
  const cells = line.split(',');
  return `${line},${(Number(cells[6]) * 7 + cells[4].length * 13 + i * salt) % 10 < (cells[4] === 'Germany' ? 6 : 3) ? 1 : 0}`;
}).join('\n');
const learn = async (salt) => {
  const done = await upload(admin.token, labelled(700, salt), { name: `labelled-${salt}.csv`, deadline_ms: 300_000 });
  assert.equal(done.state, 'ready', done.failure);
  return (await admin('scores/models?limit=10', { status: 200 })).json.data[0];
};
const first = await learn(3), second = await learn(5);
await admin(`scores/models/${second.id}/promote`, { method: 'POST', status: [200, 202, 409] });
const championOf = async () => (await admin('scores/models/champion', { status: 200 })).json.id;
await waitUntil('the second model is the one in use', async () => await championOf() === second.id && (await predict()).json.model_id === second.id, { deadline_ms: 120_000 });

async function predict() {
  const { id } = (await admin('customers?limit=1', { status: 200 })).json.data[0];
  return admin('predictions', { json: { customer_id: id } });
}
const where = (id) => `tenant_id = (SELECT tenant_id FROM users WHERE id = '${admin.id}')${id ? ` AND id = '${id}'` : ''}`;

// What a worker has in its memory is right and stays in use: a pool that begins now looks into the table.
async function askNewPool() {
  const home = mkdtempSync(`${state}/tmp/models-`), socket = `${home}/scores.sock`;
  mkdirSync(`${home}/metrics`);
  const pool = start('scores', ['--listen', `unix:${socket}`], { HF_RUN_DIR: home, HF_SECRETS_DIR: `${state}/secrets`, HF_WORKERS: '1' });
  let log = '';
  pool.stderr.on('data', (text) => { log += text; });
  try {
    const { id } = (await admin('customers?limit=1', { status: 200 })).json.data[0];
    const body = JSON.stringify({ customer_id: id });
    const got = await waitUntil('the pool answers', () => call(socket, 'POST', '/api/v1/predictions', { body, headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.token}` } }).catch(() => null));
    return { status: got.status, json: JSON.parse(got.body), log: () => log };
  } finally {
    await new Promise((resolve) => { pool.once('exit', resolve); pool.kill('SIGTERM'); });
    rmSync(home, { recursive: true });
    assert.doesNotMatch(log, /Sanitizer|runtime error/);
  }
}

const damages = {
  'cut short': () => `UPDATE models SET booster = LEFT(booster, 1000) WHERE ${where(second.id)}`,
  "another model's": () => `UPDATE models SET booster = (SELECT booster FROM (SELECT booster FROM models WHERE ${where(first.id)}) o) WHERE ${where(second.id)}`,
};
for (const [what, damage] of Object.entries(damages)) {
  test(`a model that is ${what}: the last good one answers and says so, the figures stand, an alarm is raised [60]`, async () => {
    const whole = await askNewPool();
    assert.deepEqual([whole.status, whole.json.stale, whole.json.model_id], [200, false, second.id]);
    const overview = (await admin('reports/overview', { status: 200 })).json;
    sql(`CREATE OR REPLACE TABLE kept_model AS SELECT tenant_id, id, booster FROM models WHERE ${where()}`);
    try {
      sql(damage());
      const got = await askNewPool();
      assert.deepEqual([got.status, got.json.stale, got.json.model_id], [200, true, first.id], JSON.stringify(got.json));
      assert.ok(got.json.probability > 0 && got.json.probability < 1);
      assert.match(got.log(), /"event":"model_damaged"/);
      assert.deepEqual((await admin('reports/overview', { status: 200 })).json, overview);
      sql(`UPDATE models SET booster = 'x' WHERE ${where(first.id)}`);
      const none = await askNewPool();
      assert.deepEqual([none.status, none.json.code], [503, 'model_damaged']);
    } finally {
      sql('UPDATE models m JOIN kept_model k ON k.tenant_id = m.tenant_id AND k.id = m.id SET m.booster = k.booster; DROP TABLE kept_model');
    }
  });
}
