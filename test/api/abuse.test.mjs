// Abuse, by the numbers of the list that the other tests name as well.
import { strict as assert } from 'node:assert';
import { connect } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { begin, exchange, pair, record } from '../fault/fastcgi.mjs';
import { as, cookieOf, events, inLog, login, request, state, upload, url, waitUntil } from './lib.mjs';
import { bankRows, sql } from './uploads-lib.mjs';

const token = await login('other');
const other = await as('other');
const schemas = '/api/v1/uploads/schemas';
const json = { 'content-type': 'application/json' };
const put = (text, status, headers = {}) => request(`${schemas}/abuse_${process.pid}`, { method: 'PUT', token, body: text, headers: { ...json, ...headers }, status });
const columns = '[{"header":"Id","role":"id","type":"number"},{"header":"Visits","role":"feature","type":"number"}]';

test('JSON that is deep, large or full of keys is refused [32]', async () => {
  for (const depth of [33, 10_000]) {
    const got = await put(`${'['.repeat(depth)}${']'.repeat(depth)}`, [400, 422]);
    if (depth === 10_000) assert.equal(got.status, 400);
  }
  await put(`{"columns":"${'x'.repeat(10 << 20)}"}`, 413);
  const keys = Array.from({ length: 6000 }, (_, i) => `"k${i}":1`).join(',');
  const began = performance.now();
  await put(`{${keys}}`, [400, 413, 422]);
  assert.ok(performance.now() - began < 3000);
});

test('a key that is there twice is refused, however it is written [33]', async () => {
  await put(`{"columns":${columns},"columns":${columns}}`, 400);
  await put(`{"columns":${columns},"c\\u006flumns":[]}`, 400);
  await put(`{"columns":[{"header":"Id","header":"X","role":"id","type":"number"}]}`, 400);
});

test('a NUL in a text is refused [35]', async () => {
  await put(`{"columns":[{"header":"I\\u0000d","role":"id","type":"number"}]}`, [400, 422]);
  await put(`{"col\\u0000umns":[]}`, [400, 422]);
  await other('/api/v1/customers?q=%00', { status: [400, 422] });
});

test('numbers are never bent [36]', async () => {
  for (const bad of ['-01', '+1', '.5', '1.', 'NaN', 'Infinity', '0x10', '1e']) {
    await put(`{"columns":[{"header":"Id","role":"id","type":"number"},{"header":"V","role":"feature","type":"number","min":${bad}}]}`, 400);
  }
  for (const bad of ['1e999', '"12abc"', '"1"', 'true', '[1]']) {
    await put(`{"columns":[{"header":"Id","role":"id","type":"number"},{"header":"V","role":"feature","type":"number","min":${bad}}]}`, [400, 422]);
  }
  for (const bad of ['1e2', '3000000000', '9223372036854775808', '12abc', '-1', '0', '1.5', '%2B1', '0x10', '1%00']) {
    await other(`/api/v1/customers?limit=${bad}`, { status: [400, 422] });
  }
});

// Bytes as they are; gives all that came.
function raw(bytes, { timeout_ms = 15_000 } = {}) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), timeout: timeout_ms }), got = [];
    const done = () => resolve(Buffer.concat(got).toString('latin1'));
    socket.on('timeout', () => socket.destroy());
    socket.on('data', (part) => got.push(part));
    socket.on('error', done).on('close', done);
    socket.write(bytes);
  });
}
const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((m) => Number(m[1]));

