// POSightful's clients: registration, sign-in, renewal, sign-out, profile, password, in their wire form.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { forgetCounters, sql } from './accounts-lib.mjs';
import { claims, formType, forms, fresh, life, member, notValid, oldPassword, required, say } from './compat-auth-lib.mjs';
import { as, feltWithinASecond, login, request } from './lib.mjs';

const phone = () => `+9989${String(Math.random()).slice(2, 10)}`;
const person = (more = {}) => {
  const { username, email } = fresh();
  return { username, email, phone_number: phone(), password: oldPassword, password2: oldPassword, full_name: 'Dilnoza Karimova', ...more };
};
const register = (json, options = {}) => say('/auth/register/', { json, ...options });
const signIn = (who, options = {}) => say('/auth/login/', { json: { username: who.username, password: who.password }, ...options });
const renew = (refresh, options = {}) => say('/auth/token/refresh/', { json: { refresh }, ...options });
const userKeys = ['id', 'username', 'email', 'phone_number', 'full_name', 'user_role', 'roles', 'tenant', 'is_active', 'is_staff', 'created_at'];

test('POSightful registration: user, tokens in both forms, a message', async () => {
  const who = person();
  const got = await register(who, { status: 201 });
  member(got, 'user', 'tokens', 'access', 'refresh', 'message');
  assert.deepEqual(Object.keys(got.json.user), userKeys);
  assert.deepEqual(got.json.tokens, { refresh: got.json.refresh, access: got.json.access });
  const { user } = got.json;
  assert.deepEqual([user.username, user.email, user.phone_number, user.full_name, user.user_role, user.roles, user.is_active, user.is_staff],
    [who.username, who.email, who.phone_number, who.full_name, null, [], true, false]);
  assert.ok(Number.isInteger(user.id) && Number.isInteger(user.tenant));
  assert.match(user.created_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.equal(life(got.json.access), 3600);
  assert.equal(claims(got.json.access).user_id, String(user.id));
  const profile = await say('/auth/profile/', { token: got.json.access, status: 200 });
  assert.deepEqual(profile.json, user);
});

test('POSightful: nobody registers into a tenant of choice or with rights [16]', async () => {
  const home = (await register(person(), { status: 201 })).json.user.tenant;
  const other = Number(sql("SELECT id FROM tenants WHERE slug = 'other-bank'"));
  await register(person({ tenant: other }), { status: 400, text: `{"tenant":["Invalid pk \\"${other}\\" - object does not exist."]}` });
  await register(person({ tenant: 999999 }), { status: 400 });
  for (const tenant of [home, String(home), null]) assert.equal((await register(person({ tenant }), { status: 201 })).json.user.tenant, home);
  const made = (await register(person({ is_staff: true, is_superuser: true, user_role: 1, roles: [1], role: 'ADMIN', is_active: false }), { status: 201 })).json;
  assert.deepEqual([made.user.is_staff, made.user.roles, made.user.is_active], [false, [], true]);
  await request('/api/v1/users', { token: made.access, status: 403 });
});

test('POSightful phone numbers: nine digits after 998, one form of each', async () => {
  const digits = String(Math.random()).slice(2, 10);
  for (const phone_number of [`+9989${digits.slice(1)}`, `9${digits}`, `+9989${digits}x`, '', null]) {
    const got = await register(person({ phone_number }), { status: 400 });
    assert.deepEqual(Object.keys(got.json), ['phone_number']);
  }
  assert.equal((await register(person({ phone_number: `9989${digits}` }), { status: 201 })).json.user.phone_number, `+9989${digits}`);
  const again = await register(person({ phone_number: `+9989${digits}` }), { status: 400 });
  assert.deepEqual(Object.keys(again.json), ['phone_number']);
});

test('POSightful registration: each fault in its field', async () => {
  const who = person();
  await register({}, { status: 400, text: JSON.stringify(Object.fromEntries(['username', 'email', 'phone_number', 'password', 'password2'].map((n) => [n, [required]]))) });
  const keys = async (more) => Object.keys((await register({ ...who, ...more }, { status: 400 })).json);
  assert.deepEqual(await keys({ password2: 'other-Words-9' }), ['password']);
  assert.deepEqual(await keys({ username: 'has blanks' }), ['username']);
  assert.deepEqual(await keys({ email: '' }), ['email']);
  assert.deepEqual((await register({ ...who, password: 'password', password2: 'password' }, { status: 400 })).json, { password: ['This password is too common.'] });
  await say('/auth/register/', { body: forms(who), headers: formType, status: 201 });
  assert.deepEqual(await keys({ username: who.username.toUpperCase(), email: person().email, phone_number: phone() }), ['username']);
  assert.deepEqual(await keys({ username: person().username, email: who.email.toUpperCase(), phone_number: phone() }), ['non_field_errors']);
  forgetCounters();
});

test('POSightful sign-in by user name; bad pairs look the same [20]', async () => {
  const who = person();
  await register(who, { status: 201 });
  const got = await signIn(who, { status: 200 });
  member(got, 'user', 'tokens', 'access', 'refresh', 'message');
  const refused = (await signIn({ username: 'nobody_here', password: 'x' }, { status: 400 })).text;
  assert.match(refused, /^{"non_field_errors":\["[^"]+"\]}$/);
  await signIn({ ...who, password: 'x' }, { status: 400, text: refused });
  sql(`UPDATE users SET state = 'inactive' WHERE email_key = '${who.email}'`);
  await signIn(who, { status: 400, text: refused });
  await say('/auth/login/', { json: {}, status: 400, text: JSON.stringify({ username: [required], password: [required] }) });
  forgetCounters();
});

test('POSightful renewal replaces the refresh token; one used twice ends the session [10]', async () => {
  const { refresh, access } = (await register(person(), { status: 201 })).json;
  const next = await renew(refresh, { status: 200 });
  member(next, 'access', 'refresh');
  assert.notEqual(next.json.refresh, refresh);
  assert.equal(life(next.json.access), 3600);
  await say('/auth/profile/', { token: access, status: 200 });
  await renew(refresh, { status: 401, text: notValid });
  await renew(next.json.refresh, { status: 401, text: notValid });
  await feltWithinASecond('access ends as well', () => say('/auth/profile/', { token: access }), ({ status }) => status === 401);
  await say('/auth/token/refresh/', { json: {}, status: 400, text: `{"refresh":["${required}"]}` });
  await renew('x', { status: 401, text: notValid });
});

test('POSightful sign-out, of one\'s own session only', async () => {
  const mine = (await register(person(), { status: 201 })).json, theirs = (await register(person(), { status: 201 })).json;
  const out = (refresh_token, options) => say('/auth/logout/', { json: { refresh_token }, token: mine.access, ...options });
  await say('/auth/logout/', { json: { refresh_token: mine.refresh }, status: 401, text: '{"detail":"Authentication credentials were not provided."}' });
  for (const token of [undefined, '', 'x', theirs.refresh]) member(await out(token, { status: 400 }), 'error');
  member(await out(mine.refresh, { status: 200 }), 'message');
  await renew(mine.refresh, { status: 401, text: notValid });
  await renew(theirs.refresh, { status: 200 });
});

test('POSightful password: the new pair is looked at first, then the old one; other sessions end', async () => {
  const who = person();
  await register(who, { status: 201 });
  const one = (await signIn(who, { status: 200 })).json, two = (await signIn(who, { status: 200 })).json;
  const change = (json, options) => say('/auth/change-password/', { json, token: one.access, ...options });
  const next = 'Silver-Anchor42';
  assert.deepEqual((await change({ old_password: oldPassword, new_password: next, new_password2: 'x' }, { status: 400 })).json, { new_password: ["Password fields didn't match."] });
  assert.deepEqual(Object.keys((await change({ old_password: 'wrong', new_password: '12345678', new_password2: '12345678' }, { status: 400 })).json), ['new_password']);
  member(await change({ old_password: 'wrong', new_password: next, new_password2: next }, { status: 400 }), 'error');
  member(await change({ old_password: oldPassword, new_password: next, new_password2: next }, { status: 200 }), 'message');
  await renew(two.refresh, { status: 401, text: notValid });
  await say('/auth/profile/', { token: one.access, status: 200 });
  await signIn({ ...who, password: oldPassword }, { status: 400 });
  await signIn({ ...who, password: next }, { status: 200 });
  forgetCounters();
});

test('POSightful: a role that was given is a link and a list', async () => {
  const { json } = await say('/auth/profile/', { token: await login('marketing'), status: 200 });
  const { id, ...role } = json.user_role;
  assert.ok(Number.isInteger(id) && id > 0 && id < 2 ** 31);
  assert.deepEqual(role, { name: 'Marketing agent', code: 'MARKETING_AGENT', description: 'Marketing agent' });
  assert.deepEqual(json.roles.map((r) => [r.id, r.code]), [[id, 'MARKETING_AGENT']]);
  const admin = await as('admin');
  assert.equal((await admin('/auth/profile/', { status: 200 })).json.is_staff, true);
});

test('POSightful: bad tokens in their words, the slash put right', async () => {
  const bad = await say('/auth/profile/', { token: 'x.y.z', status: 401 });
  assert.equal(bad.json.code, 'token_not_valid');
  const one = await say('/auth/profile/', { headers: { authorization: 'Bearer' }, status: 401 });
  assert.equal(one.json.code, 'bad_authorization_header');
  assert.match(one.headers.get('www-authenticate'), /^Bearer realm="api"$/);
  for (const path of ['/auth/profile', '/auth/logout', '/auth/token/refresh', '/auth/change-password']) {
    const got = await request(path, { method: 'POST', status: 301, check: false });
    assert.match(got.headers.get('location'), new RegExp(`${path}/$`));
  }
});
