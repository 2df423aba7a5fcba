// A whole installation in production mode, begun as a sysadmin would: nobody is there but who was made on the command line, limits are on
// without a word, workspaces are not open, and other sites' pages may use the cookie only where they are named.
import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { demo, earlyInTheHour, waitUntil } from './lib.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const bin = process.env.HF_TEST_BIN ?? `${top}build/asan/bin`;
const password = 'autumn rain 7 Kettles';
const trusted = 'https://intranet.example';
let home, url, child, said = '';

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => { probe.listen(0, '127.0.0.1', resolve); });
  const { port } = probe.address();
  await new Promise((resolve) => { probe.close(resolve); });
  return port;
}
const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_')));

before(async () => {
  home = mkdtempSync(`${tmpdir()}/holdfast-production.`);
  const port = await freePort();
  url = `http://localhost:${port}`;
  child = spawn(`${top}test/env/run`, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...plain, HF_MODE: 'production', HF_STATE: home, HF_PORT: port, HF_METRICS_PORT: await freePort(),
    HF_VARIANT: bin.split('/').at(-2), HF_TEST_BUILT: '1', HF_TEST_START_SECONDS: '120', HF_TRUSTED_ORIGINS: `${trusted} https://desk.example` } });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { said += text; });
  await waitUntil('it runs', () => {
    assert.equal(child.exitCode, null, said);
    return said.includes('Holdfast is running');
  }, { deadline_ms: 150_000, every_ms: 200 });
}, { timeout: 180_000 });
after(async () => {
  if (child.exitCode === null) {
    await new Promise((resolve) => { child.once('exit', resolve); child.kill('SIGTERM'); });
  }
  const log = readFileSync(`${home}/log/auth.log`, 'utf8');
  rmSync(home, { recursive: true });
  assert.deepEqual(log.split('\n').filter((line) => /Sanitizer|runtime error/.test(line)), []);
});

