// Saved views: one's own, a role's, everybody's.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member, workspace } from './admin-lib.mjs';

const { admin } = await workspace();
const csm = await member(admin, ['csm']), marketing = await member(admin, ['marketing_agent']);
const save = async (who, json, status = 201) => (await who('views', { json: { list: 'customers', ...json }, status })).json;
const seen = async (who) => (await who('views?list=customers', { status: 200 })).json.data.map((view) => view.name).sort();
const match = (view) => ({ 'if-match': `"${view.version}"` });

test('a private view is seen and changed by its owner only', async () => {
  const view = await save(csm, { name: 'Mine at risk', query: 'band=high&sort=name', columns: ['name', 'band'] });
  assert.equal(view.scope, 'private');
  assert.equal(view.mine, true);
  assert.deepEqual(view.columns, ['name', 'band']);
  assert.ok((await seen(csm)).includes('Mine at risk'));
  assert.ok(!(await seen(marketing)).includes('Mine at risk'));
  for (const [method, json] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']]) {
    await admin(`views/${view.id}`, { method, json, headers: match(view), status: 404 });
  }
});

test('a view for a role or for all is saved by who may', async () => {
  await save(csm, { name: 'For all', scope: 'tenant' }, 403);
  await save(admin, { name: 'For no role', scope: 'role' }, 422);
  await save(admin, { name: 'For a role that is not there', scope: 'role', role: 'nobody' }, 422);
  await save(admin, { name: 'For all', scope: 'tenant' });
  const ours = await save(admin, { name: 'For marketing', scope: 'role', role: 'marketing_agent' });
  assert.deepEqual((await seen(marketing)).filter((name) => name.startsWith('For')), ['For all', 'For marketing']);
  assert.deepEqual((await seen(csm)).filter((name) => name.startsWith('For')), ['For all']);
  await marketing(`views/${ours.id}`, { method: 'DELETE', headers: match(ours), status: 403 });
});

test('the second of two changes is told what there is now', async () => {
  const view = await save(admin, { name: 'Once', query: 'sort=name' });
  await admin(`views/${view.id}`, { method: 'PATCH', json: { name: 'Twice' }, status: 428 });
  const next = (await admin(`views/${view.id}`, { method: 'PATCH', json: { name: 'Twice' }, headers: match(view), status: 200 })).json;
  assert.equal(next.name, 'Twice');
  assert.equal(next.query, 'sort=name');
  const late = await admin(`views/${view.id}`, { method: 'PATCH', json: { name: 'Thrice' }, headers: match(view), status: 412 });
  assert.equal(late.json.current.name, 'Twice');
  await admin(`views/${view.id}`, { method: 'DELETE', headers: match(next), status: 200 });
  await admin(`views/${view.id}`, { status: 404 });
});

test('what is not acceptable is said', async () => {
  await save(admin, { name: '' }, 422);
  await save(admin, { name: 'x', list: 'users' }, 422);
  await save(admin, { name: 'x', columns: { a: 1 } }, 422);
  await save(admin, { name: 'x', columns: [1] }, 422);
  await save(admin, { name: 'x', query: 'q'.repeat(2001) }, 422);
});

test('another tenant has none of it', async () => {
  const view = await save(admin, { name: 'Everybody here', scope: 'tenant' });
  const { admin: other } = await workspace();
  assert.deepEqual(await seen(other), []);
  await other(`views/${view.id}`, { status: 404 });
});
