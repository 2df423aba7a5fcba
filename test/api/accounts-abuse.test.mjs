// Abuse of accounts, by the numbers of the list that the other tests name as well.
import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { as, login, request, signIn, demo, url } from './lib.mjs';
import { enter, forgetCounters, goodPassword, post, registered, sql, stranger } from './accounts-lib.mjs';
import { member, workspace } from './admin-lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { jpeg } from './pictures-lib.mjs';

before(forgetCounters);

test('tokens for something else open nothing [5]', async () => {
  const { refresh_token: refresh } = await signIn(...demo.admin);
  const who = stranger();
  await post('register', who, { status: 201 });
  const { token: link } = await mailTo(who.email);
  for (const token of [refresh, link]) await request('/api/v1/auth/me', { token, status: 401 });
  await post('verify-email', { token: refresh }, { status: 422 });
  await post('reset-password', { token: link, password: goodPassword }, { status: 422 });
  await post('refresh', { refresh_token: link }, { status: 401 });
  await post('verify-email', { token: link }, { status: 200 });
});

test("nothing of one's own can hang on somebody else's: no picture, role or person of another tenant [15]", async () => {
  const home = await workspace();
  const form = new FormData();
  form.set('file', new Blob([jpeg], { type: 'image/jpeg' }), 'me.jpg');
  const admin = await as('admin');
  const picture = (await admin('/api/v1/uploads/pictures', { form, status: 201 })).json.id;
  const mine = await home.admin('auth/me', { status: 200 });
  for (const id of [picture, '018f0000-0000-7000-8000-0000000000ab']) {
    const got = await home.admin('auth/me', { method: 'PATCH', json: { picture_id: id }, headers: { 'if-match': mine.headers.get('etag') }, status: 422 });
    assert.equal(got.json.code, 'picture_unknown');
  }
  await admin(`/api/v1/uploads/pictures/${picture}`, { method: 'DELETE', status: [200, 204] });
  const name = `only_here_${Date.now()}`;
  await home.admin('roles', { json: { name, title: 'Here', permissions: ['self:read'] }, status: 201 });
  const invited = await admin('/api/v1/invitations', { json: { email: stranger().email, roles: [name] }, status: 422 });
  assert.equal(invited.json.code, 'role_unknown');
  const one = await member(home.admin, ['csm']);
  const tenant = sql("SELECT id FROM tenants WHERE slug = 'demo-bank'");
  for (const row of [
    `INSERT INTO user_roles (tenant_id, user_id, role) VALUES (${tenant}, '${one.id}', 'admin')`,
    `INSERT INTO user_roles (tenant_id, user_id, role) SELECT tenant_id, id, '${name}' FROM users WHERE username_key = 'admin'`,
  ]) assert.throws(() => sql(row), /foreign key constraint fails/, 'nor could a fault of ours write it');
});

test('bytes that are no UTF-8 are refused, in whatever place [34]', async () => {
  const bad = { 'a byte alone': [0xff], 'an overlong slash': [0xc0, 0xaf], 'an overlong NUL': [0xc0, 0x80], 'half a surrogate': [0xed, 0xa0, 0x80],
    'cut short': [0xe2, 0x82], 'beyond the last': [0xf4, 0x90, 0x80, 0x80], 'a byte that continues nothing': [0x80] };
  const send = (path, text, bytes) => {
    const [front, back] = text.split('@@');
    return request(`/api/v1/auth/${path}`, { body: Buffer.concat([Buffer.from(front), Buffer.from(bytes), Buffer.from(back)]), headers: { 'content-type': 'application/json' } });
  };
  const accounts = sql('SELECT COUNT(*) FROM users');
  for (const [what, bytes] of Object.entries(bad)) {
    assert.equal((await send('login', '{"identifier":"admin@@","password":"x"}', bytes)).status, 400, what);
    assert.equal((await send('login', '{"identifier":"admin","pass@@word":"x"}', bytes)).status, 400, what);
    assert.equal((await send('register', '{"username":"u@@","password":"tall Green 7 kettles"}', bytes)).status, 400, what);
  }
  for (const half of ['\\ud800', '\\udc00', '\\ud800x', '\\udfff\\ud800', '\\ud800\\u0041']) {
    assert.equal((await send('login', `{"identifier":"${half}@@","password":"x"}`, [])).status, 400, half);
  }
  for (const path of ['/api/v1/users?q=%ff', '/api/v1/audit?action=%c0%af', '/api/v1/users?q=%ed%a0%80']) await request(path, { token: await login('admin'), status: [400, 422] });
  assert.equal(sql('SELECT COUNT(*) FROM users'), accounts);
});

