// Documented routes of older systems that read customers and figures, in their exact wire form.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { as, cookieOf, login, request, sameOrigin } from './lib.mjs';
import { bankReady } from './bank-lib.mjs';

const admin = await as('admin');
const overview = await bankReady();
const options = { skip: overview === null && 'HF_DATA has no Churn_Modelling.csv' };
const search = (q, more = {}) => admin(`/dashboard/search/?q=${encodeURIComponent(q)}`, { status: 200, ...more });
const total = (list) => list.reduce((sum, one) => sum + one.percentage, 0);

test('VigilPay search: nothing below two characters', async () => {
  for (const q of ['', 'a', ' a ', 'é']) {
    const got = await search(q);
    assert.equal(got.text, JSON.stringify({ query: q.trim(), count: 0, results: [] }));
    assert.match(got.headers.get('content-type'), /^application\/json/);
  }
  assert.deepEqual((await admin('/dashboard/search/', { status: 200 })).json, { query: '', count: 0, results: [] });
});

test('VigilPay search: eight hits, the highest score first, in that form', options, async () => {
  const got = await search('  Germany ');
  assert.equal(got.json.query, 'Germany');
  assert.equal(got.json.count, 8);
  assert.equal(got.json.results.length, 8);
  for (const one of got.json.results) {
    assert.deepEqual(Object.keys(one), ['customer_id', 'surname', 'geography', 'gender', 'risk_score', 'risk_level', 'driver', 'risk_url']);
    assert.ok(Number.isInteger(one.customer_id));
    assert.equal(one.geography, 'Germany');
    assert.equal(one.risk_level, one.risk_score >= 70 ? 'High' : one.risk_score >= 40 ? 'Medium' : 'Low');
    assert.equal(one.risk_url, '/dashboard/risk-level/');
  }
  const scores = got.json.results.map((one) => one.risk_score);
  assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
  for (const text of got.text.matchAll(/"risk_score":([^,]+)/g)) assert.match(text[1], /^\d+\.\d+$/);
});

test('VigilPay search: number, surname and gender count, in any case; wildcards do not', options, async () => {
  const one = (await search('15634602')).json.results;
  assert.deepEqual([one.length, one[0].surname, one[0].gender, one[0].customer_id], [1, 'Hargrave', 'Female', 15634602]);
  assert.ok((await search('563460')).json.results.every((hit) => String(hit.customer_id).includes('563460')));
  assert.ok((await search('HARGR')).json.results.every((hit) => hit.surname.startsWith('Hargr')));
  assert.ok((await search('female')).json.results.every((hit) => hit.gender === 'Female'));
  for (const q of ['%%', '__', "' OR '1'='1", '\\\\', 'zz"zz']) assert.equal((await search(q)).json.count, 0, q);
});

test('VigilPay search: the main driver is the first that fits', options, async () => {
  const list = (await admin('/api/v1/customers?sort=probability&limit=200', { status: 200 })).json.data;
  const seen = new Set();
  for (const { id, external_id: no } of list.filter((_, i) => i % 8 === 0)) {
    const { attributes } = (await admin(`/api/v1/customers/${id}`, { status: 200 })).json;
    const of = (name) => attributes.find((a) => a.feature === name).value;
    const want = !of('IsActiveMember') ? 'Low activity' : of('CreditScore') < 600 ? 'Low credit score'
      : of('NumOfProducts') <= 1 ? 'Low product usage' : of('Balance') < 1000 ? 'Low balance' : 'Stable behavior';
    const [hit] = (await search(no)).json.results;
    assert.equal(hit.driver, want, no);
    seen.add(want);
  }
  assert.ok(seen.size > 1);
});

test('VigilPay search: who comes without a login is sent there; the slash is put right', async () => {
  const anonymous = await request('/dashboard/search/?q=ab', { status: 302, check: false });
  assert.equal(anonymous.headers.get('location'), '/login/?next=/dashboard/search/');
  const slash = await request('/dashboard/search?q=ab', { status: 301, check: false });
  assert.equal(slash.headers.get('location'), '/dashboard/search/?q=ab');
  const cookie = await cookieOf('csm');
  await request('/dashboard/search/?q=ab', { status: 200, headers: { cookie, ...sameOrigin() } });
  await request('/dashboard/search/?q=ab', { token: await login('customer'), status: 403 });
  const wrong = await admin('/dashboard/search/', { method: 'POST', status: 405 });
  assert.equal(wrong.text, '');
  assert.equal(wrong.headers.get('allow'), 'GET');
});

test('ChurnGuard trends: twelve months and twelve rates', async () => {
  const got = await admin('/reports/churn-trends', { status: 200 });
  const { months, churn_rates: rates } = got.json;
  assert.equal(months.length, 12);
  assert.equal(new Set(months).size, 12);
  assert.equal(months.at(-1), new Date().toLocaleString('en', { month: 'short', timeZone: 'UTC' }));
  assert.equal(rates.length, 12);
  for (const text of got.text.match(/"churn_rates":\[([^\]]*)/)[1].split(',')) assert.match(text, /^\d+\.\d+$/);
});

test('ChurnGuard segments, factors and actions: whole numbers that total 100', options, async () => {
  const { segments } = (await admin('/reports/churn-by-segment', { status: 200 })).json;
  assert.equal(total(segments), 100);
  assert.deepEqual(segments.map((s) => s.name).sort(), ['France', 'Germany', 'Spain']);
  for (const one of segments) {
    assert.deepEqual(Object.keys(one), ['name', 'percentage', 'color']);
    assert.ok(Number.isInteger(one.percentage));
    assert.match(one.color, /^#[0-9a-f]{6}$/);
  }
  const { factors } = (await admin('/reports/churn-factors', { status: 200 })).json;
  assert.equal(total(factors), 100);
  assert.ok(factors.every((one) => Object.keys(one).join() === 'name,percentage' && one.percentage > 0));
  const { actions } = (await admin('/reports/retention-actions', { status: 200 })).json;
  assert.ok(actions.length > 0);
  for (const one of actions) {
    assert.deepEqual(Object.keys(one), ['name', 'effectiveness', 'cost', 'roi']);
    assert.ok([one.effectiveness, one.cost, one.roi].every(Number.isInteger));
  }
});

test('ChurnGuard failures', async () => {
  const none = await request('/reports/churn-trends', { status: 401 });
  assert.equal(none.text, '{"detail":"Not authenticated"}');
  assert.match(none.headers.get('www-authenticate'), /^Bearer/);
  const bad = await request('/reports/churn-trends', { token: 'x.y.z', status: 401 });
  assert.deepEqual(Object.keys(bad.json), ['detail']);
  const wrong = await admin('/reports/churn-trends', { method: 'POST', status: 405 });
  assert.equal(wrong.text, '{"detail":"Method Not Allowed"}');
  const slash = await request('/reports/churn-factors/?a=1', { status: 307, check: false });
  assert.equal(slash.headers.get('location'), '/reports/churn-factors?a=1');
  await admin('/reports/churn-trends?unknown=1', { status: 200 });
});
