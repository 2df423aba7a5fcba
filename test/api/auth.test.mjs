// Sign-in, sessions, tokens, keys and health, with the ways in which people try to get around them. Numbers in brackets are
// cases of the list of abuses that the project keeps.
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac, createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { call } from '../fault/fastcgi.mjs';
import { cookieOf, demo, earlyInTheHour, inLog, login, metricsUrl, request, sameOrigin, signIn, state, url, waitUntil } from './lib.mjs';

const sql = (text) => execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-N', '-B', 'holdfast', '-e', text], { encoding: 'utf8' }).trim();
const forgetCounters = () => sql("DELETE FROM rate_counters WHERE scope IN ('login:account', 'login:network', 'register', 'code', 'code-hour')");
const enter = (identifier, password, options = {}) => request('/api/v1/auth/login', { json: { identifier, password }, ...options });
const refresh = (token, options = {}) => request('/api/v1/auth/refresh', { json: { refresh_token: token }, ...options });
const me = (token, options = {}) => request('/api/v1/auth/me', { token, ...options });
const byCookie = (cookie, options = {}) => request('/api/v1/auth/refresh', { method: 'POST', headers: { ...sameOrigin(), cookie, ...options.headers }, ...options.rest });
const cookieIn = (answer) => answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
const part = (token, i) => JSON.parse(Buffer.from(token.split('.')[i], 'base64url'));
const sessionOf = (token) => part(token, 1).sid;
const ended = (token) => waitUntil('the token is refused', async () => [401, 403].includes((await me(token)).status), { deadline_ms: 2500, every_ms: 100 });

before(forgetCounters);
beforeEach(forgetCounters);
after(forgetCounters);

test('login answers with tokens and who it is', async () => {
  const { json, headers } = await enter(...demo.admin, { status: 200 });
  assert.equal(json.token_type, 'Bearer');
  assert.ok(json.expires_in >= 60);
  assert.ok(json.refresh_token.length >= 43);
  assert.equal(json.user.email, 'admin@example.com');
  assert.deepEqual(json.user.roles, ['admin']);
  assert.ok(json.user.permissions.includes('datasets:write'));
  assert.equal(json.user.tenant.name, 'Demo Bank');
  assert.match(json.user.tenant.currency, /^[A-Z]{3}$/);
  assert.deepEqual(headers.getSetCookie(), []);
  const who = await me(json.access_token, { status: 200 });
  for (const [key, value] of Object.entries(json.user)) assert.deepEqual(who.json[key], value, key);
});

test('each demo login has its own rights', async () => {
  const rights = {};
  for (const who of Object.keys(demo)) rights[who] = (await signIn(...demo[who])).user;
  assert.deepEqual(rights.customer.permissions, ['self:read']);
  assert.equal(rights.customer.kind, 'customer');
  assert.ok(!rights.csm.permissions.includes('datasets:write'));
  assert.ok(!rights.marketing.permissions.includes('customers:write'));
  assert.ok(!rights.technical.permissions.includes('users:read'));
  assert.equal(rights.other.tenant.name, 'Other Bank');
  assert.notEqual(rights.other.tenant.id, rights.admin.tenant.id);
});

test('a name is the same however it is typed [19]', async () => {
  for (const name of ['ADMIN@Example.com', '  admin@example.com ', 'ａｄｍｉｎ', 'Admin']) await enter(name, 'adminpass', { status: 200 });
  for (const password of ['Adminpass', 'adminpass ', ' adminpass', '']) {
    const got = await enter('admin', password);
    assert.ok([401, 422].includes(got.status), password);
  }
});

test('unknown, mistyped and inactive are told apart by nothing [20]', async () => {
  sql("UPDATE users SET state = 'inactive' WHERE email_key = 'technical@example.com'");
  try {
    const plain = ({ status, json }) => ({ status, ...json, request_id: '' });
    const answers = [await enter('nobody@example.com', 'adminpass'), await enter('admin@example.com', 'wrong'), await enter(...demo.technical)];
    for (const one of answers) {
      assert.equal(one.status, 401);
      assert.equal(one.json.code, 'invalid_credentials');
      assert.deepEqual(plain(one), plain(answers[0]));
    }
    const times = { unknown: [], known: [] };
    for (let i = 0; i < 8; i++) {
      for (const [kind, name] of [['unknown', `nobody${i}@example.com`], ['known', 'csm@example.com']]) {
        const began = performance.now();
        await enter(name, 'wrong', { status: 401 });
        times[kind].push(performance.now() - began);
      }
    }
    const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
    const ratio = median(times.unknown) / median(times.known);
    assert.ok(ratio > 0.5 && ratio < 2, `unknown takes ${ratio} times as long as known`);
  } finally {
    sql("UPDATE users SET state = 'active' WHERE email_key = 'technical@example.com'");
  }
});