async function ask(path, { json, token, headers = {}, method } = {}) {
  const answer = await fetch(url + path, { method: method ?? (json === undefined ? 'GET' : 'POST'), body: json === undefined ? undefined : JSON.stringify(json),
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}
const enter = (identifier, secret, headers) => ask('/api/v1/auth/login', { json: { identifier, password: secret }, headers });
const binary = (domain, args, extra) => spawnSync(`${bin}/holdfast-${domain}`, args, { encoding: 'utf8', input: `${password}\n`, timeout: 30_000,
  env: { ...plain, HF_MODE: 'production', HF_STATE: home, HF_PUBLIC_URL: url, HF_DB_SOCKET: `${home}/run/db.sock`, HF_DB_USER: `holdfast-${domain}`, HF_DB_PASSWORD_FILE: `${home}/secrets/db-${domain}`, ...extra } });
const command = (...args) => binary('auth', args);

test('nobody is there, not even the demo; the first administrator is made by a command [63]', async () => {
  assert.doesNotMatch(said, /Demo logins/);
  assert.equal((await enter(...demo.admin)).status, 401);
  const made = command('--create-tenant', 'Corner Shop', '--email', 'ada@shop.example');
  assert.equal(made.status, 0, made.stderr);
  const { status, json } = await enter('ada@shop.example', password);
  assert.equal(status, 200);
  assert.deepEqual([json.user.tenant.name, json.user.roles, json.expires_in], ['Corner Shop', ['admin'], 900]);
});

test('settings that are for one\'s own machine end every start with a sentence, and nothing else does', () => {
  const cases = [
    [{ HF_PUSH_LOCAL: `${home}/authority.pem` }, 'HF_PUSH_LOCAL: must not be set: it lets people reach hosts of your own network'],
    [{ HF_PUBLIC_URL: 'http://churn.example.org' }, 'HF_PUBLIC_URL: must be the https:// address that people use'],
    [{ HF_PUBLIC_URL: `${url}/` }, 'HF_PUBLIC_URL: must not end in a slash'],
    [{ HF_DB_SOCKET: '' }, 'HF_DB_SOCKET: name the database\'s socket here, or its hosts in HF_DB_HOST'],
    [{ HF_DB_SOCKET: '', HF_DB_HOST: 'db.example.org' }, 'HF_DB_TLS_CA: is needed for a database on another host: the file of its authority'],
    [{ HF_TRUSTED_ORIGINS: 'https://a.example http://b.example' }, 'HF_TRUSTED_ORIGINS: must be https:// origins, separated by spaces'],
  ];
  for (const [extra, sentence] of cases) {
    for (const args of [['--check'], ['--jobs'], ['--listen', `unix:${home}/never.sock`]]) {
      const { status, stderr } = binary('chat', args, extra);
      assert.equal(status, 78, `${args}: ${stderr}`);
      assert.ok(stderr.split('\n').includes(sentence), `${args}: ${stderr}`);
    }
  }
  const fine = binary('chat', ['--check'], {});
  assert.equal(fine.status, 0, fine.stderr);
  const demo_ = binary('chat', ['--check'], { HF_MODE: 'demo', HF_PUSH_LOCAL: `${home}/authority.pem` });
  assert.equal(demo_.status, 0, demo_.stderr);
});

test('businesses open no workspace unless the operator lets them', async () => {
  const got = await ask('/api/v1/auth/register-business', { json: { company: 'Evil Ltd', first_name: 'E', last_name: 'V', email: 'e@evil.example', password } });
  assert.deepEqual([got.status, got.json.code], [403, 'closed']);
});

test('the cookie is of use to pages of the named origins and to no others [46]', async () => {
  const ours = { origin: url, 'sec-fetch-site': 'same-origin', 'x-holdfast-request': '1' };
  const cookie = (await enter('ada@shop.example', password, ours)).headers.getSetCookie()[0].split(';')[0];
  const from = async (origin, site = 'cross-site') => (await ask('/api/v1/auth/refresh', { method: 'POST', headers: { cookie, origin, 'sec-fetch-site': site, 'x-holdfast-request': '1' } })).status;
  assert.equal(await from(url, 'same-origin'), 200);
  assert.equal(await from(trusted), 200);
  assert.equal(await from('https://desk.example', 'same-site'), 200);
  for (const origin of ['https://evil.example', 'null', `${trusted}.evil.example`, 'https://intranet', 'http://intranet.example', `${trusted} https://desk.example`, ' ', 'https://']) {
    assert.equal(await from(origin), 403, origin);
  }
});

test('registration: five an hour and network, successes too', async () => {
  await earlyInTheHour();
  const statuses = [];
  for (let i = 0; i < 7; i++) statuses.push(await ask('/api/v1/auth/register', { json: { username: `guest${i}`, email: `guest${i}@shop.example`, password, first_name: 'G', last_name: 'X' } }));
  assert.deepEqual(statuses.map((one) => one.status), [201, 201, 201, 201, 201, 429, 429]);
  assert.equal(statuses[5].headers.get('ratelimit-policy'), '"register";q=5;w=3600');
});

test('sign-in: ten failures an hour and account', async () => {
  await earlyInTheHour();
  const statuses = [];
  for (let i = 0; i < 11; i++) statuses.push((await enter('guest1', `wrong ${i}`)).status);
  assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
});

test('without a word a person has a thousand requests an hour', { timeout: 120_000 }, async () => {
  await earlyInTheHour();
  const token = (await enter('ada@shop.example', password)).json.access_token;
  const got = [];
  const one = async () => {
    while (got.length < 1300) got.push(await ask('/api/v1/auth/me', { token }));
  };
  await Promise.all(Array.from({ length: 8 }, one));
  const passed = got.filter((a) => a.status === 200).length;
  // Workers that have not heard of each other's last requests may let a few more through.
  assert.ok(passed >= 985 && passed <= 1100, `${passed} passed`);
  const refused = got.find((a) => a.status === 429);
  assert.equal(refused.headers.get('ratelimit-policy'), '"user";q=1000;w=3600');
});

test('and a network without a sign-in a hundred', async () => {
  await earlyInTheHour();
  let passed = 0, last;
  do {
    last = await ask('/api/v1/auth/me');
    passed += last.status === 401;
  } while (last.status !== 429 && passed < 200);
  assert.ok(passed <= 110, `${passed} passed`);
  assert.equal(last.headers.get('ratelimit-policy'), '"anonymous";q=100;w=3600');
  assert.ok(Number(last.headers.get('retry-after')) >= 1);
});
