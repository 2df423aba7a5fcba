// The general limits, by a pool of the auth binary with limits of the tests' own, behind an nginx that hands requests on as the site's does.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { earlyInTheHour, login, request, state, url, waitUntil } from './lib.mjs';
import { sql, start } from './instance-lib.mjs';

const pools = [];
let home, log = '';
const listen = (binary) => {
  binary.stderr.on('data', (text) => { log += text; });
  return binary;
};

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => { probe.listen(0, '127.0.0.1', resolve); });
  const { port } = probe.address();
  await new Promise((resolve) => { probe.close(resolve); });
  return port;
}

// A pool with these limits: {get(path, options), counted(scope), stop()}.
async function pool(name, limits) {
  const port = await freePort();
  const socket = `${home}/${name}.sock`;
  const conf = `${home}/${name}.conf`;
  mkdirSync(`${home}/${name}/metrics`, { recursive: true });
  const open = () => listen(start('auth', ['--listen', `unix:${socket}`], { HF_RUN_DIR: `${home}/${name}`, HF_SECRETS_DIR: `${state}/secrets`, HF_WORKERS: '2', ...limits }));
  const user = process.getuid() === 0 ? 'user root root;' : '';
  writeFileSync(conf, `${user} daemon off; pid ${home}/${name}.pid; error_log ${home}/${name}.log; events {}
http { include ${state}/nginx/settings-http.conf; include ${state}/nginx/maps.conf; access_log off; client_body_temp_path ${home}/b; proxy_temp_path ${home}/p; fastcgi_temp_path ${home}/f; uwsgi_temp_path ${home}/u; scgi_temp_path ${home}/s;
server { listen 127.0.0.1:${port}; include ${state}/nginx/fastcgi.conf;
location / { include ${state}/nginx/problems.conf; fastcgi_pass unix:${socket}; } include ${state}/nginx/problem-location.conf; } }`);
  const one = { binary: open() };
  const nginx = spawn('nginx', ['-c', conf, '-p', home, '-e', `${home}/${name}.log`], { stdio: 'ignore', env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
  const ended = (child) => (child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => { child.once('exit', resolve); child.kill('SIGTERM'); }));
  one.stop = async () => { await ended(nginx); await ended(one.binary); };
  one.again = async () => { await ended(one.binary); one.binary = open(); await one.up(); };
  one.get = (path, options = {}) => fetch(`http://127.0.0.1:${port}${path}`, options);
  one.me = (options = {}) => one.get('/api/v1/auth/me', { ...options, headers: { ...(options.token ? { authorization: `Bearer ${options.token}` } : {}), ...options.headers } });
  one.up = () => waitUntil(`pool ${name} serves`, async () => existsSync(socket) && (await one.get('/healthz').catch(() => ({}))).status === 200);
  pools.push(one);
  await one.up();
  return one;
}
const forget = () => sql("DELETE FROM rate_counters WHERE scope IN ('anonymous', 'user')");
const rest = (answer, name) => Number(answer.headers.get('ratelimit').match(new RegExp(`^"${name}";r=(\\d+);t=\\d+$`))[1]);

before(() => {
  home = mkdtempSync(`${state}/tmp/limits-`);
  forget();
});
beforeEach(earlyInTheHour);
after(async () => {
  await Promise.all(pools.map((one) => one.stop()));
  rmSync(home, { recursive: true });
  forget();
  assert.deepEqual(log.split('\n').filter((line) => /Sanitizer|runtime error/.test(line)), []);
});

async function refused(answer, name, quota) {
  assert.equal(answer.status, 429);
  const wait = Number(answer.headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= 3600, `Retry-After ${wait}`);
  assert.equal(answer.headers.get('ratelimit-policy'), `"${name}";q=${quota};w=3600`);
  assert.match(answer.headers.get('ratelimit'), new RegExp(`^"${name}";r=0;t=\\d+$`));
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  const problem = await answer.json();
  assert.equal(problem.code, 'rate_limited');
}

test('a network without a sign-in has so many requests an hour, whatever address it claims [23, 39]', async () => {
  forget();
  const one = await pool('anonymous', { HF_RATE_LIMITS: '1', HF_ANONYMOUS_LIMIT: '12', HF_USER_LIMIT: '1000' });
  const claims = (i) => ({ 'x-forwarded-for': `203.0.113.${i}`, 'x-real-ip': `198.51.100.${i}`, forwarded: `for=192.0.2.${i}`, rp_remote: `192.0.2.${i}`, 'rp-remote': `192.0.2.${i}`, 'true-client-ip': `192.0.2.${i}`, 'cf-connecting-ip': `192.0.2.${i}` });
  // Each of the two workers may hold a count or so that the other does not know yet: one may refuse already while the other does not.
  let passed = 0;
  for (let inTurn = 0; inTurn < 8;) {
    const answer = await one.me({ headers: claims(passed + inTurn), token: inTurn === 7 ? 'not-a-token' : undefined });
    if (answer.status === 429) {
      assert.ok(passed >= 12, `${passed} passed`);
      await refused(answer, 'anonymous', 12);
      inTurn += 1;
      continue;
    }
    inTurn = 0;
    passed += 1;
    assert.equal(answer.status, 401);
    assert.ok(rest(answer, 'anonymous') < 12);
    assert.ok(passed <= 14, 'more than the quota');
  }
  for (const path of ['/healthz', '/.well-known/jwks.json']) assert.equal((await one.get(path)).status, 200, path);
  const signedIn = await one.me({ token: await login('admin') });
  assert.equal(signedIn.status, 200, 'who signed in is counted as that person');
  assert.equal(signedIn.headers.get('ratelimit-policy'), '"user";q=1000;w=3600');
});

test('a person has so many requests an hour over all workers and sessions; others have their own', async () => {
  forget();
  const one = await pool('user', { HF_RATE_LIMITS: '1', HF_USER_LIMIT: '20', HF_ANONYMOUS_LIMIT: '100' });
  const tokens = [await login('admin', { fresh: true }), await login('admin', { fresh: true })];
  // One worker may not have told of an eighth of the quota when the other refuses.
  let passed = 0;
  for (let i = 0, inTurn = 0; inTurn < 8; i++) {
    const answer = await one.me({ token: tokens[i % 2] });
    if (answer.status === 429) {
      assert.ok(passed >= 20, `${passed} passed`);
      await refused(answer, 'user', 20);
      inTurn += 1;
      continue;
    }
    inTurn = 0;
    passed += 1;
    assert.equal(answer.status, 200);
    assert.ok(passed <= 22, 'more than the quota');
  }
  assert.equal((await one.me({ token: await login('csm') })).status, 200);
  assert.equal((await one.me()).status, 401);
});

test('many at once let through hardly more than the quota', async () => {
  forget();
  const one = await pool('burst', { HF_RATE_LIMITS: '1', HF_USER_LIMIT: '64' });
  const token = await login('admin');
  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await one.me({ token })).status));
  const passed = statuses.filter((s) => s === 200).length;
  assert.ok(passed >= 64 && passed <= 80, `${passed} of 64 passed`);
  assert.equal(statuses.filter((s) => s === 429).length, 200 - passed);
});