test('what is no login is refused before anything is hashed [16] [24] [37]', async () => {
  const long = await enter('admin', 'x'.repeat(1025), { status: 422 });
  assert.equal(long.json.errors[0].pointer, '/password');
  await enter('admin', 'x'.repeat(1 << 20), { status: 413 });
  const extra = await request('/api/v1/auth/login', { json: { identifier: 'admin', password: 'adminpass', role: 'admin', tenant: 1 }, status: 422 });
  assert.deepEqual(extra.json.errors.map((e) => e.pointer).sort(), ['/role', '/tenant']);
  const missing = await request('/api/v1/auth/login', { json: {}, status: 422 });
  assert.deepEqual(missing.json.errors.map((e) => e.pointer).sort(), ['/identifier', '/password']);
  await request('/api/v1/auth/login', { json: { identifier: 'admin', password: 'adminpass' }, headers: { 'content-type': 'text/plain' }, status: 415 });
  await request('/api/v1/auth/login', { body: '{"identifier":"admin","identifier":"x","password":"adminpass"}', headers: { 'content-type': 'application/json' }, status: 400 });
  await request('/api/v1/auth/login', { body: '{"identifier":"ad\\u0000min","password":"adminpass"}', headers: { 'content-type': 'application/json' }, status: 422 });
});

test('the eleventh failure within an hour is refused, whatever the password, until a success clears it', async () => {
  await earlyInTheHour();
  for (let i = 0; i < 9; i++) await enter('csm@example.com', `wrong${i}`, { status: 401, headers: { 'x-forwarded-for': `10.0.${i}.1`, 'x-real-ip': `10.1.${i}.1` } });
  await enter(...demo.csm, { status: 200 });
  for (let i = 0; i < 10; i++) await enter(i % 2 ? 'csm@example.com' : 'csm', `wrong${i}`, { status: 401 });
  for (const password of ['wrong', 'csmpass']) {
    const got = await enter('csm@example.com', password, { status: 429 });
    assert.equal(got.json.code, 'rate_limited');
    const wait = Number(got.headers.get('retry-after'));
    assert.ok(wait >= 1 && wait <= 3600, `Retry-After ${wait}`);
    assert.match(got.headers.get('ratelimit-policy'), /^"login";q=10;w=3600$/);
    assert.match(got.headers.get('ratelimit'), /^"login";r=0;t=\d+$/);
  }
  await enter(...demo.marketing, { status: 200 });
});

test('whoever locks an account from elsewhere does not lock its owner out', async () => {
  await earlyInTheHour();
  const from = (address, password) => call(`${state}/run/auth-login.sock`, 'POST', '/api/v1/auth/login', {
    params: { RP_REMOTE: address }, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ identifier: demo.technical[0], password }) });
  await enter(...demo.technical, { status: 200 }); // 127.0.0.0/24 is known now
  const statuses = [];
  for (let i = 0; i < 12; i++) statuses.push((await from(`198.51.${i}.7`, `wrong ${i}`)).status);
  assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429]);
  assert.equal((await from('203.0.113.1', demo.technical[1])).status, 429, 'nor does the right password help there');
  await enter(...demo.technical, { status: 200 });
  assert.equal((await from('203.0.113.1', demo.technical[1])).status, 429, 'which frees nobody elsewhere');
  for (let i = 0; i < 10; i++) await enter(demo.technical[0], `wrong ${i}`, { status: 401 });
  await enter(...demo.technical, { status: 429 });
});

test('an unknown name has its counter too, and a network has one for all names', async () => {
  await earlyInTheHour();
  for (let i = 0; i < 10; i++) await enter('nobody@example.com', 'wrong', { status: 401 });
  await enter('nobody@example.com', 'wrong', { status: 429 });
  sql("UPDATE rate_counters SET hits = 50 WHERE scope = 'login:network'");
  await enter('somebody-else@example.com', 'wrong', { status: 429 });
  await enter(...demo.marketing, { status: 429 });
});

test('many who sign in at once from one network are all let in, and nothing of it stays counted', async () => {
  const people = [demo.admin, demo.csm, demo.marketing, demo.technical];
  await Promise.all(Array.from({ length: 24 }, (_, i) => enter(...people[i % people.length], { status: 200 })));
  assert.equal(sql("SELECT COALESCE(SUM(hits), 0) FROM rate_counters WHERE scope IN ('login:account', 'login:network')"), '0');
});

