// Uploads: a file becomes a version, is told about while it does, becomes the present one, and can be gone back from.
import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { as, cookieOf, events, login, request, sameOrigin, state, stepUp, upload, url, waitUntil } from './lib.mjs';
import { bankRows, faultsOf, sql } from './uploads-lib.mjs';

const at = '/api/v1/uploads/datasets';
const other = await as('other');
const token = await login('other');
const get = async (id) => (await other(`${at}/${id}`, { status: 200 })).json;
const spooled = () => readdirSync(`${state}/spool`).length;

async function ready(content, options) {
  const dataset = await upload(token, content, options);
  assert.equal(dataset.state, 'ready', `${dataset.failure}`);
  return dataset;
}

test('a good file becomes the present version, with rows as they were', async () => {
  const file = bankRows(30);
  const dataset = await ready(file, { name: 'C:\\fake\\..\\Kunden \u202e2026.csv' });
  assert.equal(dataset.name, 'Kunden 2026.csv');
  assert.equal(dataset.rows, 30);
  assert.equal(dataset.faults, 0);
  assert.equal(dataset.active, true);
  assert.equal(dataset.bytes, Buffer.byteLength(file));
  assert.deepEqual(dataset.phases.map((p) => [p.name, p.done === p.total]), [['checking', true], ['storing', true], ['scoring', true]]);
  const row = sql(`SELECT external_id, name, label, value, REPLACE(cells, '\\t', ' ') FROM dataset_rows WHERE tenant_id = (SELECT id FROM tenants
    WHERE slug = 'other-bank') AND dataset_no = ${dataset.no} AND row_no = 2`);
  assert.equal(row, '15600002\tName2\tNULL\t100.50\t502 France Female 42 3 100.50 2 1 0 1002.5');
  await waitUntil('the spooled file to go', () => spooled() === 0);
});

test('the file may come as the whole body, with ; and CRLF and a byte order mark', async () => {
  for (const type of ['text/csv', 'application/csv; charset=utf-8', 'application/octet-stream']) {
    const body = `\ufeff${bankRows(3).replaceAll(',', ';').replaceAll('\n', '\r\n')}`;
    const sent = await other(`${at}?schema=bank&name=Raw%20%2F%20body`, { body, headers: { 'content-type': type }, status: 202 });
    assert.equal(sent.headers.get('location'), `${at}/${sent.json.id}`);
    const done = await waitUntil('raw upload', async () => {
      const now = await get(sent.json.id);
      return ['ready', 'failed'].includes(now.state) && now;
    });
    assert.deepEqual([done.state, done.rows, done.name], ['ready', 3, 'Raw / body']);
  }
});

test('going back is one request, and repeating it changes nothing', async () => {
  const first = await ready(bankRows(4)), second = await ready(bankRows(5));
  assert.equal((await get(first.id)).active, false);
  for (let i = 0; i < 2; i++) {
    const answer = await other(`${at}/${first.id}/activate`, { method: 'POST', status: 200 });
    assert.deepEqual(answer.json, { id: first.id, active: true });
  }
  assert.equal((await get(first.id)).active, true);
  assert.equal((await get(second.id)).active, false);
  assert.equal(Number(sql(`SELECT COUNT(*) FROM audit WHERE action = 'dataset.activate' AND object_id = '${first.id}'`)), 2);
});

test('two files at once both become versions [30]', async () => {
  const both = await Promise.all([upload(token, bankRows(6)), upload(token, bankRows(7))]);
  assert.deepEqual(both.map((d) => d.state), ['ready', 'ready']);
  assert.equal(Math.abs(both[0].no - both[1].no), 1);
  const now = await Promise.all(both.map((d) => get(d.id)));
  assert.equal(now.filter((d) => d.active).length, 1);
});

