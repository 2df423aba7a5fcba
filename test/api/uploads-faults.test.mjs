// Every fault of a file is told with its row, column and value, and nothing has changed.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { as, data, login, upload } from './lib.mjs';
import { bankHeader, bankRows, faultsOf, sql } from './uploads-lib.mjs';

const at = '/api/v1/uploads/datasets';
const other = await as('other');
const token = await login('other');
const good = '1,15600001,Hill,600,France,Female,42,3,100.5,2,1,1,1000';

// The faults of a bank file whose data lines are these.
async function faults(lines, header = bankHeader) {
  const dataset = await upload(token, `${[header, ...lines].join('\n')}\n`);
  assert.equal(dataset.state, 'failed');
  const all = await faultsOf(other, dataset.id);
  assert.equal(dataset.faults, all.length);
  return { dataset, all: all.map((f) => `${f.row} ${f.column} [${f.value}] ${f.reason}`) };
}

test('a refused file changes nothing', async () => {
  const before = await upload(token, bankRows(3));
  assert.equal(before.active, true);
  const { dataset } = await faults([good, good]);
  assert.equal(dataset.failure, '1 fault in 2 rows');
  assert.equal(dataset.active, false);
  assert.equal((await other(`${at}/${before.id}`, { status: 200 })).json.active, true);
  assert.equal(sql(`SELECT COUNT(*) FROM dataset_rows r JOIN datasets d ON d.tenant_id = r.tenant_id AND d.no = r.dataset_no WHERE d.id = '${dataset.id}'`), '0');
});

test('the ranges of the bank file, in its words [V-B58..V-B64]', async () => {
  const { all } = await faults([
    '1,15600001,A,1001,France,Female,121,101,-0.01,0,2,2,1', '2,15600002,B,-1,,,-1,-1,x,11,,,2', '3,15600003,C,,France,Male,,,,,1,0,3',
  ]);
  assert.deepEqual(all, [
    '2 CreditScore [1001] CreditScore must be between 0 and 1000', '2 Age [121] Age must be between 0 and 120',
    '2 Tenure [101] Tenure must be between 0 and 100', '2 Balance [-0.01] Balance must be non-negative',
    '2 NumOfProducts [0] NumOfProducts must be between 1 and 10', '2 HasCrCard [2] HasCrCard must be 0 or 1',
    '2 IsActiveMember [2] IsActiveMember must be 0 or 1',
    '3 CreditScore [-1] CreditScore must be between 0 and 1000', '3 Age [-1] Age must be between 0 and 120',
    '3 Tenure [-1] Tenure must be between 0 and 100', '3 Balance [x] Balance must be non-negative',
    '3 NumOfProducts [11] NumOfProducts must be between 1 and 10', '3 HasCrCard [] HasCrCard must be 0 or 1',
    '3 IsActiveMember [] IsActiveMember must be 0 or 1',
    '4 CreditScore [] CreditScore must be between 0 and 1000', '4 Age [] Age must be between 0 and 120',
    '4 Tenure [] Tenure must be between 0 and 100', '4 Balance [] Balance must be non-negative',
    '4 NumOfProducts [] NumOfProducts must be between 1 and 10',
  ]);
});

test('numbers are numbers: no NaN, no infinity, no thousands, no hexadecimal', async () => {
  const bad = ['nan', 'NaN', 'inf', '-Infinity', '1e999', '0x10', '1_000', '"1,000"', '1.000.5', '12a', '٣'];
  const { all } = await faults(bad.map((value, i) => `${i},${15600000 + i},A,600,France,Male,40,3,${value},1,1,1,1`));
  assert.deepEqual(all, bad.map((value, i) => `${i + 2} Balance [${value.replaceAll('"', '')}] Balance must be non-negative`));
  const { all: age } = await faults(['1,15600001,A,600,France,Male,40.5,3,1,1,1,1,1', '2,15600002,A,600,France,Male,40.0,3,1,1,1,1,1']);
  assert.deepEqual(age, ['2 Age [40.5] Age must be a whole number']);
});

test('ids must be there, be numbers, and be there once', async () => {
  const { all } = await faults([good, good.replace('15600001', ''), good.replace('15600001', 'C-7'), good.replace('15600001', '015600001'), good]);
  assert.deepEqual(all, [
    '3 CustomerId [] CustomerId must be a whole number', '4 CustomerId [C-7] CustomerId must be a whole number',
    '5 CustomerId [15600001] CustomerId is already used in row 2', '6 CustomerId [15600001] CustomerId is already used in row 2',
  ]);
});

test('outcomes are 1 or 0', async () => {
  const { all } = await faults([`${good},1`, `${good.replace('01,', '02,')},0.7`, `${good.replace('01,', '03,')},`], `${bankHeader},Exited`);
  assert.deepEqual(all, ['3 Exited [0.7] Exited must be 0 or 1']);
});

test('rows that do not fit their header, and texts that cannot be stored', async () => {
  const { all } = await faults([`${good},x`, '1,2', '', good.replace('Hill', '"Hi\nll"'), good.replace('France', 'F'.repeat(65))]);
  assert.deepEqual(all.map((f) => f.replace(/\[[^]*\]/, '')), [
    '2   The row has 14 columns, the header has 13', '3   The row has 2 columns, the header has 13',
    '5 Surname  The text holds a control character, such as a line end or a tab.', '7 Geography  The text is longer than 64 bytes.',
    '7 CustomerId  CustomerId is already used in row 5',
  ]);
});

