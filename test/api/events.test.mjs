// Live events: the log that is the truth, the stream that is the hint, and who may hear what.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { change, member, workspace } from './admin-lib.mjs';
import { visitor } from './chat-lib.mjs';
import { as, cookieOf, demo, events, login, request, sameOrigin, signIn, state, url, waitUntil } from './lib.mjs';

const sql = (text) => execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-N', '-B', 'holdfast', '-e', text], { encoding: 'utf8' }).trim();
const tenantOf = (slug) => Number(sql(`SELECT id FROM tenants WHERE slug = '${slug}'`));
const bank = tenantOf('demo-bank'), other = tenantOf('other-bank');
const userOf = (email) => sql(`SELECT id FROM users WHERE email = '${email}'`);
const add = (tenant, id, user = null, type = 'test') =>
  sql(`INSERT INTO outbox (tenant_id, user_id, type, object_id) VALUES (${tenant}, ${user === null ? 'NULL' : `'${user}'`}, '${type}', '${id}')`);
const newest = () => Number(sql('SELECT COALESCE(MAX(seq), 0) FROM events'));
const log = async (who, after, query = '') => (await (await as(who))(`/api/v1/events/log?after=${after}${query}`, { status: 200 })).json;
const logged = (who, after, id) => waitUntil(`${id} in the log`, async () => (await log(who, after)).data.find((one) => one.id === id), { deadline_ms: 5000, every_ms: 20 });
let serial = 0;
const fresh = () => `t${process.pid}-${++serial}`;

test('an event of the tenant comes to the log and to the stream, soon', async () => {
  const after = newest(), id = fresh();
  const live = await events({ cookie: await cookieOf('admin') });
  assert.equal(live.status, 200);
  assert.match(live.headers.get('content-type'), /^text\/event-stream/);
  try {
    add(bank, fresh());
    await live.next();
    const began = performance.now();
    add(bank, id);
    const hint = await live.next((e) => e.data.id === id);
    const took = performance.now() - began;
    assert.ok(took < 1000, `it took ${took} ms`);
    const entry = await logged('admin', after, id);
    assert.deepEqual(hint.data, { seq: entry.seq, type: 'test', id });
    assert.deepEqual(Object.keys(entry), ['seq', 'type', 'id', 'created_at']);
  } finally {
    live.close();
  }
});

test('each hears their own and, with the right, the tenant [13, 50]', async () => {
  const after = newest();
  const people = {
    admin: await events({ token: await login('admin') }),
    csm: await events({ cookie: await cookieOf('csm') }),
    customer: await events({ token: await login('customer') }),
    other: await events({ token: await login('other') }),
  };
  const ids = { tenant: fresh(), csm: fresh(), customer: fresh(), other: fresh() };
  try {
    for (const live of Object.values(people)) assert.equal(live.status, 200);
    add(bank, ids.csm, userOf('csm@example.com'));
    add(bank, ids.customer, userOf('customer@example.com'));
    add(bank, ids.tenant);
    add(other, ids.other);
    const heard = { admin: [ids.tenant], csm: [ids.csm, ids.tenant], customer: [ids.customer], other: [ids.other] };
    for (const [who, wanted] of Object.entries(heard)) {
      for (const id of wanted) await people[who].next((e) => e.data.id === id);
    }
    const last = fresh();
    for (const user of ['admin@example.com', 'csm@example.com', 'customer@example.com']) add(bank, last, userOf(user));
    add(other, last);
    for (const [who, live] of Object.entries(people)) {
      await live.next((e) => e.data.id === last);
      assert.deepEqual(live.seen.filter((e) => Object.values(ids).includes(e.data.id)), [], who);
      assert.deepEqual((await log(who, after)).data.map((e) => e.id), [...heard[who], last], who);
    }
  } finally {
    for (const live of Object.values(people)) live.close();
  }
});

test('a person without tenant events hears each of their own once', async () => {
  const live = await events({ token: await login('customer') });
  const [one, two] = [fresh(), fresh()];
  try {
    add(bank, one, userOf('customer@example.com'));
    add(bank, two, userOf('customer@example.com'));
    await live.next((e) => e.data.id === one);
    await live.next((e) => e.data.id === two);
    assert.deepEqual(live.seen.filter((e) => [one, two].includes(e.data.id)), []);
  } finally {
    live.close();
  }
});