test('ten tries at once count as ten [23]', async () => {
  await earlyInTheHour();
  const got = await Promise.all(Array.from({ length: 24 }, () => enter('technical@example.com', 'wrong')));
  const passed = got.filter((one) => one.status === 401).length;
  assert.ok(passed <= 10, `${passed} got through`);
  assert.ok(got.every((one) => [401, 429, 503].includes(one.status)));
});

test('a page gets a cookie and no refresh token', async () => {
  const answer = await enter(...demo.admin, { status: 200, headers: sameOrigin() });
  const [cookie, ...attributes] = answer.headers.getSetCookie()[0].split('; ');
  assert.equal(answer.json.refresh_token, null);
  assert.match(cookie, /^hf-[a-z0-9]+=[A-Za-z0-9_-]{43,}$/);
  for (const wanted of ['HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(attributes.includes(wanted), attributes.join());
  assert.ok(!attributes.some((a) => a.startsWith('Domain')));
});

test('the cookie gives access tokens without being replaced, and is replaced at most hourly', async () => {
  const first = cookieIn(await enter(...demo.admin, { status: 200, headers: sameOrigin() }));
  const got = await Promise.all(Array.from({ length: 6 }, () => byCookie(first)));
  for (const one of got) {
    assert.equal(one.status, 200);
    assert.deepEqual(one.headers.getSetCookie(), []);
    assert.equal(one.json.refresh_token, null);
    assert.equal(one.json.user.email, 'admin@example.com');
  }
  const sid = sessionOf(got[0].json.access_token);
  const age = (seconds) => sql(`UPDATE sessions SET rotated_at = rotated_at - INTERVAL ${seconds} SECOND WHERE id = '${sid}'`);
  age(3700);
  const tabs = await Promise.all(Array.from({ length: 6 }, () => byCookie(first)));
  const next = new Set(tabs.map(cookieIn));
  assert.deepEqual(tabs.map((t) => t.status), Array(6).fill(200));
  assert.equal(next.size, 1, 'two tabs get the same successor');
  age(60);
  const late = await byCookie(first);
  assert.equal(late.status, 200, 'a navigation that was broken off does not end the session');
  assert.equal(cookieIn(late), [...next][0]);
  assert.equal((await byCookie([...next][0])).status, 200);
  const replay = await byCookie(first);
  assert.equal(replay.status, 401);
  assert.match(replay.headers.getSetCookie()[0], /Max-Age=0/);
  assert.equal((await byCookie([...next][0])).status, 401, 'a cookie from before its seen successor ends the session');
  assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'session.replayed' AND object_id = '${sid}'`), '1');
});

test('other sites get nothing [46]', async () => {
  const cookie = await cookieOf('admin');
  const foreign = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': undefined, origin: 'https://evil.example' }, { 'sec-fetch-site': undefined, origin: 'null' },
    { 'sec-fetch-site': undefined, origin: `${new URL(url).origin}.evil.example` }];
  for (const bad of foreign) {
    const headers = Object.fromEntries(Object.entries({ ...sameOrigin(), cookie, ...bad }).filter(([, v]) => v !== undefined));
    for (const path of ['refresh', 'logout']) {
      const got = await request(`/api/v1/auth/${path}`, { method: 'POST', headers });
      assert.equal(got.status, 403, `${path} ${JSON.stringify(bad)}: ${got.text}`);
      assert.equal(got.headers.get('access-control-allow-origin'), null);
    }
    const got = await enter(...demo.admin, { headers });
    assert.equal(got.status, 403, `login ${JSON.stringify(bad)}`);
  }
  const unmarked = await request('/api/v1/auth/refresh', { method: 'POST', headers: { cookie } });
  assert.equal(unmarked.status, 403);
  assert.equal((await byCookie(cookie)).status, 200, 'the session has survived all that');
  await request('/api/v1/auth/me', { headers: { ...sameOrigin(), cookie }, status: 401 });
});

test('a cookie is no refresh token of another client, nor the other way round', async () => {
  const cookie = await cookieOf('admin');
  await refresh(cookie.split('=')[1], { status: 401 });
  const { refresh_token } = await signIn(...demo.admin);
  assert.equal((await byCookie(`${cookie.split('=')[0]}=${refresh_token}`)).status, 401);
});

test('a refresh token is good once; using it again ends the session [10]', async () => {
  const other = await signIn(...demo.csm);
  const first = await signIn(...demo.csm);
  const second = (await refresh(first.refresh_token, { status: 200 })).json;
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal(sessionOf(second.access_token), sessionOf(first.access_token));
  await me(second.access_token, { status: 200 });
  const replay = await refresh(first.refresh_token, { status: 401 });
  assert.equal(replay.json.code, 'refresh_token_invalid');
  await refresh(second.refresh_token, { status: 401 });
  await ended(second.access_token);
  await refresh(other.refresh_token, { status: 200 });
  assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'session.replayed' AND object_id = '${sessionOf(first.access_token)}'`), '1');
});

