// Every route of every binary, as they print them: called by another tenant with ids of the first, without a token, and by each
// login that lacks the permission. A route without a case here fails the run; so does a case without a route.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { enter, forgetCounters, goodPassword, stranger } from '../api/accounts-lib.mjs';
import { member, workspace } from '../api/admin-lib.mjs';
import { as, demo, events, login, request, signIn, stepUp, upload } from '../api/lib.mjs';
import { bankReady } from '../api/bank-lib.mjs';
import { jpeg } from '../api/pictures-lib.mjs';
import { bankRows } from '../api/uploads-lib.mjs';
import { engagementCases, engagementOf } from './engagement-cases.mjs';
import { recordsCases, recordsOf } from './records-cases.mjs';
import { searchCases, searchOf } from './search-cases.mjs';

const bin = process.env.HF_TEST_BIN ?? new URL('../../build/asan/bin', import.meta.url).pathname;
const routes = readdirSync(bin).filter((name) => name.startsWith('holdfast-')).sort().flatMap((name) =>
  execFileSync(`${bin}/${name}`, ['--routes'], { encoding: 'utf8' }).trim().split('\n').filter(Boolean).map((line) => {
    const [method, path, access, title, origin] = line.split('\t');
    return { method, path, access: access.replace('+cookie', ''), cookie: access.endsWith('+cookie'), title, origin, key: `${method} ${path}` };
  }));

const nowhere = '018f0000-0000-7000-8000-0000000000ab';
const admin = await as('admin'), other = await as('other');
await stepUp('other'); // what needs the password again is tried by somebody who gave it
const overview = await bankReady();
const file = bankRows(3);
const form = () => {
  const parts = new FormData();
  parts.set('file', new Blob([file], { type: 'text/csv' }), 'sweep.csv');
  return parts;
};

const pictureForm = (field = 'file') => {
  const parts = new FormData();
  parts.set(field, new Blob([jpeg], { type: 'image/jpeg' }), 'me.jpg');
  return parts;
};

// What belongs to the first tenant: its ids, and words that none of its answers may lend to another.
async function belongings() {
  const customer = (await admin('/api/v1/customers?limit=1', { status: 200 })).json.data[0];
  const dataset = overview === null ? await small() : overview.dataset_id;
  const models = (await admin('/api/v1/scores/models', { status: 200 })).json.data;
  return { customer: customer.id, external: customer.external_id, dataset, model: models[0]?.id ?? nowhere, schema: schemaName, ...accounts, ...engagement, ...records, ...found };
}
const schemaName = `sweep_${Date.now()}`;
const schema = (title) => ({ columns: [
  { header: 'Id', role: 'id', type: 'number' },
  { header: 'Visits', role: 'feature', type: 'number', title },
], actions: [] });
async function small() {
  return (await upload(await login('admin'), file, { name: 'small.csv' })).id;
}

// Of the first tenant: somebody, a role, an invitation, a session of its administrator. The third tenant's administrator is who may lose
// sessions and passwords here.
const third = await workspace();
const role = `sweeper_${Date.now()}`;
await admin('/api/v1/roles', { json: { name: role, title: 'Sweeper of the first tenant', permissions: ['self:read'] }, status: 201 });
const accounts = {
  user: (await admin('/api/v1/users?q=csm@example.com', { status: 200 })).json.data[0].id,
  role,
  invitation: (await admin('/api/v1/invitations', { json: { email: `${role}@people.example`, roles: [role] }, status: 201 })).json.id,
  picture: (await admin('/api/v1/uploads/pictures', { form: pictureForm(), status: 201 })).json.id,
  session: JSON.parse(Buffer.from((await login('admin')).split('.')[1], 'base64url')).sid,
};
// A conversation with the first tenant, a message of it, and a note among its people.
const secret = 'Said to the first tenant only';
const talk = { chat: randomUUID() };
talk.message = (await request('/api/v1/chat/messages', { json: { session_id: talk.chat, message: secret, tenant: 'demo-bank' }, status: 201 })).json.id;
talk.note = (await admin('/api/v1/notes', { json: { title: secret, body: secret, recipients: ['admin'] }, status: 201 })).json.id;
await admin(`/api/v1/uploads/schemas/${schemaName}`, { method: 'PUT', status: [200, 201], json: schema('Known to the first tenant only') });
const engagement = await engagementOf(admin, await as('customer'));
const records = await recordsOf(admin);
const found = await searchOf(admin);
const mine = { ...(await belongings()), ...talk };
const words = [mine.customer, mine.dataset, mine.model, mine.external, mine.user, mine.role, mine.invitation, mine.session, mine.picture, ...Object.values(engagement), ...Object.values(records), ...Object.values(found), 'Known to the first tenant', 'Known to the first tenant only', secret].filter((word) => word !== nowhere);

