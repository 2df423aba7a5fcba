// MariaDB is killed at random moments while people sign in, upload, activate versions and change schemas. What was acknowledged is
// there, once and whole; what was not may be repeated; all serve again within 5 seconds of the database; jobs go on.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { login, request, waitUntil } from '../api/lib.mjs';
import { bankRows, sql } from '../api/uploads-lib.mjs';
import { ask, insist, kill, logOf, long, masterOf, pause, serving, signInPatiently, touch } from './lib.mjs';

const kills = Number(process.env.FAULT_KILLS ?? (long ? 50 : 3));
const at = '/api/v1/uploads/datasets';
const tenant = () => sql("SELECT id FROM tenants WHERE slug = 'other-bank'");
const since = sql('SELECT UTC_TIMESTAMP(6)');
const processNames = [...serving, 'uploads-jobs', 'scores-jobs', 'chat-jobs'];
const logs = Object.fromEntries(processNames.map((name) => [name, logOf(name).length])); // earlier tests may have killed some
let going = true;
const problems = [];
const stopped = () => !going;

// A token that is renewed when it is refused.
let token = await login('other');
const person = async (path, options, stop) => insist(path, { ...options, token }, stop);

// Each writer works on until it is told to stop, and notes what was acknowledged. The last change may not have been.
const uploads = [], schemas = { name: `kill_${process.pid}`, acked: 0, tried: 0 }, activated = { acked: null, tried: [] }, signins = { good: 0 };

async function uploader() {
  for (let n = 1; going; n++) {
    const rows = 2 + (n % 5), got = await person(`${at}?schema=bank&name=kill-${n}`, { body: bankRows(rows), headers: { 'content-type': 'text/csv' } }, stopped);
    if (got) uploads.push({ id: got.json.id, rows, replayed: got.headers.get('idempotent-replayed') === 'true' });
    await pause(150);
  }
}
async function schemaWriter() {
  const columns = [{ header: 'Id', role: 'id', type: 'number' }, { header: 'Visits', role: 'feature', type: 'number' }];
  while (going) {
    schemas.tried += 1;
    columns[1].title = `Visits ${schemas.tried}`;
    // The ETag is that of the last acknowledged change: were a change done twice or lost, the next one would meet a 412.
    const headers = schemas.etag ? { 'if-match': schemas.etag } : {};
    const got = await person(`/api/v1/uploads/schemas/${schemas.name}`, { method: 'PUT', json: { columns, actions: [] }, headers }, stopped);
    if (got) Object.assign(schemas, { acked: schemas.tried, etag: got.headers.get('etag') });
    await pause(30);
  }
}
async function activator() {
  while (going) {
    const list = await ask(`${at}?limit=5`, { token });
    const ready = list.status === 200 ? list.json.data.filter((d) => d.state === 'ready') : [];
    const pick = ready[Math.floor(Math.random() * ready.length)];
    if (pick) {
      activated.tried.push(pick.id);
      const got = await ask(`${at}/${pick.id}/activate`, { method: 'POST', token });
      if (got.status === 200) Object.assign(activated, { acked: pick.id, tried: [] });
      else if (![0, 404, 409, 503].includes(got.status)) problems.push(`activate: ${got.status} ${got.text.slice(0, 200)}`);
    }
    await pause(100);
  }
}
async function signer() {
  while (going) {
    const got = await ask('/api/v1/auth/login', { json: { identifier: 'csm@example.com', password: 'csmpass' } });
    if (got.status === 200) {
      signins.good += 1;
      signins.last = got.json.access_token;
    } else if (![0, 503, 429].includes(got.status)) problems.push(`login: ${got.status} ${got.text.slice(0, 200)}`);
    await pause(100);
  }
}

async function databaseBack() {
  await waitUntil('the database', () => {
    try {
      return sql('SELECT 1') === '1';
    } catch {
      return false;
    }
  }, { deadline_ms: 60_000, every_ms: 20 });
  return performance.now();
}

test(`the database is killed ${kills} times: nothing acknowledged is lost, nothing is half done [29, 57]`, { timeout: 900_000 }, async (t) => {
  await person(`${at}?schema=bank`, { body: bankRows(3), headers: { 'content-type': 'text/csv' } });
  const writers = [uploader(), schemaWriter(), activator(), signer()];
  const waits = [];
  for (let i = 0; i < kills; i++) {
    const readers = await signInPatiently('admin', { deadline_ms: 10_000 });
    await pause(200 + Math.random() * (long ? 1500 : 800));
    const victim = masterOf('db');
    kill(victim);
    await waitUntil('the next database', () => ![undefined, victim].includes(masterOf('db')));
    const back = await databaseBack();
    const serves = (what, get) => waitUntil(`${what} to serve`, async () => (await get()).status === 200, { deadline_ms: 10_000, every_ms: 20 });
    await Promise.all([...serving.map((name) => serves(name, () => touch(name, readers))), serves('readyz', () => ask('/readyz'))]);
    waits.push(performance.now() - back);
  }
  going = false;
  await Promise.all(writers);
  assert.deepEqual(problems, []);
  const told = `${uploads.length} uploads (${uploads.filter((u) => u.replayed).length} by replay), ${schemas.acked} schema changes, ${signins.good} sign-ins`;
  await t.test(`all pools serve within ${Math.round(Math.max(...waits))} ms of the database; ${told}`, () => assert.ok(Math.max(...waits) < 5000));
  assert.ok(uploads.length >= kills && schemas.acked > 0 && signins.good > 0);
});