test('the log is read in order from anywhere', async () => {
  const after = newest();
  const ids = Array.from({ length: 25 }, fresh);
  sql(`INSERT INTO outbox (tenant_id, type, object_id) VALUES ${ids.map((id) => `(${bank}, 'test', '${id}')`).join()}`);
  await logged('admin', after, ids.at(-1));
  const got = [];
  for (let at = after; ;) {
    const page = await log('admin', at, '&limit=7');
    got.push(...page.data);
    assert.equal(page.next_after, page.data.at(-1)?.seq ?? at);
    at = page.next_after;
    if (page.data.length < 7) break;
  }
  assert.deepEqual(got.map((e) => e.id), ids);
  assert.ok(got.every((e, i) => i === 0 || e.seq > got[i - 1].seq));
  assert.equal(sql('SELECT COUNT(*) FROM outbox WHERE kind = \'event\''), '0');
});

test('what the log is asked is checked', async () => {
  const admin = await as('admin');
  for (const bad of ['after=-1', 'after=x', 'after=1e3', 'limit=0', 'limit=201', 'tenant_id=1', 'after=99999999999999999999', 'user=1']) {
    const got = await admin(`/api/v1/events/log?${bad}`, { status: 422 });
    assert.ok(got.json.errors.length > 0, bad);
  }
  assert.deepEqual((await log('admin', 9007199254740991)).data, []);
});

test('nobody hears without signing in, from another site, or after signing out [46, 50]', async () => {
  const stream = (headers) => request('/api/v1/events', { headers: { accept: 'text/event-stream', ...headers }, check: false });
  assert.equal((await stream({})).status, 401);
  assert.equal((await stream({ authorization: 'Bearer x.y.z' })).status, 401);
  const cookie = await cookieOf('csm');
  for (const site of ['cross-site', 'same-site']) assert.equal((await stream({ ...sameOrigin(), 'sec-fetch-site': site, cookie })).status, 403, site);
  await request('/api/v1/auth/logout', { method: 'POST', headers: { ...sameOrigin(), cookie }, status: 200 });
  assert.equal((await stream({ ...sameOrigin(), cookie })).status, 401);
  const out = await signIn(...demo.csm);
  await request('/api/v1/auth/logout', { method: 'POST', token: out.access_token, status: 200 });
  await waitUntil('the stream is refused', async () => (await stream({ authorization: `Bearer ${out.access_token}` })).status === 401, { deadline_ms: 2500, every_ms: 100 });
  assert.equal((await request('/api/v1/events/log')).status, 401);
});

test('a stream ends with its session; the other sessions of the person come back [50]', async () => {
  const mine = await signIn(...demo.csm), after = newest();
  const live = await events({ token: mine.access_token });
  await request('/api/v1/auth/logout', { method: 'POST', token: mine.access_token, status: 200 });
  await live.next((e) => e.data.type === 'session');
  await waitUntil('the stream has ended', () => live.ended(), { deadline_ms: 3000 });
  assert.equal((await log('csm', after)).data.at(-1).type, 'session');
});

test('a stream ends when what its person may do changes, and comes back with what they may now [50]', async () => {
  const { admin, tenant } = await workspace(), name = `listener_${process.pid}`;
  await admin('roles', { json: { name, title: 'Listener', permissions: ['self:read', 'chats:read'] }, status: 201 });
  const person = await member(admin, [name]), talk = visitor({ tenant: tenant.slug });
  const ended = async (live) => waitUntil('the stream has ended', () => live.ended(), { deadline_ms: 3000 });
  const first = await events({ token: person.token });
  await talk.say('heard');
  await first.next((e) => e.data.type === 'message');
  await change(admin, `roles/${name}`, { permissions: ['self:read'] }, { status: 200 });
  await ended(first);
  // For a second a worker may take them for who they were: a stream that came back too soon ends once more.
  let second = await events({ token: person.token });
  const after = newest(), messages = () => second.seen.filter((e) => e.data.type === 'message').length;
  await waitUntil('the right to be forgotten', async () => {
    if (second.ended()) second = await events({ token: person.token });
    const before = messages(), id = fresh();
    await talk.say('not heard');
    add(tenantOf(tenant.slug), id, person.id);
    return await second.next((e) => e.data.id === id).catch(() => null) !== null && messages() === before;
  });
  await change(admin, `users/${person.id}`, { roles: [name, 'marketing_agent'] }, { status: 200 });
  await ended(second);
  await waitUntil('the right to be known', async () => {
    if (second.ended()) second = await events({ token: person.token });
    await talk.say('heard again');
    return second.next((e) => e.data.type === 'message', { deadline_ms: 500 }).catch(() => null);
  });
  second.close();
  assert.ok(newest() > after);
});