test('requests that two readers would cut differently reach nobody [38]', async () => {
  const line = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n';
  const inner = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const tricks = {
    'length and chunks': `${line}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    'two lengths': `${line}Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    'a hidden encoding': `${line}Transfer-Encoding:\x0bchunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner}`,
    'a space before the colon': `${line}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`,
    'a folded header': `${line}X-A: 1\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n`,
    'two hosts': `GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n`,
    'chunk sizes beyond sense': `${line}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n${inner}`,
  };
  for (const [what, bytes] of Object.entries(tricks)) {
    const got = statuses(await raw(bytes, { timeout_ms: 3000 }));
    assert.ok(got.length <= 1 && got.every((status) => status >= 400), `${what}: ${got}`);
  }
  const elsewhere = await raw('GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  assert.ok(statuses(elsewhere).length === 1 && !elsewhere.includes('evil.example'));
});

test('headers of a client are never those of the web server [39]', async () => {
  const headers = { RP_USER: 'root', RP_REMOTE: '1.2.3.4', 'X-Accel-Redirect': '/_live/aaaaaaaaaaaaaaaaaaaa', 'X-Real-IP': '1.2.3.4', 'X-Forwarded-For': '1.2.3.4',
    Proxy: 'http://1.2.3.4', X_Tenant: '1', 'X-Tenant': '1', 'X-Original-URL': '/metrics', 'X-HTTP-Method-Override': 'DELETE' };
  const got = await other('/api/v1/auth/me', { headers, status: 200 });
  assert.deepEqual(got.json, (await other('/api/v1/auth/me', { status: 200 })).json);
  for (const file of ['access.log', 'auth.log']) await inLog(file, [got]);
  const log = readFileSync(`${state}/log/access.log`, 'utf8') + readFileSync(`${state}/log/auth.log`, 'utf8');
  assert.ok(!log.includes('1.2.3.4'));
});

test('fifty slow senders and many open streams hinder nobody, and are cut [40]', async () => {
  const slow = Array.from({ length: 50 }, () => raw('POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nX-A: ', { timeout_ms: 30_000 }));
  const lazy = Array.from({ length: 20 }, () => raw('POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{', { timeout_ms: 30_000 }));
  const cookie = await cookieOf('other');
  const streams = await Promise.all(Array.from({ length: 30 }, () => events({ cookie })));
  const began = performance.now();
  try {
    assert.ok(streams.some((s) => s.status === 429), 'streams of one person are counted');
    assert.ok(streams.filter((s) => s.status === 200).length >= 10);
    const times = [];
    for (let i = 0; i < 30; i++) {
      const at = performance.now();
      await other('/api/v1/auth/me', { status: 200 });
      times.push(performance.now() - at);
    }
    assert.ok(times.sort((a, b) => a - b)[25] < 1000, `${times}`);
  } finally {
    for (const stream of streams) stream.close();
  }
  const ends = await Promise.all([...slow, ...lazy]);
  assert.ok(performance.now() - began < 25_000);
  assert.ok(ends.every((text) => text === '' || statuses(text).every((status) => status >= 400)));
});

test('methods are those of the route: no override, no TRACE, no invention; HEAD is GET without its body [41]', async () => {
  for (const method of ['DELETE', 'PUT', 'OPTIONS', 'BREW', 'get']) {
    const got = statuses(await raw(`${method} /api/v1/auth/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`));
    assert.ok(got.length === 1 && [400, 405].includes(got[0]), `${method}: ${got}`);
  }
  for (const method of ['TRACE', 'CONNECT']) assert.ok([400, 405].includes(statuses(await raw(`${method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`))[0]));
  const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];
  for (const name of names) await other('/api/v1/auth/me', { headers: { [name]: 'POST' }, status: 200 });
  await other('/api/v1/auth/me?_method=DELETE', { status: [200, 422] });
  const head = await request('/api/v1/auth/me', { method: 'HEAD', token, check: false }), get = await other('/api/v1/auth/me');
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
});

