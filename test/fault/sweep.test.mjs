// Every allocation and every call to the database fails in turn, in each handler, and once more with all later ones failing too: no
// crash, no leak, an answer that says so, nothing half written; a repetition with the same key is carried out once.
// The binaries are real but for test/fault/inject.c; requests go straight to their sockets; job runners stand still meanwhile.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { demo, request, signIn, state, upload, waitUntil } from '../api/lib.mjs';
import { bankRows, sql } from '../api/uploads-lib.mjs';
import { call } from './fastcgi.mjs';
import { start, stop } from './faulty.mjs';
import { chatCases } from './chat-cases.mjs';
import { kill, long, standStill } from './lib.mjs';

const kinds = (process.env.FAULT_KINDS ?? (long ? 'memory arena lost after deadlock full' : 'memory after deadlock')).split(' ');
const only = process.env.FAULT_ROUTE;
const most = 1000;

const other = (await signIn(...demo.other)).access_token;
await request('/api/v1/auth/step-up', { json: { password: demo.other[1] }, token: other, status: 200 });
const stepUp = () => sql("UPDATE sessions SET stepped_up_at = UTC_TIMESTAMP(6) WHERE stepped_up_at IS NOT NULL"); // a long run outlasts it
const dataset = await upload(other, bankRows(5), { name: 'sweep.csv' });
const failedSet = await upload(other, bankRows(2).replace('Name1', '').replace(',1,1,', ',1,7,'), { name: 'bad.csv' });
const customer = sql(`SELECT CAST(id AS CHAR) FROM customers WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'other-bank') LIMIT 1`);
const text = (object) => ({ body: JSON.stringify(object), headers: { 'content-type': 'application/json' } });
const csv = (body) => ({ body, headers: { 'content-type': 'text/csv' } });
const form = (name) => ({ body: `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n${bankRows(3)}\r\n--b--\r\n`,
  headers: { 'content-type': 'multipart/form-data; boundary=b' } });
const browser = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin', 'x-holdfast-request': '1' };
const schema = { columns: [{ header: 'Id', role: 'id', type: 'number' }, { header: 'Visits', role: 'feature', type: 'number', title: 'Visits' },
  { header: 'Plan', role: 'feature', type: 'category' }], actions: [{ feature: 'Visits', set: 3, title: 'Call them', cost: 4 }] };

// binary, method, path and what is sent. repeat: the answer is kept, so a repetition can be compared. prepare(key): before each.
const cases = [
  ['auth', 'GET', '/api/v1/auth/me'],
  ['auth', 'POST', '/api/v1/auth/login', { ...text({ identifier: demo.other[0], password: demo.other[1] }), open: true, statuses: [429] }],
  ['auth', 'POST', '/auth/login', { ...text({ email: demo.other[0], password: demo.other[1] }), open: true, statuses: [429] }],
  ['auth', 'POST', '/api/auth/mobile/login/', { ...text({ email: demo.customer[0], password: demo.customer[1] }), open: true, statuses: [429] }],
  ['auth', 'POST', '/api/v1/auth/refresh', { ...text({ refresh_token: 'x'.repeat(43) }), open: true }],
  ['auth', 'GET', '/.well-known/jwks.json', { open: true }],
  ['auth', 'GET', '/healthz', { open: true }],
  ['auth', 'GET', '/readyz', { open: true }],
  ['auth', 'GET', '/metrics', { open: true }],
  ['chat', 'GET', '/api/v1/events', { headers: { ...browser, accept: 'text/event-stream' } }],
  ['chat', 'GET', '/api/v1/events/log?after=0&limit=5'],
  ...await chatCases(other, sql, long || only),
  ['customers', 'GET', '/api/v1/customers?limit=3'],
  ['customers', 'GET', '/api/v1/customers?q=Name&limit=2&sort=-value'],
  ['customers', 'GET', `/api/v1/customers/${customer}`],
  ['customers', 'GET', '/dashboard/search/?q=Name'],
  ['reports', 'GET', '/api/v1/reports/overview'],
  ['reports', 'GET', '/api/v1/reports/churn-trends'],
  ['reports', 'GET', '/api/v1/reports/churn-by-segment'],
  ['reports', 'GET', '/api/v1/reports/churn-factors'],
  ['reports', 'GET', '/api/v1/reports/retention-actions'],
  ['reports', 'GET', '/reports/churn-trends'],
  ['reports', 'GET', '/reports/churn-by-segment'],
  ['reports', 'GET', '/reports/churn-factors'],
  ['reports', 'GET', '/reports/retention-actions'],
  ['scores', 'GET', '/api/v1/scores/models'],
  ['scores', 'GET', '/api/v1/scores/models/champion'],
  ['scores', 'GET', '/api/v1/scores/history'],
  ['scores', 'POST', '/api/v1/predictions', text({ customer_id: customer, overrides: {} })],
  ['uploads', 'GET', '/api/v1/uploads/datasets?limit=2'],
  ['uploads', 'GET', `/api/v1/uploads/datasets/${dataset.id}`],
  ['uploads', 'GET', `/api/v1/uploads/datasets/${failedSet.id}/faults`],
  ['uploads', 'GET', `/api/v1/uploads/datasets/${failedSet.id}/errors.csv`],
  ['uploads', 'GET', '/api/v1/uploads/schemas'],
  ['uploads', 'GET', '/api/v1/uploads/schemas/bank'],
  ['uploads', 'POST', '/api/v1/uploads/schemas/infer', csv(bankRows(3))],
  ['uploads', 'POST', '/api/v1/uploads/schemas/infer', form('file')],
  ['uploads', 'PUT', (n) => `/api/v1/uploads/schemas/sweep_${n}`, { ...text(schema), repeat: true }],
  ['uploads', 'POST', '/api/v1/uploads/datasets?schema=bank', { ...csv(bankRows(3)), repeat: true }],
  ['uploads', 'POST', '/api/v1/uploads/datasets?schema=bank', { ...form('file'), repeat: true }],
  ['uploads', 'POST', '/api/v1/uploads/datasets?schema=bank&name=Bad', { ...csv(bankRows(3).replace('42,3', '420,3')), repeat: true }],
  ['uploads', 'POST', '/dashboard/data-management/upload/', { ...form('file') }],
  ['uploads', 'POST', `/api/v1/uploads/datasets/${dataset.id}/activate`, { repeat: true }],
  ['uploads', 'POST', '/api/v1/uploads/datasets/clear', { repeat: true, last: true }],
];

