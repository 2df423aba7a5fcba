// What people say about themselves: read with who they are, changed with If-Match.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { login, request } from './lib.mjs';
import { codes, pointers, registered, sql } from './accounts-lib.mjs';

const path = '/api/v1/auth/me';
const read = (token) => request(path, { token, status: 200 });
const change = (token, json, options = {}) => request(path, { method: 'PATCH', token, json, ...options });
const all = {
  first_name: 'Amaka', last_name: "O'Neill", phone: undefined,
  address: { street: '12 Rue d’Été', city: 'Montréal', region: 'QC', postal_code: 'H2X 1Y4', country: 'Canada' },
  dietary_preferences: 'no peanuts\nhalal', favourite_products: 'jollof, plantain', channels: { email: true, sms: false, push: true },
  language: 'fr-CA', time_zone: 'America/Toronto',
};

test('a profile is read and changed; what is not named stays', async () => {
  const { token } = await registered();
  const first = await read(token);
  assert.deepEqual(first.json.channels, { email: false, sms: false, push: false });
  assert.equal(first.headers.get('etag'), '"1"');
  assert.equal(first.json.rules.password_min, 12);
  const phone = `+1514${String(Date.now()).slice(-7)}`;
  const got = await change(token, { ...all, phone }, { status: 200, headers: { 'if-match': first.headers.get('etag') } });
  for (const [key, value] of Object.entries({ ...all, phone })) assert.deepEqual(got.json[key], value, key);
  assert.equal(got.json.name, "Amaka O'Neill");
  assert.equal(got.headers.get('etag'), '"2"');
  const second = await change(token, { address: { city: 'Laval' }, channels: { sms: true }, phone: '' }, { status: 200, headers: { 'if-match': '"2"' } });
  assert.deepEqual(second.json.address, { ...all.address, city: 'Laval' });
  assert.deepEqual(second.json.channels, { email: true, sms: true, push: true });
  assert.equal(second.json.phone, null);
  assert.deepEqual((await read(token)).json, second.json);
});

test('two changes of one version: the second learns it; none is made blindly [54]', async () => {
  const { token } = await registered();
  const got = await Promise.all([1, 2].map((n) => change(token, { first_name: `N${n}` }, { headers: { 'if-match': '"1"' } })));
  assert.deepEqual(got.map((one) => one.status).sort(), [200, 412]);
  await change(token, { first_name: 'N' }, { status: 428 });
  await change(token, { first_name: 'N' }, { status: 412, headers: { 'if-match': '"x"' } });
});

test('a version that came with a compressed answer is as good', async () => {
  const { token } = await registered();
  await change(token, { first_name: 'N' }, { status: 412, headers: { 'if-match': 'W/"2"' } });
  const got = await change(token, { first_name: 'N' }, { status: 200, headers: { 'if-match': 'W/"1"' } });
  assert.match(got.headers.get('etag'), /^(W\/)?"2"$/);
});

test('what is not theirs to say is refused by name [17]', async () => {
  const { token, id } = await registered();
  const before = sql(`SELECT CONCAT_WS('|', version, loyalty_points, verified, kind, state, tenant_id) FROM users WHERE id = '${id}'`);
  for (const key of ['risk_score', 'loyalty_points', 'total_purchases', 'email_verified', 'verified', 'email', 'username', 'roles', 'role', 'tenant', 'kind', 'id', 'password', 'state', 'superuser']) {
    const got = await change(token, { [key]: 1, first_name: 'X' }, { status: 422, headers: { 'if-match': '"1"' } });
    assert.deepEqual([pointers(got), codes(got)], [[`/${key}`], ['unknown_field']], key);
  }
  assert.equal(sql(`SELECT CONCAT_WS('|', version, loyalty_points, verified, kind, state, tenant_id) FROM users WHERE id = '${id}'`), before);
});

test('every bad value is told at once', async () => {
  const { token } = await registered();
  const bad = { first_name: 'a\nb', language: 'fr CA', time_zone: '../etc/passwd', phone: '12', address: { city: 7, planet: 'Mars' }, channels: { email: 'yes', fax: true }, dietary_preferences: 'a\u0007' };
  const got = await change(token, bad, { status: 422, headers: { 'if-match': '"1"' } });
  assert.deepEqual(pointers(got).sort(), ['/dietary_preferences', '/first_name', '/language', '/time_zone']);
  const inner = await change(token, { address: bad.address, channels: bad.channels }, { status: 422, headers: { 'if-match': '"1"' } });
  assert.deepEqual(pointers(inner).sort(), ['/address/city', '/address/planet', '/channels/email', '/channels/fax']);
  assert.deepEqual(pointers(await change(token, { phone: '12' }, { status: 422, headers: { 'if-match': '"1"' } })), ['/phone']);
  for (const wrong of [{ address: [] }, { channels: 'all' }, { address: null }]) await change(token, wrong, { status: [422, 200], headers: { 'if-match': '"1"' } });
});

test("somebody else's phone number is a conflict", async () => {
  const phone = `+4950${String(Date.now()).slice(-8)}`;
  await registered({ phone });
  const { token } = await registered();
  assert.deepEqual(pointers(await change(token, { phone: `00${phone.slice(1)}` }, { status: 409, headers: { 'if-match': '"1"' } })), ['/phone']);
});

test('names with scripts in them stay text [44]', async () => {
  const { token } = await registered();
  const name = '<img src=x onerror=alert(1)>';
  const got = await change(token, { first_name: name }, { status: 200, headers: { 'if-match': '"1"' } });
  assert.equal(got.json.first_name, name);
  assert.match(got.headers.get('content-type'), /^application\/json/);
  assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
});

test('who I am of an operator of nothing, and of staff', async () => {
  const { json } = await read(await login('admin'));
  assert.equal(json.kind, 'staff');
  assert.equal(json.second_factor, false);
  assert.equal(json.verified, true);
});
