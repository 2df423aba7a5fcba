// What an operator does on the command line: superusers, people of older systems with their hashes.
import { strict as assert } from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { request } from './lib.mjs';
import { command, enter, forgetCounters, sql, stranger } from './accounts-lib.mjs';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-import-'));
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(forgetCounters);

const operatorPassword = 'harbour 5 Lanterns out';

test('a superuser is made on the machine, belongs to no tenant and names one, which the audit tells', async () => {
  const who = stranger();
  const made = command(['--create-superuser', '--email', who.email, '--username', who.username], { input: `${operatorPassword}\n` });
  assert.equal(made.status, 0, made.err);
  assert.ok(!(made.out + made.err).includes(operatorPassword));
  const { json } = await enter(who.email, operatorPassword, { status: 200 });
  assert.equal(json.user.tenant, null);
  const token = json.access_token;
  assert.equal((await request('/api/v1/users', { token, status: 403 })).json.code, 'tenant_needed');
  const headers = { 'x-tenant': 'other-bank' };
  const people = (await request('/api/v1/users', { token, headers, status: 200 })).json.data;
  assert.ok(people.some((p) => p.email === 'admin@other.example.com'));
  assert.ok(!people.some((p) => p.email === 'admin@example.com'));
  assert.equal(sql(`SELECT CONCAT_WS('|', t.slug, COUNT(*)) FROM audit a JOIN tenants t ON t.id = a.tenant_id WHERE a.action = 'tenant.entered' AND a.actor_id = '${json.user.id}' GROUP BY t.slug`), 'other-bank|1');
  assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'superuser.created' AND object_id = '${json.user.id}'`), '1');
  assert.equal(sql(`SELECT tenant_id IS NULL AND superuser FROM users WHERE id = '${json.user.id}'`), '1');
});

test('a superuser has a good password, an address, and a name that nobody has', () => {
  const who = stranger();
  const make = (input, ...more) => command(['--create-superuser', '--email', who.email, ...more], { input });
  const weak = make('12345678\n');
  assert.equal(weak.status, 1);
  assert.match(weak.err, /too short[^]*too common[^]*entirely numeric/);
  assert.ok(!weak.err.includes('12345678\n'));
  assert.equal(make('').status, 64);
  assert.equal(make(`${'x'.repeat(2000)}\n`).status, 64);
  assert.notEqual(command(['--create-superuser'], { input: `${operatorPassword}\n` }).status, 0);
  assert.match(make(`${operatorPassword}\n`, '--username', 'admin').err, /Somebody has this user name/);
  assert.equal(sql(`SELECT COUNT(*) FROM users WHERE email_key = '${who.email}'`), '0');
});

test('a tenant and its first administrator are made on the machine, whole or not at all', async () => {
  const who = stranger(), name = `Corner Shop ${who.username}`;
  const make = (input, ...more) => command(['--create-tenant', name, '--email', who.email, ...more], { input });
  assert.equal(make('12345678\n').status, 1);
  assert.match(make(`${operatorPassword}\n`, '--slug', 'Not One').err, /^slug: /m);
  assert.match(make(`${operatorPassword}\n`, '--username', 'admin').err, /Somebody has this user name/);
  assert.equal(command(['--create-tenant', '--email', who.email], { input: `${operatorPassword}\n` }).status, 64);
  assert.equal(sql(`SELECT COUNT(*) FROM tenants WHERE name = '${name}'`), '0');
  const made = make(`${operatorPassword}\n`, '--slug', who.username);
  assert.equal(made.status, 0, made.err);
  assert.match(made.out, new RegExp(`^${name} \\(${who.username}\\) is there; ${who.email} may sign in`));
  assert.match(make(`${operatorPassword}\n`, '--slug', who.username, '--username', 'x').err, /Another workspace has this short name/);
  const { json } = await enter(who.email, operatorPassword, { status: 200 });
  assert.deepEqual([json.user.tenant.name, json.user.roles], [name, ['admin']]);
  const people = (await request('/api/v1/users', { token: json.access_token, status: 200 })).json.data;
  assert.deepEqual(people.map((one) => [one.email, one.verified]), [[who.email, true]]);
  assert.deepEqual((await request('/api/v1/audit?action=tenant', { token: json.access_token, status: 200 })).json.data.map((one) => one.action), ['tenant.created']);
});

test('on a terminal the password is asked for twice and not shown', { timeout: 20_000 }, async (t) => {
  t.after(() => shell.kill('SIGKILL'));
  const who = stranger();
  const bin = `${process.env.HF_TEST_BIN ?? 'build/asan/bin'}/holdfast-auth`;
  const state = process.env.HF_STATE;
  const shell = spawn('script', ['-qec', `${bin} --create-superuser --email ${who.email} --username ${who.username}`, '/dev/null'], {
    env: { ...process.env, HF_MODE: 'demo', HF_STATE: state, HF_DB_SOCKET: `${state}/run/db.sock`, HF_DB_USER: 'holdfast-auth', HF_DB_PASSWORD_FILE: `${state}/secrets/db-auth` },
  });
  let seen = '', asked = 0;
  const failed = new Promise((resolve) => { shell.on('error', () => resolve(true)); });
  shell.stdout.on('data', (chunk) => {
    seen += chunk;
    while ((seen.match(/(Password|again): /g) ?? []).length > asked && asked < 2) {
      asked++;
      shell.stdin.write(`${operatorPassword}\r`);
    }
  });
  const ended = new Promise((resolve) => { shell.on('close', (code) => resolve(code)); });
  const first = await Promise.race([failed, ended]);
  if (first === true) return t.skip('there is no program called script');
  assert.equal(first, 0, seen);
  assert.equal(asked, 2);
  assert.ok(!seen.includes(operatorPassword), seen);
  await enter(who.username, operatorPassword, { status: 200 });
});

const imported = (lines, header = 'username,email,phone,password,first_name,last_name,kind,roles,verified,active') => {
  const file = join(folder, `${Math.random()}.csv`);
  writeFileSync(file, `${header}\n${lines.join('\n')}\n`);
  return command(['--import-users', file, '--tenant', 'demo-bank']);
};

test('people of older systems sign in with their old passwords, whose hashes are then renewed', async () => {
  const salt = randomBytes(6).toString('hex');
  const django = `pbkdf2_sha256$2000$${salt}$${pbkdf2Sync('autumn rain', salt, 2000, 32, 'sha256').toString('base64')}`;
  const python = "import crypt,sys; print(crypt.crypt('autumn rain', '$2b$04$abcdefghijklmnopqrstuu'))";
  const bcrypt = execFileSync('python3', ['-W', 'ignore', '-c', python], { encoding: 'utf8' }).trim();
  // The demo's own hash, in Django's writing of argon2.
  const argon2 = `argon2${sql("SELECT password FROM users WHERE email = 'customer@example.com'")}`;
  const people = [[stranger(), django, 'autumn rain'], [stranger(), bcrypt, 'autumn rain'], [stranger(), argon2, 'customerpass']];
  const got = imported(people.map(([who, hash]) => `${who.username},${who.email},,${hash.includes(',') ? `"${hash}"` : hash},Ada,Eze,,,1,1`));
  assert.equal(got.status, 0, got.err);
  assert.match(got.out, /^3 added, 0 were there already/);
  for (const [who, hash, password] of people) {
    assert.equal(sql(`SELECT password FROM users WHERE username_key = '${who.username}'`), hash);
    await enter(who.email, 'wrong', { status: 401 });
    const { json } = await enter(who.email, password, { status: 200 });
    assert.equal(json.user.name, 'Ada Eze');
    assert.deepEqual(json.user.roles, ['customer']);
    assert.match(sql(`SELECT password FROM users WHERE username_key = '${who.username}'`), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await enter(who.username, password, { status: 200 });
  }
});

const hash = '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e';

test('an import may run again: who is there is left alone', () => {
  const a = stranger(), b = stranger();
  const line = (who) => `${who.username},${who.email},,${hash},A,B,,,,`;
  assert.match(imported([line(a)]).out, /^1 added, 0 were/);
  assert.match(imported([line(a), line(b)]).out, /^1 added, 1 were there already/);
  assert.match(imported([line(a), line(b)]).out, /^0 added, 2 were/);
  assert.equal(sql(`SELECT COUNT(*) FROM users WHERE username_key IN ('${a.username}', '${b.username}')`), '2');
  assert.equal(sql(`SELECT COUNT(*) FROM mails WHERE recipient IN ('${a.email}', '${b.email}')`), '0', 'nobody is written to');
});

test('staff with roles, people who are inactive, people without a password', async () => {
  const staff = stranger(), gone = stranger(), bare = stranger();
  const got = imported([`${staff.username},${staff.email},,${hash},A,B,staff,csm manager,true,t`, `${gone.username},,,${hash},,,,,0,0`, `${bare.username},${bare.email},,!,,,,,,`]);
  assert.equal(got.status, 0, got.err);
  const told = (who) => sql(`SELECT CONCAT_WS('|', u.kind, u.state, u.verified, (SELECT GROUP_CONCAT(role ORDER BY role) FROM user_roles r WHERE r.user_id = u.id)) FROM users u WHERE username_key = '${who.username}'`);
  assert.equal(told(staff), 'staff|active|1|csm,manager');
  assert.equal(told(gone), 'customer|inactive|0|customer');
  for (const password of ['!', '', 'x']) assert.ok([401, 422].includes((await enter(bare.username, password)).status));
});

test('every faulty line is told, and nothing is written', () => {
  const good = stranger(), twin = stranger();
  const lines = [
    `${good.username},${good.email},,${hash},A,B,,,1,1`,
    'x1,no address,,plain text,A,B,boss,,maybe,1',
    `,,,${hash},A,B,,,1,1`,
    `admin,,,${hash},A,B,,,1,1`,
    `${twin.username},,12,${hash},A,B,,,1,1`,
    `z@y.example,,,${hash},A,B,,,1,1`,
  ];
  const got = imported(lines);
  assert.equal(got.status, 1);
  for (const part of [/line 3, password/, /line 3, email/, /line 3, kind/, /line 3, verified/, /line 4, username/, /line 6, phone/, /line 7, username/, /Nothing was written/]) assert.match(got.err, part);
  assert.ok(!got.err.includes(hash));
  assert.equal(sql(`SELECT COUNT(*) FROM users WHERE username_key IN ('${good.username}', '${twin.username}')`), '0');
});

test('a fault that only the database finds undoes all of it', () => {
  const a = stranger(), b = stranger();
  const line = (who, role = '') => `${who.username},${who.email},,${hash},A,B,staff,${role},1,1`;
  for (const [lines, why] of [[[line(a), line(b, 'wizard')], /line 3, roles/], [[line(a), `${b.username},${a.email},,${hash},A,B,,,1,1`], /line 3, email/]]) {
    const got = imported(lines);
    assert.match(got.err, why);
    assert.equal(got.status, 1);
    assert.equal(sql(`SELECT COUNT(*) FROM users WHERE username_key IN ('${a.username}', '${b.username}')`), '0');
  }
});

test('files that are none, and arguments that are wrong', () => {
  assert.equal(imported([], 'username,password,shoe_size').status, 1);
  assert.match(imported([], 'username,email').err, /password: is missing/);
  const file = join(folder, 'empty.csv');
  writeFileSync(file, '');
  assert.equal(command(['--import-users', file, '--tenant', 'demo-bank']).status, 1);
  writeFileSync(file, `username,password\n"a${hash}`);
  assert.equal(command(['--import-users', file, '--tenant', 'demo-bank']).status, 1);
  assert.equal(command(['--import-users', join(folder, 'none'), '--tenant', 'demo-bank']).status, 1);
  assert.equal(command(['--import-users', file, '--tenant', 'nowhere']).status, 1);
  assert.equal(command(['--import-users', file]).status, 64);
  assert.equal(command(['--import-users']).status, 64);
  assert.match(command(['--help']).out, /--import-users FILE --tenant SLUG[^]*first line names the columns/);
});
