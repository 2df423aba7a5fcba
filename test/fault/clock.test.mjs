// The wall clock jumps by an hour, forth and back: what is signed is refused or renewed, what is kept by the database's time stays,
// nothing is ordered wrongly, nobody is locked out. The jump is made in the process (test/fault/inject.c), as others see the true time.
import { strict as assert } from 'node:assert';
import { after, test } from 'node:test';
import { demo } from '../api/lib.mjs';
import { bankRows, sql } from '../api/uploads-lib.mjs';
import { call } from './fastcgi.mjs';
import { start, stop } from './faulty.mjs';

const auth = await start('auth'), uploads = await start('uploads');
after(() => Promise.all([stop(auth), stop(uploads)]));
const json = { 'content-type': 'application/json' };
const hour = 3600;
const at = (seconds) => (seconds === 0 ? {} : { RP_FAULT: `clock:${seconds}` });
const send = async (it, method, path, { clock = 0, token, body = '', headers = {} } = {}) => {
  const got = await call(it.socket, method, path, { body, params: at(clock), headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) } });
  assert.ok(got.status > 0, `${method} ${path}: ${it.words().slice(-2000)}`);
  return { ...got, json: got.body === '' ? undefined : JSON.parse(got.body) };
};
const signIn = (clock) => send(auth, 'POST', '/api/v1/auth/login', { clock, headers: json, body: JSON.stringify({ identifier: demo.other[0], password: demo.other[1] }) });
const me = (token, clock) => send(auth, 'GET', '/api/v1/auth/me', { clock, token });
const renew = (refresh, clock) => send(auth, 'POST', '/api/v1/auth/refresh', { clock, headers: json, body: JSON.stringify({ refresh_token: refresh }) });

for (const jump of [hour, -hour]) {
  test(`after a jump of ${jump} s people come in and go on by renewing`, async () => {
    const before = (await signIn(0)).json;
    assert.equal((await me(before.access_token, 0)).status, 200);
    const stale = await me(before.access_token, jump); // signed too long ago, or in what is now the future
    assert.ok([200, 401].includes(stale.status), `${stale.status} ${stale.body}`);
    if (jump > 0) assert.equal(stale.status, 401);
    const renewed = await renew(before.refresh_token, jump);
    assert.equal(renewed.status, 200, renewed.body);
    assert.equal((await me(renewed.json.access_token, jump)).status, 200);
    const fresh = await signIn(jump);
    assert.equal(fresh.status, 200, fresh.body);
    assert.equal((await me(fresh.json.access_token, jump)).status, 200);
    // And back: a token of the wrong hour is good where it was looked at in its hour, else refused; a renewal is always good.
    assert.ok([200, 401].includes((await me(fresh.json.access_token, 0)).status));
    const again = await renew(fresh.json.refresh_token, 0);
    assert.equal(again.status, 200, again.body);
    assert.equal((await me(again.json.access_token, 0)).status, 200);
  });
}

test('files that arrive while the clock jumps are all kept, in their order, and a repetition is known', async () => {
  const token = (await signIn(0)).json.access_token, headers = { 'content-type': 'text/csv' }, ids = [];
  await send(uploads, 'GET', '/api/v1/uploads/datasets', { token }); // known from now on for a second
  for (const clock of [0, hour, -hour, 0]) {
    const mine = clock === 0 ? token : (await signIn(clock)).json.access_token, key = `clock-${process.pid}-${ids.length}`;
    const options = { clock, token: mine, body: bankRows(2), headers: { ...headers, 'idempotency-key': key } };
    const got = await send(uploads, 'POST', '/api/v1/uploads/datasets?schema=bank', options);
    assert.equal(got.status, 202, got.body);
    const again = await send(uploads, 'POST', '/api/v1/uploads/datasets?schema=bank', { ...options, clock: 0, token });
    assert.deepEqual([again.status, again.json], [202, got.json]);
    ids.push(got.json.id);
  }
  assert.equal(new Set(ids).size, 4);
  const numbers = ids.map((id) => Number(sql(`SELECT no FROM datasets WHERE id = '${id}'`)));
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
  assert.equal(sql(`SELECT COUNT(*) FROM datasets WHERE id IN (${ids.map((id) => `'${id}'`)}) AND ABS(TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP())) > 60`), '0');
});

test('a request that waited is measured rightly however the clock jumps', async () => {
  const token = (await signIn(0)).json.access_token;
  for (const [start_s, want] of [[Date.now() / 1000, 200], [Date.now() / 1000 + hour, 200], [Date.now() / 1000 - hour, 503]]) {
    const got = await call(auth.socket, 'GET', '/api/v1/auth/me', { headers: { authorization: `Bearer ${token}` }, params: { RP_START: start_s.toFixed(3) } });
    assert.equal(got.status, want, got.body);
  }
});
