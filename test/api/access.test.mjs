// Who may pass beside a person of the tenant: keys for programs, and operators of the system who name a tenant.
import { strict as assert } from 'node:assert';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { login, request, signIn, demo, waitUntil } from './lib.mjs';
import { sql } from './instance-lib.mjs';

const tenantOf = (slug) => Number(sql(`SELECT id FROM tenants WHERE slug = '${slug}'`));
const userOf = (email) => sql(`SELECT id FROM users WHERE email_key = '${email}'`);
const within = (what, condition) => waitUntil(what, condition, { deadline_ms: 2500, every_ms: 100 });
const operator = { name: `operator-${randomBytes(4).toString('hex')}`, id: randomUUID() };
const made = [];
let bank, other;

before(() => {
  bank = tenantOf('demo-bank');
  other = Number(sql("SELECT tenant_id FROM users WHERE email_key = 'admin@other.example.com'"));
  sql(`INSERT INTO users (id, tenant_id, username, username_key, name, password, verified, superuser)
    SELECT '${operator.id}', NULL, '${operator.name}', '${operator.name}', 'Operator', password, TRUE, TRUE FROM users WHERE email_key = 'admin@example.com'`);
});
after(() => {
  for (const id of made) sql(`UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6) WHERE id = '${id}'`);
  sql(`UPDATE users SET state = 'inactive' WHERE id = '${operator.id}'`);
});

// A key as auth/api-keys makes it.
function key(email, scopes, { expires = 'NULL' } = {}) {
  const prefix = randomBytes(4).toString('hex');
  const text = `hf_${prefix}_${randomBytes(32).toString('base64url')}`;
  const id = randomUUID();
  sql(`INSERT INTO api_keys (tenant_id, id, user_id, name, prefix, key_hash, scopes, expires_at)
    SELECT tenant_id, '${id}', id, 'test', '${prefix}', X'${createHash('sha256').update(text).digest('hex')}', '${scopes}', ${expires} FROM users WHERE email_key = '${email}'`);
  made.push(id);
  return { id, text };
}
const customers = (token, options = {}) => request('/api/v1/customers?limit=1', { token, ...options });
const me = (token, options = {}) => request('/api/v1/auth/me', { token, ...options });

test('a key may what its scopes name and its owner may, no more', async () => {
  const narrow = key('admin@example.com', 'customers:read');
  await customers(narrow.text, { status: 200 });
  const refused = await request('/api/v1/uploads/datasets', { token: narrow.text, status: 403 });
  assert.equal(refused.json.code, 'forbidden');
  await request('/api/v1/users', { token: narrow.text, status: 403 });
  const wide = key('csm@example.com', 'customers:read users:write users:read audit:read');
  await customers(wide.text, { status: 200 });
  for (const path of ['/api/v1/users', '/api/v1/audit']) await request(path, { token: wide.text, status: 403 });
  for (const scopes of ['', 'customers', 'customers:rea', 'customers:read2', 'customers:', '*', '|', 'admin', 'CUSTOMERS:READ']) await customers(key('admin@example.com', scopes).text, { status: 403 });
});

test('what only a person may do is closed to keys', async () => {
  const { text } = key('admin@example.com', 'self:read customers:read');
  const got = (await me(text, { status: 200 })).json;
  assert.equal(got.email, 'admin@example.com');
  assert.deepEqual(got.permissions, ['customers:all', 'customers:read', 'self:read']); // how far a reading reaches goes with it
  await me(key('admin@example.com', 'customers:read').text, { status: 403 });
  for (const [method, path, json] of [
    ['POST', '/api/v1/auth/logout'], ['POST', '/api/v1/auth/api-keys', { name: 'x', scopes: ['customers:read'] }], ['POST', '/api/v1/auth/change-password', { old_password: 'adminpass', new_password: 'wob-trumpet-7-lagoon' }],
    ['POST', '/api/v1/auth/step-up', { password: 'adminpass' }], ['DELETE', '/api/v1/auth/sessions'], ['POST', '/api/v1/auth/second-factor/setup'],
  ]) await request(path, { method, json, token: text, status: 403 });
  await request('/api/v1/auth/me', { method: 'PATCH', json: { first_name: 'Key' }, token: text, headers: { 'if-match': '"1"' }, status: 403 });
  await request('/api/v1/tenants', { token: key('admin@example.com', 'tenants:read tenants:write users:write').text, status: 403 });
});

