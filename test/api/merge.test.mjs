// Duplicates, and two records made one and two again.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sql } from './accounts-lib.mjs';
import { member, workspace } from './admin-lib.mjs';
import { upload } from './lib.mjs';
import { bankRows } from './uploads-lib.mjs';

const { admin } = await workspace();
const create = async (json, who = admin) => (await who('customers', { json, status: 201 })).json;
const read = async (id, who = admin) => (await who(`customers/${id}`, { status: 200 })).json;
const merge = (id, into, status = 201) => admin(`customers/${id}/merge`, { json: { into }, status });
let made = 0;
const pair = async () => {
  const n = ++made;
  const from = await create({ name: `Ada Lovelace ${n}`, email: `ada${n}@shop.example`, phone: `+49151000${1000 + n}`, city: 'London', revenue: '10.00', external_id: `F-${n}` });
  const into = await create({ name: `Ada King Lovelace ${n}`, city: 'Bath', external_id: `I-${n}` });
  await admin(`customers/${from.id}/points`, { json: { delta: 30 }, status: 201 });
  await admin(`customers/${into.id}/points`, { json: { delta: 12 }, status: 201 });
  await admin(`customers/${from.id}/notes`, { json: { body: `Kept by the analyst ${n}` }, status: 201 });
  await admin('complaints', { json: { customer_id: from.id, text: 'The invoice is wrong' }, status: 201 });
  return [from.id, into.id];
};

// Everything of a customer as the database has it, column by column.
const tables = sql("SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = 'holdfast' AND t.table_type = 'BASE TABLE' AND c.column_name = 'customer_id' AND c.table_name <> 'dataset_rows' ORDER BY 1").split('\n').concat('customers');
const image = (id) => tables.map((table) => {
  const columns = sql(`SELECT GROUP_CONCAT(CONCAT('IFNULL(HEX(', column_name, '), "-")') ORDER BY ordinal_position SEPARATOR ', ') FROM information_schema.columns WHERE table_schema = 'holdfast' AND table_name = '${table}'`);
  return sql(`SELECT CONCAT_WS(' ', ${columns}) FROM ${table} WHERE ${table === 'customers' ? 'id' : 'customer_id'} = '${id}' ORDER BY 1`);
}).join('\n');

test('duplicates are told with what they have in common', async () => {
  const one = await create({ name: 'Grace Hopper', email: 'grace@shop.example', phone: '+4915199999999' });
  const same = await create({ name: 'Hopper, Grace', email: 'GRACE@shop.example' });
  const near = await create({ name: 'Grace Hoper', phone: '+4915199999999' });
  await create({ name: 'Somebody Else' });
  const { data } = (await admin(`customers/${one.id}/duplicates`, { status: 200 })).json;
  const fields = Object.fromEntries(data.map((d) => [d.id, d.fields]));
  assert.deepEqual(fields, { [same.id]: ['email', 'name'], [near.id]: ['phone', 'similar_name'] });
  assert.ok(data[0].score >= data[1].score && data[0].score <= 1);
  const typed = (await admin('duplicates?name=Grase%20Hopper&phone=%2B49%20151%2099999999', { status: 200 })).json.data;
  assert.ok(typed.some((d) => d.id === near.id && d.fields.includes('phone')));
  assert.deepEqual((await admin('duplicates?name=Nobody%20Known', { status: 200 })).json.data, []);
});

test('merging fills blanks, adds points, and keeps both histories', async () => {
  const [from, into] = await pair();
  const done = (await merge(from, into)).json;
  assert.equal(done.from.id, from);
  assert.equal(done.undone_at, null);
  const now = await read(into);
  assert.equal(now.record.email, `ada${made}@shop.example`);
  assert.equal(now.record.name, `Ada King Lovelace ${made}`, 'what was there stays');
  assert.equal(now.record.city, 'Bath');
  assert.equal(now.record.points, 42);
  const gone = await read(from);
  assert.equal(gone.state, 'merged');
  assert.equal(gone.merged_into, into);
  const kinds = (await admin(`customers/${into}/timeline?limit=200`, { status: 200 })).json.data.map((t) => t.kind);
  for (const kind of ['merge', 'note', 'complaint', 'points']) assert.ok(kinds.includes(kind), kind);
  assert.equal(kinds.filter((kind) => kind === 'points').length, 2);
  assert.deepEqual((await admin(`search?q=F-${made}`, { status: 200 })).json.data, []);
  assert.equal((await admin(`customers/${into}/merges`, { status: 200 })).json.data[0].id, done.id);
});

