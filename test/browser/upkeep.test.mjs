// The seldom things of a customer's page: two records become one and two again, contacts are logged, the risk has a history,
// and what the law asks for.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { forgetCounters, goodPassword } from '../api/accounts-lib.mjs';
import { waitUntil } from '../api/lib.mjs';
import { accessible, api, ask, bank, clean, close, csv, fits, noData, open, provesWhoItIs, settled, toast, TRAINING_MS, unavailable, upload, url, visit, window } from './harness.mjs';

const tag = randomBytes(4).toString('hex');
const made = (context, more) => api(context, 'POST', '/customers', { name: `Lerato ${tag}`, ...more });
const pageOf = (one) => `/dashboard/customer/?id=${one.id}`;
const card = (page, title) => page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

// This window's person opens a workspace that nobody else is in.
async function ownWorkspace(context) {
  const email = `own.${tag}@example.org`, headers = { 'X-Holdfast-Request': '1', Origin: url };
  forgetCounters();
  const send = async (path, data) => { const answer = await context.request.post(`/api/v1/auth/${path}`, { headers, data }); assert.ok(answer.ok(), `${path}: ${await answer.text()}`); };
  await send('register-business', { company: `Own ${tag}`, first_name: 'Ayo', last_name: 'Mensah', email, password: goodPassword });
  await send('login', { identifier: email, password: goodPassword });
}

