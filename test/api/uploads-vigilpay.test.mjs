// VigilPay's upload: its order of checks and its exact words (contract rows V-B50 to V-B67).
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member, workspace } from './admin-lib.mjs';
import { steppedUp } from './accounts-lib.mjs';
import { as, login, request, upload, waitUntil } from './lib.mjs';
import { sql } from './uploads-lib.mjs';

const at = '/dashboard/data-management/upload/';
const header = 'CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,NumOfProducts,HasCrCard,IsActiveMember';
const good = '15600001,Hill,600,France,Female,42,3,100.5,2,1,1';
const token = await login('other');

function send(content, { name = 'customers.csv', field = 'file', who = token } = {}) {
  const form = new FormData();
  form.set(field, new Blob([content], { type: 'text/csv' }), name);
  return request(at, { token: who, form });
}
async function refused(content, body, options) {
  const answer = await send(content, options);
  assert.equal(answer.status, 400, answer.text);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
  assert.deepEqual(answer.json, body);
}

test('who may [V-B50, V-R18]', async () => {
  const customer = await send(`${header}\n${good}\n`, { who: await login('customer') });
  assert.deepEqual([customer.status, customer.json], [403, { error: 'Only admin users can upload datasets.' }]);
  const anonymous = await request(at, { form: new FormData() });
  assert.equal(anonymous.status, 302);
  assert.match(anonymous.headers.get('location'), /^\/login\/\?next=/);
  await request(at, { token, status: 405 });
});

test('the checks in their order [V-B51..V-B56]', async () => {
  const none = { error: 'No file uploaded.' };
  await refused('x', none, { field: 'data', name: 'x.txt' });
  assert.deepEqual((await request(at, { token, body: 'a,b\n', headers: { 'content-type': 'text/plain' }, status: 400 })).json, none);
  await refused(Buffer.alloc(10485761, 'a'), { error: 'Only CSV files are accepted.' }, { name: 'x.txt' });
  await refused(Buffer.alloc(10485761, 'a'), { error: 'File too large. Maximum allowed size is 10MB.' }, { name: 'x.CSV' });
  await refused(Buffer.alloc(11000000, 'a'), { error: 'File too large. Maximum allowed size is 10MB.' }, { name: 'x.csv' });
  await refused('', { error: 'CSV appears empty or missing headers.' });
  await refused('\ufeff', { error: 'CSV appears empty or missing headers.' });
  await refused(`${header}\n"never closed`, { error: 'Could not read CSV file.' });
  await refused('Surname,AGE , has_cr_card\n', {
    error: 'Missing required columns: CustomerId, CreditScore, Geography, Gender, Tenure, Balance, NumOfProducts, IsActiveMember',
  });
  await refused(`${header}\n\n`, { error: 'CSV has no data rows.' });
});

test('rows are told from 2 on, and reading ends with the row that brings ten [V-B57..V-B65]', async () => {
  const bad = '1,A,1000.9,France,Male,121,-1,nan,0,2,x';
  await refused(`${header}\n${good}\n${bad}\n,,,,,,,,,,\n${bad}\n`, {
    error: 'CSV validation failed.',
    details: [
      'row 3: Age must be between 0 and 120', 'row 3: Tenure must be between 0 and 100', 'row 3: Balance must be non-negative',
      'row 3: NumOfProducts must be between 1 and 10', 'row 3: HasCrCard must be 0 or 1', 'row 3: IsActiveMember must be 0 or 1',
      'row 4: CreditScore must be between 0 and 1000', 'row 4: Age must be between 0 and 120', 'row 4: Tenure must be between 0 and 100',
      'row 4: Balance must be non-negative', 'row 4: NumOfProducts must be between 1 and 10', 'row 4: HasCrCard must be 0 or 1',
      'row 4: IsActiveMember must be 0 or 1',
    ],
  });
});

test('what passes is stored as the older system would [V-B65..V-B67]', async () => {
  const file = Buffer.concat([
    Buffer.from('\ufeffcustomer_id, SURNAME ,credit_score,geography,gender,age,tenure,balance,num_of_products,has_cr_card,is_active_member,Exited,more\n'),
    Buffer.from('7,,600.9,,,42.5,3,100.5,1.9,1.2,0,0.7,x\n'), Buffer.from('7,Hi'), Buffer.from([0xff]), Buffer.from('ll,600,France,Female,42,3,1e2,2,1,1,1\n'),
    Buffer.from('abc,Onio,600,Spain,Male,42,3,0,2,1,1,0,x,y,z\n'),
  ]);
  const answer = await send(file, { name: 'Kunden.CSV' });
  assert.deepEqual([answer.status, answer.json], [200, { rows_prepared: 3 }]);
  const other = await as('other');
  const dataset = await waitUntil('the version to be stored', async () => {
    const newest = (await other('/api/v1/uploads/datasets?limit=1', { status: 200 })).json.data[0];
    return newest.name === 'Kunden.CSV' && newest.rows === 3 && newest;
  });
  assert.equal(dataset.labelled, 2);
  const rows = sql(`SELECT r.external_id, r.name, r.label, r.value, REPLACE(r.cells, '\\t', '|') FROM dataset_rows r JOIN datasets d
    ON d.tenant_id = r.tenant_id AND d.no = r.dataset_no WHERE d.id = '${dataset.id}' ORDER BY r.row_no`);
  assert.deepEqual(rows.split('\n'), [
    '7\tCustomer 1\tNULL\t100.50\t600|Unknown|Unknown|42|3|100.5|1|1|0|', '7\tHill\t1\t100.00\t600|France|Female|42|3|1e2|2|1|1|',
    '3\tOnio\t0\t0.00\t600|Spain|Male|42|3|0|2|1|1|',
  ]);
  await waitUntil('the end of it', async () => {
    const { state } = (await other(`/api/v1/uploads/datasets/${dataset.id}`, { status: 200 })).json;
    return state === 'ready' || state === 'failed';
  }, { deadline_ms: 60_000 });
});

test('the button that removes the data sends back to its page, with both counts [V-R20]', async () => {
  const clear = '/dashboard/clear-dataset/', { admin } = await workspace();
  const done = await upload(admin.token, `${header}\n${good}\n`);
  assert.equal(done.state, 'ready', done.failure);
  const there = async () => (await admin('uploads/datasets', { status: 200 })).json.data.length;
  const press = async (options) => {
    const answer = await request(clear, { token: admin.token, method: 'POST', ...options, status: 302 });
    return [answer.headers.get('location'), answer.json.message];
  };
  const supervisor = await member(admin, ['csm']);
  assert.deepEqual(await press({ token: supervisor.token }), ['/dashboard/profile/', 'Only admin users can clear the dataset.']);
  assert.deepEqual(await press({ method: 'GET' }), ['/dashboard/profile/', 'Nothing was removed: the request has to be a POST.']);
  assert.deepEqual(await press({}), ['/dashboard/profile/', 'Give your password again before this.']);
  const anonymous = await request(clear, { method: 'POST', status: 302 });
  assert.match(anonymous.headers.get('location'), /^\/login\/\?next=/);
  assert.equal(await there(), 1);
  await steppedUp(admin.token);
  const host = new URL(process.env.HF_URL).origin;
  assert.deepEqual(await press({ headers: { referer: `${host}/dashboard/settings/?tab=data` } }), ['/dashboard/settings/?tab=data', 'Removed 1 customers and 1 uploads.']);
  assert.equal(await there(), 0);
  for (const referer of ['https://elsewhere.example/x', `${host}//elsewhere.example/`, 'nonsense']) assert.equal((await press({ headers: { referer } }))[0], '/dashboard/profile/', referer);
});