test('a token of generations ago ends the session too', async () => {
  const tokens = [(await signIn(...demo.csm)).refresh_token];
  for (let i = 0; i < 3; i++) tokens.push((await refresh(tokens.at(-1), { status: 200 })).json.refresh_token);
  await refresh(tokens[0], { status: 401 });
  await refresh(tokens.at(-1), { status: 401 });
});

test('fifty uses at once of one refresh token: one wins [11]', async () => {
  const { refresh_token } = await signIn(...demo.csm);
  const got = await Promise.all(Array.from({ length: 50 }, () => refresh(refresh_token)));
  const won = got.filter((one) => one.status === 200);
  assert.equal(won.length, 1, got.map((one) => one.status).join());
  assert.ok(got.every((one) => [200, 401, 409].includes(one.status)), got.map((one) => one.status).join());
});

test('the same request again within ten seconds gets the same successor', async () => {
  const { refresh_token } = await signIn(...demo.csm);
  const headers = { 'idempotency-key': randomUUID() };
  const got = await Promise.all(Array.from({ length: 5 }, () => refresh(refresh_token, { headers, status: 200 })));
  assert.equal(new Set(got.map((one) => one.json.refresh_token)).size, 1);
  const next = (await refresh(got[0].json.refresh_token, { headers: { 'idempotency-key': randomUUID() }, status: 200 })).json;
  assert.notEqual(next.refresh_token, got[0].json.refresh_token);
  sql(`UPDATE sessions SET rotated_at = rotated_at - INTERVAL 11 SECOND WHERE id = '${sessionOf(next.access_token)}'`);
  await refresh(got[0].json.refresh_token, { headers, status: 401 });
  await refresh(next.refresh_token, { status: 401 });
});

test('another key does not repeat a rotation', async () => {
  const { refresh_token } = await signIn(...demo.csm);
  await refresh(refresh_token, { headers: { 'idempotency-key': 'one-key-0001' }, status: 200 });
  await refresh(refresh_token, { headers: { 'idempotency-key': 'other-key-0001' }, status: 401 });
});

test('made-up refresh tokens are refused and end nothing', async () => {
  const { refresh_token, access_token } = await signIn(...demo.csm);
  const bytes = Buffer.from(refresh_token, 'base64url');
  const flipped = [0, 20, 50, bytes.length - 1].map((i) => { const b = Buffer.from(bytes); b[i] ^= 1; return b.toString('base64url'); });
  const bad = [...flipped, 'x', refresh_token.slice(1), `${refresh_token}A`, `${refresh_token}=`, `${refresh_token} .`, 'A'.repeat(86), 'A'.repeat(256)];
  for (const one of bad) assert.ok([401, 422].includes((await refresh(one)).status), one);
  await request('/api/v1/auth/refresh', { method: 'POST', status: 401 });
  await request('/api/v1/auth/refresh', { json: { refresh_token: access_token }, status: [401, 422] });
  await refresh(refresh_token, { status: 200 });
});

test('the end of a session is kept in the time of the database [8]', async () => {
  const { refresh_token, access_token } = await signIn(...demo.csm);
  sql(`UPDATE sessions SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = '${sessionOf(access_token)}'`);
  await refresh(refresh_token, { status: 401 });
  await ended(access_token);
});

test('logout ends the session everywhere within a second [12]', async () => {
  const mine = await signIn(...demo.csm);
  const other = await signIn(...demo.csm);
  await me(mine.access_token, { status: 200 });
  await request('/api/v1/auth/logout', { method: 'POST', token: mine.access_token, status: 200 });
  await ended(mine.access_token);
  await refresh(mine.refresh_token, { status: 401 });
  await me(other.access_token, { status: 200 });
  await request('/api/v1/auth/logout', { method: 'POST', status: 401 });
  const cookie = await cookieOf('csm');
  const out = await request('/api/v1/auth/logout', { method: 'POST', headers: { ...sameOrigin(), cookie }, status: 200 });
  assert.match(out.headers.getSetCookie()[0], /^hf-[a-z0-9]+=; .*Max-Age=0/);
  assert.equal((await byCookie(cookie)).status, 401);
});

