// The sweep: every route that the binaries print, called by another tenant with this tenant's ids, by a customer, and by nobody.
// A route without a case below fails the run. Foreign and missing look the same.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { before, test } from 'node:test';
import { as, login, request, upload } from '../api/lib.mjs';

const bin = process.env.HF_TEST_BIN;
const routes = readdirSync(bin).filter((name) => name.startsWith('holdfast-')).flatMap((name) => execFileSync(`${bin}/${name}`, ['--routes'], { encoding: 'utf8' })
  .trim().split('\n').map((line) => line.split('\t')).map(([method, path, access, , system]) => ({ method, path, access, system, key: `${method} ${path}` })));
const nobody = '01900000-0000-7000-8000-0123456789ab';

let mine, admin, foreigner;

// What tenant one has; the other tenant must meet none of it.
async function possessions(who) {
  const person = await as(who);
  const get = async (path) => (await person(path, { status: 200 })).json;
  const [dataset] = (await get('/api/v1/uploads/datasets')).data.filter((one) => one.active);
  const [model] = (await get('/api/v1/scores/models')).data;
  const [customer] = (await get('/api/v1/customers?limit=1')).data;
  return { dataset, model, customer };
}

const columns = [{ header: 'Ref', role: 'id', type: 'number' }, { header: 'Points', role: 'feature', type: 'number' }];
const schema = { columns, actions: [] };

const demo = execFileSync(new URL('../env/demo-data', import.meta.url).pathname, { encoding: 'utf8' }).trim().split('\n');

// Both tenants have customers and a model, so that nothing is hidden by being empty; the other's numbers are different ones.
before(async () => {
  admin = await as('admin');
  foreigner = await as('other');
  mine = await possessions('admin');
  if (!mine.customer || !mine.model) {
    await upload(await login('admin'), demo.join('\n'), { name: 'Sweep' });
    mine = await possessions('admin');
  }
  const rows = demo.slice(0, 801).map((line) => line.replace(/^(\d+),9/, '$1,8')).join('\n');
  const done = await upload(await login('other'), rows, { name: 'Other', deadline_ms: 300_000 });
  assert.equal(done.state, 'ready', JSON.stringify(done));
  await admin('/api/v1/uploads/schemas/sweep-secret', { method: 'PUT', json: schema, status: [200, 201, 428] });
});

// Kinds of cases.
const open = { kind: 'public' };                                                   // no tenant in it
const own = (path, options = {}) => ({ kind: 'own', path, ...options });           // answers, with nothing of tenant one
const hidden = (path, options = {}) => ({ kind: 'hidden', path, ...options });     // 404, as for an id that nobody has
const elsewhere = (file) => ({ kind: 'elsewhere', file });                         // looked at closer in another test

const cases = {
  'POST /api/v1/auth/login': open,
  'POST /api/v1/auth/refresh': open,
  'POST /api/auth/mobile/login/': open,
  'POST /auth/login': open,
  'GET /.well-known/jwks.json': open,
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': open,
  'POST /api/v1/auth/logout': elsewhere('test/api/auth.test.mjs'),
  'GET /api/v1/events': elsewhere('test/api/events.test.mjs'),
  'GET /api/auth/mobile/me/': elsewhere('test/api/auth.test.mjs'),
  'POST /dashboard/data-management/upload/': elsewhere('test/api/uploads-vigilpay.test.mjs'),
  'POST /api/v1/uploads/datasets': elsewhere('test/api/uploads.test.mjs'),
  'GET /api/v1/auth/me': own(() => '/api/v1/auth/me'),
  'GET /api/v1/events/log': own(() => '/api/v1/events/log?after=0'),
  'GET /api/v1/customers': own(() => `/api/v1/customers?limit=200&q=${encodeURIComponent(mine.customer.external_id)}`),
  'GET /dashboard/search/': own(() => `/dashboard/search/?q=${encodeURIComponent(mine.customer.external_id)}`),
  'GET /api/v1/customers/{id}': hidden((id) => `/api/v1/customers/${id}`, { id: () => mine.customer.id }),
  'GET /api/v1/reports/overview': own(() => '/api/v1/reports/overview'),
  'GET /api/v1/reports/churn-trends': own(() => '/api/v1/reports/churn-trends'),
  'GET /api/v1/reports/churn-by-segment': own(() => '/api/v1/reports/churn-by-segment'),
  'GET /api/v1/reports/churn-factors': own(() => '/api/v1/reports/churn-factors'),
  'GET /api/v1/reports/retention-actions': own(() => '/api/v1/reports/retention-actions'),
  'GET /reports/churn-trends': own(() => '/reports/churn-trends'),
  'GET /reports/churn-by-segment': own(() => '/reports/churn-by-segment'),
  'GET /reports/churn-factors': own(() => '/reports/churn-factors'),
  'GET /reports/retention-actions': own(() => '/reports/retention-actions'),
  'GET /api/v1/uploads/datasets': own(() => '/api/v1/uploads/datasets'),
  'GET /api/v1/uploads/datasets/{id}': hidden((id) => `/api/v1/uploads/datasets/${id}`, { id: () => mine.dataset.id }),
  'GET /api/v1/uploads/datasets/{id}/faults': hidden((id) => `/api/v1/uploads/datasets/${id}/faults`, { id: () => mine.dataset.id }),
  'GET /api/v1/uploads/datasets/{id}/errors.csv': hidden((id) => `/api/v1/uploads/datasets/${id}/errors.csv`, { id: () => mine.dataset.id }),
  'POST /api/v1/uploads/datasets/{id}/activate': hidden((id) => `/api/v1/uploads/datasets/${id}/activate`, { id: () => mine.dataset.id, method: 'POST' }),
  'POST /api/v1/uploads/datasets/clear': own(() => '/api/v1/uploads/datasets/clear', { method: 'POST' }),
  'GET /api/v1/uploads/schemas': own(() => '/api/v1/uploads/schemas'),
  'POST /api/v1/uploads/schemas/infer': own(() => '/api/v1/uploads/schemas/infer', { method: 'POST', body: 'A,B\n1,2\n', headers: { 'content-type': 'text/csv' } }),
  'GET /api/v1/uploads/schemas/{name}': hidden((name) => `/api/v1/uploads/schemas/${name}`, { id: () => 'sweep-secret', missing: 'sweep-nothing' }),
  'PUT /api/v1/uploads/schemas/{name}': own(() => '/api/v1/uploads/schemas/sweep-own', { method: 'PUT', json: schema }),
  'GET /api/v1/scores/models': own(() => '/api/v1/scores/models'),
  'GET /api/v1/scores/models/champion': own(() => '/api/v1/scores/models/champion'),
  'GET /api/v1/scores/models/{id}': hidden((id) => `/api/v1/scores/models/${id}`, { id: () => mine.model.id }),
  'POST /api/v1/scores/models/{id}/promote': hidden((id) => `/api/v1/scores/models/${id}/promote`, { id: () => mine.model.id, method: 'POST' }),
  'GET /api/v1/scores/history': own(() => '/api/v1/scores/history'),
  'POST /api/v1/predictions': hidden(() => '/api/v1/predictions', { id: () => mine.customer.id, json: (id) => ({ customer_id: id }) }),
};

