// Keys for programs: shown once, kept as a hash, narrowed by scopes, felt when revoked.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { feltWithinASecond, login, request, signIn, waitUntil } from './lib.mjs';
import { forgetCounters, pointers, post, registered, sql, steppedUp } from './accounts-lib.mjs';

const path = '/api/v1/auth/api-keys';
const admin = async () => steppedUp((await signIn('admin@example.com', 'adminpass')).access_token, 'adminpass');
const create = (token, json, options = {}) => request(path, { token, json, ...options });

test('a key is shown once, kept as a hash, and works', async () => {
  const token = await admin();
  const { json } = await create(token, { name: 'Nightly export', scopes: ['customers:read', 'self:read'] }, { status: 201 });
  assert.match(json.secret, new RegExp(`^hf_${json.prefix}_[\\w-]{43}$`));
  assert.equal(sql(`SELECT HEX(key_hash) FROM api_keys WHERE id = '${json.id}'`).toLowerCase(), createHash('sha256').update(json.secret).digest('hex'));
  const row = (await request(path, { token, status: 200 })).json.data.find((k) => k.id === json.id);
  assert.deepEqual(row.scopes, ['customers:read', 'self:read']);
  assert.equal(row.last_used_at, null);
  assert.ok(!JSON.stringify(row).includes(json.secret));
  await request('/api/v1/customers?limit=1', { token: json.secret, status: 200 });
  assert.equal((await request('/api/v1/auth/me', { token: json.secret, status: 200 })).json.email, 'admin@example.com');
  await waitUntil('its use is told', async () => (await request(path, { token })).json.data.find((k) => k.id === json.id).last_used_at);
});

test('a key may what its scopes name, and nothing that a person has to do', async () => {
  const token = await admin();
  const { json } = await create(token, { name: 'narrow', scopes: ['customers:read'] }, { status: 201 });
  const key = json.secret;
  await request('/api/v1/users', { token: key, status: 403 });
  await request('/api/v1/audit', { token: key, status: 403 });
  for (const [method, where, body] of [['POST', path, { name: 'x', scopes: ['customers:read'] }], ['PATCH', '/api/v1/auth/me', { first_name: 'x' }], ['POST', '/api/v1/auth/change-password', { old_password: 'a', new_password: 'b' }],
    ['POST', '/api/v1/auth/step-up', { password: 'adminpass' }], ['POST', '/api/v1/auth/second-factor/setup', {}], ['DELETE', '/api/v1/auth/sessions', undefined], ['GET', '/api/v1/auth/sessions', undefined], ['GET', path, undefined]]) {
    const got = await request(where, { method, token: key, json: body });
    assert.equal(got.status, 403, `${method} ${where}: ${got.text}`);
  }
});

test('a revoked and an expired key are refused within a second', async () => {
  const token = await admin();
  const { json: one } = await create(token, { name: 'one', scopes: ['customers:read'] }, { status: 201 });
  await request('/api/v1/customers?limit=1', { token: one.secret, status: 200 });
  await request(`${path}/${one.id}`, { method: 'DELETE', token, status: 200 });
  await feltWithinASecond('it is refused', () => request('/api/v1/customers?limit=1', { token: one.secret }), ({ status }) => status === 401);
  await request(`${path}/${one.id}`, { method: 'DELETE', token, status: 404 });
  const { json: two } = await create(token, { name: 'two', scopes: ['customers:read'], expires_at: new Date(Date.now() + 3_600_000).toISOString() }, { status: 201 });
  await request('/api/v1/customers?limit=1', { token: two.secret, status: 200 });
  sql(`UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) WHERE id = '${two.id}'`);
  await feltWithinASecond('it is refused', () => request('/api/v1/customers?limit=1', { token: two.secret }), ({ status }) => status === 401);
  assert.deepEqual(pointers(await create(token, { name: 'late', scopes: ['customers:read'], expires_at: '2020-01-01T00:00:00Z' }, { status: 422 })), ['/expires_at']);
});

test('nobody gives a key more than they have, or the key of another', async () => {
  const csm = await steppedUp((await signIn('csm@example.com', 'csmpass')).access_token, 'csmpass');
  for (const scopes of [['users:write'], ['customers:read', 'everything'], [], 'customers:read', [7], ['customers:read|users:write']]) {
    assert.equal((await create(csm, { name: 'x', scopes })).status, 422, JSON.stringify(scopes));
  }
  const { json } = await create(csm, { name: 'mine', scopes: ['customers:read'] }, { status: 201 });
  const other = await login('admin');
  await request(`${path}/${json.id}`, { method: 'DELETE', token: other, status: 404 });
  for (const bad of [json.secret.slice(0, -1), `${json.secret}A`, 'hf_', `hf_${json.prefix}_${'A'.repeat(43)}`]) await request('/api/v1/customers?limit=1', { token: bad, status: 401 });
});

test('a key needs the password once more, lately', async () => {
  forgetCounters();
  const { token } = await registered();
  assert.equal((await create(token, { name: 'x', scopes: ['self:read'] }, { status: 403 })).json.code, 'step_up_required');
  assert.deepEqual(pointers(await post('step-up', { password: 'wrong' }, { token, status: 422 })), ['/password']);
  assert.deepEqual(pointers(await post('step-up', {}, { token, status: 422 })), ['/password']);
  await steppedUp(token);
  await create(token, { name: 'x', scopes: ['self:read'] }, { status: 201 });
  sql(`UPDATE sessions s JOIN users u ON u.id = s.user_id SET stepped_up_at = stepped_up_at - INTERVAL 11 MINUTE WHERE u.id = '${(await request('/api/v1/auth/me', { token })).json.id}'`);
  await create(token, { name: 'y', scopes: ['self:read'] }, { status: 403 });
});

test('a key dies with the rights and the account of its owner', async () => {
  const { token, id } = await registered();
  await steppedUp(token);
  const { json } = await create(token, { name: 'x', scopes: ['self:read'] }, { status: 201 });
  await request('/api/v1/auth/me', { token: json.secret, status: 200 });
  sql(`UPDATE users SET state = 'inactive' WHERE id = '${id}'`);
  await feltWithinASecond('it is refused', () => request('/api/v1/auth/me', { token: json.secret }), ({ status }) => status === 401);
});
