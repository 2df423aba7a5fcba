// Proofs of an address: links and codes, for registration and for a forgotten password.
import { strict as assert } from 'node:assert';
import { beforeEach, test } from 'node:test';
import { earlyInTheHour, feltWithinASecond, inOneWindow, request, signIn } from './lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { enter, forgetCounters, goodPassword, medians, pointers, post, registered, sameAnswer, sql, steppedUp, stranger } from './accounts-lib.mjs';

const newPassword = 'seven Quiet 4 rivers';
const verify = (email, code, options = {}) => post('verify-otp', { email, code }, options);
const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const minutePasses = (id) => sql(`UPDATE proofs SET created_at = created_at - INTERVAL 61 SECOND WHERE user_id = '${id}'`);
const me = (token) => request('/api/v1/auth/me', { token });
const refused = ({ status }) => status === 401;
const newMail = (who, seen) => mailTo(who.email, /./, { seen: seen.map((m) => m.id) });

beforeEach(forgetCounters);

test('a code proves the address, once', async () => {
  const { who, id } = await registered();
  const { code } = await mailTo(who.email);
  assert.match(code, /^\d{6}$/);
  assert.deepEqual((await verify(who.email.toUpperCase(), code, { status: 200 })).json, { verified: true, token: null });
  assert.equal(sql(`SELECT verified FROM users WHERE id = '${id}'`), '1');
  assert.equal((await verify(who.email, code, { status: 422 })).json.code, 'wrong_code');
});

test('five tries, then no more, whatever the code; a new code gives no new tries [22]', () => inOneWindow(async () => {
  const { who, id } = await registered();
  const first = await mailTo(who.email);
  for (let i = 0; i < 5; i++) await verify(who.email, wrong(first.code), { status: 422 });
  const sixth = await verify(who.email, wrong(first.code), { status: 429 });
  assert.ok(Number(sixth.headers.get('retry-after')) >= 1);
  await verify(who.email, first.code, { status: 429 });
  minutePasses(id);
  await post('resend', { email: who.email }, { status: 202 });
  const second = await newMail(who, [first]);
  await verify(who.email, second.code, { status: 429 });
  forgetCounters();
  await verify(who.email, first.code, { status: 422 });
  await verify(who.email, second.code, { status: 200 });
}));

test('the code is void after five tries even when the counters forget [22]', async () => {
  const { who } = await registered();
  const { code } = await mailTo(who.email);
  for (let i = 0; i < 5; i++) await verify(who.email, wrong(code), { status: 422 });
  forgetCounters();
  await verify(who.email, code, { status: 422 });
});

test('a hundred tries at once count as a hundred [22]', () => inOneWindow(async () => {
  const { who } = await registered();
  const { code } = await mailTo(who.email);
  const got = await Promise.all(Array.from({ length: 100 }, (_, i) => verify(who.email, String(i).padStart(6, '0') === code ? '999999' : String(i).padStart(6, '0'))));
  assert.ok(got.filter((one) => one.status === 422).length <= 5, got.map((one) => one.status).join());
  assert.ok(got.every((one) => [422, 429, 503].includes(one.status)));
  await verify(who.email, code, { status: 429 });
}));

test('codes and links end in time', async () => {
  const { who, id } = await registered();
  const { code, token } = await mailTo(who.email);
  sql(`UPDATE proofs SET code_until = UTC_TIMESTAMP(6) WHERE user_id = '${id}'`);
  await verify(who.email, code, { status: 422 });
  sql(`UPDATE proofs SET token_until = UTC_TIMESTAMP(6) WHERE user_id = '${id}'`);
  await post('verify-email', { token }, { status: 422 });
  assert.equal(sql(`SELECT verified FROM users WHERE id = '${id}'`), '0');
});

test('one mail a minute, five an hour; a link of before stays good', async () => {
  const { who, id } = await registered();
  const first = await mailTo(who.email);
  await post('resend', { email: who.email }, { status: 202 });
  assert.equal(sql(`SELECT COUNT(*) FROM proofs WHERE user_id = '${id}'`), '1');
  for (let i = 0; i < 7; i++) {
    minutePasses(id);
    await post('resend', { email: who.email }, { status: 202 });
  }
  assert.equal(sql(`SELECT COUNT(*) FROM proofs WHERE user_id = '${id}'`), '5');
  await post('verify-email', { token: first.token }, { status: 200 });
  assert.equal(sql(`SELECT COUNT(*) FROM proofs WHERE user_id = '${id}' AND used_at IS NULL`), '0', 'and then all are spent');
});

test('who has an address cannot be told [21]', () => inOneWindow(async () => {
  const { who } = await registered();
  await mailTo(who.email);
  const nobody = stranger().email;
  for (const path of ['forgot-password', 'resend']) {
    sameAnswer(await post(path, { email: who.email }, { status: 202 }), await post(path, { email: nobody }, { status: 202 }));
  }
  sameAnswer(await verify(who.email, '000000', { status: 422 }), await verify(nobody, '000000', { status: 422 }));
  const reset = (email) => post('reset-password', { email, code: '000000', password: newPassword }, { status: 422 });
  sameAnswer(await reset(who.email), await reset(nobody));
  for (let i = 0; i < 3; i++) await verify(nobody, '000000', { status: 422 });
  await verify(nobody, '000000', { status: 429 });
  assert.equal(sql(`SELECT COUNT(*) FROM mails WHERE recipient = '${nobody}'`), '0');
}));