test('every route has a case, and every case a route', () => {
  const known = new Set(routes.map((route) => route.key));
  assert.deepEqual(routes.map((route) => route.key).filter((key) => !(key in cases)), []);
  assert.deepEqual(Object.keys(cases).filter((key) => !known.has(key)), []);
});

const call = (person, path, { method, json, body, headers }, id) =>
  person(path, { method, json: typeof json === 'function' ? json(id) : json, body, headers, check: false });

// An answer without what differs from one request to the next.
const plain = ({ status, text }, id) => `${status} ${text.replaceAll(/"(request_id|instance)":\s*"[^"]*"/g, '"$1":""').replaceAll(id, 'ID')}`;

for (const route of routes) {
  const one = cases[route.key];
  if (!one || one.kind === 'public') continue;

  if (one.kind === 'hidden') {
    test(`${route.key}: another tenant's id looks like a missing one`, async () => {
      const id = one.id(), missing = one.missing ?? nobody;
      const foreign = await call(foreigner, one.path(id), one, id);
      const absent = await call(foreigner, one.path(missing), one, missing);
      assert.equal(foreign.status, 404, foreign.text);
      assert.equal(plain(foreign, id), plain(absent, missing));
    });
  }
  if (one.kind === 'own') {
    test(`${route.key}: nothing of another tenant`, async () => {
      const got = await call(foreigner, one.path(), one);
      assert.ok(got.status < 500 && got.status !== 401 && got.status !== 403, `${got.status} ${got.text}`);
      for (const secret of [mine.customer.id, mine.customer.external_id, mine.dataset.id, mine.model.id, 'sweep-secret', 'Demo Bank']) {
        // An answer may repeat what was asked for.
        assert.ok(!got.text.replaceAll(/"query":\s*"[^"]*"/g, '').includes(secret), `${secret} in ${got.text.slice(0, 400)}`);
      }
    });
  }
  const path = route.path.replace('{name}', 'bank').replace('{id}', nobody);

  test(`${route.key}: not without signing in, nor with a made-up token`, async () => {
    for (const token of [undefined, 'made.up.token']) {
      const got = await request(path, { method: route.method, token, check: false });
      assert.ok([401, 302, 403].includes(got.status), `${got.status} ${got.text}`);
      if (route.path.startsWith('/api/v1/')) assert.equal(got.status, 401);
    }
  });
  if (route.access.includes(':') && !route.access.startsWith('self:')) {
    test(`${route.key}: not for a customer`, async () => {
      const customer = await as('customer');
      const got = await customer(path, { method: route.method, check: false });
      assert.ok([403, 302].includes(got.status), `${got.status} ${got.text}`);
    });
  }
}

test('what the other tenant did has changed nothing here', async () => {
  const now = await possessions('admin');
  assert.equal(now.dataset.id, mine.dataset.id);
  assert.equal(now.customer.id, mine.customer.id);
  const { json } = await admin('/api/v1/uploads/schemas/sweep-secret', { status: 200 });
  assert.equal(json.columns.length, columns.length);
  await admin('/api/v1/uploads/schemas/sweep-own', { status: 404 });
});