test('a key that is wrong in any way is told like any token that is not valid', async () => {
  const { text } = key('admin@example.com', 'customers:read');
  await customers(text, { status: 200 });
  const bad = [`${text}x`, text.slice(0, -1), text.toUpperCase(), 'hf_', 'hf__', `hf_${text.split('_')[1]}_`, text.replace('hf_', 'hf-'), ` ${text}`, `hf_${'x'.repeat(5000)}`, "hf_' OR 1=1--"];
  for (const one of bad) {
    const answer = await customers(one, { status: 401 });
    assert.equal(answer.json.code, 'token_invalid', one.slice(0, 50));
    assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
  }
  await request(`/api/v1/customers?limit=1&access_token=${text}`, { status: [401, 422] });
  await request('/api/v1/customers?limit=1', { headers: { cookie: `hf-key=${text}` }, status: 401 });
});

test('revoking, expiry, the owner and the tenant are felt within a second [12]', async () => {
  const gone = (text) => within('the key is refused', async () => (await customers(text)).status === 401);
  const back = (text) => within('the key works again', async () => (await customers(text)).status === 200);
  const one = key('marketing@example.com', 'customers:read');
  await customers(one.text, { status: 200 });
  sql("UPDATE users SET state = 'inactive' WHERE email_key = 'marketing@example.com'");
  try {
    await gone(one.text);
  } finally {
    sql("UPDATE users SET state = 'active' WHERE email_key = 'marketing@example.com'");
  }
  await back(one.text);
  const [role] = sql(`SELECT role FROM user_roles WHERE user_id = '${userOf('marketing@example.com')}'`).split('\n');
  sql(`DELETE FROM user_roles WHERE user_id = '${userOf('marketing@example.com')}' AND role = '${role}'`);
  try {
    await within('a role that was taken away is felt', async () => (await customers(one.text)).status === 403);
  } finally {
    sql(`INSERT INTO user_roles (tenant_id, user_id, role) VALUES (${bank}, '${userOf('marketing@example.com')}', '${role}')`);
  }
  await back(one.text);
  sql(`UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) WHERE id = '${one.id}'`);
  await gone(one.text);
  sql(`UPDATE api_keys SET expires_at = NULL WHERE id = '${one.id}'`);
  await back(one.text);
  sql(`UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6) WHERE id = '${one.id}'`);
  await gone(one.text);
  const theirs = key('admin@other.example.com', 'customers:read');
  await customers(theirs.text, { status: 200 });
  sql(`UPDATE tenants SET state = 'suspended' WHERE id = ${other}`);
  try {
    await gone(theirs.text);
  } finally {
    sql(`UPDATE tenants SET state = 'active' WHERE id = ${other}`);
  }
  await back(theirs.text);
});

test('a key says when it was used last, and no table or log has its text', async () => {
  const { id, text } = key('admin@example.com', 'customers:read');
  await customers(text, { status: 200 });
  const used = sql(`SELECT last_used_at FROM api_keys WHERE id = '${id}'`);
  assert.match(used, /^\d{4}-/);
  for (let i = 0; i < 5; i++) await customers(text, { status: 200 });
  assert.equal(sql(`SELECT last_used_at FROM api_keys WHERE id = '${id}'`), used, 'once a minute at most');
  sql(`UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE WHERE id = '${id}'`);
  await within('it is noted again', async () => { await customers(text); return sql(`SELECT last_used_at > UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE FROM api_keys WHERE id = '${id}'`) === '1'; });
  const secret = text.slice(text.indexOf('_', 3) + 1); // which may have such signs itself
  assert.equal(sql(`SELECT COUNT(*) FROM api_keys WHERE INSTR(CONCAT_WS('|', name, prefix, scopes), '${secret}') > 0`), '0');
});

test('a key knows its own tenant only [13, 14]', async () => {
  const theirs = key('admin@other.example.com', 'customers:read users:read');
  const mine = (await request('/api/v1/users?limit=100', { token: await login('admin'), status: 200 })).json.data[0].id;
  await request(`/api/v1/users/${mine}`, { token: theirs.text, status: 404 });
  await request(`/api/v1/users/${mine}`, { token: theirs.text, headers: { 'x-tenant': 'demo-bank' }, status: 404 });
});

