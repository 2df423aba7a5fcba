// Customers as records: made, edited by two at once, moved, handed over, written about, exported; and the customer's own side.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { accessible, api, clean, close, fits, open, provesWhoItIs, settled, toast, unavailable, visit, window } from './harness.mjs';

const tag = randomBytes(4).toString('hex');
const NAME = `Naledi ${tag}`;
const SECOND = `Tumelo ${tag}`;
const CSM = 'Claire Morel';
const REFUSED = /status of 412/; // Chromium reports what the server refused as an error of its own
const story = { path: '' };

const list = (more = '') => `/dashboard/customers/?q=${tag}${more}`;
const row = (page, name) => page.getByRole('row').filter({ hasText: name });

async function create(page, name, email) {
  await visit(page, '/dashboard/customers/');
  await page.getByRole('button', { name: 'New customer' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  await accessible(page, 'the form of a new customer');
  await dialog.getByRole('button', { name: 'Create customer' }).click();
  await page.waitForURL((where) => where.pathname === '/dashboard/customer/');
  await settled(page);
  assert.equal(await page.locator('h1').textContent(), name);
  return new URL(page.url()).pathname + new URL(page.url()).search;
}

describe('customers as records', { skip: unavailable, concurrency: 1 }, () => {
  before(open);
  after(close);

  test('a customer is made by hand, and an empty form is refused with words', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, '/dashboard/customers/');
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'Create customer' }).click();
    await page.getByRole('alert').getByText('A name, an e-mail address or a phone number is needed.').waitFor();
    await page.keyboard.press('Escape');
    story.path = await create(page, NAME, `naledi.${tag}@example.org`);
    await create(page, SECOND, `tumelo.${tag}@example.org`);
    await page.locator('[data-test="timeline"]').getByText('Record created').waitFor();
    clean(complaints, 'making a customer');
  });

  test('two people edit the same record: the second sees the differences and decides', async (t) => {
    const first = await window(t, { as: 'admin' });
    const second = await window(t, { as: 'admin' });
    for (const { page } of [first, second]) {
      await visit(page, story.path);
      await page.keyboard.press('e');
      await page.locator('#record-phone').waitFor();
    }
    await first.page.fill('#record-phone', '+27110000001');
    await first.page.fill('#record-street', '1 First Street');
    await first.page.fill('#record-region', 'Limpopo');
    await first.page.getByRole('button', { name: 'Save changes' }).click();
    await toast(first.page, 'Saved.');

    await second.page.fill('#record-phone', '+27110000002');
    await second.page.fill('#record-street', '2 Second Street');
    await second.page.fill('#record-city', 'Polokwane');
    await second.page.getByRole('button', { name: 'Save changes' }).click();
    const differences = second.page.getByRole('dialog', { name: 'Somebody else saved in the meantime' });
    await differences.waitFor();
    const told = await differences.getByRole('row').filter({ hasText: 'Phone' }).locator('td').allTextContents();
    assert.deepEqual(told, ['+27110000002', '+27110000001'], 'mine and theirs');
    await accessible(second.page, 'the differences');
    assert.equal(await differences.getByRole('row').filter({ hasText: 'Region' }).getByRole('radio').count(), 0, 'what only the first changed is no question');
    const choice = differences.getByRole('radio', { name: 'Street: Theirs, 1 First Street' });
    await differences.getByRole('radio', { name: 'Street: Yours, 2 Second Street' }).focus();
    await second.page.keyboard.press('ArrowRight');
    assert.ok(await choice.isChecked(), 'chosen by keyboard');
    await differences.getByRole('radio', { name: 'Phone: Theirs, +27110000001' }).check();
    await differences.getByRole('radio', { name: 'City: Theirs, –' }).check();
    assert.equal(await differences.getByRole('button', { name: 'Take theirs' }).count(), 1, 'nothing of mine is left: one way to go on');
    await differences.getByRole('radio', { name: 'City: Yours, Polokwane' }).check();
    await differences.getByRole('radio', { name: 'Phone: Yours, +27110000002' }).check();
    await fits(second.page, 'the differences');
    await differences.getByRole('button', { name: 'Save what I chose' }).click();
    await toast(second.page, 'Saved.');
    const record = second.page.locator('.record');
    for (const text of ['Polokwane', '+27110000002', '1 First Street', 'Limpopo']) await record.getByText(text).waitFor();
    const [{ body }] = (await api(second.context, 'GET', `/customers/${new URL(second.page.url()).searchParams.get('id')}/timeline?kind=profile`)).data;
    assert.deepEqual(body.changed.sort(), ['city', 'phone'], 'only what was kept is sent');
    clean(first.complaints, 'the first editor');
    clean(second.complaints, 'the second editor', { except: REFUSED });
  });

  test('who has no number of their own is shown with none', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const email = `nameless.${tag}@example.org`;
    const one = await api(context, 'POST', '/customers', { email });
    await api(context, 'POST', '/customers', { email, external_id: `own-${tag}` });
    assert.match(one.external_id, /^hf-/);
    const bare = async (where) => assert.doesNotMatch(await page.locator('body').innerText(), /hf-[0-9a-f]{4}/, where);
    await visit(page, `/dashboard/customers/?q=nameless.${tag}`);
    await row(page, `own-${tag}`).waitFor();
    await page.getByRole('link', { name: email, exact: true }).waitFor();
    await bare('the list');
    await page.locator('#find').fill(`nameless.${tag}`);
    await page.getByRole('option').filter({ hasText: email }).first().waitFor();
    await bare('the search');
    await visit(page, `/dashboard/customer/?id=${one.id}`);
    assert.equal(await page.locator('h1').textContent(), email);
    await page.getByRole('button', { name: 'Find duplicates' }).click();
    await page.getByRole('dialog').getByText(`own-${tag}`).first().waitFor();
    await bare('the duplicates');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Erase this person' }).click();
    await page.getByLabel(`Type ${email} to confirm`).fill(email);
    await bare('the erasure');
    await page.getByRole('button', { name: 'Erase for good' }).click();
    await provesWhoItIs(page, page.waitForURL((where) => where.pathname === '/dashboard/customers/'));
    clean(complaints, 'nobody’s number', { except: /status of 40[34]/ });
  });

  test('a stage is changed by the form, by dragging and by the menu of a card', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, story.path);
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Move' });
    await dialog.getByLabel('To which stage').selectOption('lead');
    await dialog.getByLabel('Remarks (optional)').fill('Met at the fair');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page.locator('[data-test="stage"]').getByText('Lead').waitFor();
    await page.locator('[data-test="timeline"]').getByText('Met at the fair').waitFor();

    await visit(page, '/dashboard/pipeline/');
    const column = (stage) => page.locator(`[data-stage="${stage}"]`);
    await column('lead').getByText(NAME).dragTo(column('contacted').locator('h2'));
    await column('contacted').getByText(NAME).waitFor();
    await toast(page, `${NAME} is now in “Contacted”.`);

    await page.getByLabel(`Move ${NAME}`).click();
    await page.getByRole('button', { name: 'Qualified', exact: true }).click();
    await column('qualified').getByText(NAME).waitFor();
    await toast(page, `${NAME} is now in “Qualified”.`);
    await page.reload();
    await column('qualified').getByText(NAME).waitFor();

    await visit(page, story.path);
    const moves = page.locator('[data-test="timeline"] [data-kind="stage"]');
    assert.equal(await moves.count(), 3, 'one line for each move');
    assert.match(await moves.first().textContent(), /Moved from “Contacted” to “Qualified”/);
    await page.getByLabel('Show in the timeline').selectOption('stage');
    await page.waitForFunction(() => document.querySelectorAll('[data-test="timeline"] li').length === 3);
    clean(complaints, 'moving');
  });

  test('an answer from before a move puts no card back, a move without a connection does', async (t) => {
    const { context, page, complaints } = await window(t, { as: 'admin' });
    const one = await api(context, 'POST', '/customers', { name: `Ayanda ${randomBytes(4).toString('hex')}` }); // in no list of the others
    await api(context, 'PUT', `/customers/${one.id}/stage`, { stage: 'lead' });
    await visit(page, '/dashboard/pipeline/');
    const column = (stage) => page.locator(`[data-stage="${stage}"]`);
    await column('lead').getByText(one.name).waitFor();
    await page.locator('.live[data-live="open"]').waitFor();

    const asksForLead = (where) => where.pathname === '/api/v1/customers' && where.searchParams.get('stage') === 'lead';
    const late = new Promise((asked) => { page.route(asksForLead, async (route) => { const response = await route.fetch(); asked({ route, response }); }, { times: 1 }); });
    await api(context, 'POST', '/customers', { name: 'Somebody' }); // the page hears of it and asks again
    const { route, response } = await late;
    await page.getByLabel(`Move ${one.name}`).click();
    await page.getByRole('button', { name: 'Contacted', exact: true }).click();
    await toast(page, `${one.name} is now in “Contacted”.`);
    const there = page.waitForEvent('requestfinished', (request) => request === route.request());
    await route.fulfill({ response });
    await there;
    await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); }));
    await column('contacted').getByText(one.name).waitFor();
    const card = page.locator('.piece').filter({ hasText: one.name });
    assert.equal(await card.count(), 1, 'one card, where it was moved to');

    await page.route('**/api/v1/customers**', (way) => way.abort());
    await page.getByLabel(`Move ${one.name}`).click();
    await page.getByRole('button', { name: 'Qualified', exact: true }).click();
    await page.locator('#toasts').getByText(`${one.name} could not be moved to “Qualified”`).waitFor();
    await column('contacted').getByText(one.name).waitFor();
    assert.equal(await card.count(), 1, 'one card, where it is');
    clean(complaints, 'late and lost answers', { except: /ERR_FAILED/ });
  });

  test('handed over, the customer is the colleague’s, and nobody else’s', async (t) => {
    const { page } = await window(t, { as: 'admin' });
    const colleague = await window(t, { as: 'csm' });
    await visit(colleague.page, `/dashboard/csm/?q=${tag}`);
    await colleague.page.getByRole('heading', { name: 'Nobody matches' }).waitFor();

    await visit(page, story.path);
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Assign' });
    await dialog.getByLabel('Looked after by').selectOption({ label: CSM });
    await dialog.getByRole('button', { name: 'Assign' }).click();
    await page.locator('[data-test="assignee"]').getByText(CSM).waitFor();

    await visit(colleague.page, '/dashboard/');
    await colleague.page.waitForURL((where) => where.pathname === '/dashboard/csm/');
    await visit(colleague.page, `/dashboard/csm/?q=${tag}`);
    await row(colleague.page, NAME).waitFor();
    assert.equal(await row(colleague.page, SECOND).count(), 0);
    clean(colleague.complaints, 'my customers');
  });

  test('a note mentions a colleague, is pinned, reworded, and keeps its earlier wording', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    const colleague = await window(t, { as: 'csm' });
    await visit(colleague.page, '/dashboard/csm/');
    await colleague.page.locator('.live[data-live="open"]').waitFor();
    await colleague.page.evaluate((said) => {
      window.told = 0;
      new MutationObserver((changes) => { for (const { addedNodes } of changes) for (const one of addedNodes) if (one.textContent.includes(said)) window.told += 1; }).observe(document.getElementById('toasts'), { childList: true });
    }, 'Somebody mentioned you in a note.');
    await visit(page, story.path);
    await page.getByLabel('New note').pressSequentially('Wants a call. @Clai');
    await page.getByRole('option', { name: new RegExp(CSM), selected: true }).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await page.getByLabel('New note').inputValue(), `Wants a call. @${CSM} `);
    await page.keyboard.type('please.');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.locator('.note .mention').getByText(`@${CSM}`).waitFor();
    await toast(colleague.page, 'Somebody mentioned you in a note.');
    await page.getByRole('button', { name: 'Pin this note' }).click();
    await page.locator('.note.pinned').waitFor();
    await page.getByRole('button', { name: 'Edit this note' }).click();
    await page.locator('.note textarea').fill('Wants a call on Friday.');
    await page.locator('.note').getByRole('button', { name: 'Save note' }).click();
    await page.getByRole('button', { name: 'edited' }).click();
    await page.getByRole('dialog', { name: 'Earlier wordings' }).getByText('Wants a call. @').waitFor();
    assert.equal(await colleague.page.evaluate(() => window.told), 1, 'said once');

    await page.keyboard.press('Escape');
    const late = await window(t, { as: 'admin' });
    for (const one of [page, late.page]) {
      await visit(one, story.path);
      await one.getByRole('button', { name: 'Edit this note' }).click();
    }
    await page.locator('.note textarea').fill('Wants a call on Monday.');
    await page.locator('.note').getByRole('button', { name: 'Save note' }).click();
    await page.locator('.note').getByText('Monday').waitFor();
    await late.page.locator('.note textarea').fill('Wants no call.');
    await late.page.locator('.note').getByRole('button', { name: 'Save note' }).click();
    const differences = late.page.getByRole('dialog', { name: 'Somebody else saved in the meantime' });
    await differences.getByText('Wants a call on Monday.').waitFor();
    await differences.getByRole('button', { name: 'Keep mine' }).click();
    await late.page.locator('.note').getByText('Wants no call.').waitFor();
    await late.page.getByLabel('New note').fill('Half a thought');
    await page.getByLabel('New note').fill('Bought a house.');
    await page.getByRole('button', { name: 'Save note' }).click();
    await late.page.locator('.note').getByText('Bought a house.').waitFor();
    assert.equal(await late.page.getByLabel('New note').inputValue(), 'Half a thought', 'what a colleague writes takes nothing away');
    clean(late.complaints, 'the second who rewords', { except: REFUSED });
    clean(complaints, 'notes');
    clean(colleague.complaints, 'being mentioned');
  });

  test('a recommendation is done with its outcome, a factor is added and removed', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, story.path);
    const todo = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What to do next' }) });
    await todo.getByRole('button', { name: 'Add' }).click();
    await page.getByLabel('What should be done?').fill('Offer the family plan');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await todo.getByRole('button', { name: 'Done: Offer the family plan' }).click();
    await page.getByLabel('Outcome (optional)').fill('She took it');
    await page.getByRole('dialog').getByRole('button', { name: 'Done', exact: true }).click();
    await todo.getByText('Done, snoozed or dismissed (1)').click();
    await todo.getByText('She took it').waitFor();

    await page.getByRole('button', { name: 'Add a factor' }).click();
    await page.getByLabel('What is it?').fill('Moved away');
    await page.getByLabel('Effect').fill('20');
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Remove the factor Moved away' }).click();
    await page.getByRole('button', { name: 'Remove the factor Moved away' }).waitFor({ state: 'detached' });
    clean(complaints, 'recommendations and factors');
  });

  test('the chosen are handed over together, and one undo puts each back', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, list());
    await page.getByLabel('Choose everybody on this page').check();
    await page.getByText('2 chosen').waitFor();
    await page.getByLabel('Hand over to …').selectOption({ label: /^Ada Mensah/ }).catch(async () => {
      const value = await page.locator('#bulk-who option', { hasText: 'Ada Mensah' }).getAttribute('value');
      await page.locator('#bulk-who').selectOption(value);
    });
    await page.locator('.bulk').getByRole('button', { name: 'Assign' }).click();
    await toast(page, '2 customers are now looked after by Ada Mensah.');
    await row(page, NAME).getByText('Ada Mensah').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Put back as it was.');
    await row(page, NAME).getByText(CSM).waitFor();
    await row(page, SECOND).getByText('nobody').waitFor();
    clean(complaints, 'handing over');
  });

  test('a filter is built from lists, stands in the address, and can be saved as a view', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, list());
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Field of condition 1').selectOption('stage');
    await page.locator('select').and(page.getByLabel('Value of condition 1')).selectOption('qualified');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL((where) => where.searchParams.get('filter') === 'stage = qualified');
    await row(page, SECOND).waitFor({ state: 'detached' });
    await row(page, NAME).waitFor();
    await page.getByText('Stage is Qualified').waitFor();
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByLabel('Name of the view').fill(`Qualified ${tag}`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const view = page.getByRole('button', { name: `Qualified ${tag}`, exact: true });
    await view.waitFor();
    await page.getByRole('button', { name: 'Everybody' }).click();
    await page.waitForURL((where) => !where.searchParams.has('filter'));
    await row(page, SECOND).waitFor();
    await view.click();
    await page.waitForURL((where) => where.searchParams.get('filter') === 'stage = qualified');
    await row(page, SECOND).waitFor({ state: 'detached' });
    await row(page, NAME).waitFor();
    await page.getByLabel(`Change the view Qualified ${tag}`).click();
    await page.getByRole('button', { name: 'Remove this view' }).click();
    await view.waitFor({ state: 'detached' });
    clean(complaints, 'filters and views');
  });

  test('what is chosen is exported after the password was asked for', async (t) => {
    const { page } = await window(t, { as: 'admin' });
    await visit(page, list());
    await page.getByLabel(`Choose ${NAME}`).check();
    await page.locator('.bulk').getByText('Export').click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV, for spreadsheets' }).click();
    await provesWhoItIs(page, saved);
    const text = readFileSync(await (await saved).path(), 'utf8');
    assert.ok(text.includes(NAME), 'the chosen one is in the file');
    assert.ok(!text.includes(SECOND), 'the other one is not');
  });

  test('J and K walk the list, X chooses, and the way back is kept', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, list('&sort=name'));
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 chosen').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/dashboard/customer/');
    await settled(page);
    assert.equal(await page.locator('h1').textContent(), NAME);
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: SECOND }).waitFor();
    await settled(page);
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
    await settled(page);
    await page.getByRole('link', { name: 'All customers' }).click();
    await page.waitForURL((where) => where.pathname === '/dashboard/customers/' && where.searchParams.get('q') === tag);
    await visit(page, `/dashboard/client/${new URLSearchParams(story.path.split('?')[1]).get('id')}/`);
    assert.equal(new URL(page.url()).pathname, '/dashboard/customer/');
    clean(complaints, 'walking');
  });

  test('a customer has a home: complains, sets a goal, rates, consents; and is answered', async (t) => {
    const mine = await window(t, { as: 'customer' });
    const staff = await window(t, { as: 'admin' });
    const { page } = mine;
    await visit(page, '/dashboard/');
    await page.waitForURL((where) => where.pathname === '/me/');
    await settled(page);
    const text = `The card machine was broken ${tag}`;
    await page.getByLabel('What happened?').fill(text);
    await page.getByRole('button', { name: 'Send' }).first().click();
    await toast(page, 'Thank you. We have it and will look into it.');
    await page.getByText(text).waitFor();

    await page.getByRole('button', { name: 'New goal' }).click();
    await page.getByLabel('What for?').fill(`Bicycle ${tag}`);
    await page.getByLabel('How much in all?').fill('400');
    await page.getByLabel('How much so far?').fill('100');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await toast(page, 'Saved.');
    await page.locator('.goal').filter({ hasText: `Bicycle ${tag}` }).getByText('100 of 400 (25%)').waitFor();

    await page.getByRole('radio', { name: '5 of 5, Very well' }).focus();
    await page.keyboard.press('Space');
    await page.locator('section').filter({ has: page.getByRole('heading', { name: 'How are we doing?' }) }).getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you for your answer.').waitFor();

    const email = page.getByLabel('E-mail', { exact: true });
    const given = await email.isChecked();
    await email.setChecked(!given);
    await toast(page, 'Saved.');
    await page.getByText('What it is made of').click();
    await page.getByRole('columnheader', { name: 'Points' }).waitFor();
    await accessible(page, 'the home with everything open');

    await visit(staff.page, '/dashboard/engagement-hub/?tab=complaints');
    await staff.page.getByRole('button', { name: `Resolve: ${text}` }).click();
    await staff.page.getByLabel('How was it resolved?').fill(`Repaired ${tag}`);
    await staff.page.getByRole('button', { name: 'Resolve', exact: true }).first().click();
    await toast(staff.page, 'Resolved.');
    await page.getByRole('button', { name: 'Everything I have told you' }).click();
    await page.getByText(`Repaired ${tag}`).waitFor();
    clean(mine.complaints, 'the home');
    clean(staff.complaints, 'resolving');
  });

  test('a notification reaches the customer once it was reviewed and confirmed', async (t) => {
    const staff = await window(t, { as: 'admin' });
    const mine = await window(t, { as: 'customer' });
    const { page } = staff;
    await visit(page, '/dashboard/engagement-hub/?tab=notifications');
    await page.getByRole('button', { name: 'New notification' }).click();
    await page.getByLabel('To whom').selectOption('all');
    await page.getByLabel('Title').fill(`Saturday ${tag}`);
    await page.getByLabel('Message').fill('We are open on Saturday.');
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await page.getByRole('button', { name: `Mark as reviewed: Saturday ${tag}` }).click();
    await page.getByRole('button', { name: `Send: Saturday ${tag}` }).click();
    await toast(page, `“Saturday ${tag}” is sent.`);
    await visit(mine.page, '/me/');
    await mine.page.getByRole('button', { name: `Got it: Saturday ${tag}` }).click();
    await mine.page.getByRole('button', { name: `Got it: Saturday ${tag}` }).waitFor({ state: 'detached' });
    clean(staff.complaints, 'sending');
    clean(mine.complaints, 'reading');
  });
});