// A handshake as a page of that origin sends it; gives what came back.
async function handshake(headers, path = '/api/v1/events') {
  const { connect } = await import('node:net');
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const one = { heard: '', ended: false, close: () => socket.destroy() };
  socket.on('data', (chunk) => { one.heard += chunk.toString('latin1'); });
  socket.on('close', () => { one.ended = true; });
  socket.on('error', () => {});
  const lines = { Host: new URL(url).host, Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': 13, 'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==', ...headers };
  socket.write(`GET ${path} HTTP/1.1\r\n${Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  await waitUntil('an answer', () => one.heard.includes('\r\n\r\n') || one.ended);
  one.status = Number(one.heard.split(' ')[1]);
  return one;
}

test('a WebSocket hears the same as a stream, of one\'s own pages alone, and ends with the session [50]', async () => {
  const cookie = await cookieOf('csm'), own = { Origin: new URL(url).origin, Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
  for (const bad of [{ ...own, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, { Cookie: cookie, Origin: 'https://evil.example' }]) {
    const refused = await handshake(bad);
    assert.equal(refused.status, 403, JSON.stringify(bad));
    refused.close();
  }
  const nobody = await handshake({ Origin: own.Origin });
  assert.equal(nobody.status, 401);
  nobody.close();
  const live = await handshake(own), id = fresh(), foreign = fresh();
  try {
    assert.equal(live.status, 101);
    add(other, foreign);
    add(bank, id);
    await waitUntil('a frame', () => live.heard.includes(`"id":"${id}"`));
    assert.ok(!live.heard.includes(foreign));
    await request('/api/v1/auth/logout', { method: 'POST', headers: { ...sameOrigin(), cookie }, status: 200 });
    await waitUntil('the socket has ended', () => live.ended || live.heard.includes('\x88'), { deadline_ms: 5000 });
  } finally {
    live.close();
  }
});

test('after a WebSocket was ended its person hears as before', async () => {
  const { admin } = await workspace(), person = await member(admin, ['marketing_agent']), tenant = Number(sql(`SELECT tenant_id FROM users WHERE id = '${person.id}'`));
  const hears = async () => {
    const live = await events({ token: person.token }), id = fresh();
    add(tenant, id, person.id);
    const got = await live.next((e) => e.data.id === id, { deadline_ms: 1500 }).catch(() => null);
    live.close();
    return got;
  };
  for (let i = 0; i < 4; i++) {
    const socket = await handshake({ Authorization: `Bearer ${person.token}` });
    assert.equal(socket.status, 101);
    await change(admin, `users/${person.id}`, { roles: i % 2 ? ['marketing_agent'] : ['marketing_agent', 'csm'] }, { status: 200 });
    await waitUntil('the socket has ended', () => socket.ended || socket.heard.includes('\x88'), { deadline_ms: 5000 });
    socket.close();
    await waitUntil('their own events', hears, { deadline_ms: 10_000 }); // one that came back within the second ends once more
  }
});

test('channels cannot be chosen, guessed or published to from outside [50]', async () => {
  const token = await login('admin');
  for (const path of ['/_live/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '/_live/*/*', '/_live/', '/pub/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']) {
    for (const method of ['GET', 'POST']) assert.ok([404, 405].includes((await request(path, { token, method, headers: { accept: 'text/event-stream' }, check: false })).status), path);
  }
  await request('/api/v1/events/../_live/x', { token, status: 404, check: false });
  const got = await events({ token, headers: { 'x-accel-redirect': '/_live/x/y' } });
  assert.equal(got.status, 200);
  assert.equal(got.headers.get('x-accel-redirect'), null);
  got.close();
});

test('malformed Last-Event-IDs harm nobody [51]', async () => {
  const token = await login('admin');
  const odd = ['', '0', ':', '1:', ':1', '-1:0', '1:-1', '99999999999999999999:1', '1:99999999999', '1:1,2', '1:[1]', 'null', 'a:b', '%00', '1:1:1', '{}',
    "' OR 1=1", '../..', '\t1:1', '1:1 ', 'x'.repeat(4000), ...Array.from({ length: 30 }, (_, i) => String.fromCharCode(33 + i * 3).repeat(1 + i * 7)), ...Array.from({ length: 30 }, (_, i) => `${i * 7919}:${i - 5}`)];
  for (const id of odd) {
    const live = await events({ token, headers: { 'last-event-id': id } });
    assert.ok([200, 400].includes(live.status), `${id}: ${live.status}`);
    live.close();
  }
  const live = await events({ token }), id = fresh();
  add(bank, id);
  await live.next((e) => e.data.id === id);
  live.close();
});

test('odd words in an event add no field to the stream', async () => {
  const live = await events({ token: await login('admin') }), after = newest(), id = fresh();
  try {
    sql(`INSERT INTO outbox (tenant_id, type, object_id) VALUES (${bank}, 'test', 'x"\\nevent: evil\\ndata: y'), (${bank}, 'test', '${id}')`);
    await live.next((e) => e.data.id === id);
    assert.ok(live.seen.every((e) => e.event === 'message' && e.data.type === 'test'));
    assert.equal((await log('admin', after)).data.length, 2);
  } finally {
    live.close();
  }
});
