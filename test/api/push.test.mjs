// Important notes are told to people's browsers: encrypted for that browser alone, signed by us, sent to public addresses only. The push
// service is a server of these tests, told by a job runner of their own on a database of its own.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, randomUUID, verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { after, before, test } from 'node:test';
import { member, workspace } from './admin-lib.mjs';
import { dropDatabase, ownDatabase, sql as sqlOf, start } from './instance-lib.mjs';
import { request, state, waitUntil } from './lib.mjs';

const base = 'holdfast_push';
const sql = (text) => sqlOf(text, base);
const person = randomUUID(), idle = randomUUID(), away = randomUUID();
const signIn = (user) => sql(`INSERT INTO sessions (id, user_id, refresh_hash, expires_at) VALUES (UUID(), '${user}', UNHEX('${randomBytes(32).toString('hex')}'), UTC_TIMESTAMP(6) + INTERVAL 1 DAY)`);
let server, runner, home, port, log = '', connections = 0;
let answer = () => ({ status: 201 });
const told = [];

function run(extra) {
  runner = start('chat', ['--jobs'], { HF_DB_NAME: base, HF_RUN_DIR: `${home}/run`, HF_SECRETS_DIR: `${state}/secrets`, HF_STATE: home, HF_NCHAN_SOCKET: `${home}/none`, ...extra });
  runner.stderr.on('data', (text) => { log += text; });
}
const end = () => new Promise((resolve) => { runner.once('exit', resolve); runner.kill('SIGTERM'); });

before(async () => {
  ownDatabase(base, 'chat');
  sql(`INSERT INTO tenants (id, public_id, slug, name) VALUES (1, '${randomUUID()}', 'push', 'Push');
    INSERT INTO users (id, tenant_id, username, username_key, name, kind, verified, password, state) VALUES
      ('${person}', 1, 'ana', 'ana', 'Ana', 'staff', TRUE, '', 'active'), ('${idle}', 1, 'bob', 'bob', 'Bob', 'staff', TRUE, '', 'inactive'),
      ('${away}', 1, 'cyd', 'cyd', 'Cyd', 'staff', TRUE, '', 'active')`);
  for (const one of [person, idle, away]) signIn(one);
  home = mkdtempSync(`${state}/tmp/push-`);
  mkdirSync(`${home}/run/metrics`, { recursive: true });
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=push', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', `${home}/key.pem`, '-out', `${home}/ca.pem`], { stdio: 'ignore' });
  server = createServer({ key: readFileSync(`${home}/key.pem`), cert: readFileSync(`${home}/ca.pem`) }, (incoming, response) => {
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => {
      told.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body: Buffer.concat(parts) });
      const { status = 201, headers = {} } = answer(incoming);
      response.writeHead(status, headers).end();
    });
  });
  server.on('connection', () => { connections += 1; });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  port = server.address().port;
  run({ HF_PUSH_LOCAL: `${home}/ca.pem` });
});
after(async () => {
  await end();
  server.closeAllConnections();
  server.close();
  dropDatabase(base);
  rmSync(home, { recursive: true });
  assert.doesNotMatch(log, /Sanitizer|runtime error/);
  assert.ok(!log.includes('Secret title') && !log.includes('/endpoint/'), 'neither words nor addresses are logged');
});

// A browser with keys of its own, and a note that waits for it.
function browser({ endpoint, user = person } = {}) {
  const keys = createECDH('prime256v1'), secret = randomBytes(16), id = randomUUID(), path = `/endpoint/${id}`;
  keys.generateKeys();
  endpoint ??= `https://localhost:${port}${path}`;
  sql(`INSERT INTO push_subscriptions (tenant_id, id, user_id, endpoint, endpoint_hash, p256dh, auth)
    VALUES (1, '${id}', '${user}', '${endpoint}', UNHEX(SHA2('${endpoint}', 256)), '${keys.getPublicKey('base64url')}', '${secret.toString('base64url')}')`);
  return { id, path, keys, secret };
}
function wait(one) {
  const note = randomUUID();
  sql(`INSERT INTO notes (tenant_id, id, thread_id, sender_id, title, body, importance) VALUES (1, '${note}', '${note}', '${person}', 'Secret title ä', 'Body', 'important');
    INSERT INTO push_queue (tenant_id, subscription_id, note_id) VALUES (1, '${one.id}', '${note}')`);
  return note;
}
const waiting = (one) => Number(sql(`SELECT COUNT(*) FROM push_queue WHERE subscription_id = '${one.id}'`));
const known = (one) => Number(sql(`SELECT COUNT(*) FROM push_subscriptions WHERE id = '${one.id}'`));
const heard = (one) => told.filter((t) => t.url === one.path);
const soon = (one) => sql(`UPDATE push_queue SET next_at = UTC_TIMESTAMP(6) WHERE subscription_id = '${one.id}' AND next_at < UTC_TIMESTAMP(6) + INTERVAL 40 SECOND`);