test('counts outlive the processes, and are kept without a name or address', async () => {
  forget();
  const one = await pool('lasting', { HF_RATE_LIMITS: '1', HF_ANONYMOUS_LIMIT: '50' });
  for (let i = 0; i < 10; i++) await one.me();
  await one.again();
  assert.ok(rest(await one.me(), 'anonymous') <= 39);
  const rows = sql("SELECT scope, HEX(subject), hits FROM rate_counters WHERE scope = 'anonymous'").split('\n');
  assert.equal(rows.length, 1);
  const subject = Buffer.from(rows[0].split('\t')[1], 'hex');
  assert.equal(subject.length, 16);
  assert.ok(!subject.includes(Buffer.from([127, 0, 0])) && !subject.toString('latin1').includes('4:7f'));
});

test('without a word the limits are 100 and 1,000, and off in the demo', async () => {
  forget();
  const one = await pool('default', { HF_RATE_LIMITS: '1' });
  assert.equal((await one.me()).headers.get('ratelimit-policy'), '"anonymous";q=100;w=3600');
  assert.equal((await one.me({ token: await login('admin') })).headers.get('ratelimit-policy'), '"user";q=1000;w=3600');
  const demo = await request('/api/v1/auth/me', { token: await login('admin'), status: 200 });
  assert.equal(demo.headers.get('ratelimit'), null);
  for (let i = 0; i < 110; i++) assert.equal((await fetch(new URL('/api/v1/auth/me', url))).status, 401);
});

test('a refused change is not made', async () => {
  forget();
  const one = await pool('change', { HF_RATE_LIMITS: '1', HF_USER_LIMIT: '1' });
  const token = await login('admin', { fresh: true });
  assert.equal((await one.me({ token })).status, 200);
  await refused(await one.get('/api/v1/auth/logout', { method: 'POST', headers: { authorization: `Bearer ${token}` } }), 'user', 1);
  await request('/api/v1/auth/me', { token, status: 200 });
});
