// Engagement, part by part, as somebody who works there all day: made, changed, taken down, sent as a file; and what a part says when
// there is nothing, or when it cannot be loaded.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { accessible, api, clean, close, csv, fits, open, provesWhoItIs, toast, unavailable, visit, window } from './harness.mjs';

const tag = randomBytes(4).toString('hex');
const no = parseInt(tag, 16) % 1000000000 + 1;
const NAME = `Zanele ${tag}`;
const part = (tab) => `/dashboard/engagement-hub/?tab=${tab}`;
const row = (page, text) => page.getByRole('row').filter({ hasText: text });
const REFUSED = /status of (403|412)/; // asking who it is, and who was quicker
let customer = null;

async function pick(page, dialog) {
  await dialog.getByLabel('Customer', { exact: true }).fill(NAME);
  await dialog.getByRole('option', { name: new RegExp(NAME) }).waitFor();
  await page.keyboard.press('Enter');
  await dialog.locator('.picked').getByText(NAME).waitFor();
}

async function saved(page, name) {
  await page.locator('.filters').getByText('Export').click();
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  return readFileSync(await (await provesWhoItIs(page, file)).path(), 'utf8');
}

describe('engagement', { skip: unavailable, concurrency: 1 }, () => {
  before(async () => {
    const browser = await open();
    const context = await browser.newContext({ baseURL: process.env.HF_URL });
    const { access_token: token } = await (await context.request.post('/api/v1/auth/login', { data: { identifier: 'admin@example.com', password: 'adminpass' } })).json();
    customer = await (await context.request.post('/api/v1/customers', { data: { name: NAME, external_id: String(no) }, headers: { Authorization: `Bearer ${token}` } })).json();
    await context.close();
  });
  after(close);

  test('a goal is set for a customer, changed by two at once, exported, removed and brought back', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, part('goals'));
    await page.getByRole('button', { name: 'New goal' }).click();
    const making = page.getByRole('dialog', { name: 'New goal' });
    await making.getByRole('button', { name: 'Save changes' }).click();
    await making.getByRole('alert').getByText('This is needed.').first().waitFor();
    await making.locator('.notice:focus').waitFor(); // where a person is led by it
    await pick(page, making);
    await making.getByLabel('Goal').fill(`House ${tag}`);
    await making.getByLabel('How much in all').fill('20000');
    await making.getByLabel('How much so far').fill('5000,50');
    await accessible(page, 'the form of a goal');
    await making.getByRole('button', { name: 'Save changes' }).click();
    await row(page, `House ${tag}`).getByText('5,000.5 of 20,000').waitFor();

    const second = await window(t, { as: 'admin' });
    await visit(second.page, part('goals'));
    for (const one of [page, second.page]) await one.getByRole('button', { name: `Change House ${tag}` }).click();
    await page.getByLabel('How much so far').fill('6000');
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click();
    await row(page, `House ${tag}`).getByText('6,000 of 20,000').waitFor();
    await second.page.getByLabel('How much so far').fill('7000');
    await second.page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click();
    const differences = second.page.getByRole('dialog', { name: 'Somebody else saved in the meantime' });
    await differences.waitFor();
    assert.deepEqual(await differences.getByRole('row').filter({ hasText: 'How much so far' }).locator('td').allTextContents(), ['7000', '6000.00']);
    await accessible(second.page, 'the differences of a goal');
    await differences.getByRole('button', { name: 'Keep mine' }).click();
    await row(second.page, `House ${tag}`).getByText('7,000 of 20,000').waitFor();

    assert.match(await saved(page, 'CSV, for spreadsheets'), new RegExp(`House ${tag}`));
    await page.reload();
    await page.getByRole('button', { name: `Remove House ${tag}` }).click();
    await toast(page, `“House ${tag}” removed.`);
    await row(page, `House ${tag}`).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, `House ${tag}`).waitFor();
    clean(complaints, 'goals', { except: REFUSED });
    clean(second.complaints, 'the second editor', { except: REFUSED });
  });

  test('an answer is taken down, and the figures follow', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const before = await api(context, 'GET', '/surveys/figures');
    await visit(page, part('surveys'));
    await page.getByRole('button', { name: 'Take down an answer' }).click();
    const dialog = page.getByRole('dialog');
    await pick(page, dialog);
    await dialog.getByLabel('Rating').selectOption('5');
    await dialog.getByLabel('In their words').fill(`Very kind ${tag}`);
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await row(page, `Very kind ${tag}`).getByText('5 of 5').waitFor();
    await page.getByText(new RegExp(`average \\S+ of ${before.count + 1}$`)).waitFor();
    await page.getByRole('radio', { name: '30 days' }).check({ force: true });
    await page.getByRole('radio', { name: '1', exact: true }).check({ force: true });
    await row(page, `Very kind ${tag}`).waitFor({ state: 'detached' });
    await accessible(page, 'surveys');
    clean(complaints, 'surveys');
  });

  test('a contact is logged for a customer and filtered by its kind', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, part('interactions'));
    await page.getByRole('button', { name: 'Log contact' }).click();
    const dialog = page.getByRole('dialog', { name: 'Log contact' });
    await pick(page, dialog);
    await dialog.getByLabel('Kind').selectOption('meeting');
    await dialog.getByLabel('What was said or done').fill(`Agreed on a plan ${tag}`);
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await row(page, `Agreed on a plan ${tag}`).getByText('Meeting').waitFor();
    await page.getByLabel('Kind').selectOption('resolution_success');
    await row(page, `Agreed on a plan ${tag}`).waitFor({ state: 'detached' });
    await accessible(page, 'contacts');
    clean(complaints, 'contacts');
  });

  test('a product is made, reworded, paused; and who may be offered it is said', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, part('products'));
    await page.getByRole('button', { name: 'New product' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Product').fill(`Card ${tag}`);
    await dialog.getByLabel('Kind').selectOption('card');
    await dialog.getByLabel('Credit standing from').fill('900');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await dialog.getByRole('alert').getByText('From 0 to 850.').waitFor();
    await dialog.getByLabel('Credit standing from').fill('300');
    await accessible(page, 'the form of a product');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    const line = row(page, `Card ${tag}`);
    await line.getByText('offered', { exact: true }).waitFor();

    const eligible = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Who may be offered what?' }) });
    await eligible.getByLabel('Which customer?').fill(NAME);
    await eligible.getByRole('option', { name: new RegExp(NAME) }).waitFor();
    await page.keyboard.press('Enter');
    await eligible.getByText(/Credit standing \d+, risk/).waitFor();
    await eligible.getByText(`Card ${tag}`).waitFor();

    await line.getByRole('button', { name: `Pause Card ${tag}` }).click();
    await line.getByText('not offered').waitFor();
    await eligible.getByRole('button', { name: 'Choose another' }).click();
    await eligible.getByLabel('Which customer?').fill(NAME);
    await eligible.getByRole('option', { name: new RegExp(NAME) }).waitFor();
    await page.keyboard.press('Enter');
    await eligible.getByText(/Credit standing \d+, risk/).waitFor();
    assert.equal(await eligible.getByText(`Card ${tag}`).count(), 0);
    await accessible(page, 'products');
    clean(complaints, 'products');
  });

  test('incidents come by hand and from a file that says what is wrong with it', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, part('issues'));
    const head = 'customer_id,code_contrat,client_type,client_region,client_categorie,incident_title,churn_risk\n';
    await page.setInputFiles('#issues-file', csv('incidents.csv', `${head}${no},1,2,3,4,Modem broke ${tag},72\n${no},1,2,3,4,Too much ${tag},720\n`));
    await page.getByText('1 of 2 rows of incidents.csv are in.').waitFor();
    await page.getByText('Row 3:').waitFor();
    await row(page, `Modem broke ${tag}`).getByText('72%').waitFor();
    await row(page, `Modem broke ${tag}`).getByRole('link', { name: NAME }).waitFor();
    await accessible(page, 'an import with a fault');

    await page.getByRole('button', { name: 'New incident' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What happened').fill(`Late invoice ${tag}`);
    await dialog.getByLabel('Customer number').fill(String(no));
    await dialog.getByLabel('Risk it brings').fill('30');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: `Change Late invoice ${tag}` }).click();
    await dialog.getByLabel('Notice').fill('sent');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await row(page, `Late invoice ${tag}`).getByText('sent', { exact: true }).waitFor();
    await page.getByLabel('Customer number').fill('4294967290');
    await page.getByText('Nothing matches these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: `Remove Late invoice ${tag}` }).click();
    await row(page, `Late invoice ${tag}`).waitFor({ state: 'detached' });
    clean(complaints, 'incidents');
  });

  test('what is expected for each quarter comes from a file; the high ones stand alone', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, part('predictions'));
    const head = 'customer_id,client_region,client_type,client_category,q1_prediction,q2_prediction,q3_prediction,q4_prediction,most_likely_incident,recommendation\n';
    await page.setInputFiles('#predictions-file', csv('quarters.csv', `${head}low-${tag},North,Home,1,5,5,5,5,wifi_issue,Wait ${tag}\n`));
    await page.getByText('1 of 1 rows of quarters.csv are in.').waitFor();
    await page.getByRole('button', { name: 'New expectation' }).click();
    const dialog = page.getByRole('dialog');
    await pick(page, dialog);
    await dialog.getByLabel('Region').fill('South');
    await dialog.getByLabel('Kind of customer').fill('Business');
    for (const [index, quarter] of ['Q1', 'Q2', 'Q3', 'Q4'].entries()) await dialog.getByLabel(quarter).fill(String(70 + index * 5));
    await dialog.getByLabel('Most likely incident').selectOption('disconnection');
    await dialog.getByLabel('What to do about it').fill('Send somebody');
    await accessible(page, 'the form of an expectation');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await row(page, NAME).getByText('High').waitFor();
    await page.getByRole('radio', { name: 'High' }).check({ force: true });
    await row(page, `low-${tag}`).waitFor({ state: 'detached' });
    await row(page, NAME).getByText('Connection lost').waitFor();
    await page.getByRole('button', { name: `Remove ${NAME}` }).click();
    await row(page, NAME).waitFor({ state: 'detached' });
    clean(complaints, 'expected incidents');
  });

  test('one customer at a glance is an address of its own', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, part('snapshot'));
    await page.getByLabel('Which customer?').fill(NAME);
    await page.getByRole('option', { name: new RegExp(NAME) }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.searchParams.get('customer') === customer.id);
    await page.getByText('May be offered').waitFor();
    await page.reload();
    await page.locator('.picked').getByText(NAME).waitFor();
    await page.getByText(`House ${tag}`).waitFor();
    await accessible(page, 'one customer at a glance');
    await page.getByRole('button', { name: 'Choose another' }).click();
    await page.waitForURL((where) => !where.searchParams.has('customer'));
    clean(complaints, 'at a glance');
  });

  test('training data is a file', async (t) => {
    const { page } = await window(t, { as: 'admin' });
    await visit(page, part('complaints'));
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Training data' }).click();
    const text = readFileSync(await (await provesWhoItIs(page, file)).path(), 'utf8');
    assert.match(text.split('\n')[0], /^user_id,user_type,loyalty_score,calculated_credit_score/);
  });

  test('a notification for a colleague is heard where they work, and stands in the list', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'csm' });
    const admin = await window(t, { as: 'admin' });
    await visit(page, '/dashboard/customers/');
    await page.locator('.live[data-live="open"]').waitFor();
    const { id, name } = await api(context, 'GET', '/auth/me');
    const { id: notification } = await api(admin.context, 'POST', '/notifications', { title: `Call her ${tag}`, message: 'Today', audience: 'colleague', user_id: id });
    await api(admin.context, 'POST', `/notifications/${notification}/review`, {}, { 'If-Match': '"1"' });
    await api(admin.context, 'POST', `/notifications/${notification}/confirm`, {}, { 'If-Match': '"2"' });
    await toast(page, 'There is a notification for you.');
    await page.getByRole('link', { name: 'Open the notifications' }).click();
    const line = page.getByRole('listitem').filter({ hasText: `Call her ${tag}` });
    await line.getByText(`To: ${name}`).waitFor();
    await line.getByText('Sent', { exact: true }).waitFor();
    assert.doesNotMatch(await line.textContent(), /read by/);
    clean(complaints, 'a notification for a colleague');
  });

  const PARTS = { complaints: ['complaints', 'No complaints'], notifications: ['notifications', 'No notifications'], surveys: ['surveys', 'No answers yet'], interactions: ['interactions', 'No contacts yet'], goals: ['goals', 'No goals yet'],
    products: ['products', 'No products'], issues: ['customer-issues', 'No incidents'], predictions: ['incident-predictions', 'No expected incidents'] };
  for (const width of [1440, 390]) {
    test(`each part says when there is nothing and when it cannot be loaded, ${width} px`, async (t) => {
      const { page } = await window(t, { as: 'admin', width, dark: width === 390 });
      for (const [tab, [path, empty]] of Object.entries(PARTS)) {
        const list = new RegExp(`/api/v1/${path}\\?limit|/api/v1/${path}\\?state|/api/v1/${path}\\?[a-z_]+=`);
        await page.route(list, (route) => route.fulfill({ json: { data: [], next_cursor: null } }));
        await visit(page, part(tab));
        if (tab === 'complaints') await page.getByRole('radio', { name: 'All' }).check({ force: true });
        await page.getByText(empty === 'No complaints' ? 'Nothing matches these filters' : empty, { exact: true }).waitFor();
        await accessible(page, `${tab}, empty`);
        await fits(page, `${tab}, empty`);
        await page.unroute(list);
        await page.route(list, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable', status: 503, detail: 'Try again in a moment.', request_id: 'r-1' }) }));
        await page.reload();
        await page.getByText('could not be loaded').waitFor();
        await page.unroute(list);
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('could not be loaded').waitFor({ state: 'detached' });
      }
    });
  }
});