test('nor by the time it takes [21]', async () => {
  const { who, id } = await registered();
  const forgot = (email) => post('forgot-password', { email }, { status: 202 });
  const [known, unknown] = await medians(9, [() => forgot(who.email), () => forgot(stranger().email)], () => minutePasses(id));
  assert.ok(unknown / known > 0.6 && unknown / known < 1.6, `${unknown} ms unknown, ${known} ms known`);
});

for (const [what, prove] of [
  ['the link', async (who, mail) => ({ token: mail.token })],
  ['the code', async (who, mail) => ({ email: who.email, code: mail.code })],
  ['a code that was exchanged', async (who, mail) => ({ token: (await post('verify-otp', { email: who.email, code: mail.code, purpose: 'reset' }, { status: 200 })).json.token })],
]) {
  test(`a forgotten password is set anew by ${what}; all sessions end [12]`, async () => {
    const { who, id, token, refresh_token } = await registered();
    const { json: key } = await post('api-keys', { name: 'x', scopes: ['self:read'] }, { token: await steppedUp(token), status: 201 });
    const first = await mailTo(who.email);
    await post('forgot-password', { email: who.email }, { status: 202 });
    const mail = await newMail(who, [first]);
    const proof = await prove(who, mail);
    const weak = await post('reset-password', { ...proof, password: '12345' }, { status: 422 });
    assert.ok(weak.json.errors.length >= 2);
    for (const old of [token, key.secret]) assert.equal((await me(old)).status, 200);
    await post('reset-password', { ...proof, password: newPassword }, { status: 200 });
    await post('reset-password', { ...proof, password: goodPassword }, { status: 422 });
    await enter(who.email, goodPassword, { status: 401 });
    await enter(who.email, newPassword, { status: 200 });
    await post('refresh', { refresh_token }, { status: 401 });
    await Promise.all([['the old token', token], ['the key', key.secret]].map(([which, old]) => feltWithinASecond(`${which} is refused`, () => me(old), refused)));
    assert.equal(sql(`SELECT verified FROM users WHERE id = '${id}'`), '1', 'the address is proved by the way');
    assert.match((await newMail(who, [first, mail])).text, /password/i);
    assert.equal(sql(`SELECT GROUP_CONCAT(action ORDER BY id) FROM audit WHERE object_id = '${id}' AND action LIKE 'password%'`), 'password.forgotten,password.reset');
  });
}

test('a token of one purpose is none of another', async () => {
  const { who } = await registered();
  const { token } = await mailTo(who.email);
  await post('reset-password', { token, password: newPassword }, { status: 422 });
  assert.deepEqual(pointers(await post('reset-password', { password: newPassword }, { status: 422 })), ['/token']);
  for (const bad of ['x', 'A'.repeat(43), `${token}A`]) await post('verify-email', { token: bad }, { status: 422 });
  await post('verify-email', { token: 'x'.repeat(129) }, { status: 422 });
});

test('two uses at once of one reset: one wins', async () => {
  const { who } = await registered();
  const first = await mailTo(who.email);
  await post('forgot-password', { email: who.email }, { status: 202 });
  const { token } = await newMail(who, [first]);
  const got = await Promise.all(['one', 'two', 'three'].map((w) => post('reset-password', { token, password: `${newPassword} ${w}` })));
  assert.deepEqual(got.map((one) => one.status).sort(), [200, 422, 422]);
});

test('a person who was deactivated gets no mail and cannot come back by it', async () => {
  const { who, id } = await registered();
  const first = await mailTo(who.email);
  await post('forgot-password', { email: who.email }, { status: 202 });
  const { token } = await newMail(who, [first]);
  sql(`UPDATE users SET state = 'inactive' WHERE id = '${id}'`);
  await post('reset-password', { token, password: newPassword }, { status: 422 });
  minutePasses(id);
  await post('forgot-password', { email: who.email }, { status: 202 });
  assert.equal(sql(`SELECT COUNT(*) FROM proofs WHERE user_id = '${id}'`), '2');
});

test('a password is changed by who knows the old one; other sessions end, this one stays [12]', async () => {
  const { who, token } = await registered();
  const other = await signIn(who.email, goodPassword);
  const change = (json, options) => post('change-password', json, { token, ...options });
  const bad = await change({ old_password: 'wrong', new_password: '123' }, { status: 422 });
  assert.deepEqual([...new Set(pointers(bad))].sort(), ['/new_password', '/old_password']);
  assert.equal((await change({ old_password: goodPassword, new_password: goodPassword }, { status: 422 })).json.errors[0].code, 'unchanged');
  assert.equal((await me(other.access_token)).status, 200);
  await change({ old_password: goodPassword, new_password: newPassword }, { status: 200 });
  await request('/api/v1/auth/me', { token, status: 200 });
  await post('refresh', { refresh_token: other.refresh_token }, { status: 401 });
  await feltWithinASecond('the other token is refused', () => me(other.access_token), refused);
  await enter(who.email, newPassword, { status: 200 });
  await post('change-password', { old_password: newPassword, new_password: goodPassword }, { status: 401 });
});

test('the old password cannot be guessed there either', async () => {
  await earlyInTheHour();
  const { token } = await registered();
  for (let i = 0; i < 10; i++) await post('change-password', { old_password: `wrong${i}`, new_password: newPassword }, { token, status: 422 });
  await post('change-password', { old_password: goodPassword, new_password: newPassword }, { token, status: 429 });
});
