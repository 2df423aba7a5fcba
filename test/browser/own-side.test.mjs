// The customer's own side when the same person has two windows, and the ways about the pages: the palette, exports without choosing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { accessible, api, clean, close, fits, open, provesWhoItIs, settled, toast, unavailable, visit, window } from './harness.mjs';

const tag = randomBytes(4).toString('hex');
const REFUSED = /status of (403|412)/;
const differing = async (page, what) => {
  const dialog = page.getByRole('dialog', { name: 'Somebody else saved in the meantime' });
  await dialog.waitFor();
  return { dialog, row: await dialog.getByRole('row').filter({ hasText: what }).locator('td').allTextContents() };
};

describe('the customer’s own side, and ways about', { skip: unavailable, concurrency: 1 }, () => {
  before(open);
  after(close);

  test('a goal changed in two windows: the second shows both and keeps what is chosen', async (t) => {
    const windows = [await window(t, { as: 'customer' }), await window(t, { as: 'customer' })];
    await api(windows[0].context, 'POST', '/me/goals', { title: `Boat ${tag}`, target: '900.00', current: '100.00' });
    for (const { page } of windows) {
      await visit(page, '/me/');
      await page.getByRole('button', { name: `Change Boat ${tag}` }).click();
      await page.getByLabel('How much so far?').waitFor();
    }
    const [{ page: first }, { page: second, complaints }] = windows;
    await first.getByLabel('How much so far?').fill('200');
    await first.getByRole('button', { name: 'Save changes' }).click();
    await toast(first, 'Saved.');
    await second.getByLabel('How much so far?').fill('300');
    await second.getByRole('button', { name: 'Save changes' }).click();
    const { dialog, row } = await differing(second, 'How much so far?');
    assert.deepEqual(row, ['300', '200.00']);
    await accessible(second, 'the differences of a goal of one’s own');
    await dialog.getByRole('button', { name: 'Take theirs' }).click();
    await second.locator('.goal').filter({ hasText: `Boat ${tag}` }).getByText('200 of 900').waitFor();
    await second.getByRole('button', { name: `Remove Boat ${tag}` }).click();
    await toast(second, `“Boat ${tag}” removed.`);
    await second.locator('.goal').filter({ hasText: `Boat ${tag}` }).waitFor({ state: 'detached' });
    await second.getByRole('button', { name: 'Undo' }).click();
    await second.locator('.goal').filter({ hasText: `Boat ${tag}` }).waitFor();
    clean(complaints, 'two windows', { except: REFUSED });
  });

  test('a profile changed in two windows, and what the home says of it', async (t) => {
    const windows = [await window(t, { as: 'customer' }), await window(t, { as: 'customer' })];
    for (const { page } of windows) await visit(page, '/dashboard/profile/');
    const [{ page: first }, { page: second, complaints }] = windows;
    await first.fill('#profile [name="address/city"]', `Durban ${tag}`);
    await first.getByRole('button', { name: 'Save changes' }).click();
    await toast(first, 'Saved.');
    await second.fill('#profile [name="address/city"]', `Windhoek ${tag}`);
    await second.getByRole('button', { name: 'Save changes' }).click();
    const { dialog, row } = await differing(second, 'City');
    assert.deepEqual(row, [`Windhoek ${tag}`, `Durban ${tag}`]);
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await toast(second, 'Saved.');
    await visit(second, '/me/');
    await second.locator('section').filter({ has: second.getByRole('heading', { name: 'About you' }) }).getByText(`Windhoek ${tag}`).waitFor();
    clean(complaints, 'a profile in two windows', { except: REFUSED });
  });

  test('offers are answered, and what was answered to surveys is there to be read', async (t) => {
    const mine = await window(t, { as: 'customer' });
    const staff = await window(t, { as: 'admin' });
    await api(mine.context, 'POST', '/me/complaints', { text: `The queue was long ${tag}` }); // who has an open one is offered something to make up for it
    const make = (name) => api(staff.context, 'POST', '/products', { name: `${name} ${tag}`, type: 'resolution' });
    const products = [await make('Gift'), await make('Waiver')];
    await api(mine.context, 'POST', '/me/surveys', { rating: 2, feedback: `Too slow ${tag}` });
    const { page, complaints } = mine;
    await visit(page, '/me/');
    await page.getByRole('button', { name: `Accept Gift ${tag}` }).click();
    await toast(page, `You accepted Gift ${tag}.`);
    await page.getByRole('button', { name: `No, thanks, to Waiver ${tag}` }).click();
    await toast(page, `You declined Waiver ${tag}.`);
    await page.getByText('What you answered before').click();
    await page.getByText(`Too slow ${tag}`).waitFor();
    await accessible(page, 'the home with answers');
    await fits(page, 'the home with answers');
    for (const one of products) await api(staff.context, 'PATCH', `/products/${one.id}`, { active: false }, { 'If-Match': `"${one.version}"` });
    clean(complaints, 'answering offers');
  });

  test('the palette goes to pages and customers, by keys alone', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const one = await api(context, 'POST', '/customers', { name: `Xolani ${tag}` });
    await visit(page, '/dashboard/customers/');
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Pipeline page', exact: true }).waitFor();
    assert.deepEqual((await page.getByRole('option').allTextContents()).filter((one) => /\d/.test(one)), [], 'names alone, no counts');
    await accessible(page, 'the palette');
    await page.keyboard.type('pipe');
    await page.getByRole('option', { name: /^Profile/ }).waitFor({ state: 'detached' });
    await page.getByRole('option', { name: /Pipeline/ }).waitFor();
    await page.keyboard.press('ArrowUp'); // pages stand last
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/dashboard/pipeline/');
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`Xolani ${tag}`);
    await page.getByRole('option', { name: new RegExp(tag) }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.searchParams.get('id') === one.id);
    await page.goto('/dashboard/customers/?new=1');
    await page.getByRole('dialog', { name: 'New customer' }).waitFor();
    clean(complaints, 'the palette');
  });

  test('a list is exported as it is filtered, in each format', async (t) => {
    const { context, page } = await window(t, { as: 'admin' });
    await api(context, 'POST', '/customers', { name: `Listed ${tag}`, city: `Gaborone ${tag}` });
    await api(context, 'POST', '/customers', { name: `Unlisted ${tag}` });
    await visit(page, `/dashboard/customers/?filter=${encodeURIComponent(`city = "Gaborone ${tag}"`)}`);
    const save = async (name) => {
      await page.locator('.tools').getByText('Export').click();
      const file = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
      return readFileSync(await (await provesWhoItIs(page, file)).path());
    };
    const csv = String(await save('CSV, for spreadsheets'));
    assert.ok(csv.includes(`Listed ${tag}`) && !csv.includes(`Unlisted ${tag}`), csv.slice(0, 400));
    const lines = String(await save('JSON Lines, for programs')).trim().split('\n');
    assert.equal(lines.length, 1);
    assert.equal(JSON.parse(lines[0]).name, `Listed ${tag}`);
    assert.equal((await save('Excel workbook')).subarray(0, 2).toString(), 'PK');
  });
});
