// The Afro-Caribbean CRM's staff (contract A-R11 to A-R14): customers and notes.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member, say } from './compat-auth-lib.mjs';
import { shop, sql } from './engagement-lib.mjs';

const { admin, customer } = await shop();
const path = '/api/customers/admin/customers/';
const old = (at, options) => say(at, { token: admin.token, ...options });

test('customers, twenty a page', async () => {
  const her = await customer({ first_name: 'Zed', last_name: 'O%Neil' });
  const id = (await her('me/home', { status: 200 })).json.customer_id;
  const first = await old(path, { status: 200 });
  member(first, 'count', 'next', 'previous', 'results');
  assert.deepEqual([first.json.count, first.json.next, first.json.previous], [1, null, null]);
  assert.deepEqual(Object.keys(first.json.results[0]), ['id', 'email', 'full_name', 'phone_number', 'city', 'total_purchases', 'loyalty_points', 'is_verified', 'date_joined', 'last_login']);
  assert.deepEqual([first.json.results[0].id, first.json.results[0].full_name, first.json.results[0].email], [id, 'Zed O%Neil', her.who.email]);
  for (let i = 0; i < 24; i++) await admin('customers', { json: { name: `Person ${i}`, email: `p${i}@people.example` }, status: 201 });
  const one = (await old(path, { status: 200 })).json;
  assert.deepEqual([one.count, one.results.length, one.previous], [25, 20, null]);
  assert.match(one.next, /\/api\/customers\/admin\/customers\/\?page=2$/);
  const two = (await old(`${path}?page=2`, { status: 200 })).json;
  assert.deepEqual([two.results.length, two.next], [5, null]);
  assert.equal(new Set([...one.results, ...two.results].map((c) => c.id)).size, 25);
  for (const page of ['3', '0', 'x']) await old(`${path}?page=${page}`, { status: 404, text: '{"detail":"Invalid page."}' });
  const found = async (query) => (await old(`${path}?${query}`, { status: 200 })).json.count;
  assert.deepEqual([await found('search=oneil'), await found('search=O%25N'), await found('search=p7@ person'), await found('search=person'), await found('search=person zed')], [0, 1, 1, 24, 0]);
  assert.deepEqual([await found('search=p7 @people example person p7@'), await found('search=person zed o'), await found('search=p e o p l .example'), await found('search=p e o p l xample @')], [1, 0, 25, 0]);
  assert.match((await old(`${path}?search=person&page=1`, { status: 200 })).json.next, /page=2&search=person$/);
  assert.deepEqual([await found('is_active=true'), await found('is_active=false'), await found('is_active=perhaps'), await found('is_verified=true')], [25, 0, 25, 0]);
  await say(path, { token: her.token, status: 403, text: '{"detail":"You do not have permission to perform this action."}' });
  await say(path, { status: 401 });
});

test('customers in another order', async () => {
  const one = await shop();
  for (const [name, purchases, city] of [['Bea', 3, 'Ulm'], ['Ada', 3, 'Ajax'], ['Cy', 1, 'Ulm']]) await one.admin('customers', { json: { name, city, email: `${name}@people.example` }, status: 201 }).then(({ json }) => sql(`UPDATE customers SET purchases = ${purchases} WHERE id = '${json.id}'`));
  const names = async (ordering) => (await say(`${path}?ordering=${ordering}`, { token: one.admin.token, status: 200 })).json.results.map((c) => c.full_name).join(' ');
  for (const [ordering, wanted] of [['', 'Cy Ada Bea'], ['date_joined', 'Bea Ada Cy'], ['-date_joined', 'Cy Ada Bea'], ['email', 'Ada Bea Cy'], ['-full_name', 'Cy Bea Ada'], ['total_purchases,full_name', 'Cy Ada Bea'],
    ['-total_purchases, full_name', 'Ada Bea Cy'], ['city,-email', 'Ada Cy Bea'], ['password', 'Cy Ada Bea'], ['c.id;--,email', 'Ada Bea Cy'], ['loyalty_points,email', 'Ada Bea Cy']]) {
    assert.equal(await names(encodeURIComponent(ordering)), wanted, ordering);
  }
});

test('one customer, and notes', async () => {
  const her = await customer(), id = (await her('me/home', { status: 200 })).json.customer_id;
  const one = await old(`${path}${id}/`, { status: 200 });
  member(one, 'id', 'email', 'first_name', 'last_name', 'full_name', 'phone_number', 'street_address', 'city', 'province_state', 'postal_code', 'country', 'dietary_preferences', 'favorite_products',
    'email_notifications', 'sms_notifications', 'push_notifications', 'total_purchases', 'loyalty_points', 'date_joined', 'is_verified', 'is_active', 'is_staff', 'last_login', 'updated_at');
  assert.deepEqual([one.json.first_name, one.json.is_active, one.json.is_staff], ['Nia', true, false]);
  await old(`${path}${id}/notes/`, { status: 200, text: '[]' });
  const note = await old(`${path}${id}/notes/`, { json: { note: 'Likes plantain', customer: 'x', created_by: 'y' }, status: 201 });
  member(note, 'id', 'customer', 'customer_name', 'note', 'created_by', 'created_by_name', 'created_at', 'updated_at');
  assert.deepEqual([note.json.customer, note.json.customer_name, note.json.note, note.json.created_by], [id, 'Nia Okoro', 'Likes plantain', admin.id]);
  const second = await old(`${path}${id}/notes/`, { json: { note: 'And rice' }, status: 201 });
  assert.deepEqual((await old(`${path}${id}/notes/`, { status: 200 })).json, [second.json, note.json]);
  assert.ok((await admin(`customers/${id}/notes`, { status: 200 })).json.data.some((n) => n.body === 'Likes plantain'));
  await old(`${path}${id}/notes/`, { json: { note: ' ' }, status: 400, text: '{"note":["This field may not be blank."]}' });
  for (const nobody of ['01900000-0000-7000-8000-000000000001', 'x']) {
    for (const at of ['', 'notes/']) await old(`${path}${nobody}/${at}`, { status: 404, text: '{"detail":"Not found."}' });
  }
  assert.equal((await old(`${path}${id}`, { status: 301 })).headers.get('location'), `${path}${id}/`);
  assert.equal(sql(`SELECT COUNT(*) FROM timeline WHERE customer_id = '${id}' AND kind = 'note'`), '2');
});