// path and body for the ids given; status: what the other tenant may get. Nothing of the first tenant may be in it in any case.
const cases = {
  'POST /api/v1/auth/login': { open: true, json: { identifier: 'nobody@example.com', password: 'wrong' }, status: [401, 429] },
  'POST /api/v1/auth/refresh': { open: true, json: {}, status: [400, 401, 422] },
  'POST /api/v1/auth/logout': { own: true, status: [200, 204] },
  'GET /api/v1/auth/me': { own: true, status: 200 },
  'GET /.well-known/jwks.json': { open: true, status: 200 },
  'GET /healthz': { open: true, status: 200 },
  'GET /readyz': { open: true, status: 200 },
  'GET /metrics': { hidden: true },
  'POST /api/auth/mobile/login/': { open: true, json: { email: 'nobody@example.com', password: 'wrong' }, status: [400, 429] },
  'GET /api/auth/mobile/me/': { own: true, status: 200 },
  'POST /auth/login': { open: true, json: { email: 'nobody@example.com', password: 'wrong' }, status: [401, 429] },
  'POST /api/v1/auth/register': { open: true, json: {}, status: 422 },
  'GET /api/v1/auth/registration': { open: true, status: 200 },
  'POST /api/v1/auth/register-business': { open: true, json: {}, status: 422 },
  'POST /api/v1/auth/verify-email': { open: true, json: { token: 'x' }, status: 422 },
  'POST /api/v1/auth/verify-otp': { open: true, json: { email: 'nobody@people.example', code: '000000', purpose: 'register' }, status: [422, 429] },
  'POST /api/v1/auth/resend': { open: true, json: { email: 'nobody@people.example', purpose: 'register' }, status: [202, 429] },
  'POST /api/v1/auth/forgot-password': { open: true, json: { email: 'nobody@people.example' }, status: [202, 429] },
  'POST /api/v1/auth/reset-password': { open: true, json: { token: 'x', password: goodPassword }, status: 422 },
  'POST /api/v1/auth/login/second-factor': { open: true, json: { challenge: 'x', code: '000000' }, status: [401, 422] },
  'POST /api/v1/auth/accept-invitation': { open: true, json: { token: 'x', password: goodPassword }, status: 404 },
  'POST /api/v1/auth/change-password': { third: true, json: { old_password: 'x', new_password: 'y' }, status: 422 },
  'PATCH /api/v1/auth/me': { third: true, json: { first_name: 'X' }, status: 428 },
  'GET /api/v1/auth/sessions': { third: true, status: 200 },
  'DELETE /api/v1/auth/sessions': { third: true, status: 200 },
  'DELETE /api/v1/auth/sessions/{id}': { third: true, id: 'session', status: 404 },
  'GET /api/v1/auth/api-keys': { third: true, status: 200, empty: 'data' },
  'POST /api/v1/auth/api-keys': { third: true, json: { name: 'x', scopes: ['self:read'] }, status: 403 },
  'DELETE /api/v1/auth/api-keys/{id}': { third: true, id: 'session', status: 404 },
  'GET /api/v1/auth/second-factor': { third: true, status: 200 },
  'POST /api/v1/auth/second-factor/setup': { third: true, json: {}, status: [200, 403] },
  'POST /api/v1/auth/second-factor/confirm': { third: true, json: { code: '000000' }, status: [403, 409, 422] },
  'POST /api/v1/auth/second-factor/recovery-codes': { third: true, method: 'POST', status: [403, 409] },
  'DELETE /api/v1/auth/second-factor': { third: true, status: [403, 404, 409] },
  'POST /api/v1/auth/step-up': { third: true, json: { password: 'x' }, status: 422 },
  'GET /api/v1/users': { query: '?q=csm@example.com', status: 200, empty: 'data' },
  'GET /api/v1/users/colleagues': { query: '?q=Claire', status: 200, empty: 'data' },
  'GET /api/v1/users/{id}': { id: 'user', status: 404 },
  'PATCH /api/v1/users/{id}': { id: 'user', json: { state: 'inactive' }, status: 404 },
  'POST /api/v1/users/{id}/end-sessions': { id: 'user', status: 404 },
  'GET /api/v1/users/{id}/why': { id: 'user', query: '?permission=users:read', status: 404 },
  'GET /api/v1/roles': { status: 200 },
  'POST /api/v1/roles': { json: { name: 'Bad Name', title: 'x', permissions: [] }, status: 422 },
  'GET /api/v1/roles/{name}': { id: 'role', status: 404 },
  'PUT /api/v1/roles/{name}': { id: 'role', json: { permissions: ['users:write'] }, status: 404 },
  'DELETE /api/v1/roles/{name}': { id: 'role', status: 404 },
  'GET /api/v1/permissions': { status: 200 },
  'GET /api/v1/invitations': { query: '?limit=200', status: 200 },
  'POST /api/v1/invitations': { json: { email: 'x', roles: ['csm'] }, status: 422 },
  'DELETE /api/v1/invitations/{id}': { id: 'invitation', status: 404 },
  'POST /api/v1/invitations/by-token': { open: true, json: { token: 'x' }, status: 404 },
  'GET /api/v1/tenants/current': { status: 200 },
  'PATCH /api/v1/tenants/current': { json: { brand_name: 'X' }, status: 428 },
  'GET /api/v1/tenants': { status: 403 },
  'POST /api/v1/tenants': { json: { name: 'X' }, status: 403 },
  'POST /api/v1/tenants/{id}/suspend': { id: 'user', status: 403 },
  'POST /api/v1/tenants/{id}/resume': { id: 'user', status: 403 },
  'GET /api/v1/audit': { query: () => `?object_id=${mine.role}`, status: 200, empty: 'data' },
  'GET /api/v1/mails': { query: '?limit=200', status: 200 },
  'POST /api/auth/mobile/refresh/': { open: true, json: { refresh: 'x' }, status: 401 },
  'POST /api/auth/mobile/logout/': { third: true, json: { refresh: 'x' }, status: 400 },
  'POST /api/register/mobile/': { open: true, json: {}, status: 400 },
  'POST /api/register/web/': { open: true, json: {}, status: 400 },
  'POST /auth/register': { open: true, json: {}, status: 422 },
  'GET /auth/me': { third: true, status: 200 },
  'POST /auth/register/': { open: true, json: {}, status: 400 },
  'POST /auth/login/': { open: true, json: { username: 'nobody', password: 'wrong' }, status: [400, 429] },
  'POST /auth/logout/': { third: true, json: { refresh_token: 'x' }, status: 400 },
  'POST /auth/token/refresh/': { open: true, json: { refresh: 'x' }, status: 401 },
  'GET /auth/profile/': { third: true, status: 200 },
  'POST /auth/change-password/': { third: true, json: { old_password: 'x', new_password: 'y', new_password2: 'z' }, status: 400 },
  'POST /api/customers/register/': { open: true, json: {}, status: 400 },
  'POST /api/customers/login/': { open: true, json: { email: 'nobody@example.com', password: 'wrong' }, status: [401, 429] },
  'POST /api/customers/verify-email/': { open: true, json: { token: 'x' }, status: 400 },
  'POST /api/customers/token/refresh/': { open: true, json: { refresh: 'x' }, status: 401 },
  'GET /api/customers/health/': { open: true, status: 200 },
  'GET /api/customers/profile/': { third: true, status: 200 },
  'PUT /api/customers/profile/': { third: true, json: {}, status: 400 },
  'PATCH /api/customers/profile/': { third: true, json: { city: 'Ajax' }, status: 200 },
  'GET /api/customers/dashboard/': { third: true, status: 200 },
  'POST /api/customers/change-password/': { third: true, json: { old_password: 'x', new_password: 'y', new_password_confirm: 'z' }, status: 400 },
  'GET /api/v1/events': { stream: true },
  'POST /api/v1/chat/messages': { open: true, json: {}, status: 422 },
  'GET /api/v1/chat/sessions/{id}/history': { open: true, id: 'chat', query: '?tenant=other-bank', status: 200, empty: 'data' },
  'GET /api/v1/chat/sessions/{id}/live': { open: true, stream: true },
  'POST /api/v1/chat/sessions/{id}/typing': { open: true, id: 'chat', json: { tenant: 'other-bank' }, status: 200 },
  'GET /api/v1/chat/widget': { open: true, query: '?tenant=other-bank', status: 200 },
  'GET /chat/': { open: true, query: '?tenant=other-bank', status: [200, 404] },
  'GET /api/v1/chat/sessions': { query: '?limit=100', status: 200 },
  'GET /api/v1/chat/unread': { status: 200 },
  'GET /api/v1/chat/sessions/{id}': { id: 'chat', status: 404 },
  'GET /api/v1/chat/sessions/{id}/messages': { id: 'chat', status: 404 },
  'POST /api/v1/chat/sessions/{id}/messages': { id: 'chat', json: { message: 'x' }, status: 404 },
  'POST /api/v1/chat/sessions/{id}/read': { id: 'chat', json: { upto: 1 }, status: 404 },
  'GET /api/v1/chat/messages': { query: `?q=${encodeURIComponent(secret)}`, status: 200, empty: 'data' },
  'PATCH /api/v1/chat/messages/{id}': { id: 'message', json: { message: 'x' }, status: 404 },
  'DELETE /api/v1/chat/messages/{id}': { id: 'message', status: 404 },
  'GET /api/v1/chat/messages/{id}/edits': { id: 'message', status: 404 },
  'GET /api/v1/chat/sessions/{id}/context': { id: 'chat', status: 404 },
  'POST /api/v1/chat/sessions/{id}/context/extract': { id: 'chat', status: 404 },
  'POST /api/v1/chat/sessions/{id}/context/review': { id: 'chat', json: { path: 'intent', decision: 'accept' }, status: 404 },
  'GET /api/v1/chat/settings': { status: 200 },
  'PUT /api/v1/chat/settings': { json: { title: 'X' }, status: 428 },
  'GET /api/v1/chat/schemas': { status: 200 },
  'PUT /api/v1/chat/schemas/{name}': { id: 'schema', json: { title: 'X', fields: [] }, status: 422 },
  'GET /api/v1/notes/inbox': { query: '?limit=200', status: 200 },
  'GET /api/v1/notes/sent': { query: '?limit=200', status: 200 },
  'GET /api/v1/notes/unread': { status: 200 },
  'GET /api/v1/notes/roles': { status: 200 },
  'POST /api/v1/notes': { json: { title: 'x', body: 'x', recipients: ['nobody'] }, status: 422 },
  'GET /api/v1/notes/{id}': { id: 'note', status: 404 },
  'GET /api/v1/notes/{id}/thread': { id: 'note', status: 404 },
  'GET /api/v1/notes/{id}/readers': { id: 'note', status: 404 },
  'POST /api/v1/notes/{id}/read': { id: 'note', status: 404 },
  'GET /api/v1/presence': { also: 'chats:read', query: () => `?object=chat:${mine.chat}`, status: 200, empty: 'data' },
  'PUT /api/v1/presence': { also: 'chats:read', json: () => ({ object: `chat:${mine.chat}`, state: 'gone' }), status: 200 },
  'GET /api/v1/push-subscriptions': { status: 200, empty: 'data' },
  'GET /api/v1/push-subscriptions/key': { status: 200 },
  'POST /api/v1/push-subscriptions': { json: { endpoint: 'x' }, status: 422 },
  'DELETE /api/v1/push-subscriptions/{id}': { id: 'note', status: 404 },
  'POST /api/v1/chat/stream/': { open: true, json: {}, status: 400 },
  'POST /api/v1/chat/stream.json': { open: true, json: {}, status: 400 },
  'GET /api/v1/chat/history/': { open: true, status: 400 },
  'GET /api/v1/chat/history.json': { open: true, status: 400 },
  'GET /api/v1/chat/': { open: true, status: 200 },
  'POST /notes/': { json: { title: 'x', description: 'x', recipients: ['nobody'] }, status: 422 },
  'GET /notes/inbox': { status: 200 },
  'GET /notes/sent': { status: 200 },
  'GET /notes/{id}': { id: 'note', status: 404 },
  'POST /notes/{id}/read': { id: 'note', status: 404 },
  'GET /api/v1/events/log': { query: '?after=0', status: 200 },
  'GET /api/v1/customers': { query: () => `?q=${mine.external}`, status: 200, empty: 'data' },
  'GET /api/v1/customers/{id}': { id: 'customer', status: 404 },
  'GET /dashboard/search/': { query: () => `?q=${mine.external}`, status: 200, empty: 'results' },
  'GET /api/v1/reports/overview': { status: 200 },
  'GET /api/v1/reports/churn-trends': { status: 200 },
  'GET /api/v1/reports/churn-by-segment': { status: 200 },
  'GET /api/v1/reports/churn-factors': { status: 200 },
  'GET /api/v1/reports/retention-actions': { status: 200 },
  'GET /reports/churn-trends': { status: 200 },
  'GET /reports/churn-by-segment': { status: 200 },
  'GET /reports/churn-factors': { status: 200 },
  'GET /reports/retention-actions': { status: 200 },
  'GET /api/v1/scores/models': { status: 200 },
  'GET /api/v1/scores/models/champion': { status: [200, 404] },
  'GET /api/v1/scores/models/{id}': { id: 'model', status: 404 },
  'POST /api/v1/scores/models/{id}/promote': { id: 'model', status: 404 },
  'GET /api/v1/scores/history': { status: 200 },
  'POST /api/v1/predictions': { json: () => ({ customer_id: mine.customer, overrides: {} }), status: [404, 409] },
  'POST /api/v1/uploads/datasets': { query: '?schema=bank', form, status: 202 },
  'GET /api/v1/uploads/datasets': { status: 200 },
  'POST /api/v1/uploads/datasets/clear': { method: 'POST', status: [200, 202, 204] },
  'GET /api/v1/uploads/datasets/{id}': { id: 'dataset', status: 404 },
  'GET /api/v1/uploads/datasets/{id}/faults': { id: 'dataset', status: 404 },
  'GET /api/v1/uploads/datasets/{id}/errors.csv': { id: 'dataset', status: 404 },
  'POST /api/v1/uploads/datasets/{id}/activate': { id: 'dataset', status: 404 },
  'GET /api/v1/uploads/schemas': { status: 200 },
  'POST /api/v1/uploads/schemas/infer': { body: file, type: 'text/csv', status: 200 },
  'GET /api/v1/uploads/schemas/{name}': { id: 'schema', status: 404 },
  'PUT /api/v1/uploads/schemas/{name}': { id: 'schema', json: schema('Of the second'), status: [200, 201] },
  'POST /dashboard/data-management/upload/': { form, status: 200 },
  'POST /api/v1/uploads/pictures': { third: true, form: pictureForm, status: 201 },
  'GET /api/v1/uploads/pictures/{id}': { id: 'picture', status: 404 },
  'DELETE /api/v1/uploads/pictures/{id}': { id: 'picture', status: 404 },
  'POST /api/customers/profile/picture/': { third: true, form: () => pictureForm('picture'), status: 200 },
  'DELETE /api/customers/profile/picture/': { third: true, status: 200 },
  ...engagementCases(() => mine),
  ...recordsCases,
  ...searchCases(() => mine),
};