test('columns that are missing or there twice are all named', async () => {
  const missing = await faults(['1,2'], 'CustomerId,CreditScore');
  assert.equal(missing.dataset.failure, 'Missing required columns: Surname, Geography, Gender, Age, Tenure, Balance, NumOfProducts, HasCrCard, IsActiveMember');
  assert.deepEqual(missing.all.slice(0, 2), ['1 Surname [] The column is missing.', '1 Geography [] The column is missing.']);
  const twice = await faults([`${good},1,2`], `${bankHeader},age,AGE`);
  assert.deepEqual(twice.all, ['1 Age [age] Two columns have this header.', '1 Age [AGE] Two columns have this header.']);
});

test('headers in any case, their snake_case names, more columns and fewer [V-B66]', async () => {
  const header = 'CUSTOMER_ID,surname,credit_score,geography,GENDER,age,tenure,balance,num_of_products,Has_Cr_Card,isactivemember,shoe size';
  const dataset = await upload(token, `${header}\n7,,600,,,42,3,1.005,1,yes,F,44\n`);
  assert.equal(dataset.state, 'ready', dataset.failure);
  assert.deepEqual(dataset.warnings, ['Not in the file, so taken as unknown: EstimatedSalary', 'Not in the schema, so ignored: shoe size']);
  const row = sql(`SELECT r.external_id, r.name, r.value, REPLACE(r.cells, '\\t', '|') FROM dataset_rows r JOIN datasets d
    ON d.tenant_id = r.tenant_id AND d.no = r.dataset_no WHERE d.id = '${dataset.id}'`);
  assert.equal(row, '7\tCustomer 1\t1.00\t600|Unknown|Unknown|42|3|1.005|1|1|0|');
});

test('files that break the reader end with a fault and its line [27]', async () => {
  const broken = {
    'an unclosed quote': [`${bankHeader}\n${good}\n"open`, 3], 'a zero byte': [`${bankHeader}\n${good.replace('Hill', 'H\0')}\n`, 2],
    'bad UTF-8': [Buffer.concat([Buffer.from(`${bankHeader}\n`), Buffer.from([0xff, 0x0a])]), 2],
    'a long field': [`${bankHeader}\n${'x'.repeat(5000)}\n`, 2], 'too many columns': [`${','.repeat(1_000_000)}\n`, 1],
    'one long line': ['y'.repeat(10_000_000), 1], 'empty lines only': ['\n'.repeat(2_000_000), 1],
    'no rows': [`${bankHeader}\n`, 1], 'empty lines after the header': [`${bankHeader}\n${'\n'.repeat(100_000)}`, 1],
  };
  for (const [what, [content, line]] of Object.entries(broken)) {
    const began = performance.now(), dataset = await upload(token, content), took = performance.now() - began;
    assert.equal(dataset.state, 'failed', what);
    assert.ok(took < 10_000, `${what} took ${took} ms`);
    const all = await faultsOf(other, dataset.id);
    assert.equal(all.at(-1).row, line, `${what}: ${JSON.stringify(all.slice(0, 3))}`);
    assert.ok(all.at(-1).reason.length > 10, what);
  }
});

test('the first 100,000 faults are kept and the rest is counted', async () => {
  const lines = [bankHeader];
  for (let i = 0; i < 30_000; i++) lines.push(`,${i},A,-1,France,Male,-1,-1,-1,2,1,1,1`);
  const dataset = await upload(token, `${lines.join('\n')}\n`, { deadline_ms: 60_000 });
  assert.equal(dataset.faults, 120_000);
  assert.equal(dataset.failure, '120000 faults in 30000 rows');
  const csv = (await other(`${at}/${dataset.id}/errors.csv`, { status: 200 })).text.split('\r\n');
  assert.equal(csv.length, 1 + 100_000 + 1 + 1);
  assert.equal(csv[100_000], '25001,Balance,-1,Balance must be non-negative');
  assert.equal(csv[100_001], ',,,and 20000 more faults');
});

test('texts that a spreadsheet would run are stored as they are and told neutral [25]', async () => {
  const texts = ["=cmd|' /C calc'!A0", '@SUM(1)', '+1', '-2+3'];
  const { dataset, all } = await faults(texts.map((text, i) => `1,1560000${i},x,600,"${text}",Male,"${text}",3,-12.50,1,1,1,1`));
  assert.equal(all.length, 7);
  const csv = (await other(`${at}/${dataset.id}/errors.csv`, { status: 200 })).text;
  assert.ok(csv.includes(`2,Age,"'=cmd|' /C calc'!A0",`) && csv.includes(`3,Age,"'@SUM(1)",`) && csv.includes(`5,Age,"'-2+3",`), csv);
  assert.ok(csv.includes('2,Balance,-12.50,'));
  const stored = await upload(token, `${bankHeader}\n${good.replace('Hill', '=1+1')}\n`);
  assert.equal(sql(`SELECT r.name FROM dataset_rows r JOIN datasets d ON d.tenant_id = r.tenant_id AND d.no = r.dataset_no WHERE d.id = '${stored.id}'`), '=1+1');
});

test('the real bank file is faultless', async (t) => {
  const file = data('Churn_Modelling.csv');
  if (file === null) return t.skip('Churn_Modelling.csv is not there');
  const lines = file.toString().trimEnd().split('\n').map((line) => line.slice(0, line.lastIndexOf(',')));
  const dataset = await upload(token, lines.join('\n'));
  assert.deepEqual([dataset.state, dataset.rows, dataset.faults, dataset.labelled], ['ready', 10_000, 0, 0]);
  return undefined;
});