test('only a version that is ready can be activated', async () => {
  const failed = await upload(token, 'CustomerId\n1\n');
  assert.equal(failed.state, 'failed');
  assert.equal(failed.failure, 'Missing required columns: Surname, CreditScore, Geography, Gender, Age, Tenure, Balance, NumOfProducts, HasCrCard, IsActiveMember');
  await other(`${at}/${failed.id}/activate`, { method: 'POST', status: 409 });
});

test('the list goes page by page, newest first', async () => {
  const all = (await other(`${at}?limit=200`, { status: 200 })).json.data;
  assert.ok(all.length >= 4);
  assert.deepEqual(all.map((d) => d.no), all.map((d) => d.no).sort((a, b) => b - a));
  assert.deepEqual((await other(`${at}?limit=1`, { status: 200 })).json.limits, { bytes: 10 * 1024 * 1024, rows: 1000000 });
  const walked = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await other(`${at}?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { status: 200 })).json;
    assert.ok(page.data.length <= 2);
    walked.push(...page.data.map((d) => d.id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(walked, all.map((d) => d.id));
  for (const bad of ['limit=0', 'limit=201', 'limit=x', 'cursor=nonsense', 'offset=3']) await other(`${at}?${bad}`, { status: 422 });
});

test('at most ten ready versions stay, and nothing is left of the others', async () => {
  for (let i = 0; i < 11; i++) await ready(bankRows(2));
  const tenant = sql("SELECT id FROM tenants WHERE slug = 'other-bank'");
  await waitUntil('pruning', async () => (await other(`${at}?limit=200`, { status: 200 })).json.data.filter((d) => d.state === 'ready').length === 10);
  await waitUntil('the rows to go', () => sql(`SELECT COUNT(*) FROM dataset_rows r JOIN datasets d ON d.tenant_id = r.tenant_id
    AND d.no = r.dataset_no WHERE d.tenant_id = ${tenant} AND d.removed_at IS NOT NULL`) === '0');
});

test('a repeated request with its key has one effect [55]', async () => {
  const send = (body, key) => request(`${at}?schema=bank`, { token, body, headers: { 'content-type': 'text/csv', 'idempotency-key': key } });
  const key = `key-${process.pid}`, first = await send(bankRows(2), key), again = await send(bankRows(2), key);
  assert.equal(first.status, 202);
  assert.deepEqual([again.status, again.json], [202, first.json]);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.equal((await send(bankRows(3), key)).status, 422);
  await waitUntil('one file only', () => spooled() <= 1);
  await waitUntil('the version', async () => (await get(first.json.id)).state === 'ready');
});

test('the pages hear of each step', async () => {
  const live = await events({ cookie: await cookieOf('other') });
  try {
    const dataset = await ready(bankRows(3));
    await live.next((e) => e.data?.type === 'dataset' && e.data.id === dataset.id);
  } finally {
    live.close();
  }
});

test('what cannot be a file is refused at once [26, 28, 31]', async () => {
  const post = (body, type, status, headers = {}) => other(`${at}?schema=bank`, { body, headers: { 'content-type': type, ...headers }, status });
  await post('a,b\n1,2\n', 'application/json', 415);
  await post('a,b\n1,2\n', 'text/plain', 415);
  await post(gzipSync('a,b\n1,2\n'), 'text/csv', 415);
  await post('PK\x03\x04', 'text/csv', 415);
  await post(Buffer.from('\ufeffa,b\n', 'utf16le'), 'text/csv', 415);
  await post('a,b\n1,2\n', 'text/csv', 415, { 'content-encoding': 'gzip' });
  assert.equal((await post('', 'text/csv', 422)).json.detail, 'The file is empty.');
  await post('--x--\r\n', 'multipart/form-data', [400, 422]);
  await post('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nCustomer', 'multipart/form-data; boundary=x', 400);
  const form = new FormData();
  form.set('data', new Blob(['a']), 'a.csv');
  await other(`${at}?schema=bank`, { form, status: 422 });
  await other(`${at}?schema=nothing`, { body: bankRows(2), headers: { 'content-type': 'text/csv' }, status: 422 });
  await other(`${at}?schema=bank&tenant_id=1`, { body: bankRows(2), headers: { 'content-type': 'text/csv' }, status: 422 });
  await waitUntil('nothing to stay', () => spooled() === 0);
});

test('a file over the limit is refused, with and without a length [26]', async () => {
  const over = Buffer.alloc(10485761, 'a,b\n');
  const refused = await other(`${at}?schema=bank`, { body: over, headers: { 'content-type': 'text/csv' }, status: 413 });
  assert.match(refused.json.detail, /10 MiB/);
  const stream = new ReadableStream({ start(c) { c.enqueue(over); c.close(); } });
  await other(`${at}?schema=bank`, { method: 'POST', body: stream, headers: { 'content-type': 'text/csv' }, status: 413 });
  await waitUntil('the part of it to go', () => spooled() === 0);
});

test('a sender that breaks off leaves nothing [29]', async () => {
  const before = sql('SELECT COUNT(*) FROM datasets');
  await new Promise((resolve) => {
    const sending = rawRequest(new URL(`${at}?schema=bank`, url), {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'content-length': 1000 },
    });
    sending.on('error', resolve).on('close', resolve);
    sending.write('CustomerId,Sur', () => sending.destroy());
  });
  await ready(bankRows(2));
  assert.equal(Number(sql('SELECT COUNT(*) FROM datasets')), Number(before) + 1);
});

test('strangers find nothing [13]', async () => {
  const mine = await ready(bankRows(2));
  const admin = await as('admin');
  for (const path of ['', '/faults', '/errors.csv']) await admin(`${at}/${mine.id}${path}`, { status: 404 });
  await admin(`${at}/${mine.id}/activate`, { method: 'POST', status: 404 });
  await request(`${at}/${mine.id}`, { status: 401 });
  const customer = await as('customer');
  await customer(at, { status: 403 });
  await customer(`${at}?schema=bank`, { body: bankRows(2), headers: { 'content-type': 'text/csv' }, status: 403 });
  await customer(`${at}/clear`, { method: 'POST', status: 403 });
});

test('the list of faults is a download for the browser too', async () => {
  const failed = await upload(token, bankRows(2).replace('Name2', '"=1+1"').replace('42,3', '420,3'));
  const answer = await request(`${at}/${failed.id}/errors.csv`, { headers: { cookie: await cookieOf('other'), ...sameOrigin() }, status: 200 });
  assert.match(answer.headers.get('content-type'), /^text\/csv/);
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename="errors-/);
  assert.equal(answer.text, 'row,column,value,reason\r\n3,Age,420,Age must be between 0 and 120\r\n');
  assert.deepEqual(await faultsOf(other, failed.id), [{ row: 3, column: 'Age', value: '420', reason: 'Age must be between 0 and 120' }]);
});

test('clearing takes all versions away, and numbers are not used again [V-B41]', async () => {
  const last = await ready(bankRows(3));
  assert.equal((await other(`${at}/clear`, { method: 'POST', status: 403 })).json.code, 'step_up_required');
  await other(`${at}/${last.id}`, { status: 200 });
  await stepUp('other');
  const cleared = await other(`${at}/clear`, { method: 'POST', status: 200 });
  assert.ok(cleared.json.removed >= 1);
  assert.deepEqual((await other(at, { status: 200 })).json.data, []);
  await other(`${at}/${last.id}`, { status: 404 });
  await other(`${at}/${last.id}/activate`, { method: 'POST', status: 404 });
  const tenant = sql("SELECT id FROM tenants WHERE slug = 'other-bank'");
  await waitUntil('the rows to go', () => sql(`SELECT COUNT(*) FROM dataset_rows WHERE tenant_id = ${tenant}`) === '0');
  const next = await ready(bankRows(2));
  assert.ok(next.no > last.no);
  assert.equal(next.active, true);
});