test('X-Tenant means nothing for who is no operator [14]', async () => {
  const token = await login('other');
  const plain = (await me(token, { status: 200 })).json;
  const named = (await me(token, { headers: { 'x-tenant': 'demo-bank' }, status: 200 })).json;
  assert.deepEqual(named, plain);
  const ids = async (headers) => (await request('/api/v1/users?limit=100', { token, headers, status: 200 })).json.data.map((u) => u.id).sort();
  assert.deepEqual(await ids({ 'x-tenant': 'demo-bank' }), await ids({}));
  await request('/api/v1/tenants', { token, status: 403 });
  sql("UPDATE users SET superuser = TRUE WHERE email_key = 'admin@other.example.com'");
  try {
    const fresh = (await signIn(...demo.other)).access_token;
    await request('/api/v1/tenants', { token: fresh, status: 403 });
    assert.deepEqual((await request('/api/v1/users?limit=100', { token: fresh, headers: { 'x-tenant': 'demo-bank' }, status: 200 })).json.data.map((u) => u.id).sort(), await ids({}), 'who has a tenant is no operator');
  } finally {
    sql("UPDATE users SET superuser = FALSE WHERE email_key = 'admin@other.example.com'");
  }
});

test('an operator belongs to no tenant and may nothing there before naming one', async () => {
  const { access_token: token, user } = await signIn(operator.name, 'adminpass');
  assert.equal(user.tenant, null);
  assert.deepEqual(user.permissions, []);
  const refused = await customers(token, { status: 403 });
  assert.equal(refused.json.code, 'tenant_needed');
  for (const named of ['no-such-tenant', '0', '1', '-1', randomUUID(), "demo-bank' OR '1'='1", 'demo-bank;', '%', '../demo-bank', 'x'.repeat(500)]) {
    const answer = await customers(token, { headers: { 'x-tenant': named }, status: 403 });
    assert.equal(answer.json.code, 'tenant_unknown', named);
  }
  await request('/api/v1/tenants', { token, status: 200 });
});

test('an operator in a tenant sees that tenant alone, and its audit says who came, once a session', async () => {
  const entries = (session) => sql(`SELECT tenant_id, object_id FROM audit WHERE action = 'tenant.entered' AND actor_id = '${operator.id}'${session ? ` AND object_id = '${session}'` : ''} ORDER BY tenant_id`).split('\n').filter(Boolean);
  const { access_token: token } = await signIn(operator.name, 'adminpass');
  const session = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sid;
  assert.deepEqual(entries(session), []);
  const users = async (named) => (await request('/api/v1/users?limit=100', { token, headers: { 'x-tenant': named }, status: 200 })).json.data.map((u) => u.email).sort();
  const ofBank = await users('demo-bank');
  assert.ok(ofBank.includes('admin@example.com') && !ofBank.includes('admin@other.example.com'));
  assert.deepEqual(entries(session), [`${bank}\t${session}`]);
  for (let i = 0; i < 5; i++) await users('demo-bank');
  const otherId = sql(`SELECT public_id FROM tenants WHERE id = ${other}`);
  const ofOther = await users(otherId);
  assert.ok(ofOther.includes('admin@other.example.com') && !ofOther.includes('admin@example.com'));
  await users('demo-bank');
  assert.deepEqual(entries(session), [`${bank}\t${session}`, `${other}\t${session}`]);
  const seen = (await request('/api/v1/audit?action=tenant.entered', { token: await login('admin'), status: 200 })).json.data;
  assert.ok(seen.some((row) => row.object_id === session), 'the tenant can read it');
  const again = (await signIn(operator.name, 'adminpass')).access_token;
  await request('/api/v1/users', { token: again, headers: { 'x-tenant': 'demo-bank' }, status: 200 });
  assert.ok(entries().filter((line) => line.startsWith(`${bank}\t`)).length >= 2, 'another session, another entry');
});

test('an operator who is put out is out within a second [12]', async () => {
  const { access_token: token } = await signIn(operator.name, 'adminpass');
  await request('/api/v1/users', { token, headers: { 'x-tenant': 'demo-bank' }, status: 200 });
  sql(`UPDATE users SET superuser = FALSE WHERE id = '${operator.id}'`);
  try {
    await within('the right is gone', async () => (await request('/api/v1/users', { token, headers: { 'x-tenant': 'demo-bank' } })).status === 403);
  } finally {
    sql(`UPDATE users SET superuser = TRUE WHERE id = '${operator.id}'`);
  }
});