const attacks = ["' OR '1'='1", "' OR 1=1-- ", "'; DROP TABLE users; -- ", '" OR ""="', "admin'/*", "') OR ('1'='1", "1' AND SLEEP(3)-- ", "' UNION SELECT password FROM users-- ", '1; SELECT SLEEP(3)',
  "\\' OR 1=1-- ", '%27%20OR%201=1', "x' AND (SELECT 1 FROM (SELECT COUNT(*), CONCAT(VERSION(), FLOOR(RAND(0)*2)) x FROM users GROUP BY x) y)-- ", '${7*7}', "ʼ OR 1=1-- "];
const told = /SQL|syntax|MariaDB|mysql|errno|near '|column|\/work|\/tmp/i;

// Each attack is answered as a text that is merely odd is, and as quickly.
test('SQL in any text is a text [42]', async () => {
  const token = await login('admin');
  const get = (path) => request(`/api/v1/${path}`, { token });
  const odd = 'it is, say, odd';
  const tables = () => sql('SELECT (SELECT COUNT(*) FROM users), (SELECT COUNT(*) FROM roles), (SELECT COUNT(*) FROM sessions), (SELECT COUNT(*) FROM tenants)');
  const places = {
    'sign-in': (text) => enter(text, 'x'), password: (text) => enter('nobody@people.example', text),
    refresh: (text) => post('refresh', { refresh_token: text }), 'verify-email': (text) => post('verify-email', { token: text }),
    'forgot-password': (text) => post('forgot-password', { email: text }), 'reset-password': (text) => post('reset-password', { token: text, password: goodPassword }),
    invitation: (text) => request('/api/v1/invitations/by-token', { json: { token: text } }),
    tenant: (text) => post('register', { ...stranger(), tenant: text }), 'user name': (text) => post('register', { ...stranger(), username: text, email: 'not-an-address' }),
    bearer: (text) => request('/api/v1/auth/me', { token: encodeURIComponent(text) }),
    ...Object.fromEntries(['users?q=', 'users?role=', 'users?state=', 'users?cursor=', 'audit?action=', 'audit?actor=', 'audit?object=', 'audit?object_id=', 'audit?after=', 'mails?state=', 'invitations?state=',
      'customers?q=', 'customers?sort=', 'customers?band='].map((place) => [place, (text) => get(place + encodeURIComponent(text))])),
    ...Object.fromEntries(['users/', 'roles/', 'auth/sessions/', 'customers/', 'uploads/schemas/'].map((place) => [place, (text) => get(place + encodeURIComponent(text))])),
  };
  const had = tables();
  for (const [where, send] of Object.entries(places)) {
    forgetCounters();
    const plain = await send(odd);
    for (const attack of attacks) {
      forgetCounters();
      const began = performance.now();
      const got = await send(attack);
      const what = `${where} ${attack}: ${got.status} ${got.text.slice(0, 300)}`;
      assert.ok(performance.now() - began < 2500, `${what} took too long`);
      assert.ok(got.status === plain.status || (got.status >= 400 && got.status < 500 && plain.status >= 400) || (plain.status === 200 && got.status === 422), `${what}, an odd text: ${plain.status}`);
      if (got.status >= 400) assert.doesNotMatch(String(got.json?.detail) + JSON.stringify(got.json?.errors ?? ''), told, what);
      if (got.status === 200 && got.json?.data) assert.deepEqual(got.json.data, plain.json.data, what);
    }
  }
  assert.equal(tables(), had);
  forgetCounters();
});

test('no other site is let in by its Origin, asked for or not [48]', async () => {
  const token = await login('admin'), ours = new URL(url);
  for (const origin of ['https://evil.example', 'null', `${ours.origin}.evil.example`, `https://evil.example/${ours.host}`, `${ours.protocol}//${ours.hostname}:1`, 'file://']) {
    for (const options of [{ token }, { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } }, { json: { identifier: 'nobody', password: 'x' } }]) {
      const path = options.json ? '/api/v1/auth/login' : '/api/v1/auth/me';
      const got = await request(path, { ...options, headers: { ...options.headers, origin }, check: false });
      for (const name of ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-headers', 'access-control-allow-methods']) assert.equal(got.headers.get(name), null, `${origin} ${name}`);
    }
  }
  forgetCounters();
});

test('a password of a mebibyte is refused before anything is hashed, wherever passwords are taken [24]', async () => {
  const { token } = await registered();
  const long = 'a1!'.repeat(350_000);
  for (const [path, json] of [['login', { identifier: 'admin', password: long }], ['register', stranger({ password: long })], ['change-password', { old_password: long, new_password: long }],
    ['step-up', { password: long }], ['reset-password', { token: 'x', password: long }]]) {
    const began = performance.now();
    const got = await post(path, json, { token: ['change-password', 'step-up'].includes(path) ? token : undefined });
    assert.ok([413, 422].includes(got.status), `${path}: ${got.status}`);
    assert.ok(performance.now() - began < 2000, path);
  }
});