const cuts = [
  ['deactivation', "UPDATE users SET state = 'inactive' WHERE email_key = 'marketing@example.com'", "UPDATE users SET state = 'active' WHERE email_key = 'marketing@example.com'"],
  ['suspension of the tenant', "UPDATE tenants SET state = 'suspended' WHERE slug = 'demo-bank'", "UPDATE tenants SET state = 'active' WHERE slug = 'demo-bank'"],
];
for (const [what, cut, heal] of cuts) {
  test(`${what} is felt within a second [12]`, async () => {
    const got = await signIn(...demo.marketing);
    await me(got.access_token, { status: 200 });
    sql(cut);
    try {
      await ended(got.access_token);
      await refresh(got.refresh_token, { status: 401 });
      await enter(...demo.marketing, { status: 401 });
    } finally {
      sql(heal);
    }
  });
}

// Tokens made here with the server's own key, or without it.
const key = createPrivateKey(readFileSync(`${state}/secrets/ed25519.pem`));
const code = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const signed = (header, claims) => `${code(header)}.${code(claims)}.${sign(null, Buffer.from(`${code(header)}.${code(claims)}`), key).toString('base64url')}`;

test('forged and foreign access tokens are refused [1] [2] [3] [4] [5] [6] [7] [8] [9]', async () => {
  const good = await login('admin', { fresh: true });
  const header = part(good, 0), claims = part(good, 1), now = Math.floor(Date.now() / 1000);
  const rest = good.split('.').slice(1).join('.');
  const publicRaw = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x, 'base64url');
  const hmac = (secret, h) => { const text = `${code(h)}.${code(claims)}`; return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`; };
  await me(signed(header, claims), { status: 200 });
  await me(signed(header, { ...claims, iat: now - 900, nbf: now - 900, exp: now - 30 }), { status: 200 });
  const bad = {
    ...Object.fromEntries(['none', 'None', 'nOnE'].map((alg) => [`alg ${alg}`, `${code({ ...header, alg })}.${code(claims)}.`])),
    'alg none with the signature': `${code({ ...header, alg: 'none' })}.${rest}`,
    'HS256 with the public key': hmac(publicRaw, { ...header, alg: 'HS256' }),
    'HS256 with the PEM of the public key': hmac(createPublicKey(key).export({ format: 'pem', type: 'spki' }), { ...header, alg: 'HS256' }),
    'kid of a file': signed({ ...header, kid: '../../dev/null' }, claims),
    'kid of SQL': signed({ ...header, kid: "' OR 1=1--" }, claims),
    'no kid': signed({ ...header, kid: undefined }, claims),
    'a kid that is no text': signed({ ...header, kid: 1 }, claims),
    jwk: signed({ ...header, jwk: createPublicKey(key).export({ format: 'jwk' }) }, claims),
    jku: signed({ ...header, jku: 'http://127.0.0.1:1/keys' }, claims),
    x5u: signed({ ...header, x5u: 'http://127.0.0.1:1/keys' }, claims),
    crit: signed({ ...header, crit: ['exp'] }, claims),
    'typ of another token': signed({ ...header, typ: 'refresh+jwt' }, claims),
    'another issuer': signed(header, { ...claims, iss: 'https://other.example' }),
    'no issuer': signed(header, { ...claims, iss: undefined }),
    'another audience': signed(header, { ...claims, aud: 'somebody' }),
    'two subjects': (() => { const c = code(JSON.stringify(claims).replace('{', `{"sub":"${claims.sub}",`)); const t = `${code(header)}.${c}`; return `${t}.${sign(null, Buffer.from(t), key).toString('base64url')}`; })(),
    'expired by 61 s': signed(header, { ...claims, iat: now - 900, nbf: now - 900, exp: now - 62 }),
    'no expiry': signed(header, { ...claims, exp: undefined }),
    'an expiry that is a text': signed(header, { ...claims, exp: String(now + 900) }),
    'from the future': signed(header, { ...claims, iat: now + 3600 }),
    'not yet': signed(header, { ...claims, nbf: now + 3600 }),
    "somebody else's subject": signed(header, { ...claims, sub: randomUUID() }),
    "another tenant's": signed(header, { ...claims, tenant: '01900000-0000-7000-8000-00000000d002' }),
    'an unknown session': signed(header, { ...claims, sid: randomUUID() }),
    padding: `${good}=`,
    'a dot more': `${good}.`,
    'four parts': `${good}.x`,
    'no signature': good.split('.').slice(0, 2).join('.'),
    'an empty header': `.${rest}`,
    'a signature cut short': good.slice(0, -2),
    'a flipped last bit': `${good.slice(0, -1)}${good.endsWith('B') ? 'A' : 'B'}`,
    nothing: '.',
    'long nonsense': 'A'.repeat(6000),
  };
  for (const [what, token] of Object.entries(bad)) {
    const got = await me(token);
    assert.equal(got.status, 401, `${what}: ${got.status}`);
    assert.match(got.headers.get('www-authenticate'), /^Bearer/);
  }
  const long = await fetch(new URL('/api/v1/auth/me', url), { headers: { authorization: `Bearer ${'A'.repeat(40_000)}` } }).catch(() => ({ status: 400 }));
  assert.ok([400, 401, 431].includes(long.status), String(long.status));
  for (const scheme of ['Basic', 'bearer', 'Bearer ', 'Token']) {
    const got = await request('/api/v1/auth/me', { headers: { authorization: `${scheme} ${good}` } });
    assert.equal(got.status, scheme === 'bearer' ? 200 : 401, scheme);
  }
});

test('a forged token is noted for whom it claims to be of, once an hour and network, and never fills the audit [1]', async () => {
  await earlyInTheHour();
  const forged = (claims) => `${code({ alg: 'none', typ: 'at+jwt', kid: 'x' })}.${code(claims)}.`;
  const rows = (where) => Number(sql(`SELECT COUNT(*) FROM audit WHERE action = 'token_invalid' AND ${where}`));
  const good = await login('other', { fresh: true }), claims = part(good, 1);
  const mine = async () => (await request('/api/v1/audit?action=token_invalid&limit=200', { token: good, status: 200 })).json.data;
  const earlier = (await mine()).length; // of another run in this hour, say
  for (let i = 0; i < 40; i++) assert.equal((await me(forged({ ...claims, jti: randomUUID() }))).json.code, 'token_invalid');
  const told = await mine();
  assert.ok(told.length >= 1 && told.length - earlier <= 1, `${told.length} rows`);
  assert.deepEqual([told[0].object, told[0].object_id, told[0].actor_id], ['user', claims.sub, null]);
  assert.ok(told.some((one) => one.detail.network === '127.0.0.0/24'), JSON.stringify(told[0].detail));
  const nobody = rows('tenant_id = 0');
  for (let i = 0; i < 40; i++) await me(forged({ ...claims, sub: randomUUID() }), { status: 401 });
  assert.ok(rows('tenant_id = 0') - nobody <= 1, 'strangers');
  // From a thousand networks, straight at the sockets, it is no more than there are places.
  const everywhere = rows('TRUE');
  for (let i = 0; i < 1000; i++) {
    const got = await call(`${state}/run/reports.sock`, 'GET', '/api/v1/reports/overview', { params: { RP_REMOTE: `10.${i >> 2}.${i & 3}.9` }, headers: { authorization: `Bearer ${forged(claims)}` } });
    assert.equal(got.status, 401);
  }
  const added = rows('TRUE') - everywhere;
  assert.ok((await mine()).length > 10 && added <= 64, `${added} rows`);
  // What is merely old, or of a session that is over, is nobody's forgery.
  const had = rows('TRUE'), now = Math.floor(Date.now() / 1000), header = part(good, 0);
  const own = part(await login('admin', { fresh: true }), 1);
  await me(signed(header, { ...own, iat: now - 900, nbf: now - 900, exp: now - 100 }), { status: 401 });
  await me(signed(header, { ...own, sid: randomUUID() }), { status: 401 });
  assert.equal(rows('TRUE'), had);
});

test('the published keys verify our tokens', async () => {
  const { json } = await request('/.well-known/jwks.json', { status: 200 });
  const token = await login('admin');
  const jwk = json.keys.find((one) => one.kid === part(token, 0).kid);
  assert.equal(jwk.kty, 'OKP');
  assert.equal(jwk.crv, 'Ed25519');
  assert.ok(!('d' in jwk));
  const [head, body, signature] = token.split('.');
  assert.ok(verify(null, Buffer.from(`${head}.${body}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url')));
});

test('a tenant cannot be chosen by the request [13] [14]', async () => {
  const token = await login('other');
  const got = await me(token, { status: 200, headers: { 'x-tenant': 'demo-bank', 'x-tenant-id': '1' } });
  assert.equal(got.json.tenant.name, 'Other Bank');
  await request('/api/v1/auth/me?tenant_id=1', { token, status: [200, 422] });
});

test('what people type at sign-in is not kept in clear, and every sign-in is [61]', async () => {
  const canary = `canary-${randomUUID()}@example.com`;
  const answers = [await enter(canary, `secret-${canary}`, { status: 401 }), await enter('admin@example.com', `secret-${canary}`, { status: 401 })];
  answers.push(await enter(...demo.admin, { status: 200 }));
  const rows = sql('SELECT CONCAT_WS("|", tenant_id > 0, action, object, object_id, detail) FROM audit ORDER BY at DESC, id DESC LIMIT 3').split('\n');
  assert.match(rows[0], /^1\|login.succeeded\|session\|/);
  assert.match(rows[1], /^1\|login.failed\|user\|.*password/);
  assert.match(rows[2], /^0\|login.failed\|unknown\|[0-9a-f]{16}$/);
  for (const file of ['access.log', 'auth-login.log']) await inLog(file, answers);
  for (const file of readdirSync(`${state}/log`)) assert.ok(!readFileSync(`${state}/log/${file}`, 'utf8').includes(canary), file);
});

test('control characters of a client stay within one line of the log [61]', async () => {
  const mark = randomUUID();
  await new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) }, () => {
      socket.write(`GET /api/v1/auth/me?${mark} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${mark}\r\nUser-Agent: a\x1b[31m"\\\t${mark}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('error', reject).on('close', resolve).resume();
  });
  const id = await enter('a\r\n{"level":"error"}\x1b', 'wrong', { status: 422 });
  for (const [file, text] of [['auth.log', mark], ['auth-login.log', id.headers.get('x-request-id')]]) {
    const found = await waitUntil(`a line of ${file}`, () => readFileSync(`${state}/log/${file}`, 'utf8').split('\n').find((line) => line.includes(text)), { deadline_ms: 3000 });
    assert.doesNotThrow(() => JSON.parse(found), found);
    assert.ok(!/[\x00-\x1f]/.test(found));
  }
});

test('health, readiness and metrics', async () => {
  const health = await request('/healthz', { status: 200 });
  assert.equal(health.text, 'ok');
  assert.match(health.headers.get('content-type'), /^text\/plain/);
  const ready = await request('/readyz', { status: 200 });
  assert.equal(ready.json.ready, true);
  const names = ready.json.parts.map((one) => one.name);
  for (const name of ['database', 'schema', 'auth', 'auth-login', 'chat', 'chat-jobs']) assert.ok(names.includes(name), names.join());
  await request('/metrics', { status: 404 });
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  assert.match(metrics, /^holdfast_up\{pool="auth"\} 1$/m);
});

test('VigilPay: mobile sign-in and profile', async () => {
  const path = '/api/auth/mobile/login/';
  const { json } = await request(path, { json: { email: 'Customer@Example.com', password: ' customerpass ', extra: 1 }, status: 200 });
  assert.deepEqual(Object.keys(json), ['tokens', 'user']);
  assert.deepEqual(Object.keys(json.tokens).sort(), ['access', 'refresh']);
  assert.match(json.user.id, /^[0-9a-f]{32}$/);
  assert.deepEqual({ ...json.user, id: '' }, { id: '', username: 'customer', email: 'customer@example.com', user_type: 'CUSTOMER' });
  const form = await request(path, { body: new URLSearchParams({ email: 'customer@example.com', password: 'customerpass' }), status: 200 });
  assert.ok(form.json.tokens.access);
  const refused = async (body, wanted) => assert.deepEqual((await request(path, { json: body, status: 400, check: false })).json, wanted);
  await refused({ email: 'customer@example.com', password: 'wrong' }, { non_field_errors: ['Invalid email or password.'] });
  await refused({ email: 'nobody@example.com', password: 'wrong' }, { non_field_errors: ['Invalid email or password.'] });
  await refused({ email: 'admin@example.com', password: 'adminpass' }, { non_field_errors: ['This endpoint is for mobile customer accounts only.'] });
  await refused({}, { email: ['This field is required.'], password: ['This field is required.'] });
  await refused({ email: 'no address', password: '' }, { email: ['Enter a valid email address.'], password: ['This field may not be blank.'] });

  const answer = await request('/api/auth/mobile/me/', { token: json.tokens.access, status: 200 });
  const profile = answer.json;
  assert.equal(profile.id, json.user.id);
  assert.match(profile.member_since, /^\d{4}-\d{2}-\d{2}$/);
  assert.equal(profile.credit_analysis.factors.length, 6);
  assert.deepEqual(profile.credit_analysis.range, { min: 300, max: 850 });
  const sum = profile.credit_analysis.factors.reduce((all, one) => all + one.points, 0);
  assert.ok(Math.abs(Math.min(850, Math.max(300, sum)) - profile.credit_analysis.score) <= 0.52);
  assert.match(answer.text, /"probability": ?\d+\.\d/);
  assert.match(answer.text, /"loyalty_score": ?\d+\.\d/);
  assert.match(answer.text, /"score": ?\d+[,}]/);
  assert.ok(['high', 'medium', 'low'].includes(profile.risk_analysis.tier));
  assert.deepEqual((await request('/api/auth/mobile/me/', { token: json.tokens.access, status: 200 })).json, profile);
  const nobody = await request('/api/auth/mobile/me/', { status: 401, check: false });
  assert.deepEqual(nobody.json, { detail: 'Authentication credentials were not provided.' });
  const bad = await request('/api/auth/mobile/me/', { token: 'x.y.z', status: 401, check: false });
  assert.equal(bad.json.code, 'token_not_valid');
});

test('ChurnGuard: sign-in', async () => {
  const { json } = await request('/auth/login', { json: { email: 'csm@EXAMPLE.com', password: 'csmpass' }, status: 200 });
  assert.deepEqual(Object.keys(json).sort(), ['access_token', 'cin', 'code', 'email', 'full_name', 'role', 'token_type', 'user_id']);
  assert.equal(json.token_type, 'bearer');
  assert.equal(json.role, 'csm');
  await me(json.access_token, { status: 200 });
  for (const email of ['nobody@example.com', 'csm@example.com']) {
    const got = await request('/auth/login', { json: { email, password: 'wrong' }, status: 401, check: false });
    assert.equal(typeof got.json.detail, 'string');
    assert.equal(got.headers.get('www-authenticate'), 'Bearer');
  }
  const missing = await request('/auth/login', { json: { email: 'csm@example.com' }, status: 422, check: false });
  assert.deepEqual(missing.json.detail[0].loc, ['body', 'password']);
  assert.equal(missing.json.detail[0].type, 'value_error.missing');
  const wrong = await request('/auth/login', { json: { email: 'x', password: 'y' }, status: 422, check: false });
  assert.equal(wrong.json.detail[0].type, 'value_error.email');
});

// A start in production mode over this instance's database, with the secrets in a folder of its own.
function startInProduction(change = () => {}) {
  const secrets = mkdtempSync(`${state}/tmp/secrets-`);
  for (const file of readdirSync(`${state}/secrets`)) copyFileSync(`${state}/secrets/${file}`, `${secrets}/${file}`);
  change(secrets);
  const bin = `${process.env.HF_TEST_BIN ?? 'build/asan/bin'}/holdfast-auth`;
  const env = { PATH: process.env.PATH, HF_MODE: 'production', HF_STATE: state, HF_PUBLIC_URL: 'https://churn.example', HF_DB_SOCKET: `${state}/run/db.sock`, HF_DB_NAME: 'holdfast',
    HF_DB_USER: 'holdfast-auth', HF_DB_PASSWORD_FILE: `${state}/secrets/db-auth`, HF_SECRETS_DIR: secrets, HF_RUN_DIR: `${state}/tmp` };
  const got = spawnSync(bin, ['--listen', `unix:${state}/tmp/p.sock`], { env, encoding: 'utf8', timeout: 20_000 });
  assert.equal(got.error, undefined, 'it goes on running');
  assert.equal(got.status, 78, got.stderr);
  return got.stderr;
}

const refusals = [
  ['demo logins', () => {}, /demo/],
  ['a secret of zeros', (dir) => writeFileSync(`${dir}/refresh.key`, '0'.repeat(64)), /refresh\.key/],
  ['a secret of one byte', (dir) => writeFileSync(`${dir}/refresh.key`, '61'.repeat(32)), /default/],
  ['a key of the audit that counts up', (dir) => writeFileSync(`${dir}/audit.key`, Buffer.from(Array.from({ length: 32 }, (_, i) => i + 1)).toString('hex')), /default/],
  ['no key of the audit', (dir) => rmSync(`${dir}/audit.key`), /audit\.key/],
  ['one secret for two purposes', (dir) => copyFileSync(`${dir}/channel.key`, `${dir}/refresh.key`), /same secret/],
  ['a short secret', (dir) => writeFileSync(`${dir}/refresh.key`, 'abcd'), /refresh\.key/],
  ['no secret', (dir) => rmSync(`${dir}/refresh.key`), /refresh\.key/],
  ['no signing key', (dir) => rmSync(`${dir}/ed25519.pem`), /ed25519\.pem/],
  ['a signing key that others may read', (dir) => chmodSync(`${dir}/ed25519.pem`, 0o644), /ed25519\.pem/],
];
for (const [what, change, why] of refusals) {
  test(`a production start that finds ${what} refuses [63]`, () => assert.match(startInProduction(change), why));
}
