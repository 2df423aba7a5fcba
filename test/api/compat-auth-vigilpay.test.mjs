// VigilPay's mobile clients: registration, sign-in, renewal and sign-out in their wire form.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { enter, forgetCounters, goodPassword, sql } from './accounts-lib.mjs';
import { claims, formType, forms, fresh, life, member, notValid, oldPassword, required, say } from './compat-auth-lib.mjs';
import { demo, feltWithinASecond, login, request } from './lib.mjs';

const person = () => { const { username, email } = fresh(); return { username, email, password: oldPassword, first_name: 'Ama', last_name: 'Mensah' }; };
const register = (json, options = {}) => say('/api/register/mobile/', { json, ...options });
const signIn = (who, options = {}) => say('/api/auth/mobile/login/', { json: { email: who.email, password: who.password }, ...options });
const bearer = (token) => ({ authorization: `Bearer ${token}` });

test('VigilPay registration of a customer, without tokens; the client signs in next', async () => {
  const who = person();
  const made = await register(who, { status: 201 });
  member(made, 'id', 'username', 'email', 'user_type');
  assert.match(made.json.id, /^[0-9a-f]{32}$/);
  assert.deepEqual([made.json.username, made.json.email, made.json.user_type], [who.username, who.email, 'CUSTOMER']);
  const got = await signIn(who, { status: 200 });
  member(got, 'tokens', 'user');
  assert.deepEqual(Object.keys(got.json.tokens), ['access', 'refresh']);
  assert.deepEqual(got.json.user, made.json);
  assert.equal(life(got.json.tokens.access), 3600);
  assert.equal(claims(got.json.tokens.access).user_id, made.json.id);
  assert.equal(claims(got.json.tokens.access).token_type, 'access');
  const own = await say('/api/auth/mobile/me/', { status: 200, headers: bearer(got.json.tokens.access) });
  assert.deepEqual([own.json.id, own.json.email, own.json.full_name, own.json.user_info.type], [made.json.id, who.email, 'Ama Mensah', 'CUSTOMER']);
});

test('VigilPay registration from the web is of the other kind and may nothing [16]', async () => {
  const who = { ...person(), user_type: 'ADMIN', is_staff: true, is_superuser: true, role: 'admin', tenant: 2, is_verified: true, id: 1 };
  const made = await say('/api/register/web/', { json: who, status: 201 });
  assert.equal(made.json.user_type, 'PRO');
  const session = (await enter(who.email, oldPassword, { status: 200 })).json;
  assert.deepEqual([session.user.roles, session.user.permissions, session.user.tenant.name], [[], [], 'Demo Bank']);
  for (const path of ['customers', 'users', 'audit', 'tenants/current']) await request(`/api/v1/${path}`, { token: session.access_token, status: 403 });
  assert.equal(sql(`SELECT CONCAT(superuser, verified) FROM users WHERE email_key = '${who.email}'`), '00');
  await signIn(who, { status: 400, text: '{"non_field_errors":["This endpoint is for mobile customer accounts only."]}' });
});

test('VigilPay registration: each fault in their words', async () => {
  const who = person();
  await register({}, { status: 400, text: JSON.stringify({ username: [required], email: [required], password: [required] }) });
  const words = async (more, wanted) => assert.deepEqual((await register({ ...who, ...more }, { status: 400 })).json, wanted);
  await words({ username: 'no blanks' }, { username: ['Username can only contain letters, numbers, and underscores.'] });
  await words({ username: 'ab' }, { username: ['Username must be at least 3 characters long.'] });
  await words({ email: 'nobody' }, { email: ['Enter a valid email address.'] });
  await words({ password: '12345' }, { password: ['This password is too short. It must contain at least 8 characters.', 'This password is too common.', 'This password is entirely numeric.'] });
  await words({ first_name: 'x'.repeat(151) }, { first_name: ['Ensure this field has no more than 150 characters.'] });
  await register(who, { status: 201 });
  await words({ username: who.username.toUpperCase(), email: who.email.toUpperCase() }, { email: ['Email already exists.'], username: ['Username already exists.'] });
  forgetCounters();
});

test('VigilPay sign-in: unknown and mistyped look the same; trimmed; a form will do [20]', async () => {
  const who = person();
  await register(who, { status: 201 });
  const refused = '{"non_field_errors":["Invalid email or password."]}';
  await signIn({ email: 'nobody@people.example', password: 'x' }, { status: 400, text: refused });
  await signIn({ email: who.email, password: 'wrong' }, { status: 400, text: refused });
  await signIn({ email: ` ${who.email.toUpperCase()} `, password: ` ${oldPassword} ` }, { status: 200 });
  await say('/api/auth/mobile/login/', { body: forms({ email: who.email, password: oldPassword }), headers: formType, status: 200 });
  await signIn({ email: demo.admin[0], password: demo.admin[1] }, { status: 400, text: '{"non_field_errors":["This endpoint is for mobile customer accounts only."]}' });
  await say('/api/auth/mobile/login/', { json: { email: 'x' }, status: 400, text: JSON.stringify({ email: ['Enter a valid email address.'], password: [required] }) });
  forgetCounters();
});

