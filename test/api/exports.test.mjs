// Lists as files: CSV, workbook, JSON Lines, as filtered; nothing a spreadsheet would run; in the audit; with the password given again.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql, steppedUp } from './accounts-lib.mjs';
import { member, workspace } from './admin-lib.mjs';
import { peakOf, url } from './lib.mjs';

const { admin } = await workspace();
const create = async (json, who = admin) => (await who('customers', { json, status: 201 })).json;
await create({ external_id: 'E-1', name: '=HYPERLINK("http://x")', city: 'Oslo', revenue: '12.50' });
sql(`UPDATE customers SET revenue = -12.50 WHERE external_id = 'E-1' AND created_by = '${admin.id}'`);
await create({ external_id: 'E-2', name: 'Böhm, "Bo"\nsecond line', city: 'Oslo', email: '+bo@shop.example' });
await create({ external_id: 'E-3', name: 'Plain', city: 'Rome' });
await steppedUp(admin.token);

// fetch, for what is no JSON.
const take = async (who, path, options = {}) => {
  const answer = await fetch(new URL(`/api/v1/${path}`, url), { ...options, headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' } });
  return { status: answer.status, type: answer.headers.get('content-type'), name: answer.headers.get('content-disposition'), bytes: Buffer.from(await answer.arrayBuffer()) };
};
const run = (json, who = admin) => take(who, 'exports', { method: 'POST', body: JSON.stringify({ list: 'customers', ...json }) });

// RFC 4180.
const table = (text) => {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.slice(0, -1);
};

test('CSV: the columns asked for, and no cell is a formula', async () => {
  const got = await run({ format: 'csv', columns: ['external_id', 'name', 'email', 'revenue'] });
  assert.equal(got.status, 200, got.bytes.toString());
  assert.match(got.type, /^text\/csv/);
  assert.match(got.name, /attachment; filename="customers.csv"/);
  assert.equal(got.bytes.subarray(0, 3).toString('hex'), 'efbbbf');
  assert.deepEqual(table(got.bytes.subarray(3).toString()), [
    ['external_id', 'name', 'email', 'revenue'],
    ['E-1', `'=HYPERLINK("http://x")`, '', '-12.50'],
    ['E-2', 'Böhm, "Bo"\nsecond line', "'+bo@shop.example", ''],
    ['E-3', 'Plain', '', ''],
  ]);
});

test('JSON Lines: as filtered, with types', async () => {
  const got = await run({ format: 'jsonl', filter: 'city = oslo and revenue < 0', columns: ['external_id', 'revenue', 'legal_hold', 'email'] });
  assert.equal(got.status, 200, got.bytes.toString());
  const rows = got.bytes.toString().trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(rows, [{ external_id: 'E-1', revenue: -12.5, legal_hold: false, email: null }]);
});

test('a workbook opens, and its texts are texts', async () => {
  const got = await run({ format: 'xlsx', columns: ['external_id', 'name', 'revenue'] });
  assert.equal(got.status, 200, got.bytes.toString());
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    writeFileSync(join(folder, 'x.xlsx'), got.bytes);
    const sheet = execFileSync('python3', ['-c', `import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml').decode())`, join(folder, 'x.xlsx')], { encoding: 'utf8' });
    assert.match(sheet, /HYPERLINK/);
    assert.doesNotMatch(sheet, /<f>/);
    assert.match(sheet, /<v>-12.5<\/v>/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the small way is a link, and refuses what is large', async () => {
  const got = await take(admin, 'exports/customers?format=csv&filter=name%20%3D%20Plain&columns=name');
  assert.equal(got.status, 200);
  assert.deepEqual(table(got.bytes.subarray(3).toString()), [['name'], ['Plain']]);
  sql(`INSERT INTO customers (tenant_id, id, external_id, city) SELECT c.tenant_id, UUID(), CONCAT('M-', s.seq), 'Many' FROM customers c JOIN seq_1_to_1001 s WHERE c.external_id = 'E-3' AND c.name = 'Plain' AND c.tenant_id = (SELECT tenant_id FROM users WHERE id = '${admin.id}')`);
  const much = await take(admin, 'exports/customers?format=csv');
  assert.equal(much.status, 409);
  assert.equal(JSON.parse(much.bytes).code, 'too_many_rows');
  const all = await run({ format: 'jsonl', filter: 'city = Many', columns: ['external_id'] });
  const ids = all.bytes.toString().trim().split('\n').map((line) => JSON.parse(line).external_id);
  assert.equal(new Set(ids).size, 1001, 'each row once, over the border of a stretch');
});

test('what is not acceptable is said before anything is sent', async () => {
  for (const [json, wanted] of [[{ format: 'csv', columns: ['nope'] }, 'columns'], [{ format: 'csv', filter: 'city = ' }, 'filter'], [{ format: 'pdf' }, 'format'], [{ format: 'csv', list: 'users' }, 'list']]) {
    const got = await run(json);
    assert.equal(got.status, 422, JSON.stringify(json));
    assert.ok(JSON.parse(got.bytes).errors.some((e) => e.pointer.includes(wanted)), got.bytes.toString());
  }
  const bad = JSON.parse((await run({ format: 'csv', filter: 'city = Oslo and nope = 1' })).bytes);
  assert.match(bad.errors[0].message, /^At character 17: there is no field nope here\.$/);
});

test('who may not, may not; and who did not give the password again has to', async () => {
  const csm = await member(admin, ['csm']), manager = await member(admin, ['manager']);
  assert.equal((await run({ format: 'csv' }, csm)).status, 403);
  sql(`UPDATE sessions SET stepped_up_at = NULL WHERE user_id = '${manager.id}'`);
  for (const got of [await run({ format: 'csv' }, manager), await take(manager, 'exports/customers?format=csv')]) {
    assert.deepEqual([got.status, JSON.parse(got.bytes).code], [403, 'step_up_required']);
  }
});

test('incidents, what is expected and products are files as they are filtered', async () => {
  await admin('customers', { json: { name: '=Formula', external_id: '7788' }, status: 201 });
  for (const [no, status] of [[7788, 'sent'], [7789, 'on hold']]) await admin('customer-issues', { json: { customer_no: no, title: `Line ${no}`, churn_risk: 12.5, status }, status: 201 });
  for (const [no, q1] of [['7788', 100], ['7789', 10]]) await admin('incident-predictions', { json: { customer_no: no, region: 'North "A"', client_type: 'home', q1, q2: q1, q3: q1, q4: q1, incident: 'wifi_issue', recommendation: 'Call' }, status: 201 });
  await admin('products', { json: { name: 'Alpha', type: 'bonus', min_score: 300, min_balance: '10.50' }, status: 201 });
  const rows = async (list, filter, columns) => table((await take(admin, `exports/${list}?format=csv&columns=${columns}&filter=${encodeURIComponent(filter)}`)).bytes.subarray(3).toString()).slice(1);
  assert.deepEqual(await rows('customer-issues', 'status = "on hold"', 'customer_no,title,churn_risk,status'), [['7789', 'Line 7789', '12.5', 'on hold']]);
  assert.deepEqual(await rows('customer-issues', 'customer_no = 7788', 'customer,status'), [["'=Formula", 'sent']]);
  assert.deepEqual(await rows('incident-predictions', 'level = high and region = "North \\"A\\""', 'customer_no,customer,average,level,incident'), [['7788', "'=Formula", '100', 'high', 'wifi_issue']]);
  assert.deepEqual(await rows('products', 'name = Alpha and active = yes', 'name,type,min_score,min_balance,active'), [['Alpha', 'bonus', '300', '10.50', 'yes']]);
});

// A list of many rows, longer as a file than what a process may grow by.
const rows = 60_000, columns = ['external_id', 'name', 'street', 'city'];
let long = null;
const longList = () => (long ??= makeLongList());
async function makeLongList() {
  const { admin: many } = await workspace();
  await steppedUp(many.token);
  sql(`INSERT INTO customers (tenant_id, id, external_id, name, street, city) SELECT (SELECT tenant_id FROM users WHERE id = '${many.id}'),
    CAST(CONCAT('01900000-0000-7000-8000-', LPAD(HEX(seq), 12, '0')) AS UUID), CONCAT('L', seq), CONCAT('Name ', seq), '${'x'.repeat(250)}', CONCAT('City ', seq % 7) FROM seq_1_to_${rows}`);
  return many;
}

test('a long list is a file in each form', { timeout: 120_000 }, async () => {
  const many = await longList();
  for (const format of ['csv', 'jsonl']) {
    const { status, bytes } = await run({ format, columns }, many);
    assert.equal(status, 200);
    assert.equal(bytes.toString('latin1').trimEnd().split('\n').length, rows + (format === 'csv'));
    assert.ok(bytes.length > 16_000_000, `${bytes.length} bytes`);
  }
  assert.equal((await run({ format: 'xlsx', columns }, many)).status, 200);
});

test('it is written as it is read: the file is larger than what a process grows by', { timeout: 120_000, skip: /asan/.test(process.env.HF_TEST_BIN ?? '') && 'the sanitizer keeps what was freed; make bench T=export measures it' }, async () => {
  const many = await longList();
  await run({ format: 'csv', filter: 'name = "Name 7"', columns: ['name'] }, many);
  const before = peakOf('customers');
  for (const format of ['csv', 'jsonl', 'xlsx']) assert.equal((await run({ format, columns }, many)).status, 200);
  assert.ok(peakOf('customers') - before < 12_000, `a serving process grew from ${before} to ${peakOf('customers')} kB`);
});

test('each export is in the audit', async () => {
  const before = (await admin('audit?action=export.run&limit=200', { status: 200 })).json.data.length;
  await run({ format: 'csv', filter: 'city = Rome' });
  const rows = (await admin('audit?action=export.run&limit=200', { status: 200 })).json.data;
  assert.equal(rows.length, before + 1);
  assert.equal(rows[0].object_id, 'customers');
});

test('the lists that can be had, and another tenant gets its own only', async () => {
  const lists = (await admin('exports', { status: 200 })).json.data;
  assert.ok(lists.find((l) => l.list === 'customers').columns.some((c) => c.name === 'band' && c.type === 'choice'));
  const { admin: other } = await workspace();
  await steppedUp(other.token);
  const got = await take(other, 'exports/customers?format=csv&columns=name');
  assert.deepEqual(table(got.bytes.subarray(3).toString()), [['name']]);
  for (const list of ['complaints', 'goals', 'surveys', 'interactions', 'notifications', 'customer-issues', 'incident-predictions', 'products']) assert.equal((await take(admin, `exports/${list}?format=csv`)).status, 200, list);
});