test('signs that mean something to a pattern mean themselves in a search [43]', async () => {
  await upload(token, bankRows(12));
  const all = (await other('/api/v1/customers?limit=5', { status: 200 })).json.data;
  assert.ok(all.length === 5);
  for (const q of ['%', '_', '\\', '%%%', 'Name_', 'N%1', '\\%', "'", '" OR 1=1 --', '*', '+Name', '@', '(', '~', '<', '-Name']) {
    const got = await other(`/api/v1/customers?${new URLSearchParams({ q, limit: '50' })}`, { status: [200, 422] });
    for (const row of got.json.data ?? []) assert.ok(row.name.includes(q.replace(/^[+@(~<*-]+/, '')) && /[a-z]/i.test(q), `${q} finds ${row.name}`);
  }
  const began = performance.now();
  await other(`/api/v1/customers?${new URLSearchParams({ q: '%_'.repeat(500) })}`, { status: [200, 422] });
  assert.ok(performance.now() - began < 1000);
});

test('of two changes to one version one wins; without a version there is none [54]', async () => {
  const body = (n) => `{"columns":${columns.replace('"Visits"', `"Visits${n}"`)},"actions":[]}`;
  const first = await put(body(0), [200, 201]), etag = first.headers.get('etag');
  assert.ok(etag);
  await put(body(1), 428);
  const both = await Promise.all([put(body(2), [200, 412], { 'if-match': etag }), put(body(3), [200, 412], { 'if-match': etag })]);
  assert.deepEqual(both.map((got) => got.status).sort(), [200, 412]);
  await put(body(4), 412, { 'if-match': '"999"' });
  await put(body(4), 412, { 'if-match': '*' });
});

test('raw records at the sockets: no memory error, the pools stay up [64]', async () => {
  const params = (o) => Buffer.concat(Object.entries(o).map(([name, value]) => pair(name, value)));
  const usual = params({ REQUEST_METHOD: 'GET', DOCUMENT_URI: '/api/v1/customers', RP_REQUEST_ID: 'raw-records-1' });
  const end = record(4, 1, Buffer.alloc(0)), eof = record(5, 1, Buffer.alloc(0));
  const odd = {
    'a name of 2 GiB': [begin(), record(4, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 1])), end, eof],
    'name and value of 2 GiB': [begin(), record(4, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 65])), end, eof],
    'a value beyond the record': [begin(), record(4, 1, Buffer.from([1, 200, 65])), end, eof],
    'half a length': [begin(), record(4, 1, Buffer.from([0x80, 0])), end, eof],
    'id 0': [begin(0), record(4, 0, usual), record(4, 0, Buffer.alloc(0))],
    'another id': [begin(1), record(4, 2, usual), record(4, 2, Buffer.alloc(0))],
    'padding': [begin(), record(4, 1, usual, { padding: 255 }), record(4, 1, Buffer.alloc(0), { padding: 255 }), eof],
    'a length that lies': [begin(), record(4, 1, usual, { length: 65_535 })],
    'abort': [begin(), record(4, 1, usual), end, record(2, 1, Buffer.alloc(0))],
    'truncated': [begin(), record(4, 1, usual).subarray(0, 20)],
    'nothing': [Buffer.alloc(0)],
    'no FastCGI': [Buffer.from('GET / HTTP/1.0\r\n\r\n')],
    'another version': [record(1, 1, Buffer.alloc(8), { version: 9 })],
    'another role': [begin(1, 3), record(4, 1, usual), end, eof],
    'kept connection': [begin(1, 1, 1), record(4, 1, usual), end, eof],
    'questions about values': [record(9, 0, pair('FCGI_MAX_CONNS', ''))],
    'an unknown type': [record(99, 0, Buffer.alloc(8)), begin(), record(4, 1, usual), end, eof],
    'parameters without end': [begin(), ...Array.from({ length: 40 }, () => record(4, 1, Buffer.alloc(32_000, 1)))],
    'a thousand parameters': [begin(), record(4, 1, Buffer.concat(Array.from({ length: 1000 }, (_, i) => pair(`N${i}`, 'v')))), end, eof],
  };
  const before = sql("SELECT COUNT(*) FROM audit");
  for (const name of ['auth', 'customers', 'uploads', 'reports', 'scores', 'chat']) {
    const socket = `${state}/run/${name}.sock`;
    if (!existsSync(socket)) continue;
    for (const parts of Object.values(odd)) await exchange(socket, Buffer.concat(parts), { half: true });
  }
  assert.equal(sql("SELECT COUNT(*) FROM audit"), before);
  for (const path of ['/api/v1/auth/me', '/api/v1/customers?limit=1', '/api/v1/uploads/schemas', '/api/v1/reports/overview', '/api/v1/scores/models', '/api/v1/events/log?after=0']) {
    await other(path, { status: 200 });
  }
  for (const name of ['auth', 'customers', 'uploads', 'reports', 'scores', 'chat']) {
    assert.doesNotMatch(readFileSync(`${state}/log/${name}.log`, 'utf8'), /worker_died|worker_failed|Sanitizer|runtime error/, name);
  }
  await pause(0);
  await waitUntil('readiness', async () => (await request('/readyz', { check: false })).status === 200);
});
