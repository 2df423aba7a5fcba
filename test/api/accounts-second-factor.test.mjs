// Second factors: set up, asked for at sign-in and before what cannot be undone, needed by roles.
import { strict as assert } from 'node:assert';
import { beforeEach, test } from 'node:test';
import { earlyInTheHour, request, sameOrigin, signIn, waitUntil } from './lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { enter, forgetCounters, goodPassword, pointers, post, registered, sql, totp, withFactor } from './accounts-lib.mjs';

const challengeOf = async (who, options = {}) => {
  const got = await enter(who.email, goodPassword, { ...options, status: 401 });
  assert.equal(got.json.code, 'second_factor_required');
  assert.ok(!('access_token' in got.json));
  return got.json.challenge;
};
const answer = (challenge, code, options = {}) => post('login/second-factor', { challenge, code }, options);
const status = async (token) => (await request('/api/v1/auth/second-factor', { token, status: 200 })).json;

beforeEach(forgetCounters);

test('a second factor is set up by a QR code and asked for at the next sign-in', async () => {
  const { who, token } = await registered();
  assert.deepEqual(await status(token), { enabled: false, confirmed_at: null, recovery_codes_left: 0, required: false });
  const factor = await withFactor(token);
  assert.match(factor.secret, /^[A-Z2-7]{32}$/);
  const uri = new URL(factor.uri);
  assert.equal(uri.protocol, 'otpauth:');
  assert.equal(uri.searchParams.get('secret'), factor.secret);
  assert.equal(uri.searchParams.get('issuer'), 'Demo Bank');
  assert.match(factor.qr, /^data:image\/svg\+xml,/);
  assert.match(decodeURIComponent(factor.qr.slice(19)), /^<svg [^>]*viewBox='0 0 (\d+) \1'/);
  assert.equal(factor.codes.length, 10);
  assert.equal((await status(token)).recovery_codes_left, 10);
  assert.match((await mailTo(who.email, /factor/i)).headers.subject, /second factor/i);
  const got = await answer(await challengeOf(who), totp(factor.secret), { status: 200 });
  assert.equal(got.json.user.email, who.email);
  await request('/api/v1/auth/me', { token: got.json.access_token, status: 200 });
});

test('a code is good once, and so is a challenge', async () => {
  const { who, token } = await registered();
  const { secret } = await withFactor(token);
  const first = await challengeOf(who), second = await challengeOf(who);
  const code = totp(secret), later = totp(secret, 1);
  await answer(first, code, { status: 200 });
  assert.equal((await answer(first, later, { status: 401 })).json.code, 'challenge_invalid');
  assert.equal((await answer(second, code, { status: 401 })).json.code, 'wrong_code');
  const at_once = await Promise.all([1, 2, 3].map(async () => answer(await challengeOf(who), later)));
  assert.equal(at_once.filter((one) => one.status === 200).length, 1, at_once.map((one) => one.status).join());
});

test('a recovery code is good once, however it is typed', async () => {
  const { who, token } = await registered();
  const { codes } = await withFactor(token);
  assert.ok(codes.every((c) => /^[a-z2-9]{5}-[a-z2-9]{5}$/.test(c)));
  await answer(await challengeOf(who), codes[0].toUpperCase().replace('-', ' '), { status: 200 });
  await answer(await challengeOf(who), codes[0], { status: 401 });
  await answer(await challengeOf(who), codes[1], { status: 200 });
  assert.equal((await status(token)).recovery_codes_left, 8);
});

test('codes cannot be guessed: five tries a challenge, ten an hour', async () => {
  await earlyInTheHour();
  const { who, token } = await registered();
  const { secret } = await withFactor(token);
  const challenge = await challengeOf(who);
  for (let i = 0; i < 5; i++) assert.equal((await answer(challenge, '000000', { status: 401 })).json.code, 'wrong_code');
  assert.equal((await answer(challenge, totp(secret), { status: 401 })).json.code, 'challenge_invalid');
  const next = await challengeOf(who);
  for (let i = 0; i < 3; i++) await answer(next, '000000', { status: 401 });
  await answer(next, totp(secret), { status: 429 });
  await enter(who.email, goodPassword, { status: 429 });
});

test('a challenge ends in time and belongs to its account', async () => {
  const { who, token } = await registered();
  const { secret } = await withFactor(token);
  const challenge = await challengeOf(who);
  sql('UPDATE challenges SET expires_at = UTC_TIMESTAMP(6)');
  await answer(challenge, totp(secret), { status: 401 });
  await answer('x'.repeat(43), totp(secret), { status: 401 });
  const other = await registered();
  await withFactor(other.token);
  assert.equal((await answer(await challengeOf(other.who), totp(secret), { status: 401 })).json.code, 'wrong_code');
});