// RFC 8291, as a browser does it.
function open(body, { keys, secret }) {
  const salt = body.subarray(0, 16), size = body.readUInt32BE(16), length = body[20], sender = body.subarray(21, 21 + length), sealed = body.subarray(21 + length);
  assert.ok(size >= 18 && sealed.length <= size && length === 65);
  const input = hkdfSync('sha256', keys.computeSecret(sender), secret, Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]), 32);
  const key = hkdfSync('sha256', Buffer.from(input), salt, 'Content-Encoding: aes128gcm\0', 16), nonce = hkdfSync('sha256', Buffer.from(input), salt, 'Content-Encoding: nonce\0', 12);
  const cipher = createDecipheriv('aes-128-gcm', Buffer.from(key), Buffer.from(nonce));
  cipher.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  assert.equal(text.at(-1), 2, 'the last record');
  return JSON.parse(text.subarray(0, -1).toString());
}

test('a browser is told: for it alone, and by us [RFC 8030, 8188, 8291, 8292]', async () => {
  const { admin } = await workspace(), own = (await admin('push-subscriptions/key', { status: 200 })).json.key;
  const one = browser(), note = wait(one);
  await waitUntil('the message', () => heard(one).length === 1);
  const [{ method, headers, body }] = heard(one);
  assert.equal(method, 'POST');
  assert.deepEqual(open(body, one), { type: 'note', id: note, page: `/dashboard/notes/?id=${note}`, title: 'Secret title ä', importance: 'important', sender: 'Ana' });
  assert.throws(() => open(body, browser()), 'nobody else can read it');
  assert.equal(headers['content-encoding'], 'aes128gcm');
  assert.equal(headers.urgency, 'high');
  assert.ok(Number(headers.ttl) > 0 && Number(headers.ttl) <= 86400);
  assert.equal(headers.topic, note.replaceAll('-', ''));
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization);
  assert.equal(key, own);
  const point = Buffer.from(key, 'base64url'), [head, claims, signature] = token.split('.');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')));
  assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url')), { typ: 'JWT', alg: 'ES256' });
  const said = JSON.parse(Buffer.from(claims, 'base64url'));
  assert.equal(said.aud, `https://localhost:${port}`);
  assert.match(said.sub, /^(mailto:.+@.+|https:\/\/.+)$/);
  assert.ok(said.exp > Date.now() / 1000 && said.exp <= Date.now() / 1000 + 86400);
  await waitUntil('the queue to be empty', () => waiting(one) === 0);
});

test('no two messages have a key or a salt in common', async () => {
  const one = browser();
  wait(one);
  wait(one);
  await waitUntil('both', () => heard(one).length === 2);
  const [a, b] = heard(one).map((t) => t.body);
  assert.notDeepEqual(a.subarray(0, 16), b.subarray(0, 16));
  assert.notDeepEqual(a.subarray(21, 86), b.subarray(21, 86));
});

for (const status of [404, 410]) {
  test(`${status}: the browser is gone and is forgotten`, async () => {
    answer = () => ({ status });
    const one = browser();
    wait(one);
    await waitUntil('it to be forgotten', () => known(one) === 0);
    assert.deepEqual([waiting(one), heard(one).length], [0, 1]);
  });
}

test('a service in trouble is asked again, and not for ever', async () => {
  let tries = 0;
  answer = () => ({ status: ++tries < 3 ? 503 : 201 });
  const one = browser();
  wait(one);
  await waitUntil('the third try', () => { soon(one); return heard(one).length === 3 && waiting(one) === 0; });
  answer = () => ({ status: 500 });
  const never = browser();
  wait(never);
  await waitUntil('it to be given up', () => { sql(`UPDATE push_queue SET next_at = UTC_TIMESTAMP(6) WHERE subscription_id = '${never.id}' AND attempts < 8`); return waiting(never) === 0; });
  assert.ok(heard(never).length >= 8);
  assert.equal(known(never), 1);
});

test('429 with a time: not before', async () => {
  answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
  const one = browser();
  wait(one);
  await waitUntil('the answer', () => Number(sql(`SELECT COALESCE(MAX(TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), next_at)), 0) FROM push_queue WHERE subscription_id = '${one.id}'`)) > 500);
  assert.deepEqual([heard(one).length, waiting(one)], [1, 1]);
});

test('refused for good, or sent elsewhere: given up, and nobody follows', async () => {
  for (const how of [{ status: 400 }, { status: 413 }, { status: 302, headers: { location: `https://localhost:${port}/elsewhere` } }]) {
    answer = () => how;
    const one = browser();
    wait(one);
    await waitUntil('the end', () => waiting(one) === 0);
    assert.deepEqual([heard(one).length, known(one)], [1, 1]);
  }
  assert.deepEqual(told.filter((t) => t.url === '/elsewhere'), []);
});

test('who is not active any more is not told; keys that are none end the subscription', async () => {
  answer = () => ({ status: 201 });
  const gone = browser({ user: idle }), broken = browser(), good = browser();
  sql(`UPDATE push_subscriptions SET p256dh = 'B${'A'.repeat(86)}' WHERE id = '${broken.id}'`);
  for (const one of [gone, broken, good]) wait(one);
  await waitUntil('the others', () => heard(good).length === 1 && known(broken) === 0);
  assert.deepEqual([heard(gone).length, waiting(gone)], [0, 1]);
});