describe('upkeep of a record', { skip: unavailable, concurrency: 1 }, () => {
  before(open);
  after(close);

  test('two records of one person are found by what is alike, merged, and taken apart again', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const phone = `+2711${String(parseInt(tag.slice(0, 6), 16) % 10000000).padStart(7, '0')}`;
    const stays = await made(context, { phone, email: `lerato.${tag}@example.org` });
    const goes = await made(context, { phone, external_id: `dup-${tag}` });
    await visit(page, pageOf(goes));
    await page.getByRole('button', { name: 'Find duplicates' }).click();
    const dialog = page.getByRole('dialog', { name: 'Find duplicates' });
    const same = dialog.locator('.alike').filter({ hasText: `lerato.${tag}@example.org` });
    await same.waitFor();
    assert.deepEqual(await same.locator('tr[data-same] th').allTextContents(), ['Name', 'Phone'], 'what matches is marked');
    await accessible(page, 'the duplicates');
    await same.getByRole('button', { name: `Merge into this one: Lerato ${tag}` }).click();
    await page.waitForURL((where) => where.searchParams.get('id') === stays.id);
    await toast(page, `Lerato ${tag} is merged into this record.`);

    await page.locator('.merges').getByText('can be undone until').waitFor();
    await visit(page, pageOf(goes));
    await page.getByText('This record was merged into another one').waitFor();
    await visit(page, pageOf(stays));
    await page.getByRole('button', { name: `Undo the merge of Lerato ${tag}` }).click();
    await toast(page, `Lerato ${tag} is a record of its own again.`);
    await page.locator('.merges').getByText(/· undone$/).waitFor();
    assert.equal(await page.getByRole('button', { name: `Undo the merge of Lerato ${tag}` }).count(), 0, 'once');
    assert.equal((await api(context, 'GET', `/customers/${goes.id}`)).state, 'active');
    clean(complaints, 'merging');
  });

  test('a contact is logged and stands in the timeline', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const one = await made(context);
    await api(context, 'POST', '/complaints', { customer_id: one.id, text: `The invoice is wrong ${tag}` });
    await visit(page, pageOf(one));
    await page.getByRole('button', { name: 'Log contact' }).click();
    const dialog = page.getByRole('dialog', { name: 'Log contact' });
    await dialog.getByLabel('What was it?').selectOption('visit');
    await dialog.getByRole('button', { name: 'Log it' }).click();
    await dialog.getByRole('alert').getByText('This is needed.').waitFor();
    await dialog.getByLabel('What was said or done').fill(`Looked at the invoice together ${tag}`);
    await dialog.getByLabel('About the complaint').selectOption({ label: `The invoice is wrong ${tag}` });
    await accessible(page, 'the form of a contact');
    await dialog.getByRole('button', { name: 'Log it' }).click();
    const line = page.locator('[data-test="timeline"] [data-kind="interaction"]');
    await line.getByText(`Looked at the invoice together ${tag}`).waitFor();
    assert.match(await line.textContent(), /^Visit/);
    const [written] = (await api(context, 'GET', `/interactions?customer_id=${one.id}`)).data;
    assert.ok(written.complaint_id, 'it knows the complaint');
    clean(complaints, 'logging a contact');
  });

  test('the way the risk went is a chart with the same numbers as a table', { skip: noData, timeout: 2 * TRAINING_MS }, async (t) => {
    const { context, page, complaints } = await window(t);
    await ownWorkspace(context);
    const lines = readFileSync(bank, 'utf8').split(/\r?\n/).slice(0, 2001);
    const sent = (row) => [lines[0], row, ...lines.slice(2)].join('\n');
    await upload(page, csv('Spring.csv', sent(`1,99100001,Mabuza,700,France,Male,28,6,0,2,1,1,90000,0`)));
    const { data: [one] } = await api(context, 'GET', '/customers?q=Mabuza');
    await visit(page, pageOf(one));
    const history = card(page, 'How the risk went');
    await history.getByText('It has not changed since the first scoring').waitFor();
    await upload(page, csv('Summer.csv', sent(`1,${one.external_id},Mabuza,500,Germany,Female,56,1,120000,3,1,0,90000,1`)));
    const { now, data: [point, ...others] } = await waitUntil('the records follow', async () => { const answer = await api(context, 'GET', `/customers/${one.id}/risk-history`); return answer.data.length && answer; });
    assert.deepEqual([others, now.score, now.band, point.score], [[], point.score, 'high', now.score]);
    assert.ok(point.score > point.from_score + 0.3, `${point.from_score} to ${point.score}`);
    await visit(page, pageOf(one));
    await history.locator('.chart svg').waitFor();
    const share = (part) => `${(100 * part).toFixed(1)}%`;
    await history.getByText(`It began at ${Math.round(100 * point.from_score)}%`).waitFor();
    await history.getByText('Show the numbers as a table').click();
    const rows = history.locator('tbody tr');
    const told = await rows.nth(1).locator('th, td').allTextContents();
    assert.equal(await rows.count(), 3, 'the beginning, the change, and now');
    assert.match(told[0], /Dataset 2/);
    assert.deepEqual([told[1], told[2]], [share(point.score), `+${(100 * (point.score - point.from_score)).toFixed(1)}`]);
    assert.ok(point.text && told[3].length > 3, 'with its reason');
    const line = page.locator('[data-test="timeline"] [data-kind="score"]');
    assert.ok((await line.textContent()).includes(told[3]), 'the timeline gives the same reason');
    await accessible(page, 'the risk history');
    await fits(page, 'the risk history');
    clean(complaints, 'the risk history');
  });

  test('a recommendation is put off, and dismissed with the reason', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const one = await made(context);
    await api(context, 'POST', `/customers/${one.id}/recommendations`, { title: 'Offer a credit card' });
    await visit(page, pageOf(one));
    const todo = card(page, 'What to do next');
    await todo.getByLabel('Later: Offer a credit card').click();
    await todo.getByRole('button', { name: 'In a month' }).click();
    await toast(page, 'Put off: Offer a credit card');
    const [put] = (await api(context, 'GET', `/customers/${one.id}/recommendations`)).data;
    const days = (new Date(put.snoozed_until) - Date.now()) / 86400000;
    assert.ok(put.state === 'snoozed' && days > 28 && days < 32, `${put.state} for ${days} days`);
    await todo.getByText('Done, snoozed or dismissed (1)').click();
    await todo.getByRole('button', { name: 'Reopen: Offer a credit card' }).click();
    await todo.getByRole('button', { name: 'Dismiss: Offer a credit card' }).click();
    await page.getByLabel('Why not? (optional)').fill('Has two already');
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss', exact: true }).click();
    await todo.getByText('Done, snoozed or dismissed (1)').click();
    await todo.getByText('Has two already').waitFor();
    clean(complaints, 'putting off');
  });

  test('what is held is one file, a legal hold keeps it, and without one it is erased for good', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const one = await made(context, { external_id: `gone-${tag}`, email: `gone.${tag}@example.org` });
    await visit(page, pageOf(one));
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export what we hold' }).click();
    await provesWhoItIs(page, saved);
    const file = JSON.parse(readFileSync(await (await saved).path(), 'utf8'));
    assert.equal(file.customer_id, one.id);

    await page.getByRole('button', { name: 'Put on legal hold' }).click();
    await page.getByText('While it is on legal hold').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Erase this person' }).isDisabled());
    await accessible(page, 'a record on legal hold');
    await page.getByRole('button', { name: 'Lift the legal hold' }).click();
    await page.getByText('While it is on legal hold').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Erase this person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Erase this person' });
    await dialog.getByText(/\d+ rows? would go/).waitFor();
    const go = dialog.getByRole('button', { name: 'Erase for good' });
    assert.ok(await go.isDisabled(), 'not before the number was typed');
    await dialog.getByLabel(`Type gone-${tag} to confirm`).fill(`gone-${tag}`);
    await accessible(page, 'the erasure');
    await go.click();
    await provesWhoItIs(page, page.waitForURL((where) => where.pathname === '/dashboard/customers/'));
    await visit(page, pageOf(one));
    assert.equal(await page.getByText(`gone.${tag}@example.org`).count(), 0);
    clean(complaints, 'privacy', { except: /status of 40[34]/ });
  });

  test('an address of the earlier dashboard with the customer’s own number leads here', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const one = await made(context, { external_id: `old-${tag}` });
    await ask(page, `/dashboard/client/old-${tag}/`);
    await page.waitForURL((where) => where.searchParams.get('id') === one.id);
    await settled(page);
    await visit(page, `/dashboard/client/nobody-${tag}/`);
    await page.getByRole('heading', { name: 'There is no such customer' }).waitFor();
    clean(complaints, 'old addresses');
  });
});
