// Finding customers: by number, address, phone and words, also mistyped; only one's own tenant's, and only those one may see.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member, workspace } from './admin-lib.mjs';
import { upload, waitUntil } from './lib.mjs';
import { bankHeader, bankRows, sql } from './uploads-lib.mjs';

const { admin } = await workspace();
const create = async (json, who = admin) => (await who('customers', { json, status: 201 })).json;
const find = async (q, who = admin) => (await who(`search?q=${encodeURIComponent(q)}`, { status: 200 })).json.data;
const names = async (q, who = admin) => (await find(q, who)).map((hit) => hit.name);

const anna = await create({ name: 'Anna Müller-Lüdenscheidt', email: 'Anna.Mueller@shop.example', phone: '+4915112345678', external_id: 'K-1001' });
await create({ name: "Séan O'Brien", email: 'sean@shop.example', external_id: 'K-1002' });
await create({ name: 'Paul Anderson', external_id: 'K-2001' });
await create({ name: 'Paul Jones', external_id: '77/5%_' });

test('words are found in any case, without accents, and by their beginning', async () => {
  assert.deepEqual(await names('müller'), ['Anna Müller-Lüdenscheidt']);
  assert.deepEqual(await names('MULLER'), ['Anna Müller-Lüdenscheidt']);
  assert.deepEqual(await names('obrien'), ["Séan O'Brien"]);
  assert.deepEqual(await names("o'br"), ["Séan O'Brien"]);
  assert.deepEqual((await names('paul')).sort(), ['Paul Anderson', 'Paul Jones']);
  assert.deepEqual(await names('anderson pa'), ['Paul Anderson']);
  assert.deepEqual(await names('paul muller'), []);
});

test('a mistyped word is found, and said to be similar', async () => {
  for (const [typed, wanted] of [['andersen', 'Paul Anderson'], ['adnersen', 'Paul Anderson'], ['jomes', 'Paul Jones'], ['ludenschiedt', 'Anna Müller-Lüdenscheidt']]) {
    const hits = await find(typed);
    assert.deepEqual(hits.map((hit) => hit.name), [wanted], typed);
    assert.equal(hits[0].matched, 'similar');
  }
  assert.deepEqual(await names('zzzzzzzz'), []);
});

test('of similar words the nearest are found', async () => {
  for (const name of ['Vera Fesselbund', 'Vera Fesselbunt']) await create({ name });
  assert.deepEqual((await names('vera fesselbuns')).sort(), ['Vera Fesselbund', 'Vera Fesselbunt'], 'both have one letter wrong');
  assert.deepEqual(await names('fosselbund'), ['Vera Fesselbund'], 'the other has two');
  assert.deepEqual(await names('fossilbund'), ['Vera Fesselbund'], 'two, and nothing is nearer');
  assert.deepEqual(await names('vara fosselbunt'), ['Vera Fesselbunt'], 'one in each word');
});

test('numbers, addresses and phone numbers are found by their beginning', async () => {
  for (const [q, id, matched] of [['K-1001', anna.id, 'external_id'], ['anna.mueller@SHOP', anna.id, 'email'], ['+49 151 1234', anna.id, 'phone'], ['4915112345678', anna.id, 'phone']]) {
    const hits = await find(q);
    assert.equal(hits[0]?.id, id, q);
    assert.equal(hits[0].matched, matched, q);
  }
  assert.deepEqual((await find('K-')).length, 3);
  assert.deepEqual(await names('77/5%_'), ['Paul Jones']);
  assert.deepEqual(await names('7%'), []);
});

test('what is too short or odd finds nothing and is no fault', async () => {
  for (const q of ['', 'a', '%%%', '___', "' OR 1=1 --", '"', '\\', '((((', '😀😀']) assert.deepEqual(await names(q), [], q);
  await admin(`search?q=${'x'.repeat(201)}`, { status: 422 });
  await admin('search?q=a&limit=51', { status: 422 });
});

test('a new name is found at once, and the old one no more', async () => {
  const one = await create({ name: 'Wilhelmina Brandt' });
  assert.equal((await find('wilhelmina')).length, 1);
  await admin(`customers/${one.id}`, { method: 'PATCH', json: { name: 'Frederike Brandt' }, headers: { 'if-match': `"${one.version}"` }, status: 200 });
  assert.deepEqual(await names('wilhelmina'), []);
  assert.deepEqual(await names('frederike'), ['Frederike Brandt']);
});

test('another tenant finds nothing of it', async () => {
  const { admin: other } = await workspace();
  for (const q of ['anderson', 'andersen', 'K-1001', 'anna.mueller@shop', '+4915112345678']) assert.deepEqual(await names(q, other), [], q);
});

test('who looks after own customers finds only those', async () => {
  const csm = await member(admin, ['csm']);
  const own = await create({ name: 'Ottilie Sanderson' }, csm);
  assert.deepEqual((await find('ottilie', csm)).map((hit) => hit.id), [own.id]);
  assert.deepEqual(await names('anderson', csm), ['Ottilie Sanderson'], 'only the similar name that is their own');
  assert.deepEqual(await names('K-1001', csm), []);
});

test('the names of a dataset are found once they are indexed', async () => {
  const { admin: owner } = await workspace();
  const done = await upload(owner.token, bankRows(30));
  assert.equal(done.state, 'ready', done.failure);
  const surname = sql(`SELECT r.name FROM dataset_rows r JOIN datasets d ON d.tenant_id = r.tenant_id AND d.no = r.dataset_no WHERE d.id = '${done.id}' LIMIT 1`);
  await waitUntil('the index', async () => (await owner(`search?q=${surname}`, { status: 200 })).json.indexed);
  assert.ok((await find(surname, owner)).length > 0, surname);
});

test('the register finds parts of names by the same words', async () => {
  const { admin: owner } = await workspace();
  const people = ['Müller', 'Smith', "O'Brien", 'De Souza', 'Smithers', 'Jones'];
  const rows = people.map((name, i) => `1,${900 + i},${name},619,France,Female,42,2,0,1,1,1,101348.88`);
  const done = await upload(owner.token, [bankHeader, ...rows].join('\n') + '\n');
  assert.equal(done.state, 'ready', done.failure);
  await waitUntil('the index', async () => (await owner('search?q=zz', { status: 200 })).json.indexed);
  for (const sort of ['name', 'value', 'probability', 'expected_value']) {
    const listed = async (q) => (await owner(`customers?q=${encodeURIComponent(q)}&sort=${sort}`, { status: 200 })).json.data.map((one) => one.name).sort();
    assert.deepEqual(await listed('mith'), ['Smith', 'Smithers'], sort);
    assert.deepEqual(await listed('muller'), ['Müller'], sort);
    assert.deepEqual(await listed("o'bri"), ["O'Brien"], sort);
    assert.deepEqual(await listed('e Sou'), ['De Souza'], sort);
    assert.deepEqual(await listed('903'), ['De Souza'], sort);
    assert.equal((await listed('90')).length, 6, sort);
    for (const q of ['%', '_', 'zz']) assert.deepEqual(await listed(q), [], `${q} ${sort}`);
  }
});