test('a page gets its cookie after the second step only', async () => {
  const { who, token } = await registered();
  const { secret } = await withFactor(token);
  const first = await enter(who.email, goodPassword, { headers: sameOrigin(), status: 401 });
  assert.deepEqual(first.headers.getSetCookie(), []);
  const second = await answer(first.json.challenge, totp(secret), { headers: sameOrigin(), status: 200 });
  assert.equal(second.json.refresh_token, null);
  assert.match(second.headers.getSetCookie()[0], /HttpOnly; SameSite=Strict/);
  await answer(first.json.challenge, totp(secret), { headers: { ...sameOrigin(), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, status: 403 });
});

test('it is taken off with a code, not with the password [12]', async () => {
  const { who, token } = await registered();
  const { secret, codes } = await withFactor(token);
  const remove = (options) => request('/api/v1/auth/second-factor', { method: 'DELETE', token, ...options });
  assert.equal((await remove({ status: 403 })).json.code, 'step_up_required');
  assert.equal((await post('step-up', { password: goodPassword }, { token, status: 422 })).json.errors[0].code, 'code_needed');
  assert.deepEqual(pointers(await post('step-up', { code: '000000' }, { token, status: 422 })), ['/code']);
  await post('step-up', { code: totp(secret) }, { token, status: 200 });
  const fresh = (await request('/api/v1/auth/second-factor/recovery-codes', { method: 'POST', token, status: 200 })).json.recovery_codes;
  assert.ok(!fresh.includes(codes[0]));
  await answer(await challengeOf(who), codes[0], { status: 401 });
  await answer(await challengeOf(who), fresh[0], { status: 200 });
  await remove({ status: 200 });
  await remove({ status: 409 });
  await enter(who.email, goodPassword, { status: 200 });
  assert.equal(sql(`SELECT GROUP_CONCAT(action ORDER BY id) FROM audit WHERE object = 'user' AND action LIKE 'second_factor.%' AND actor_id = (SELECT id FROM users WHERE email_key = '${who.email}') AND action <> 'second_factor.refused'`),
    'second_factor.on,second_factor.recovery_codes,second_factor.off');
});

test('setting up is not confirmed by a wrong code, and cannot replace one that is on', async () => {
  const { who, token } = await registered();
  await post('second-factor/confirm', { code: '000000' }, { token, status: 422 });
  const { json } = await post('second-factor/setup', {}, { token, status: 200 });
  await post('second-factor/confirm', { code: '000000' }, { token, status: 422 });
  await enter(who.email, goodPassword, { status: 200 });
  const again = (await post('second-factor/setup', {}, { token, status: 200 })).json;
  assert.notEqual(again.secret, json.secret);
  await post('second-factor/confirm', { code: totp(json.secret) }, { token, status: 422 });
  await post('second-factor/confirm', { code: totp(again.secret) }, { token, status: 200 });
  await post('second-factor/setup', {}, { token, status: 409 });
});

test('secrets and codes are not kept in clear', async () => {
  const { token, id } = await registered();
  const { secret, codes } = await withFactor(token);
  const kept = sql(`SELECT HEX(secret) FROM second_factors WHERE user_id = '${id}'`);
  assert.equal(kept.length, 96);
  assert.ok(!Buffer.from(kept, 'hex').toString('latin1').includes(secret));
  assert.ok(!sql(`SELECT HEX(code_hash) FROM recovery_codes WHERE user_id = '${id}'`).toLowerCase().includes(Buffer.from(codes[0]).toString('hex')));
});

test('a role may need it: until it is set up nothing else can be done', async () => {
  const { access_token: token } = await signIn('csm@example.com', 'csmpass');
  sql("UPDATE tenant_settings SET second_factor_roles = '[\"csm\"]' WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'demo-bank')");
  try {
    await waitUntil('it is asked for', async () => (await request('/api/v1/customers?limit=1', { token })).json.code === 'second_factor_setup_required', { deadline_ms: 2500 });
    assert.equal((await status(token)).required, true);
    await request('/api/v1/auth/me', { token, status: 200 });
    await request('/api/v1/auth/api-keys', { token, status: 403 });
    const { secret } = await withFactor(token);
    await request('/api/v1/customers?limit=1', { token, status: 200 });
    await enter('csm@example.com', 'csmpass', { status: 401 });
    await post('step-up', { code: totp(secret) }, { token, status: 200 });
    await request('/api/v1/auth/second-factor', { method: 'DELETE', token, status: 200 });
    await waitUntil('it is asked for again', async () => (await request('/api/v1/customers?limit=1', { token })).status === 403, { deadline_ms: 2500 });
  } finally {
    sql("UPDATE tenant_settings SET second_factor_roles = NULL WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'demo-bank'); DELETE FROM second_factors WHERE user_id = (SELECT id FROM users WHERE email_key = 'csm@example.com')");
  }
});
