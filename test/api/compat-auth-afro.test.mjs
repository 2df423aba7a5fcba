// The Afro-Caribbean shop's clients: accounts and profiles in their wire form, and the very commands of its document.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { forgetCounters, sql } from './accounts-lib.mjs';
import { claims, fresh, life, member, notValid, oldPassword, required, say } from './compat-auth-lib.mjs';
import { dataFile, demo, request, url, waitUntil } from './lib.mjs';
import { mailTo } from './mail-lib.mjs';

const phone = () => `+1416${String(Math.random()).slice(2, 9)}`;
const person = (more = {}) => ({ email: fresh().email, password: oldPassword, password_confirm: oldPassword, first_name: 'Afia', last_name: 'Boateng', phone_number: phone(), ...more });
const register = (json, options = {}) => say('/api/customers/register/', { json, ...options });
const signIn = (who, options = {}) => say('/api/customers/login/', { json: { email: who.email, password: who.password }, ...options });
const renew = (refresh, options = {}) => say('/api/customers/token/refresh/', { json: { refresh }, ...options });
const profileKeys = ['id', 'email', 'first_name', 'last_name', 'full_name', 'phone_number', 'street_address', 'city', 'province_state', 'postal_code', 'country', 'dietary_preferences',
  'favorite_products', 'email_notifications', 'sms_notifications', 'push_notifications', 'total_purchases', 'loyalty_points', 'date_joined', 'is_verified'];

