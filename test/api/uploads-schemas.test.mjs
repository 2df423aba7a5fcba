// Declared shapes: presets, a tenant's own, proposals for a sample, and a file of another shape all the way.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { as, data, login, upload } from './lib.mjs';
import { sql } from './uploads-lib.mjs';

const at = '/api/v1/uploads/schemas';
const other = await as('other');
const name = `shop-${process.pid}`;
const shop = {
  columns: [
    { header: 'Client', role: 'id', type: 'category' }, { header: 'Visits', role: 'feature', type: 'number', min: 0 },
    { header: 'Plan', role: 'feature', type: 'category' }, { header: 'Paid', role: 'value', type: 'number' },
    { header: 'Gone', role: 'label', type: 'yes_no' },
  ],
  actions: [{ feature: 'Plan', set: 'gold', title: 'Offer the gold plan', cost: '12.50' }],
};

test('the bank preset is there for everybody', async () => {
  const { data: all } = (await other(at, { status: 200 })).json;
  const bank = all.find((s) => s.name === 'bank');
  assert.deepEqual([bank.title, bank.preset, bank.version], ['Bank customers', true, null]);
  const got = (await other(`${at}/bank`, { status: 200 })).json;
  assert.equal(got.columns.length, 14);
  assert.equal(got.columns.find((c) => c.header === 'Age').message, 'Age must be between 0 and 120');
  assert.deepEqual(got.actions.map((a) => [a.feature, a.set, a.cost]), [['IsActiveMember', '1', '20.00'], ['NumOfProducts', '2', '35.00']]);
  assert.equal(got.rule_of_thumb.base, 45);
  await other(`${at}/nothing`, { status: 404 });
});

test('a declaration is made, changed with its version, and kept from others', async () => {
  const made = await other(`${at}/${name}`, { method: 'PUT', json: shop, status: 200 });
  assert.deepEqual([made.json.name, made.json.preset, made.json.version], [name, false, 1]);
  assert.deepEqual(made.json.columns, shop.columns);
  await other(`${at}/${name}`, { method: 'PUT', json: shop, status: 428 });
  const changed = await other(`${at}/${name}`, { method: 'PUT', json: { ...shop, title: 'Shop' }, headers: { 'if-match': made.headers.get('etag') }, status: 200 });
  assert.deepEqual([changed.json.version, changed.json.title], [2, 'Shop']);
  await other(`${at}/${name}`, { method: 'PUT', json: shop, headers: { 'if-match': made.headers.get('etag') }, status: 412 });
  const got = await other(`${at}/${name}`, { status: 200 });
  assert.equal(got.headers.get('etag'), changed.headers.get('etag'));
  const admin = await as('admin');
  await admin(`${at}/${name}`, { status: 404 });
  const csm = await as('csm');
  await csm(`${at}/x`, { method: 'PUT', json: shop, status: 403 });
});

test('every fault of a declaration is told where it is', async () => {
  const bad = await other(`${at}/bad`, {
    method: 'PUT', status: 422,
    json: {
      columns: [{ header: 'A', role: 'feature', type: 'number' }, { header: 'a', role: 'boss', type: 'text' }, { header: 'L', role: 'label' },
        { header: 'M', role: 'label' }, { role: 'feature', type: 'number', min: 5, max: 1 }],
      actions: [{ feature: 'Nope', set: '1', title: 'x' }, { feature: 'A', set: 'many', title: 'y', cost: '-1' }],
    },
  });
  const pointers = bad.json.errors.map((e) => e.pointer);
  for (const pointer of ['/columns/1/header', '/columns/1/role', '/columns/1/type', '/columns/3/role', '/columns/4/header',
    '/columns/4/max', '/actions/0/feature', '/actions/1/set', '/actions/1/cost']) {
    assert.ok(pointers.includes(pointer), `${pointer} is not in ${pointers}`);
  }
  const none = await other(`${at}/bad`, { method: 'PUT', json: { columns: shop.columns.slice(3) }, status: 422 });
  assert.deepEqual(none.json.errors.map((e) => e.pointer), ['/columns']);
  await other(`${at}/bad`, { method: 'PUT', json: { ...shop, tenant_id: 1 }, status: 422 });
  await other(`${at}/Bad%20Name`, { method: 'PUT', json: shop, status: 404 });
  await other(`${at}/bad`, { method: 'PUT', json: {}, status: 422 });
});

