// Who looks after customers: one by one, many at once, and back.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sql } from './accounts-lib.mjs';
import { waitUntil } from './lib.mjs';
import { customer, hire, openShop, put, together } from './records-lib.mjs';

const shop = await openShop();
const csm = await hire(shop, 'csm'), manager = await hire(shop, 'manager');
const assign = (one, user_id, more = {}) => shop(`customers/${one.id}/assignment`, put({ user_id, ...more }));

test('assigning again ends what was, and all is kept', async () => {
  const one = await customer(shop);
  assert.deepEqual((await assign(one, csm.id, { remarks: 'Knows them' })).json.changed, true);
  assert.deepEqual((await assign(one, csm.id)).json.changed, false);
  await assign(one, manager.id);
  await assign(one, null);
  const { assignee, data } = (await shop(`customers/${one.id}/assignment`, { status: 200 })).json;
  assert.equal(assignee, null);
  assert.deepEqual(data.map((row) => [row.to?.id ?? null, row.by.id, row.remarks, row.ended_at === null]),
    [[null, shop.id, '', true], [manager.id, shop.id, '', false], [csm.id, shop.id, 'Knows them', false]]);
  const told = (await shop(`customers/${one.id}/timeline?kind=assignment`, { status: 200 })).json.data;
  assert.deepEqual(told.map(({ body }) => [body.from?.id ?? null, body.to?.id ?? null]), [[manager.id, null], [csm.id, manager.id], [null, csm.id]]);
});

test('only people of the tenant who see customers can be given some', async () => {
  const one = await customer(shop), other = await openShop(), accountant = await hire(shop, 'accountant');
  for (const id of [other.id, accountant.id, one.id]) assert.equal((await shop(`customers/${one.id}/assignment`, put({ user_id: id }, { status: 422 }))).json.code, 'unknown_assignee');
  await shop(`customers/${one.id}/assignment`, put({}, { status: 422 }));
  const people = (await shop('assignees', { status: 200 })).json.data;
  assert.deepEqual(people.map((each) => each.id).sort(), [shop.id, csm.id, manager.id].sort());
  await csm('assignees', { status: 403 });
});

test('at the same time there is one active assignment, and the table says so', async () => {
  const one = await customer(shop), who = [csm.id, manager.id, shop.id, null];
  await together(40, 40, (i) => assign(one, who[i % 4], { remarks: `${i}` }));
  assert.equal(sql(`SELECT COUNT(*) FROM assignments WHERE customer_id = '${one.id}' AND active`), '1');
  assert.equal(sql(`SELECT a.assigned_to <=> c.assigned_to FROM assignments a JOIN customers c ON c.tenant_id = a.tenant_id AND c.id = a.customer_id WHERE a.customer_id = '${one.id}' AND a.active`), '1');
  assert.throws(() => sql(`INSERT INTO assignments (tenant_id, id, customer_id, active) SELECT tenant_id, UUID(), customer_id, TRUE FROM assignments WHERE customer_id = '${one.id}' LIMIT 1`), /Duplicate entry/);
});

const finished = (id, undone = false) => waitUntil('the batch is done', async () => {
  const { json } = await shop(`assignments/${id}`, { status: 200 });
  return (undone ? json.undo_state : json.state) === 'done' && json;
});

test('all that match are assigned together, and taken back together', async () => {
  const many = [];
  for (let i = 0; i < 6; i++) many.push(await customer(shop, { segment: 'Batch', name: `Batch ${i}` }));
  await assign(many[0], manager.id);
  await assign(many[1], csm.id);
  const batch = (await shop('assignments', { json: { user_id: csm.id, remarks: 'All of them', match: { segment: 'Batch' } }, status: 202 })).json;
  const done = await finished(batch.id);
  assert.deepEqual([done.total, done.done, done.changed, done.assignee.id], [6, 6, 5, csm.id]);
  assert.equal((await csm('customers?segment=Batch', { status: 200 })).json.data.length, 6);
  await assign(many[2], manager.id); /* somebody decides anew: that stays */
  await shop(`assignments/${batch.id}/undo`, { method: 'POST', status: 202 });
  await finished(batch.id, true);
  const now = await Promise.all(many.map(async (one) => (await shop(`customers/${one.id}`, { status: 200 })).json.assignee?.id ?? null));
  assert.deepEqual(now, [manager.id, csm.id, manager.id, null, null, null]);
  assert.equal((await shop(`assignments/${batch.id}/undo`, { method: 'POST', status: 409 })).json.code, 'undone');
  assert.equal((await shop('assignments', { status: 200 })).json.data[0].id, batch.id);
});

test('by ids, by filter, and what is wrong', async () => {
  const one = await customer(shop, { city: 'Oslo' }), two = await customer(shop, { city: 'Bergen' }), other = await openShop();
  const foreign = await customer(other);
  const batch = (await shop('assignments', { json: { user_id: csm.id, ids: [one.id, foreign.id] }, status: 202 })).json;
  assert.equal((await finished(batch.id)).changed, 1);
  assert.equal((await other(`customers/${foreign.id}`, { status: 200 })).json.assignee, null);
  const filtered = (await shop('assignments', { json: { user_id: manager.id, match: { filter: 'city = "Bergen"' } }, status: 202 })).json;
  assert.equal((await finished(filtered.id)).changed, 1);
  assert.equal((await shop(`customers/${two.id}`, { status: 200 })).json.assignee.id, manager.id);
  for (const json of [{ user_id: csm.id }, { ids: [one.id] }, { user_id: csm.id, ids: [] }, { user_id: csm.id, ids: ['x'] }, { user_id: csm.id, match: { weather: 'x' } },
    { user_id: csm.id, match: { band: 'x' } }, { user_id: csm.id, match: { filter: 'city =' } }, { user_id: csm.id, ids: [one.id], match: {} }]) await shop('assignments', { json, status: 422 });
  await other(`assignments/${batch.id}`, { status: 404 });
  await other(`assignments/${batch.id}/undo`, { method: 'POST', status: 404 });
  await csm('assignments', { json: { user_id: csm.id, match: {} }, status: 403 });
});
