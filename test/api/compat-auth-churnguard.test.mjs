// ChurnGuard's clients: registration, sign-in and profile in their wire form.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { enter, forgetCounters, sql } from './accounts-lib.mjs';
import { claims, fresh, life, member, oldPassword, say } from './compat-auth-lib.mjs';
import { login, request } from './lib.mjs';

const person = (more = {}) => ({ email: fresh().email, password: oldPassword, full_name: 'Lena Marie Kraus', ...more });
const register = (json, options = {}) => say('/auth/register', { json, ...options });
const number = () => String(Math.random()).slice(2, 12);
const tokenKeys = ['access_token', 'token_type', 'user_id', 'email', 'full_name', 'role', 'cin', 'code'];

test('ChurnGuard registration answers 200 with a token, and grants nothing whatever was asked for [16]', async () => {
  for (const role of ['admin', undefined, 'technical_agent']) {
    const who = person({ role, cin: number(), code: `C${number()}`, is_superuser: true });
    const got = await register(who, { status: 200 });
    member(got, ...tokenKeys);
    assert.deepEqual([got.json.token_type, got.json.email, got.json.full_name, got.json.role, got.json.cin, got.json.code], ['bearer', who.email, who.full_name, '', who.cin, who.code]);
    assert.equal(life(got.json.access_token), 720 * 60);
    assert.equal(claims(got.json.access_token).sub, got.json.user_id);
    for (const path of ['customers', 'users', 'audit']) await request(`/api/v1/${path}`, { token: got.json.access_token, status: 403 });
    assert.equal(sql(`SELECT COUNT(*) FROM user_roles WHERE user_id = '${got.json.user_id}'`), '0');
  }
});

test('ChurnGuard: number and code may be left out; who has registered signs in and sees the profile', async () => {
  const who = person();
  const made = (await register(who, { status: 200 })).json;
  assert.deepEqual([made.cin, made.code], [null, null]);
  const got = await say('/auth/login', { json: { email: who.email, password: oldPassword }, status: 200 });
  member(got, ...tokenKeys);
  const profile = await say('/auth/me', { token: got.json.access_token, status: 200 });
  member(profile, 'id', 'email', 'full_name', 'role', 'cin', 'code', 'created_at');
  assert.deepEqual([profile.json.id, profile.json.full_name], [made.user_id, who.full_name]);
  assert.match(profile.json.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/);
  assert.equal((await say('/auth/me', { token: await login('marketing'), status: 200 })).json.role, 'marketing_agent');
});

test('ChurnGuard: taken address, number or code, in that order', async () => {
  const who = person({ cin: number(), code: `C${number()}` });
  await register(who, { status: 200 });
  const again = (more) => register({ ...person(), ...more }, { status: 400 });
  assert.match((await again({ email: who.email.toUpperCase(), cin: who.cin, code: who.code })).json.detail, /email/i);
  assert.match((await again({ cin: who.cin, code: who.code })).json.detail, /CIN/);
  assert.match((await again({ code: who.code })).json.detail, /code/i);
});

test('ChurnGuard: a fault says where and what, and repeats no password', async () => {
  const got = await register({ email: 'x', password: 'short7!', role: 'boss', cin: '1', code: '1' }, { status: 422 });
  assert.deepEqual(got.json.detail.map((d) => [d.loc.join('.'), d.type]), [
    ['body.email', 'value_error.email'], ['body.password', 'value_error.any_str.min_length'], ['body.full_name', 'value_error.missing'],
    ['body.role', 'type_error.enum'], ['body.cin', 'value_error.any_str.min_length'], ['body.code', 'value_error.any_str.min_length']]);
  assert.equal(got.json.body, null);
  assert.ok(!got.text.includes('short7!'));
  assert.deepEqual(got.json.detail[3].ctx.enum_values, ['admin', 'marketing_agent', 'technical_agent']);
  const weak = await register(person({ password: '12345678' }), { status: 422 });
  assert.deepEqual(weak.json.detail.map((d) => [d.loc.join('.'), d.type]), [['body.password', 'value_error'], ['body.password', 'value_error']]);
  const broken = await say('/auth/login', { body: '{"email"', headers: { 'content-type': 'application/json' }, status: 422 });
  assert.equal(broken.json.detail[0].type, 'value_error.jsondecode');
});

test('ChurnGuard sign-in: one answer for unknown and mistyped; no and bad tokens [20]', async () => {
  const refused = '{"detail":"Incorrect email or password"}';
  const one = await say('/auth/login', { json: { email: 'nobody@people.example', password: 'x' }, status: 401, text: refused });
  assert.match(one.headers.get('www-authenticate'), /^Bearer/);
  await say('/auth/login', { json: { email: 'admin@example.com', password: 'x' }, status: 401, text: refused });
  await say('/auth/me', { status: 401, text: '{"detail":"Not authenticated"}' });
  await say('/auth/me', { token: 'x.y.z', status: 401, text: '{"detail":"Could not validate credentials"}' });
  forgetCounters();
});

test('ChurnGuard and POSightful differ by the final slash alone', async () => {
  const who = person();
  await register(who, { status: 200 });
  await say('/auth/login', { json: { email: who.email, password: oldPassword }, status: 200 });
  await say('/auth/login/', { json: { email: who.email, password: oldPassword }, status: 400, text: '{"username":["This field is required."]}' });
  const there = await request('/auth/me/?a=1', { status: 307, check: false });
  assert.equal(there.headers.get('location').replace(/^https?:\/\/[^/]+/, ''), '/auth/me?a=1');
  assert.equal((await enter(who.email, oldPassword, { status: 200 })).json.user.name, who.full_name);
});