const text = (value) => (typeof value === 'function' ? value() : value ?? '');

function call(route, one, given, more = {}) {
  const path = route.path.replace(/\{no\}/g, '0').replace(/\{\w+\}/g, given) + text(one.query); // where numbers stand, nothing else is an address
  const options = { method: route.method, ...more, headers: { ...one.headers, ...more.headers } };
  if (one.json) options.json = typeof one.json === 'function' ? one.json() : one.json;
  if (one.form) options.form = one.form();
  if (one.body) Object.assign(options, { body: one.body, headers: { 'content-type': one.type, ...options.headers } });
  return request(path, options);
}

const known = routes.filter((route) => cases[route.key]);
const guarded = known.filter((route) => route.access !== 'public');

test('every route has a case and every case a route', () => {
  assert.ok(routes.length > 20);
  assert.deepEqual(routes.filter((route) => !cases[route.key]).map((route) => route.key), []);
  assert.deepEqual(Object.keys(cases).filter((key) => !routes.some((route) => route.key === key)), []);
});

test('every route says who may pass', () => {
  const permissions = ['customers:read', 'customers:write', 'datasets:read', 'datasets:write', 'schemas:write', 'models:read', 'models:promote',
    'predictions:run', 'reports:read', 'chats:read', 'chats:write', 'users:read', 'users:write', 'roles:write', 'tenants:read', 'tenants:write', 'audit:read', 'self:read',
    'engagement:read', 'engagement:write', 'notifications:write', 'exports:run', 'customers:assign', 'pipelines:write', 'privacy:run'];
  for (const route of routes) assert.ok(['public', 'signed-in', 'staff', 'customer', 'superuser', ...permissions].includes(route.access), `${route.key}: ${route.access}`);
  for (const route of routes) assert.equal(Boolean(cases[route.key]?.open || cases[route.key]?.hidden), route.access === 'public', route.key);
});