const runners = await standStill(['uploads-jobs', 'scores-jobs', 'customers-jobs', 'chat-jobs']); // with who delivers events and mail
const running = [];
after(() => {
  for (const pid of runners) kill(pid, 'SIGCONT');
  for (const { child } of running) child.kill('SIGKILL');
});

// A sign-in whose answer fails leaves a whole session that nobody knows of, and the time of it. The audit is sealed, and mail sent, meanwhile.
const tables = sql('SHOW TABLES').split('\n').filter((name) => !['rate_counters', 'audit', 'audit_heads', 'mails', 'sessions', 'public_keys', 'users'].includes(name));
const counted = sql('SHOW TABLES').split('\n').filter((name) => !['rate_counters', 'audit_heads', 'sessions', 'public_keys'].includes(name));
const print = () => sql(`CHECKSUM TABLE ${tables.join(', ')}`);
const counts = () => sql(counted.map((name) => `SELECT '${name}', COUNT(*) FROM ${name}`).join(' UNION ALL ')).split('\n').map((line) => line.split('\t')).map(([name, n]) => [name, Number(n)]);
const grown = (before) => Object.fromEntries(counts().map(([name, n], i) => [name, n - before[i][1]]).filter(([, n]) => n !== 0));

let turn = 0;
async function send(it, [, method, path, options = {}], fault, key) {
  const { body = '', headers = {}, open } = options;
  turn += 1;
  return call(it.socket, method, typeof path === 'function' ? path(key) : path, {
    body: typeof body === 'function' ? body(key) : body, params: fault ? { RP_FAULT: fault } : {},
    headers: { ...headers, ...(open ? {} : { authorization: `Bearer ${other}` }), ...(key ? { 'idempotency-key': key } : {}) },
  });
}
const crash = (it) => {
  const lines = it.words().split('\n').filter((line) => /ERROR: \w+Sanitizer|runtime error:|worker_died|^ +#[0-9] /.test(line));
  return lines.length > 0 ? lines.slice(-12).join('\n') : undefined;
};

async function strike(it, one, fault, plain, delta) {
  const options = one[3] ?? {}, writes = one[1] !== 'GET', key = randomUUID().slice(0, 8);
  options.prepare?.(key);
  const before = writes ? print() : '', numbers = options.repeat ? counts() : null;
  if (/^\/.*login|refresh/.test(String(one[2]))) sql('DELETE FROM rate_counters');
  const got = await send(it, one, `${fault} leaks`, options.repeat ? key : undefined), what = `${fault}: ${got.status} ${got.body.slice(0, 120)} ${it.words().trim().split('\n').pop().replace(/.*"us":/, '')}`;
  if (got.status === 0 || !got.told) assert.fail(`${what}: no answer: ${crash(it)}`);
  if (got.told.leaks) {
    const found = crash(it);
    it.forget(); // a leak is told again and again
    assert.fail(`${what}: leaks ${found}`);
  }
  const limited = fault.startsWith('arena') ? [413, 500] : [];
  assert.ok([plain.status, 503, ...limited].includes(got.status), what);
  if (got.status >= 400 && got.status !== plain.status) assert.ok(got.body.length >= 2 && !/mysql|SELECT|errno|\/tmp/i.test(got.body), what);
  const unknown = fault.startsWith('after') || fault.startsWith('lost');
  // VigilPay's upload and Rivo's message and ChurnGuard's note commit before their answer is put into that system's words: were memory used up just then, they would be
  // told of a failure that was none. Sending the file again replaces it by itself.
  const late = (fault.startsWith('arena') && /vigilpay|dashboard\/data/.test(String(one[2]))) || /chat\/stream|^\/notes\/$/.test(String(one[2]));
  if (writes && got.status >= 500 && !unknown && !late) assert.equal(print(), before, `${what}: something was written`);
  if (numbers) {
    // A connection that was cut holds its locks until the database notices.
    const again = await waitUntil('the first try to be over', async () => {
      const tried = await send(it, one, undefined, key);
      return tried.status === 409 && /"in_flight"/.test(tried.body) ? null : tried;
    });
    assert.ok([plain.status, 409].includes(again.status), `${what}, repeated: ${again.status} ${again.body.slice(0, 300)}`);
    assert.deepEqual(grown(numbers), delta, `${what}, repeated: ${again.status}`);
  }
  return got.told;
}

async function sweep(it, one, kind, later) {
  const options = one[3] ?? {}, key = randomUUID().slice(0, 8);
  options.prepare?.(key);
  const numbers = options.repeat ? counts() : null;
  if (/^\/.*login/.test(String(one[2]))) sql('DELETE FROM rate_counters');
  if (String(one[2]).endsWith('/clear')) stepUp();
  const plain = await send(it, one, undefined, options.repeat ? key : undefined);
  assert.ok(plain.status > 0 && (plain.status !== 503 || String(one[2]) === '/readyz'), `${plain.status} ${plain.body.slice(0, 300)} ${crash(it)}`);
  const delta = numbers && grown(numbers);
  let n = 1;
  // In the short form: 1, 2, 3, 4, 8, 16, ...
  for (; n <= most; n += long || n < 4 ? 1 : n) {
    const told = await strike(it, one, `${kind}:${n}${later ? '+' : ''}`, plain, delta);
    if (told.failed === 0) break;
  }
  return n - 1;
}

for (const name of [...new Set(cases.map(([binary]) => binary))]) {
  const mine = cases.filter(([binary, , path]) => binary === name && (!only || String(path).includes(only)) && (long || only || !/\/auth.*login/.test(String(path)) || path === '/api/v1/auth/login'));
  if (mine.length === 0) continue;
  test(`${name}: each call fails in turn [57, 58]`, { timeout: 1_500_000 }, async (t) => {
    const it = await start(name);
    running.push(it);
    for (const one of mine) {
      const counted_here = [];
      await t.test(`${one[1]} ${typeof one[2] === 'function' ? one[2]('{n}') : one[2]}`, async (sub) => {
        for (const kind of kinds) {
          for (const later of [false, true]) {
            if (later && (kind === 'deadlock' || !long)) continue;
            counted_here.push(`${kind}${later ? '+' : ''} ${await sweep(it, one, kind, later)}`);
          }
        }
        sub.diagnostic(`${one[1]} ${one[2]}: ${counted_here.join(', ')}`);
      });
    }
    await stop(it);
    assert.ok(!crash(it), crash(it));
  });
}

test('files that refused requests left are none', () => {
  const kept = new Set(sql('SELECT CAST(id AS CHAR) FROM datasets').split('\n'));
  const left = readdirSync(`${state}/spool`).filter((name) => !kept.has(name.replace('.csv', '')));
  // Where the fate of the commit is unknown the file stays for the sweeper.
  assert.ok(left.length <= 200, `${left.length} files`);
  assert.ok(readFileSync(`${state}/client.cnf`).length > 0 && turn > 0);
});