test('every acknowledged file is there once, whole, and was worked on to its end', { timeout: 300_000 }, async () => {
  await waitUntil('all jobs to end', () => sql("SELECT COUNT(*) FROM jobs WHERE state IN ('queued','running')") === '0', { deadline_ms: 200_000, every_ms: 500 });
  const found = new Map(sql(`SELECT id, state, rows_total FROM datasets WHERE tenant_id = ${tenant()} AND removed_at IS NULL`)
    .split('\n').map((line) => line.split('\t')).map(([id, state, rows]) => [id, { state, rows: Number(rows) }]));
  // Only the newest versions are kept; the audit, written with each, keeps them all.
  const audited = sql(`SELECT object_id FROM audit WHERE tenant_id = ${tenant()} AND action = 'dataset.upload' AND at >= '${since}'`).split('\n');
  for (const [i, upload] of uploads.entries()) {
    const row = found.get(upload.id);
    assert.ok(audited.includes(upload.id), `the acknowledged ${upload.id} is not there`);
    assert.ok(row || i < uploads.length - 8, `${upload.id} is not there`);
    if (!row) continue;
    assert.equal(row.state, 'ready');
    assert.equal(row.rows, upload.rows);
  }
  assert.equal(new Set(audited).size, audited.length);
  assert.ok(audited.length <= uploads.length + 2, `${audited.length} versions of ${uploads.length} acknowledged: a repeated upload had two effects`);
  const failed = sql("SELECT CONCAT(kind, ' ', attempts, ' ', error) FROM jobs WHERE state = 'failed'");
  assert.equal(failed, '', 'jobs that gave up');
});

test('schemas and the present version are what was acknowledged last', async () => {
  token = await signInPatiently('other');
  const schema = (await request(`/api/v1/uploads/schemas/${schemas.name}`, { token, status: 200 })).json;
  const number = Number(/Visits (\d+)/.exec(JSON.stringify(schema))[1]);
  assert.ok(number >= schemas.acked && number <= schemas.tried, `${number}, acknowledged ${schemas.acked}, tried ${schemas.tried}`);
  const list = (await request(`${at}?limit=50`, { token, status: 200 })).json.data;
  assert.equal(list.filter((d) => d.active).length, 1);
});

test('the database holds no half of anything', async () => {
  const none = (what, query) => assert.equal(sql(query), '', what);
  none('versions without their phases', `SELECT d.id FROM datasets d WHERE d.name LIKE 'kill-%' AND d.removed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM dataset_phases p WHERE p.tenant_id = d.tenant_id AND p.dataset_no = d.no)`);
  none('versions without an audit line', "SELECT d.id FROM datasets d WHERE d.name LIKE 'kill-%' AND (SELECT COUNT(*) FROM audit a WHERE a.tenant_id = d.tenant_id AND a.action = 'dataset.upload' AND a.object_id COLLATE utf8mb4_general_ci = CAST(d.id AS CHAR)) <> 1");
  none('ready versions with other rows than counted', "SELECT d.id FROM datasets d WHERE d.state = 'ready' AND d.removed_at IS NULL AND d.rows_total <> (SELECT COUNT(*) FROM dataset_rows r WHERE r.tenant_id = d.tenant_id AND r.dataset_no = d.no)");
  none('ready versions without scores', "SELECT d.id FROM datasets d WHERE d.state = 'ready' AND d.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM scores s JOIN scorings g ON g.tenant_id = s.tenant_id AND g.no = s.scoring_no WHERE g.tenant_id = d.tenant_id AND g.dataset_no = d.no)");
  none('present versions that are not ready', "SELECT a.tenant_id FROM active a JOIN datasets d ON d.tenant_id = a.tenant_id AND d.no = a.dataset_no WHERE d.state <> 'ready'");
  await waitUntil('all events to be delivered', () => sql('SELECT COUNT(*) FROM outbox') === '0');
});

test('no process died with the database, and no line says internal', () => {
  for (const name of processNames) {
    const log = logOf(name).slice(logs[name]);
    assert.deepEqual(log.split('\n').filter((line) => /worker_died|worker_failed|AddressSanitizer|runtime error/.test(line)), [], name);
    assert.deepEqual(log.split('\n').filter((line) => /"status":500|"code":"internal"/.test(line)).slice(0, 5), [], name);
  }
});