for (const route of guarded) {
  test(`without a token: ${route.key}`, async () => {
    const got = await call(route, cases[route.key], nowhere, { check: false });
    assert.ok([401, 302].includes(got.status), `${got.status} ${got.text}`);
    if (got.status === 302) assert.match(got.headers.get('location'), /^\/login\//);
    else assert.ok(got.headers.get('www-authenticate'), 'WWW-Authenticate');
  });
}

// Each role (the demo has logins of five, the third tenant gets the others) against each permission that it lacks; and its own permissions
// open every GET.
const tokens = await Promise.all(Object.keys(demo).map(async (who) => ({ who, token: await login(who) })));
for (const who of ['manager', 'supervisor', 'agent', 'accountant']) tokens.push({ who, token: (await member(third.admin, [who])).token });
const people = await Promise.all(tokens.map(async ({ who, token }) => (
  { who, token, permissions: (await request('/api/v1/auth/me', { token, status: 200 })).json.permissions })));
// A case may say which permission its object wants beyond what the route says.
const holdsAlso = (one, permissions) => one.also === undefined || permissions.includes(one.also);
const may = (route, { who, permissions }) => ({ 'signed-in': true, staff: who !== 'customer', customer: who === 'customer' })[route.access] ?? permissions.includes(route.access);
for (const route of guarded.filter((one) => one.access !== 'signed-in')) {
  test(`roles: ${route.key} wants ${route.access}`, async () => {
    for (const { who, token, permissions } of people) {
      if (!may(route, { who, permissions })) {
        const got = await call(route, cases[route.key], nowhere, { token, check: false });
        assert.equal(got.status, 403, `${who}: ${got.text}`);
        for (const word of words) assert.ok(!got.text.includes(word), `${who} was told ${word}`);
      } else if (route.method === 'GET' && holdsAlso(cases[route.key], permissions)) {
        const got = await call(route, cases[route.key], nowhere, { token, check: false });
        assert.ok(![401, 403].includes(got.status) || got.json?.code === 'step_up_required', `${who}: ${got.status} ${got.text}`);
      }
    }
    assert.ok(people.some((one) => !may(route, one)), 'somebody lacks it');
  });
}

// Every role, held in another tenant, at everything of the first one that has a name: without the permission 403, with it as if it were
// not there, and never a word of it.
const visitors = await Promise.all(['admin', 'csm', 'marketing_agent', 'technical_agent', 'manager', 'supervisor', 'agent', 'accountant'].map(async (who) => (
  { who, token: (await member(third.admin, [who])).token })));
const shopper = stranger({ workspace: third.tenant.slug });
forgetCounters();
await request('/api/v1/auth/register', { json: shopper, status: 201 });
visitors.push({ who: 'customer', token: (await enter(shopper.username, goodPassword, { status: 200 })).json.access_token });
for (const one of visitors) one.permissions = (await request('/api/v1/auth/me', { token: one.token, status: 200 })).json.permissions;
test('the visitors of another tenant hold the roles they are called by', async () => {
  for (const { who, token } of visitors) assert.deepEqual((await request('/api/v1/auth/me', { token, status: 200 })).json.roles, [who]);
});
for (const route of guarded.filter((one) => cases[one.key].id && !cases[one.key].stream)) {
  test(`each role of another tenant: ${route.key}`, async () => {
    const one = cases[route.key];
    for (const { who, token, permissions } of visitors) {
      const got = await call(route, one, mine[one.id], { token, check: false });
      // The first of them makes a schema of that name of their own; the next ones meet that.
      const fine = may(route, { who, permissions }) && holdsAlso(one, permissions) ? [one.visitor ?? one.status, ...(one.id === 'schema' && route.method === 'PUT' ? [428] : []), ...(got.json?.code === 'step_up_required' ? [403] : [])].flat() : [403];
      assert.ok(fine.includes(got.status), `${who}: ${got.status} ${got.text.slice(0, 300)}`);
      const shown = got.text.replaceAll(JSON.stringify(got.json?.instance ?? ''), '');
      for (const word of words) assert.ok(!shown.includes(word), `${who} was told ${word}`);
    }
  });
}
for (const route of guarded.filter((one) => ['signed-in', 'staff', 'customer'].includes(one.access) && one.method === 'GET' && !cases[one.key].id && !cases[one.key].stream && !one.origin)) {
  test(`each role has what is everybody's: ${route.key}`, async () => {
    for (const { who, token } of [...people, ...visitors].filter((one) => may(route, one) && holdsAlso(cases[route.key], one.permissions))) {
      const got = await call(route, cases[route.key], nowhere, { token, check: false });
      assert.ok(got.status < 300, `${who}: ${got.status} ${got.text.slice(0, 300)}`);
    }
  });
}

// What ends a session ends one of its own.
async function tokenFor(one) {
  if (one.open) return undefined;
  if (one.own) return (await signIn(...demo.other)).access_token;
  return one.third ? (await enter(third.admin.who, goodPassword, { status: 200 })).json.access_token : login('other');
}
for (const route of known.filter((one) => !cases[one.key].hidden)) {
  const one = cases[route.key];
  test(`the other tenant: ${route.key}`, async () => {
    if (one.stream) {
      const live = await events({ token: await login('other') });
      live.close();
      assert.equal(live.status, 200);
      return;
    }
    const token = await tokenFor(one);
    const got = await call(route, one, mine[one.id] ?? nowhere, { token, headers: { 'x-tenant': '1', 'x-tenant-id': 'demo-bank' } });
    assert.ok([one.status].flat().includes(got.status), `${got.status} ${got.text.slice(0, 500)}`);
    const shown = one.id ? got.text.replaceAll(JSON.stringify(got.json?.instance ?? ''), '') : [mine.known, mine.external].reduce((rest, word) => rest.replaceAll(`"query":"${word}"`, ''), got.text);
    // Both banks may have learnt from the same file, so a customer's number there says nothing about whose list it stands in.
    for (const word of words.filter((each) => !one.own_numbers || each !== mine.external)) assert.ok(!shown.includes(word), `it shows ${word}: ${shown.slice(0, 500)}`);
    if (one.empty) assert.deepEqual(got.json[one.empty], []);
  });
}

for (const route of known.filter((one) => cases[one.key].status === 404 && cases[one.key].id !== 'schema')) {
  test(`somebody else's and nobody's look the same: ${route.key}`, async () => {
    const one = cases[route.key], token = await tokenFor(one);
    const plain = async (id) => {
      const { status, json } = await call(route, one, id, { token });
      assert.equal(status, 404);
      return { status, ...json, instance: '', request_id: '' };
    };
    assert.deepEqual(await plain(mine[one.id]), await plain(nowhere));
  });
}

for (const route of known.filter((one) => one.method === 'GET' && one.access !== 'public' && !one.origin && !cases[one.key].stream)) {
  test(`a tenant cannot be asked for: ${route.key}`, async () => {
    const one = cases[route.key];
    const query = text(one.query);
    const got = await other(`${route.path.replace(/\{\w+\}/g, mine[one.id] ?? nowhere)}${query}${query ? '&' : '?'}tenant_id=1`, { check: false });
    assert.ok([404, 422, ...(['superuser', 'customer'].includes(route.access) ? [403] : [])].includes(got.status), `${got.status} ${got.text}`);
  });
}

test('metrics are not for the public', async () => {
  await request('/metrics', { status: 404, check: false });
});

test('the first tenant noticed nothing', async () => {
  const now = { ...(await belongings()), ...talk };
  assert.deepEqual(now, mine);
  const kept = (await admin(`/api/v1/uploads/schemas/${schemaName}`, { status: 200 })).json;
  assert.equal(kept.columns[1].title, 'Known to the first tenant only');
  if (overview !== null) assert.deepEqual((await admin('/api/v1/reports/overview', { status: 200 })).json, overview);
});