test('who signed out of everything is not told where it was switched on before, however often they come back', async () => {
  answer = () => ({ status: 201 });
  const before_ = browser({ user: away });
  sql(`UPDATE sessions SET revoked_at = UTC_TIMESTAMP(6) WHERE user_id = '${away}'`);
  wait(before_);
  signIn(away);
  const since = browser({ user: away }), good = browser();
  wait(since);
  wait(good);
  await waitUntil('the others', () => heard(good).length === 1 && heard(since).length === 1);
  assert.deepEqual([heard(before_).length, waiting(before_)], [0, 1]);
  sql(`UPDATE sessions SET expires_at = UTC_TIMESTAMP(6) WHERE user_id = '${away}'`);
  const late = browser({ user: away }), after_ = browser();
  wait(late);
  wait(after_);
  await waitUntil('the other', () => heard(after_).length === 1);
  assert.equal(heard(late).length, 0);
});

test('a browser is told for as long as the sign-in that added it lasts, whatever other one there is', async () => {
  answer = () => ({ status: 201 });
  signIn(person);
  const ended = browser(), lasting = browser();
  const [first, last] = sql(`SELECT id FROM sessions WHERE user_id = '${person}' ORDER BY created_at`).split('\n');
  sql(`UPDATE push_subscriptions SET session_id = '${last}' WHERE id = '${ended.id}'; UPDATE push_subscriptions SET session_id = '${first}' WHERE id = '${lasting.id}';
    UPDATE sessions SET revoked_at = UTC_TIMESTAMP(6) WHERE id = '${last}'`);
  wait(ended);
  wait(lasting);
  await waitUntil('the other', () => heard(lasting).length === 1);
  assert.deepEqual([heard(ended).length, waiting(ended)], [0, 1]);
});

test('a note that is important, or mentions somebody, waits for their browsers, and for nobody else\'s', async () => {
  const { admin } = await workspace();
  const [marketing, technical] = [await member(admin, ['marketing_agent']), await member(admin, ['technical_agent'])];
  const add = async (who) => (await who('push-subscriptions', { json: { endpoint: `https://push.invalid/${randomUUID()}`, p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }, status: 201 })).json.id;
  const browsers = { [await add(admin)]: 'admin', [await add(marketing)]: 'marketing', [await add(technical)]: 'technical' };
  assert.equal(sqlOf(`SELECT COUNT(*) FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id AND s.user_id = p.user_id WHERE p.id IN (${Object.keys(browsers).map((id) => `'${id}'`)})`), '3', 'each knows its sign-in');
  sqlOf(`UPDATE push_subscriptions SET p256dh = '${createECDH('prime256v1').generateKeys('base64url')}' WHERE endpoint LIKE 'https://push.invalid/%'`);
  const queued = async (json) => {
    const { id } = (await admin('notes', { json: { title: 'T', body: 'B', recipients: ['marketing_agent', 'technical_agent', 'admin'], ...json }, status: 201 })).json;
    return sqlOf(`SELECT subscription_id FROM push_queue WHERE note_id = '${id}'`).split('\n').filter(Boolean).map((one) => browsers[one]).sort();
  };
  assert.deepEqual(await queued({}), []);
  assert.deepEqual(await queued({ importance: 'important' }), ['marketing', 'technical']);
  assert.deepEqual(await queued({ importance: 'important', recipients: ['technical_agent'] }), ['technical']);
  assert.deepEqual(await queued({ mentions: [marketing.id] }), ['marketing']);
  for (let i = 1; i < 20; i++) await add(technical);
  await technical('push-subscriptions', { json: { endpoint: 'https://push.invalid/one-too-many', p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }, status: 409 });
  sqlOf("DELETE FROM push_subscriptions WHERE endpoint LIKE 'https://push.invalid/%'");
  await request('/api/v1/push-subscriptions/key', { status: 401 });
});

test('addresses that are not public are never spoken to, whatever they are called', async () => {
  await end();
  const before_ = connections;
  run({});
  const hosts = ['localhost', '127.0.0.1', '127.1', '2130706433', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '10.0.0.1', '169.254.169.254', '192.168.0.1'];
  for (const host of hosts) {
    const one = browser({ endpoint: `https://${host}:${port}/endpoint/x` });
    wait(one);
    await waitUntil(`${host} to be forgotten`, () => known(one) === 0);
  }
  for (const endpoint of [`http://127.0.0.1:${port}/endpoint/x`, 'file:///etc/passwd', `gopher://127.0.0.1:${port}/_x`]) {
    const one = browser({ endpoint });
    wait(one);
    await waitUntil(`${endpoint} to have failed`, () => Number(sql(`SELECT COALESCE(MAX(attempts), 0) FROM push_queue WHERE subscription_id = '${one.id}'`)) > 0);
  }
  assert.equal(connections, before_);
});