const document = dataFile('../sources/afro-caribbean-crm.md');
test('the commands of the document run unchanged but for the port', { skip: !existsSync(document) && 'the document of the shop is not there' }, async () => {
  const commands = [...readFileSync(document, 'utf8').matchAll(/```bash\n(curl [^`]+)```/g)].map((m) => m[1]);
  assert.equal(commands.length, 4);
  forgetCounters();
  try {
    let access = 'YOUR_ACCESS_TOKEN';
    const run = (command) => {
      const text = command.replaceAll('http://localhost:8000', url).replaceAll('YOUR_ACCESS_TOKEN', access);
      const out = execFileSync('bash', ['-c', text.replace(/^curl /, "curl -s -w '\\n%{http_code}' ")], { encoding: 'utf8' });
      const at = out.lastIndexOf('\n');
      return { status: Number(out.slice(at + 1)), json: JSON.parse(out.slice(0, at)) };
    };
    const made = run(commands[0]);
    assert.equal(made.status, 201, JSON.stringify(made.json));
    assert.equal(made.json.customer.full_name, 'John Doe');
    const entered = run(commands[1]);
    assert.equal(entered.status, 200);
    access = entered.json.tokens.access;
    const profile = run(commands[2]);
    assert.deepEqual([profile.status, profile.json.phone_number], [200, '+15551234567']);
    const changed = run(commands[3]);
    assert.deepEqual([changed.status, changed.json.phone_number, changed.json.city, changed.json.dietary_preferences], [200, '+15559876543', 'Toronto', 'Vegetarian']);
    // The demo login of that name is nobody else's, before and after.
    const demoCustomer = await request('/api/v1/auth/login', { json: { identifier: 'customer@example.com', password: 'customerpass' }, status: 200 });
    assert.deepEqual([demoCustomer.json.user.name, demoCustomer.json.user.email], ['Kofi Owusu', 'customer@example.com']);
    await say('/api/customers/register/', { json: person({ email: 'Customer@example.com' }), status: 400, text: '{"email":["customer with this email already exists."]}' });
  } finally { // for the next run on the same instance
    sql(`UPDATE users SET email = CONCAT(id, '@people.example'), email_key = email, phone = NULL WHERE email_key = 'customer@example.com'`);
  }
});

test('Afro-Caribbean registration: the customer and tokens at once, a mail to verify the address', async () => {
  const who = person({ email_notifications: true });
  const got = await register(who, { status: 201 });
  member(got, 'message', 'customer', 'tokens');
  assert.deepEqual(Object.keys(got.json.customer), ['id', 'email', 'first_name', 'last_name', 'full_name', 'is_verified', 'date_joined']);
  assert.deepEqual([got.json.customer.email, got.json.customer.full_name, got.json.customer.is_verified], [who.email, 'Afia Boateng', false]);
  assert.match(got.json.customer.date_joined, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/);
  assert.equal(life(got.json.tokens.access), 3600);
  assert.equal(claims(got.json.tokens.access).user_id, got.json.customer.id);
  const { token } = await mailTo(who.email);
  const verify = (json, options) => say('/api/customers/verify-email/', { json, ...options });
  await verify({}, { status: 400, text: `{"token":["${required}"]}` });
  await verify({ token: 'x'.repeat(43) }, { status: 400, text: '{"error":"Invalid or expired verification token."}' });
  await verify({ token }, { status: 200, text: '{"message":"Email verified successfully!"}' });
  await verify({ token }, { status: 400, text: '{"error":"Invalid or expired verification token."}' });
  const own = (await say('/api/customers/profile/', { token: got.json.tokens.access, status: 200 })).json;
  assert.deepEqual([own.is_verified, own.email_notifications, own.sms_notifications], [true, true, false]);
});

test('Afro-Caribbean registration: every fault in its field, nothing granted [16]', async () => {
  await register({}, { status: 400, text: JSON.stringify(Object.fromEntries(['email', 'password', 'password_confirm', 'first_name', 'last_name'].map((n) => [n, [required]]))) });
  const words = async (more) => (await register(person(more), { status: 400 })).json;
  assert.deepEqual(await words({ password: 'short', password_confirm: 'short' }), { password: ['This password is too short. It must contain at least 8 characters.', 'This password is too common.',
    'The password must contain at least 1 digit.', 'The password must contain at least 1 special character.'] });
  assert.deepEqual(await words({ password_confirm: 'Other-Words-9' }), { password: ["Password fields didn't match."] });
  const who = person({ is_staff: true, is_superuser: true, is_verified: true, loyalty_points: 999, total_purchases: 9, id: 'x', tenant: 2, role: 'admin' });
  const made = (await register(who, { status: 201 })).json;
  assert.deepEqual(await words({ email: who.email.toUpperCase() }), { email: ['customer with this email already exists.'] });
  const own = (await say('/api/customers/profile/', { token: made.tokens.access, status: 200 })).json;
  assert.deepEqual([own.is_verified, own.loyalty_points, own.total_purchases], [false, 0, 0]);
  assert.deepEqual((await request('/api/v1/auth/me', { token: made.tokens.access, status: 200 })).json.permissions, ['self:read']);
  forgetCounters();
});

test('the demo customer signs in with the clients of every system', async () => {
  const [email, password] = demo.customer;
  assert.equal((await signIn({ email, password }, { status: 200 })).json.customer.full_name, 'Kofi Owusu');
  assert.equal((await say('/api/auth/mobile/login/', { json: { email, password }, status: 200 })).json.user.email, email);
  assert.equal((await say('/api/v1/auth/login', { json: { identifier: email.toUpperCase(), password }, status: 200 })).json.user.email, email);
});

test('Afro-Caribbean sign-in; one answer for unknown, mistyped and inactive [20]', async () => {
  const who = person();
  await register(who, { status: 201 });
  const got = await signIn(who, { status: 200 });
  member(got, 'message', 'customer', 'tokens');
  assert.equal(got.json.message, 'Login successful!');
  assert.deepEqual(Object.keys(got.json.customer), ['id', 'email', 'full_name', 'is_verified', 'total_purchases', 'loyalty_points']);
  const refused = '{"error":"Invalid email or password."}';
  await signIn({ email: 'nobody@people.example', password: 'x' }, { status: 401, text: refused });
  await signIn({ ...who, password: 'x' }, { status: 401, text: refused });
  sql(`UPDATE users SET state = 'inactive' WHERE email_key = '${who.email}'`);
  await signIn(who, { status: 401, text: refused });
  forgetCounters();
});

test('Afro-Caribbean renewal gives a new pair, and the old token lives on to its own end', async () => {
  const first = (await register(person(), { status: 201 })).json.tokens;
  const second = (await renew(first.refresh, { status: 200 }));
  member(second, 'access', 'refresh');
  assert.notEqual(second.json.refresh, first.refresh);
  for (const token of [first.refresh, second.json.refresh, first.refresh]) await renew(token, { status: 200 });
  await say('/api/customers/token/refresh/', { json: {}, status: 400, text: `{"refresh":["${required}"]}` });
  const changed = first.refresh.slice(0, 40) + (first.refresh[40] === 'A' ? 'B' : 'A') + first.refresh.slice(41);
  for (const bad of ['x', first.access, changed]) await renew(bad, { status: 401, text: notValid });
  // It carries its time in itself, and nobody can set it on.
  const bytes = Buffer.from(first.refresh, 'base64url');
  assert.ok(Math.abs(bytes.readUIntBE(16, 6) - claims(first.access).iat) <= 2);
  bytes.writeUIntBE(bytes.readUIntBE(16, 6) + 100, 16, 6);
  await renew(bytes.toString('base64url'), { status: 401, text: notValid });
  const { sid } = claims(first.access);
  sql(`UPDATE sessions SET lifetime_s = 0 + 1 WHERE id = '${sid}'`); // a day has passed for tokens, the session lives
  await waitUntil('the token is over', async () => (await renew(first.refresh)).status === 401, { deadline_ms: 4000, every_ms: 100 });
  await say('/api/customers/profile/', { token: first.access, status: 200 });
});

test('Afro-Caribbean profile and dashboard', async () => {
  const who = person();
  const { access } = (await register(who, { status: 201 })).json.tokens;
  const profile = (options = {}) => say('/api/customers/profile/', { token: access, ...options });
  const own = await profile({ status: 200 });
  member(own, ...profileKeys);
  const sent = { street_address: '1 King St', city: 'Toronto', province_state: 'ON', postal_code: 'M5H 1A1', country: 'Canada', dietary_preferences: 'Halal', favorite_products: 'Plantain', sms_notifications: true };
  const changed = (await profile({ method: 'PATCH', json: { ...sent, email: 'other@people.example', loyalty_points: 500, is_verified: true, full_name: 'X', id: '1' }, status: 200 })).json;
  assert.deepEqual(changed, { ...own.json, ...sent }, '[17]');
  assert.deepEqual((await profile({ method: 'PUT', json: { city: 'Ajax' }, status: 400 })).json, { first_name: [required], last_name: [required] });
  const put = (await profile({ method: 'PUT', json: { first_name: 'Efua', last_name: 'Boateng', city: '' }, status: 200 })).json;
  assert.deepEqual([put.full_name, put.city, put.postal_code], ['Efua Boateng', '', 'M5H 1A1']);
  for (const [json, field] of [[{ phone_number: '12' }, 'phone_number'], [{ postal_code: 'x'.repeat(21) }, 'postal_code'], [{ first_name: '' }, 'first_name'], [{ sms_notifications: 'perhaps' }, 'sms_notifications'], [{ city: 'a\nb' }, 'city']]) {
    assert.deepEqual(Object.keys((await profile({ method: 'PATCH', json, status: 400 })).json), [field], field);
  }
  const board = await say('/api/customers/dashboard/', { token: access, status: 200 });
  assert.deepEqual(board.json, { profile: { id: own.json.id, email: who.email, full_name: 'Efua Boateng' },
    statistics: { total_purchases: 0, loyalty_points: 0, member_since: own.json.date_joined }, notifications_enabled: { email: false, sms: true, push: false } });
  await say('/api/customers/profile/', { status: 401, text: '{"detail":"Authentication credentials were not provided."}' });
});

test('Afro-Caribbean password change', async () => {
  const who = person();
  const { access } = (await register(who, { status: 201 })).json.tokens;
  const change = (json, options) => say('/api/customers/change-password/', { json, token: access, ...options });
  const next = 'Silver-Anchor42';
  assert.deepEqual((await change({ old_password: 'wrong', new_password: next, new_password_confirm: next }, { status: 400 })).json, { old_password: ['Old password is incorrect.'] });
  assert.deepEqual((await change({ old_password: oldPassword, new_password: next, new_password_confirm: 'x' }, { status: 400 })).json, { new_password: ["Password fields didn't match."] });
  const weak = (await change({ old_password: oldPassword, new_password: 'letters', new_password_confirm: 'letters' }, { status: 400 })).json;
  assert.ok(weak.new_password.includes('The password must contain at least 1 digit.'));
  await change({ old_password: oldPassword, new_password: next, new_password_confirm: next }, { status: 200, text: '{"message":"Password changed successfully!"}' });
  await signIn({ ...who, password: next }, { status: 200 });
  forgetCounters();
});

test('Afro-Caribbean health, and the slash put right', async () => {
  await say('/api/customers/health/', { status: 200, text: '{"status":"healthy","message":"Afro-Caribbean CRM API is running"}' });
  const got = await request('/api/customers/health', { status: 301, check: false });
  assert.match(got.headers.get('location'), /\/api\/customers\/health\/$/);
});
