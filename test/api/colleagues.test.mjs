// Who works here, by name: for those who write to or about each other. Nothing else of anybody, and nobody of another tenant.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { enter, forgetCounters, goodPassword, steppedUp, stranger } from './accounts-lib.mjs';
import { change, member, workspace } from './admin-lib.mjs';
import { as, request } from './lib.mjs';

const list = async (ask, query = '') => (await ask(`/api/v1/users/colleagues${query}`, { status: 200 })).json.data;

test('a customer success manager finds colleagues by a part of the name, and learns their roles and nothing else', async () => {
  const csm = await as('csm');
  const all = await list(csm);
  assert.ok(all.length >= 4);
  assert.deepEqual(Object.keys(all[0]), ['id', 'name', 'roles']);
  assert.deepEqual(all.map((one) => one.name), all.map((one) => one.name).toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' })));
  assert.ok(!all.some((one) => one.roles.includes('customer')), 'customers are no colleagues');
  assert.deepEqual((await list(csm, '?q=clai')).map((one) => [one.name, one.roles]), [['Claire Morel', ['csm']]]);
  assert.deepEqual(await list(csm, '?q=%25'), [], 'a wildcard is a character');
  assert.deepEqual((await list(csm, '?role=technical_agent')).map((one) => one.name), ['Tomas Lind']);
  assert.equal((await list(csm, '?limit=1')).length, 1);
  await csm('/api/v1/users/colleagues?limit=201', { status: 422 });
  await csm('/api/v1/users', { status: 403 });
});

test('a tenant sees its own people only, somebody inactive is gone, and a customer sees nobody', async () => {
  const third = await workspace();
  const one = await member(third.admin, ['agent']);
  const names = async () => (await one('users/colleagues', { status: 200 })).json.data.map(({ id }) => id);
  const before = await names();
  assert.equal(before.length, 2, 'the administrator and the agent');
  const csm = await as('csm');
  for (const other of await list(csm, '?limit=200')) assert.ok(!before.includes(other.id));
  const two = await member(third.admin, ['agent']);
  assert.ok((await names()).includes(two.id));
  await steppedUp(third.admin.token);
  await change(third.admin, `users/${two.id}`, { state: 'inactive' }, { status: 200 });
  assert.deepEqual(await names(), before);
  const shopper = stranger({ workspace: third.tenant.slug });
  forgetCounters();
  await request('/api/v1/auth/register', { json: shopper, status: 201 });
  const { access_token: token } = (await enter(shopper.username, goodPassword, { status: 200 })).json;
  assert.deepEqual((await request('/api/v1/users/colleagues', { token, status: 200 })).json.data, []);
});
