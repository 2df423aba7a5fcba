// Figures about all customers: they agree with the customers, come with a tag, and an empty tenant gets an empty answer.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { as, login, request, stepUp, waitUntil } from './lib.mjs';
import { bankReady } from './bank-lib.mjs';

const admin = await as('admin');
const overview = await bankReady();
const options = { skip: overview === null && 'HF_DATA has no Churn_Modelling.csv' };
const names = ['overview', 'churn-trends', 'churn-by-segment', 'churn-factors', 'retention-actions'];
const report = async (name) => (await admin(`/api/v1/reports/${name}`, { status: 200 })).json;
const near = (a, b, by) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);
const sum = (list, of) => list.reduce((total, one) => total + Number(of(one)), 0);

test('the overview agrees with itself and with the data', options, () => {
  assert.equal(overview.customers, 10000);
  assert.equal(overview.churn_rate, 0.2037);
  assert.equal(overview.bands.high + overview.bands.medium + overview.bands.low, 10000);
  assert.equal(sum(overview.histogram, (n) => n), 10000);
  assert.equal(overview.histogram.length, 20);
  assert.equal(sum(overview.segments, (s) => s.customers), 10000);
  near(sum(overview.segments, (s) => s.value_at_risk), Number(overview.value_at_risk), 0.05);
  near(sum(overview.segments, (s) => s.average_probability * s.customers) / 10000, overview.average_probability, 1e-5);
  assert.equal(overview.value_total, '764858892.88');
  for (const one of overview.segments) assert.ok(one.low < one.churn_rate && one.churn_rate < one.high, one.name);
});

test('segments, factors and actions', options, async () => {
  const { data: by } = await report('churn-by-segment');
  for (const one of by) assert.equal(sum(one.segments, (s) => s.customers), 10000, one.feature);
  const { data: factors } = await report('churn-factors');
  near(sum(factors, (f) => f.share), 1, 1e-4);
  assert.equal(factors[0].feature, 'Age');
  assert.equal(factors[0].direction, 'higher');
  const { data: actions } = await report('retention-actions');
  assert.ok(actions.length > 0 && actions.every((a) => a.average_effect > 0 && Number(a.expected_value) > 0));
});

test('trends end with the newest version', options, async () => {
  const { data } = await report('churn-trends');
  assert.deepEqual(data.map((one) => one.dataset_no), data.map((one) => one.dataset_no).sort((a, b) => a - b));
  assert.ok(data.some((one) => one.customers === 10000 && one.churn_rate === 0.2037));
});

test('a known figure is not sent again', options, async () => {
  for (const name of names.filter((one) => one !== 'churn-trends')) {
    const first = await admin(`/api/v1/reports/${name}`, { status: 200 });
    const tag = first.headers.get('etag');
    assert.match(tag, /^(W\/)?"[0-9a-f-]{36}"$/);
    for (const given of [tag, `W/${tag.replace('W/', '')}`, `"x", ${tag}`]) {
      const again = await admin(`/api/v1/reports/${name}`, { status: 304, headers: { 'if-none-match': given } });
      assert.equal(again.text, '');
    }
    await admin(`/api/v1/reports/${name}`, { status: 200, headers: { 'if-none-match': '"x"' } });
  }
});

test('an empty tenant gets an empty answer of the same form', async () => {
  const other = await as('other');
  await stepUp('other');
  await other('/api/v1/uploads/datasets/clear', { method: 'POST', status: [200, 202, 204], check: false });
  const empty = await waitUntil('nothing active', async () => {
    const now = (await other('/api/v1/reports/overview', { status: 200 })).json;
    return now.customers === 0 && now;
  });
  assert.deepEqual([empty.dataset_id, empty.kind, empty.currency], [null, null, 'USD']);
  assert.deepEqual([empty.segments, empty.histogram, empty.movers], [[], [], { up: [], down: [] }]);
  for (const name of names.slice(1)) assert.deepEqual((await other(`/api/v1/reports/${name}`, { status: 200 })).json.data, [], name);
  assert.deepEqual((await other('/api/v1/customers?list=scored', { status: 200 })).json, { data: [], next_cursor: null, scoring: null });
});

test('who may read', async () => {
  for (const name of names) {
    await request(`/api/v1/reports/${name}`, { status: 401 });
    await request(`/api/v1/reports/${name}`, { token: await login('customer'), status: 403 });
    for (const who of ['csm', 'marketing', 'technical']) await request(`/api/v1/reports/${name}`, { token: await login(who), status: 200 });
  }
  await admin('/api/v1/reports/', { status: 404 });
  await admin('/api/v1/reports/overview?tenant=2', { status: 422 });
});
