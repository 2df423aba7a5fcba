// The newcomer's story on the real data, from signing in to going back to the dataset before.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { accessible, bank, clean, close, csv, noData, open, PEOPLE, settled, TRAINING_MS, unavailable, upload, visit, window } from './harness.mjs';

const number = (text) => Number(String(text).replace(/[^0-9.−-]/g, '').replace('−', '-'));
const AUTO = /auth\/refresh/;

// The bank file with a few cells spoilt: [line, column, value].
function spoilt(faults, lines = 40) {
  const rows = readFileSync(bank, 'utf8').split(/\r?\n/).slice(0, lines).map((line) => line.split(','));
  for (const [line, column, value] of faults) rows[line - 1][rows[0].indexOf(column)] = value;
  return rows.map((row) => row.join(',')).join('\n');
}

describe('the story of a newcomer', { skip: noData }, () => {
  before(open);
  after(close);
  let story;

  test('she signs in and is shown where to begin or what there is', async (t) => {
    story = await window({ after() {} }, {});
    const { page, complaints } = story;
    await visit(page, '/');
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await page.waitForURL((where) => where.pathname === '/login/');
    await page.fill('#identifier', PEOPLE.other[0]);
    await page.fill('#password', PEOPLE.other[1]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((where) => where.pathname === '/dashboard/');
    await settled(page);
    await accessible(page, 'the first look at the dashboard');
    clean(complaints, 'the first look');
    t.diagnostic(await page.locator('.kpi-figure, .empty h2').first().textContent());
  });

  test('she uploads her customers and watches them sent, checked, stored, learnt from and scored', { timeout: TRAINING_MS + 60000 }, async () => {
    const { page, complaints } = story;
    await page.evaluate(() => { window.holdfastStates = []; });
    await visit(page, '/dashboard/data-management/');
    await page.evaluate(() => {
      window.holdfastStates = [];
      new MutationObserver(() => {
        const state = document.querySelector('[data-test="progress"]')?.dataset.state;
        if (state && window.holdfastStates.at(-1) !== state) window.holdfastStates.push(state);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await page.setInputFiles('#file', bank);
    await page.locator('[data-test="progress"][data-state="ready"]').waitFor({ timeout: TRAINING_MS });
    const states = await page.evaluate(() => window.holdfastStates);
    assert.equal(states.at(-1), 'ready');
    assert.ok(states.some((state) => ['checking', 'storing', 'training', 'scoring'].includes(state)), `she sees it going on: ${states}`);
    await page.locator('.versions tr').filter({ hasText: 'In use' }).filter({ hasText: 'Churn_Modelling.csv' }).filter({ hasText: '10,000' }).waitFor();
    await accessible(page, 'the Data page after an upload');
    clean(complaints, 'the upload');
  });

  test('the overview says how many are at risk and how much is at risk', async () => {
    const { page, complaints } = story;
    await page.getByRole('link', { name: 'See the overview' }).click();
    await page.waitForURL((where) => where.pathname === '/dashboard/');
    await settled(page);
    const figures = await page.locator('.kpi-figure').allTextContents();
    assert.equal(number(figures[0]), 10000);
    assert.ok(number(figures[1]) > 100 && number(figures[1]) < 5000, `at high risk: ${figures[1]}`);
    assert.match(figures[2], /[€$£].*\d/, 'value at risk is money');
    assert.equal(figures[3], '20.4%', 'the share that left');
    for (const place of ['France', 'Germany', 'Spain']) await page.getByRole('link', { name: place, exact: true }).waitFor();
    clean(complaints, 'the overview');
  });

  test('the list is ordered by what is worth doing first, can be filtered, paged and shared', async () => {
    const { page, complaints } = story;
    await visit(page, '/dashboard/risk-level/');
    const gains = (await page.locator('.register tbody tr td:last-child').allTextContents()).map(number);
    assert.equal(gains.length, 25);
    assert.deepEqual(gains, [...gains].sort((a, b) => b - a), 'expected gain falls');
    assert.ok(gains[0] > 0);

    await page.getByRole('radio', { name: /^High/ }).check({ force: true });
    await page.waitForURL((where) => where.search === '?band=high');
    await settled(page);
    assert.ok((await page.locator('.register tbody .band').allTextContents()).every((band) => band === 'High'));
    const first = await page.locator('.register tbody th a').first().textContent();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Page 2', { exact: true }).waitFor();
    await settled(page);
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('Page 1', { exact: true }).waitFor();
    await settled(page);
    assert.equal(await page.locator('.register tbody th a').first().textContent(), first);

    await page.getByLabel('Order').selectOption('probability');
    await page.waitForURL((where) => where.search.includes('sort=probability'));
    await page.reload();
    await settled(page);
    assert.equal(await page.getByLabel('Order').inputValue(), 'probability', 'the address holds the filters');
    await page.goBack();
    await page.waitForURL((where) => !where.search.includes('sort'));
    clean(complaints, 'the list');
  });

  test('the search of the frame finds a customer', async () => {
    const { page } = story;
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('15634602');
    await page.getByRole('option', { name: /15634602/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/dashboard/customer/');
    await settled(page);
    assert.match(await page.locator('h1').textContent(), /Hargrave/);
  });

  test('a customer has a probability, reasons, a picture that adds up, an action and a what-if', async () => {
    const { page, complaints } = story;
    const shown = await page.locator('[data-test="probability"]').textContent();
    assert.match(shown, /^\d{1,2}\.\d%$/);
    const reasons = await page.locator('.reason-list.up li').count();
    assert.ok(reasons >= 1 && reasons <= 3);
    await page.getByText(/^Of 100 customers like this one/).waitFor();

    const figure = page.locator('figure');
    await figure.locator('summary').click();
    const rows = await figure.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
    const steps = rows.slice(1, -1).reduce((sum, [, points]) => sum + number(points), 0);
    assert.ok(Math.abs(number(rows[0][2]) + steps - number(rows.at(-1)[2])) < 0.05 * rows.length + 0.06, 'base and steps add up to the probability');
    assert.equal(rows.at(-1)[2], shown);
    await page.getByRole('heading', { name: 'What would help most' }).waitFor();
    await page.getByText(/^Assumed:/).first().waitFor();

    const panel = page.locator('.whatif');
    const inputs = panel.locator('select, input');
    assert.ok(await inputs.count() >= 9);
    await panel.locator('input[type="number"]').nth(1).fill('70');
    await page.waitForFunction(() => /%/.test(document.querySelector('[data-test="whatif"]').textContent));
    const once = await page.locator('[data-test="whatif"]').textContent();
    await panel.locator('select').last().selectOption({ index: 1 });
    await page.waitForFunction((last) => { const now = document.querySelector('[data-test="whatif"]').textContent; return /%/.test(now) && now !== last; }, once);
    await panel.getByText('2 properties changed').waitFor();
    await accessible(page, 'a customer with a what-if');
    await panel.getByRole('button', { name: 'Reset' }).click();
    await page.waitForFunction(() => document.querySelector('[data-test="whatif"]').textContent === 'as now');
    clean(complaints, 'the customer');
  });

  test('the model says how far it can be trusted', async () => {
    const { page, complaints } = story;
    await visit(page, '/dashboard/model-insight/');
    const auc = number(await page.locator('.metric-figure').first().textContent());
    assert.ok(auc >= 0.86 && auc < 0.9, `AUC ${auc}`);
    await page.getByRole('heading', { name: 'Can the probabilities be taken at their word?' }).waitFor();
    assert.ok(await page.locator('.chart svg').count() >= 3);
    clean(complaints, 'the model page');
  });

  test('a broken file is refused with every fault named, and nothing has changed', async () => {
    const { page, complaints } = story;
    await upload(page, csv('broken.csv', spoilt([[3, 'Age', '-4'], [7, 'CreditScore', '99999'], [7, 'HasCrCard', 'maybe'], [12, 'Balance', 'NaN']])));
    await page.locator('[data-test="faults"] tbody tr').first().waitFor();
    const faults = await page.locator('[data-test="faults"] tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
    assert.equal(faults.length, 4);
    assert.deepEqual(faults.map(([row, column]) => [Number(row), column]).sort((a, b) => a[0] - b[0] || a[1].localeCompare(b[1])), [[3, 'Age'], [7, 'CreditScore'], [7, 'HasCrCard'], [12, 'Balance']]);
    await page.getByText('the data in use is the same as before').waitFor();
    await accessible(page, 'a refused file');

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'All faults as CSV' }).click();
    const text = readFileSync(await (await download).path(), 'utf8').trim().split(/\r?\n/);
    assert.equal(text.length, 5, 'a header and four faults');
    await page.locator('.versions tr').filter({ hasText: 'In use' }).filter({ hasText: 'Churn_Modelling.csv' }).waitFor();
    clean(complaints, 'the refused file');
  });

  test('a second version takes over, and one click goes back', { timeout: TRAINING_MS + 60000 }, async () => {
    const { page, complaints } = story;
    const text = readFileSync(bank, 'utf8').split(/\r?\n/).slice(0, 2001).join('\n');
    await upload(page, csv('Second.csv', text));
    const row = (name) => page.locator('.versions tbody tr').filter({ hasText: name });
    await row('Second.csv').filter({ hasText: 'In use' }).waitFor();
    await row('Churn_Modelling.csv').first().getByRole('button', { name: /^Go back to this one/ }).click();
    await row('Churn_Modelling.csv').first().filter({ hasText: 'In use' }).waitFor();
    await page.getByText(/is in use now/).waitFor();
    await visit(page, '/dashboard/');
    assert.equal(number(await page.locator('.kpi-figure').first().textContent()), 10000);
    clean(complaints, 'going back', { except: AUTO });
    await story.context.close();
  });
});

describe('files that cannot be sent', { skip: unavailable }, () => {
  before(open);
  after(close);

  test('the keyboard alone can choose a file, and what is wrong is said before it is sent', async (t) => {
    const { page, complaints } = await window(t, { as: 'other' });
    page.on('filechooser', () => {}); // from now on the browser's own window never opens
    await visit(page, '/dashboard/data-management/');
    const requests = [];
    page.on('request', (request) => { if (request.method() === 'POST') requests.push(request.url()); });
    await page.focus('#main');
    for (let presses = 0; presses < 12 && await page.evaluate(() => document.activeElement?.id !== 'file'); presses += 1) await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'file', 'the file input is reached by Tab');
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
    await page.getByRole('alert').getByText('is not a CSV file').waitFor();
    const again = page.waitForEvent('filechooser');
    await page.focus('#file');
    await page.keyboard.press('Enter');
    await (await again).setFiles(csv('empty.csv', ''));
    await page.getByRole('alert').getByText('is empty').waitFor();
    assert.deepEqual(requests, []);
    await accessible(page, 'a file that cannot be sent');
    clean(complaints, 'a file that cannot be sent');
  });

  test('a file of another shape is asked about, and then works like any other', { timeout: TRAINING_MS + 60000 }, async (t) => {
    const { page, complaints } = await window(t, { as: 'other' });
    await visit(page, '/dashboard/data-management/');
    const tag = Date.now().toString(36); // a shape that no earlier run has declared
    const rows = Array.from({ length: 700 }, (_, n) => {
      const [calls, fee] = [(n * 37) % 101, 20 + ((n * 13) % 60)];
      const left = calls < 30 && fee > 40 ? n % 4 !== 0 : n % 11 === 0;
      return `${100000 + n},Person ${n},${n % 3 ? 'gold' : 'basic'},${calls},${fee}.50,${left ? 1 : 0}`;
    });
    await page.setInputFiles('#file', csv('Phone plans.csv', [`subscriber_id,full_name,plan_${tag},calls_${tag},monthly_charges_${tag},churned`, ...rows].join('\n')));
    await page.getByRole('heading', { name: 'Phone plans.csv has a shape of its own' }).waitFor();
    assert.equal(await page.getByLabel('Meaning of subscriber_id').inputValue(), 'id');
    assert.equal(await page.getByLabel('Meaning of churned').inputValue(), 'label');
    await page.getByLabel('Meaning of churned').selectOption('id');
    await page.getByText('Exactly one column must be the customer number.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Save this shape and send the file' }).isDisabled());
    await accessible(page, 'the proposal of a shape');
    await page.getByLabel('Meaning of churned').selectOption('label');
    await page.getByLabel('Name of this shape').fill(`phone-plans-${tag}`);
    await page.getByRole('button', { name: 'Add an action' }).click();
    await page.getByLabel('Action', { exact: true }).fill('Move to gold');
    await page.getByLabel('changes', { exact: true }).selectOption(`plan_${tag}`);
    await page.getByLabel('to', { exact: true }).fill('gold');
    await page.getByLabel('Cost each', { exact: true }).fill('2.50');
    await page.getByRole('button', { name: 'Save this shape and send the file' }).click();
    await page.locator('[data-test="progress"][data-state="ready"]').waitFor({ timeout: TRAINING_MS });
    await visit(page, '/dashboard/risk-level/?sort=probability');
    await page.locator('.register tbody th a').first().click();
    await page.waitForURL((where) => where.pathname === '/dashboard/customer/');
    await settled(page);
    assert.match(await page.locator('[data-test="probability"]').textContent(), /%$/);
    assert.match(await page.locator('h1').textContent(), /^Person \d+$/);
    clean(complaints, 'a file of another shape');
  });

  test('without the live stream the page asks again by itself', { skip: noData, timeout: TRAINING_MS + 60000 }, async (t) => {
    const { page } = await window(t, { as: 'other' });
    await page.route('**/api/v1/events', (route) => route.abort());
    const text = readFileSync(bank, 'utf8').split(/\r?\n/).slice(0, 1201).join('\n');
    await upload(page, csv('Without stream.csv', text));
    await page.locator('.live[data-live="polling"]').waitFor();
    await page.locator('.versions tbody tr').filter({ hasText: 'Without stream.csv' }).filter({ hasText: 'In use' }).waitFor();
  });
});