test('VigilPay renewal gives an access token and keeps the refresh token', async () => {
  const who = person();
  await register(who, { status: 201 });
  const { tokens } = (await signIn(who, { status: 200 })).json;
  for (let i = 0; i < 3; i++) {
    const got = await say('/api/auth/mobile/refresh/', { json: { refresh: tokens.refresh }, status: 200, headers: bearer('bad') });
    member(got, 'access');
    assert.equal(life(got.json.access), 3600);
    await say('/api/auth/mobile/me/', { status: 200, headers: bearer(got.json.access) });
  }
  await say('/api/auth/mobile/refresh/', { json: {}, status: 400, text: `{"refresh":["${required}"]}` });
  for (const refresh of ['x', tokens.access, `${tokens.refresh}A`]) await say('/api/auth/mobile/refresh/', { json: { refresh }, status: 401, text: notValid });
  // Another system's renewal, or the canonical one, does not know this token.
  await say('/api/customers/token/refresh/', { json: { refresh: tokens.refresh }, status: 401, text: notValid });
  await say('/auth/token/refresh/', { json: { refresh: tokens.refresh }, status: 401, text: notValid });
  await request('/api/v1/auth/refresh', { json: { refresh_token: tokens.refresh }, status: 401 });
  await say('/api/auth/mobile/refresh/', { json: { refresh: tokens.refresh }, status: 200 });
});

test('VigilPay sign-out ends the session, and only one of one\'s own', async () => {
  const one = person(), two = person();
  for (const who of [one, two]) await register(who, { status: 201 });
  const mine = (await signIn(one, { status: 200 })).json.tokens, theirs = (await signIn(two, { status: 200 })).json.tokens;
  const out = (refresh, options) => say('/api/auth/mobile/logout/', { json: { refresh }, headers: bearer(mine.access), ...options });
  await say('/api/auth/mobile/logout/', { json: { refresh: mine.refresh }, status: 401, text: '{"detail":"Authentication credentials were not provided."}' });
  await say('/api/auth/mobile/logout/', { json: {}, headers: bearer(mine.access), status: 400, text: `{"refresh":["${required}"]}` });
  await out(theirs.refresh, { status: 400, text: '{"detail":"Invalid refresh token."}' });
  await out('x', { status: 400, text: '{"detail":"Invalid refresh token."}' });
  await say('/api/auth/mobile/me/', { headers: bearer(mine.access), status: 200 });
  await out(mine.refresh, { status: 200, text: '{"detail":"Logged out successfully."}' });
  await say('/api/auth/mobile/refresh/', { json: { refresh: mine.refresh }, status: 401, text: notValid });
  await feltWithinASecond('the access token is refused', () => say('/api/auth/mobile/me/', { headers: bearer(mine.access) }), ({ status }) => status === 401);
  await say('/api/auth/mobile/refresh/', { json: { refresh: theirs.refresh }, status: 200 });
});

test('VigilPay: floats have a decimal point, whole numbers have none', async () => {
  for (const who of ['customer', 'admin']) {
    const { text, json } = await say('/api/auth/mobile/me/', { status: 200, headers: bearer(await login(who)) });
    assert.match(text, /"probability":\d+\.\d+,/);
    assert.match(text, /"loyalty_score":\d+\.\d+[,}]/);
    assert.match(text, /"score":\d{3},"range":{"min":300,"max":850}/);
    const points = [...text.matchAll(/"points":(-?[\d.e+]+)/g)].map((m) => m[1]);
    assert.deepEqual(points.map((p) => p.includes('.')), [false, true, true, true, false, false], points.join());
    assert.equal(json.credit_analysis.factors.length, 6);
  }
});

test('VigilPay: the slash is put right, other methods are named', async () => {
  for (const path of ['/api/auth/mobile/login', '/api/auth/mobile/me', '/api/register/web']) {
    const got = await request(`${path}?a=1`, { status: 301, check: false });
    assert.equal(new URL(got.headers.get('location'), 'http://x').pathname, `${path}/`);
  }
  const wrong = await say('/api/auth/mobile/login/', { method: 'DELETE', status: 405, check: false });
  assert.equal(wrong.text, '{"detail":"Method \\"DELETE\\" not allowed."}');
  assert.equal(wrong.headers.get('allow'), 'POST');
  await say('/api/register/web/', { body: 'x', headers: { 'content-type': 'text/plain' }, status: 415, text: '{"detail":"Unsupported media type \\"text/plain\\" in request."}' });
});

test('VigilPay: a customer who changed the password is signed out elsewhere', async () => {
  const who = person();
  await register(who, { status: 201 });
  const { tokens } = (await signIn(who, { status: 200 })).json;
  const other = (await enter(who.email, oldPassword, { status: 200 })).json.access_token;
  await request('/api/v1/auth/change-password', { token: other, json: { old_password: oldPassword, new_password: goodPassword }, status: 200 });
  await say('/api/auth/mobile/refresh/', { json: { refresh: tokens.refresh }, status: 401, text: notValid });
});