test('undone, the records are as they were, byte for byte', async () => {
  const [from, into] = await pair();
  sql(`INSERT INTO offer_answers (tenant_id, customer_id, product_id, answer) SELECT c.tenant_id, c.id, p.id, IF(c.id = '${from}', 'accepted', 'rejected') FROM customers c JOIN
    (SELECT '018f0000-0000-7000-8000-0000000000ab' AS id UNION SELECT '018f0000-0000-7000-8000-0000000000aa') p
    WHERE c.id = '${from}' OR (c.id = '${into}' AND p.id LIKE '%aa')`);
  sql(`INSERT INTO notification_reads (tenant_id, customer_id, notification_id) SELECT tenant_id, id, UUID() FROM customers WHERE id = '${from}'`);
  sql(`INSERT INTO customer_profiles (tenant_id, customer_id, balance) SELECT tenant_id, id, 12.5 FROM customers WHERE id = '${from}'`);
  sql(`INSERT INTO client_texts (tenant_id, customer_id, since) SELECT tenant_id, id, id FROM customers WHERE id IN ('${from}', '${into}')`);
  sql(`INSERT INTO chat_sessions (tenant_id, id, customer_id, name) SELECT tenant_id, UUID(), id, 'Said hello' FROM customers WHERE id = '${from}'`);
  const before = [image(from), image(into)];
  const count = (table) => Number(sql(`SELECT COUNT(*) FROM ${table} WHERE customer_id = '${into}'`));
  const done = (await merge(from, into)).json;
  assert.notEqual(image(into), before[1]);
  assert.deepEqual(['offer_answers', 'notification_reads', 'customer_profiles', 'client_texts', 'chat_sessions'].map(count), [2, 1, 1, 1, 1], 'what the other has and this one has not');
  const undone = (await admin(`merges/${done.id}/undo`, { method: 'POST', status: 200 })).json;
  assert.ok(undone.undone_at);
  assert.equal(image(from), before[0]);
  const told = (text) => text.split('\n').filter((line) => !line.includes(Buffer.from('merge_id').toString('hex').toUpperCase())).join('\n');
  assert.equal(told(image(into)), before[1], 'but for the two rows that tell of the merge');
  const again = await admin(`merges/${done.id}/undo`, { method: 'POST', status: 409 });
  assert.equal(again.json.code, 'already_undone');
});

test('what was changed meanwhile stays changed', async () => {
  const [from, into] = await pair();
  const done = (await merge(from, into)).json;
  const now = await read(into);
  await admin(`customers/${into}`, { method: 'PATCH', json: { email: 'new@shop.example' }, headers: { 'if-match': `"${now.version}"` }, status: 200 });
  await admin(`customers/${into}/points`, { json: { delta: 5 }, status: 201 });
  await admin(`merges/${done.id}/undo`, { method: 'POST', status: 200 });
  const back = await read(into);
  assert.equal(back.record.email, 'new@shop.example');
  assert.equal(back.record.phone, null);
  assert.equal(back.record.points, 17);
  assert.ok(back.version > now.version);
  assert.equal((await read(from)).record.points, 30);
});

test('merges that cannot be', async () => {
  const [from, into] = await pair();
  assert.equal((await merge(from, from, 409)).json.code, 'same_customer');
  await merge(from, '018f0000-0000-7000-8000-0000000000ab', 404);
  const done = (await merge(from, into)).json;
  assert.equal((await merge(from, into, 409)).json.code, 'not_active');
  const third = await create({ name: 'Third' });
  const next = (await merge(into, third.id)).json;
  assert.equal((await admin(`merges/${done.id}/undo`, { method: 'POST', status: 409 })).json.code, 'not_active');
  await admin(`merges/${next.id}/undo`, { method: 'POST', status: 200 });
  sql(`UPDATE merges SET at = at - INTERVAL 31 DAY WHERE id = '${done.id}'`);
  assert.equal((await admin(`merges/${done.id}/undo`, { method: 'POST', status: 409 })).json.code, 'too_late');
  const csm = await member(admin, ['csm']);
  await csm(`customers/${from}/merge`, { json: { into }, status: 403 });
  await csm(`merges/${done.id}/undo`, { method: 'POST', status: 404 });
});

test('another tenant can neither merge nor undo', async () => {
  const [from, into] = await pair();
  const { admin: other } = await workspace();
  const theirs = (await other('customers', { json: { name: 'Theirs' }, status: 201 })).json;
  await other(`customers/${from}/merge`, { json: { into }, status: 404 });
  await other(`customers/${theirs.id}/merge`, { json: { into }, status: 404 });
  const done = (await merge(from, into)).json;
  await other(`merges/${done.id}/undo`, { method: 'POST', status: 404 });
  assert.deepEqual((await other('duplicates?email=ada1@shop.example', { status: 200 })).json.data, []);
});

test('who was merged is on no page of the scored list, and the pages stay full', async () => {
  const { admin: own } = await workspace();
  const done = await upload(own.token, bankRows(12));
  assert.equal(done.state, 'ready', done.failure);
  const list = async (query) => (await own(`customers?list=scored&${query}`, { status: 200 })).json;
  const all = (await list('limit=50')).data.map((one) => one.id), gone = [all[1], all[4], all[5]];
  for (const id of gone) await own(`customers/${id}/merge`, { json: { into: all[0] }, status: 201 });
  const left = all.filter((id) => !gone.includes(id));
  for (const limit of [1, 2, 3, 5, 8, 9, 10]) {
    const seen = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await list(`limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      assert.ok(page.data.length === limit || page.next_cursor === null, 'a full page, or the last');
      seen.push(...page.data.map((one) => one.id));
      cursor = page.next_cursor;
    }
    assert.deepEqual(seen, left, `by ${limit}`);
  }
  for (const sort of ['name', 'probability', 'value']) assert.equal((await list(`sort=${sort}`)).data.length, left.length, sort);
  const name = (await own(`customers/${gone[0]}`, { status: 200 })).json.external_id;
  assert.deepEqual((await list(`q=${name}`)).data, []);
});