test('a file of another shape is stored by its declaration', async () => {
  const dataset = await upload(await login('other'), 'client;visits;plan;paid\nA-1;1,5;gold;1\n', { schema: name });
  assert.equal(dataset.state, 'failed');
  const good = await upload(await login('other'), 'client;paid;plan;visits\nA-1;10.125;gold;\nA-2;;silver;3\n', { schema: name });
  assert.equal(good.state, 'ready', good.failure);
  const rows = sql(`SELECT r.external_id, r.value, REPLACE(r.cells, '\\t', '|') FROM dataset_rows r JOIN datasets d
    ON d.tenant_id = r.tenant_id AND d.no = r.dataset_no WHERE d.id = '${good.id}' ORDER BY r.row_no`);
  assert.deepEqual(rows.split('\n'), ['A-1\t10.12\t|gold|10.125', 'A-2\tNULL\t3|silver|']);
});

test('a proposal for a sample can be declared as it is', async (t) => {
  const file = data('Churn_Modelling.csv');
  if (file === null) return t.skip('Churn_Modelling.csv is not there');
  const infer = (body, status) => other(`${at}/infer`, { body, headers: { 'content-type': 'text/csv' }, status });
  const { columns } = (await infer(file.subarray(0, 60_000), 200)).json;
  const role = (header) => columns.find((c) => c.header === header).role;
  assert.deepEqual(['RowNumber', 'CustomerId', 'Surname', 'Balance', 'Geography', 'Exited'].map(role), ['ignore', 'id', 'name', 'value', 'feature', 'label']);
  await other(`${at}/inferred-${process.pid}`, { method: 'PUT', json: { columns, actions: [] }, status: 200 });
  await infer('only,a,header\n', 422);
  await infer('PK\x03\x04', 422);
  await infer('', 422);
  return undefined;
});

test('a file of another shape is proposed, declared, learnt from and scored', async () => {
  let seed = 7;
  const uniform = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const lines = ['subscriberID;gender;tenure;Contract;Paperless;MonthlyCharges;Churn'];
  for (let i = 0; i < 600; i++) {
    const tenure = Math.floor(uniform() * 72), contract = ['monthly', 'yearly'][Math.floor(uniform() * 2)], charge = 20 + uniform() * 100;
    const leaves = uniform() < 1 / (1 + Math.exp(0.05 * tenure - (contract === 'monthly' ? 1.7 : -0.3)));
    lines.push(`${1000 + i}-X;${uniform() < 0.5 ? 'Male' : 'Female'};${tenure};${contract};${uniform() < 0.6 ? 'Yes' : 'No'};`
      + `${charge.toFixed(2)};${leaves ? 'Yes' : 'No'}`);
  }
  const file = `${lines.join('\r\n')}\r\n`, schema = `phone-${process.pid}`;
  const proposal = (await other(`${at}/infer`, { body: file.slice(0, 20_000), headers: { 'content-type': 'text/csv' }, status: 200 })).json;
  assert.deepEqual(proposal.columns.map((c) => c.role), ['id', 'feature', 'feature', 'feature', 'feature', 'value', 'label']);
  await other(`${at}/${schema}`, { method: 'PUT', json: proposal, status: 200 });
  const dataset = await upload(await login('other'), file, { schema });
  assert.deepEqual([dataset.state, dataset.rows, dataset.labelled, dataset.failure], ['ready', 600, 600, null]);
  assert.notEqual(dataset.model_id, null);
  assert.equal(sql(`SELECT COUNT(*) FROM scores s JOIN datasets d ON d.tenant_id = s.tenant_id AND d.scoring_no = s.scoring_no
    WHERE d.id = '${dataset.id}' AND s.score BETWEEN 0 AND 1`), '600');
});
