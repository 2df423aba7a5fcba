// Two people talk: a visitor in the chat of a company's site, and somebody of the staff. Notes between roles. What strangers write
// is shown and runs nothing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { accessible, clean, close, fits, open, settled, toast, unavailable, url, visit, window } from './harness.mjs';
import { asStaff, asVisitor, widget } from './talk-lib.mjs';
import { waitUntil } from '../api/lib.mjs';

const tag = randomBytes(4).toString('hex');
const CSM = 'Claire Morel';
const REFUSED = /status of 422/;
const ATTACKS = ['<img src=x onerror="window.hacked=1">', '<script>window.hacked=1</script>', '"><svg onload=window.hacked=1>', 'javascript:window.hacked=1', '{{constructor.constructor("window.hacked=1")()}}', '\'-window.hacked-\''];
const unharmed = async (page, where) => {
  assert.equal(await page.evaluate(() => window.hacked), undefined, `${where} ran what somebody wrote`);
  assert.equal(await page.locator('img[src="x"]').count(), 0, where);
};

// The API in the name of who is signed in to a window.
async function api(context) {
  const session = await context.request.post('/api/v1/auth/refresh', { headers: { 'X-Holdfast-Request': '1', Origin: url } });
  const { access_token: token } = await session.json();
  return async (method, path, data, headers = {}) => {
    const answer = await context.request.fetch(`/api/v1${path}`, { method, data, headers: { Authorization: `Bearer ${token}`, ...headers } });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };
}
const badge = (page, of) => page.locator(`.rail [data-unread="${of}"]`);
const count = async (page, of) => Number((await badge(page, of).isVisible()) ? await badge(page, of).getAttribute('data-n') : 0);

describe('conversations and notes', { skip: unavailable, concurrency: 1 }, () => {
  before(open);
  after(close);

  test('a visitor and somebody of the staff talk, live', async (t) => {
    const there = await window(t, { width: 390 });
    const here = await window(t, { as: 'csm' });
    const visitor = await asVisitor(there.page);
    const staff = asStaff(here.page);
    await visit(here.page, '/dashboard/chat/');
    await here.page.locator('.live[data-live="open"]').waitFor();
    const { conversations: unread } = await (await api(here.context))('GET', '/chat/unread');
    await waitUntil('it is counted', async () => await count(here.page, 'chats') === unread);

    await visitor.say(`Good day from ${tag}. We owe $250,000 at 7.5% interest.`);
    await staff.row(tag).waitFor();
    await waitUntil('one more unread', async () => await count(here.page, 'chats') === unread + 1);
    assert.match(await here.page.title(), /^\(\d+\+?\) Conversations/);
    await staff.row(tag).click();
    await staff.said(tag).waitFor();
    await waitUntil('it is read', async () => await count(here.page, 'chats') === unread);

    // A sign is sent once and shown for a moment: whoever was between two streams sees the next one.
    const writes = (box, sign) => waitUntil('the sign of writing', async () => { await box.pressSequentially('Is some '); return sign.isVisible(); });
    await writes(there.page.locator('#text'), here.page.getByText(/^Visitor .* is writing…$/));
    await there.page.fill('#text', '');
    await writes(here.page.locator('#chat-say'), there.page.getByText('Somebody is writing…'));
    let signs = 0; // on their way
    const sign = (change) => (request) => { if (request.url().endsWith('/presence') && request.method() === 'PUT') signs += change; };
    here.page.on('request', sign(1)).on('requestfinished', sign(-1)).on('requestfailed', sign(-1));
    await here.page.keyboard.type(`how may I help ${tag}?`);
    await waitUntil('the signs of writing to be sent', () => signs <= 0);
    await here.page.keyboard.press('Enter');
    await visitor.bubble(`how may I help ${tag}?`).waitFor();
    assert.equal(await there.page.getByText('Somebody is writing…').count(), 0, 'an answer ends the sign that it is written');
    assert.equal(await here.page.locator('#chat-say').inputValue(), '');
    clean(there.complaints, 'the widget');
    clean(here.complaints, 'the conversations');
  });

  test('the widget asks for name, address and phone in this order, says what is wrong, and resumes', async (t) => {
    const { page, complaints } = await window(t, { width: 390 });
    const staff = await window(t, { as: 'csm' });
    const visitor = await asVisitor(page);
    assert.equal(await page.locator('#contact form').count(), 0, 'nobody is asked before they have said something');
    await visitor.say(`I want to refinance my mortgage of $310,000, ${tag}. I earn $90,000 per year.`);
    await page.getByRole('heading', { name: 'What is your name?' }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.reload();
    await visitor.bubble('refinance').waitFor();
    await page.getByRole('button', { name: 'Leave contact details' }).click();
    await visitor.tell('Name', `Robin ${'x'.repeat(120)}`);
    await page.locator('#fault').getByText('Name must be less than 100 characters').waitFor();
    assert.equal(await page.locator('#datum').getAttribute('aria-invalid'), 'true');
    await accessible(page, 'the widget that asks');
    await visitor.tell('Name', 'Robin Ashe');
    await page.getByRole('heading', { name: 'At which e-mail address can we reach you?' }).waitFor();
    assert.ok(await page.locator('#datum').evaluate((input) => input === document.activeElement), 'the next question has the focus');
    await visitor.tell('E-mail', 'robin');
    await page.getByText('Please provide a valid email address').waitFor();
    await visitor.tell('E-mail', `robin.${tag}@example.org`);
    await page.getByLabel('Phone', { exact: true }).waitFor();
    await visitor.tell('Phone', '+27 11 555 0101');
    await page.getByText('Thank you. We have your name').waitFor();
    await page.reload();
    await page.getByText('Thank you. We have your name').waitFor();
    assert.equal((await visitor.texts()).length, 4, 'one message and three data');
    clean(complaints, 'the widget that asks', { except: REFUSED });

    const pane = asStaff(staff.page);
    await visit(staff.page, `/dashboard/chat/?id=${await visitor.session()}`);
    await pane.said('Robin Ashe').waitFor();
    await staff.page.getByRole('heading', { name: 'Robin Ashe' }).waitFor();
    await staff.page.locator('[data-path="financial_info.income"]').getByText('$90,000').first().waitFor();
  });

  test('what was read out is accepted, corrected and rejected; quotes lead to their message', async (t) => {
    const { page: talk } = await window(t);
    const { page, complaints, context } = await window(t, { as: 'admin' });
    const visitor = await asVisitor(talk);
    await visitor.say(`We still owe $255,000 on our mortgage at 6.5% interest. ${tag}`);
    await visitor.bubble(tag).waitFor();
    const session = await visitor.session();
    await visit(page, `/dashboard/chat/?id=${session}`);
    await page.getByRole('button', { name: 'Read it now' }).click();
    const value = (path) => page.locator(`[data-path="${path}"]`);
    await value('loan_details.interest_rate').waitFor();
    await accessible(page, 'a conversation with its context');
    await value('loan_details.interest_rate').getByRole('button', { name: /^Accept/ }).click();
    await value('loan_details.interest_rate').getByText('Accepted by Ada Mensah').waitFor();
    await value('loan_details.current_loan_amount').getByRole('button', { name: /^Correct/ }).click();
    await value('loan_details.current_loan_amount').locator('input:focus, textarea:focus').waitFor(); // what stood there is chosen, and typing replaces it
    await page.keyboard.type('USD 250000.00');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await value('loan_details.current_loan_amount').getByText('$250,000').waitFor();
    await value('loan_details.current_loan_amount').getByText('Corrected by Ada Mensah').waitFor();
    await value('sentiment').getByRole('button', { name: /^Reject/ }).click();
    await value('sentiment').getByText('Rejected by Ada Mensah').waitFor();
    await value('loan_details.interest_rate').getByRole('button', { name: /Show the message/ }).click();
    await page.locator('.said[data-marked="true"]').waitFor();
    const ask = await api(context);
    const stored = await ask('GET', `/chat/sessions/${session}/context`);
    assert.equal(stored.context.loan_details.current_loan_amount, 'USD 250000.00');
    assert.equal(stored.context.sentiment, null);
    clean(complaints, 'deciding about values');
  });

  test('a message is corrected and removed, and the visitor sees it at once', async (t) => {
    const { page: talk } = await window(t, { width: 390 });
    const { page, complaints } = await window(t, { as: 'admin' });
    const visitor = await asVisitor(talk);
    const staff = asStaff(page);
    await visitor.say(`My card number is secret ${tag}`);
    await visitor.bubble('secret').waitFor();
    await visit(page, `/dashboard/chat/?id=${await visitor.session()}`);
    await staff.ready();
    await staff.say(`Anser one ${tag}`);
    await visitor.bubble('Anser one').waitFor();
    const act = async (text, what) => {
      await staff.said(text).hover();
      await staff.said(text).locator('summary').click();
      await staff.said(text).getByRole('button', { name: what, exact: true }).click();
    };
    await act('Anser one', 'Correct');
    await page.getByLabel('Text', { exact: true }).fill(`Answer one ${tag}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click();
    await visitor.bubble(`Answer one ${tag}`).waitFor();
    await act('secret', 'Remove');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await visitor.bubble('Message removed').waitFor();
    assert.equal(await visitor.bubble('secret').count(), 0);
    assert.equal(await talk.getByText('corrected').count(), 1);
    clean(complaints, 'correcting');
  });

  test('who else looks at a conversation is said; J, K, Enter and Escape lead through the list', async (t) => {
    const { page: talk } = await window(t);
    const one = await window(t, { as: 'admin' });
    const two = await window(t, { as: 'csm' });
    const visitor = await asVisitor(talk);
    await visitor.say(`Is anybody there? ${tag} keys`);
    await visitor.bubble('keys').waitFor();
    const path = `/dashboard/chat/?id=${await visitor.session()}`;
    await visit(one.page, path);
    await visit(two.page, path);
    await one.page.getByText(`${CSM} is viewing`).waitFor();
    await two.page.getByText('Ada Mensah is viewing').waitFor();
    await two.page.close();
    await one.page.getByText(`${CSM} is viewing`).waitFor({ state: 'detached' });

    const { page } = one;
    await visit(page, '/dashboard/chat/');
    await page.locator('.talk-rows li').nth(1).waitFor();
    const open = () => new URL(page.url()).searchParams.get('id');
    await page.keyboard.press('j');
    await waitUntil('the first is open', () => open());
    const first = open();
    await page.locator('#chat-say:focus').waitFor();
    await page.locator('#chat-say').press('Escape');
    await page.keyboard.press('j');
    await waitUntil('the second is open', () => open() !== first);
    await page.locator('#chat-say:focus').waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('k');
    await waitUntil('the first is open again', () => open() === first);
    await page.locator('#chat-say:focus').waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'chat-say');
    clean(one.complaints, 'walking');
  });

  test('on a telephone one pane is shown at a time', async (t) => {
    const { page: talk } = await window(t);
    const { page } = await window(t, { as: 'admin', width: 390 });
    const visitor = await asVisitor(talk);
    await visitor.say(`A narrow one ${tag}`);
    await visitor.bubble(tag).waitFor();
    await visit(page, '/dashboard/chat/');
    await asStaff(page).row(`A narrow one ${tag}`).click();
    await asStaff(page).said('A narrow one').waitFor();
    assert.equal(await page.locator('.pane-list').isVisible(), false);
    await fits(page, 'a conversation on a telephone');
    await accessible(page, 'a conversation on a telephone');
    await page.getByRole('button', { name: 'What we know' }).click();
    await page.getByRole('button', { name: 'Read it now' }).waitFor();
    await accessible(page, 'the context on a telephone');
    await page.getByRole('button', { name: 'Back to the conversation', exact: true }).click();
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await asStaff(page).row(`A narrow one ${tag}`).waitFor();
  });

  test('what is written without a connection goes out once when it is back, also after a reload', async (t) => {
    const there = await window(t, { width: 390 });
    const here = await window(t, { as: 'admin' });
    const visitor = await asVisitor(there.page);
    const staff = asStaff(here.page);
    await visitor.say(`before ${tag}`);
    await visitor.bubble('before').waitFor();
    await visit(here.page, `/dashboard/chat/?id=${await visitor.session()}`);
    await staff.ready();
    await there.context.setOffline(true);
    await here.context.setOffline(true);
    await visitor.say(`visitor offline ${tag}`);
    await staff.say(`staff offline ${tag}`);
    await there.page.getByText('Not sent yet').waitFor();
    await here.page.getByText('Not sent yet').waitFor();
    await here.context.setOffline(false);
    await here.page.reload();
    await there.context.setOffline(false);
    const wanted = [`before ${tag}`, `staff offline ${tag}`, `visitor offline ${tag}`];
    const waiting = async () => await there.page.locator('.waiting').count() + await here.page.locator('.said.waiting').count();
    await waitUntil('both see everything, and nothing waits', async () => [...await visitor.texts()].sort().join() === wanted.join() && [...await staff.texts()].sort().join() === wanted.join() && await waiting() === 0);
  });

  test('older messages come when one scrolls up; the place one reads stays', async (t) => {
    const { page, context } = await window(t, { as: 'admin' });
    const ask = await api(context);
    const session = crypto.randomUUID();
    await context.request.post('/api/v1/chat/messages', { data: { session_id: session, message: `first of many ${tag}`, tenant: 'demo-bank' } });
    for (let i = 2; i <= 130; i += 1) await ask('POST', `/chat/sessions/${session}/messages`, { message: `line ${i} of ${tag}` });
    await visit(page, `/dashboard/chat/?id=${session}`);
    const staff = asStaff(page);
    await staff.said(`line 130 of ${tag}`).waitFor();
    assert.equal(await staff.said('first of many').count(), 0);
    const box = page.locator('.said-scroll');
    assert.ok(await box.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight < 100), 'it begins at the newest');
    await box.evaluate((it) => { it.scrollTop = 0; });
    await staff.said('first of many').waitFor({ state: 'attached' });
    assert.ok(await box.evaluate((it) => it.scrollTop > 200), 'what came above did not move what one reads');
    assert.equal((await staff.texts()).length, 130);
    await ask('POST', `/chat/sessions/${session}/messages`, { message: `one more of ${tag}` });
    await page.getByRole('button', { name: '1 new message' }).click();
    assert.ok(await box.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight < 100));
  });

  test('a note reaches a role live, counts as unread everywhere, is answered, and says who has read it', async (t) => {
    const one = await window(t, { as: 'admin' });
    const two = await window(t, { as: 'csm' });
    await visit(two.page, '/dashboard/csm/');
    await two.page.locator('.live[data-live="open"]').waitFor();
    const { unread } = await (await api(two.context))('GET', '/notes/unread');
    await waitUntil('it is counted', async () => await count(two.page, 'notes') === unread);

    await visit(one.page, '/dashboard/notes/');
    await one.page.keyboard.press('n');
    const sheet = one.page.getByRole('dialog', { name: 'New note' });
    await sheet.getByRole('button', { name: 'Send' }).click();
    await sheet.getByRole('alert').getByText('Choose at least one role.').waitFor();
    await sheet.getByLabel('Customer success manager').check();
    await sheet.getByLabel('Subject').fill(`Rates ${tag}`);
    await sheet.getByLabel('Note', { exact: true }).pressSequentially('Please call them. @Clai');
    await sheet.getByRole('option', { name: new RegExp(CSM), selected: true }).waitFor();
    await one.page.keyboard.press('Enter');
    await sheet.getByLabel('Important').check();
    await accessible(one.page, 'a new note');
    await sheet.getByRole('button', { name: 'Send' }).click();
    await one.page.getByRole('heading', { name: `Rates ${tag}` }).waitFor();

    await toast(two.page, `Important note from Ada Mensah: Rates ${tag}`);
    await waitUntil('the badge', async () => await count(two.page, 'notes') === unread + 1);
    const read = two.page.waitForResponse((answer) => /\/notes\/[^/]+\/read$/.test(new URL(answer.url()).pathname));
    await two.page.locator('#toasts').getByRole('link', { name: 'Open the note' }).click();
    await two.page.waitForURL((where) => where.pathname === '/dashboard/notes/');
    await settled(two.page);
    await two.page.locator('.letter .mention').getByText(`@${CSM}`).waitFor();
    await read;
    await waitUntil('it is read', async () => await count(two.page, 'notes') === unread);
    await two.page.getByLabel('Your answer').fill(`I will, ${tag}`);
    await two.page.locator('.reply').getByText('to Administrator').waitFor();
    await two.page.getByRole('button', { name: 'Answer', exact: true }).click();

    await one.page.locator('.letter').getByText(`I will, ${tag}`).waitFor();
    await one.page.getByRole('button', { name: 'Read by 1 person' }).first().click();
    await one.page.getByRole('dialog', { name: 'Read by' }).getByText(CSM).waitFor();
    await accessible(one.page, 'who has read a note');
    clean(one.complaints, 'writing a note');
    clean(two.complaints, 'reading a note');
  });

  test('who is no admin may write to admins alone', async (t) => {
    const { page } = await window(t, { as: 'csm' });
    await visit(page, '/dashboard/notes/');
    await page.getByRole('button', { name: 'New note' }).click();
    await page.getByRole('dialog').getByLabel('Administrator').waitFor();
    assert.equal(await page.getByRole('dialog').locator('.to-role').count(), 1);
    assert.equal(await page.getByRole('dialog').getByLabel('Administrator').isChecked(), true);
  });

  test('alerts are off until they are switched on, are kept in the browser, and ring for important notes alone', async (t) => {
    const { page, context } = await window(t, { as: 'csm' });
    const { context: admin } = await window(t, { as: 'admin' });
    await context.grantPermissions(['notifications'], { origin: url });
    await page.addInitScript(() => {
      window.rang = [];
      window.Notification = class { static permission = 'granted'; static requestPermission = async () => 'granted'; constructor(title, more) { window.rang.push(`${title}|${more.body}`); } close() {} };
      document.hasFocus = () => false;
    });
    await visit(page, '/dashboard/settings/');
    assert.equal(await page.evaluate(() => localStorage.getItem('alerts')), null);
    const desktop = page.getByRole('switch', { name: 'Notification of the desktop' });
    assert.equal(await desktop.isChecked(), false);
    await desktop.check();
    await page.reload();
    await page.getByRole('switch', { name: 'Notification of the desktop', checked: true }).waitFor();
    await page.locator('.live[data-live="open"]').waitFor();
    const ask = await api(admin);
    const note = (title, importance) => ask('POST', '/notes', { title: `${title} ${tag}`, body: 'x', recipients: ['csm'], importance });
    await note('Quiet', 'normal');
    await note('Loud', 'important');
    await waitUntil('it rings', async () => (await page.evaluate(() => window.rang.length)) > 0);
    assert.deepEqual(await page.evaluate(() => window.rang), [`Ada Mensah|Loud ${tag}`]);
    await desktop.uncheck();
    assert.equal(await page.evaluate(() => localStorage.getItem('alerts')), null);
  });

  test('what strangers and colleagues write is shown as text and runs nothing', async (t) => {
    const there = await window(t, { width: 390 });
    const here = await window(t, { as: 'admin' });
    const other = await window(t, { as: 'csm' });
    const visitor = await asVisitor(there.page);
    const staff = asStaff(here.page);
    for (const attack of ATTACKS) await visitor.say(`${attack} ${tag}`);
    await waitUntil('all are said', async () => (await visitor.texts()).length === ATTACKS.length && await there.page.locator('.waiting').count() === 0);
    const session = await visitor.session();
    await visit(here.page, `/dashboard/chat/?id=${session}`);
    await staff.ready();
    for (const attack of ATTACKS) await staff.say(`${attack} back`);
    await waitUntil('the visitor has them', async () => (await visitor.texts()).length === ATTACKS.length * 2);
    assert.deepEqual(await staff.texts(), [...ATTACKS.map((one) => `${one} ${tag}`), ...ATTACKS.map((one) => `${one} back`)]);

    const ask = await api(here.context);
    const ids = [];
    for (const attack of ATTACKS) ids.push((await ask('POST', '/notes', { title: attack, body: `${attack} @${CSM}`, recipients: ['csm'], importance: 'important' })).id);
    await visit(other.page, '/dashboard/notes/');
    for (const [index, attack] of ATTACKS.entries()) {
      await visit(other.page, `/dashboard/notes/?id=${ids[index]}`);
      await other.page.getByRole('heading', { name: attack, exact: true }).waitFor();
      await unharmed(other.page, 'a note');
    }
    const set = await ask('GET', '/chat/settings');
    const changed = await ask('PUT', '/chat/settings', { title: ATTACKS[0], greeting: ATTACKS[1] }, { 'If-Match': `"${set.version}"` });
    await visit(there.page, widget);
    await there.page.getByRole('heading', { name: ATTACKS[0] }).waitFor();
    await unharmed(there.page, 'the widget');
    await ask('PUT', '/chat/settings', { title: set.title, greeting: set.greeting }, { 'If-Match': `"${changed.version}"` });
    await unharmed(here.page, 'the conversations');
    clean(there.complaints, 'the widget');
    clean(here.complaints, 'the conversations');
    clean(other.complaints, 'the notes');
  });

  test('the chat stands within a site that the workspace named, and in no other', async (t) => {
    const { page, context } = await window(t, { as: 'admin' });
    const ask = await api(context);
    const site = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>A site</title><h1>A site</h1><iframe src="${url}${widget}" title="Chat" width="380" height="600"></iframe>`));
    await new Promise((ready) => { site.listen(0, ready); });
    t.after(() => { site.close(); site.closeAllConnections(); });
    const origin = `http://localhost:${site.address().port}`;
    const stranger = await window(t);
    await stranger.page.goto(origin);
    await waitUntil('the browser refuses', () => stranger.complaints.some((one) => /frame-ancestors|chrome-error|ERR_BLOCKED/.test(one)) || stranger.page.frames().some((frame) => /chrome-error/.test(frame.url())));

    await visit(page, '/admin/?tab=chat');
    await page.locator('.code-line').getByText(`${url}/chat/?tenant=demo-bank`).waitFor();
    const sites = page.getByLabel('Addresses, one a line');
    const before = await sites.inputValue();
    await sites.fill('example.org');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('alert').getByText('“example.org” is not https:// and a host.').waitFor();
    await sites.fill(`${before}\n${origin}`);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await toast(page, 'Saved.');
    const guest = await window(t);
    await guest.page.goto(origin);
    const frame = guest.page.frameLocator('iframe');
    await frame.locator('#text:enabled').fill(`From another site ${tag}`);
    await frame.locator('#text').press('Enter');
    await frame.locator('.ours:not(.waiting) .bubble').getByText(`From another site ${tag}`).waitFor();
    const set = await ask('GET', '/chat/settings');
    await ask('PUT', '/chat/settings', { parents: set.parents.filter((one) => one !== origin) }, { 'If-Match': `"${set.version}"` });
  });

  test('the way to a customer is there for who sees that customer; others see the name alone', async (t) => {
    const { page: talk } = await window(t);
    const admin = await window(t, { as: 'admin' });
    const { page, complaints } = await window(t, { as: 'csm' });
    const visitor = await asVisitor(talk);
    await visitor.say(`Who am I? ${tag}`);
    await visitor.tell('Name', 'Odalys Byrne');
    await talk.getByLabel('E-mail', { exact: true }).waitFor();
    const path = `/dashboard/chat/?id=${await visitor.session()}`;
    const link = (of) => of.getByRole('link', { name: 'Customer', exact: true });
    await visit(page, path);
    await page.getByRole('heading', { name: 'Odalys Byrne' }).waitFor();
    assert.equal(await link(page).count(), 0);
    assert.equal(await page.locator('.talk-reach').count(), 0, 'neither a stranger nor a customer');
    await visit(admin.page, path);
    await link(admin.page).waitFor();
    const ask = await api(admin.context);
    const me = await ask('GET', '/users/colleagues?q=Claire');
    const { customer_id: customer } = await ask('GET', `/chat/sessions/${await visitor.session()}`);
    await ask('PUT', `/customers/${customer}/assignment`, { user_id: me.data[0].id });
    await visit(page, path);
    await link(page).click();
    await page.getByRole('heading', { name: 'Odalys Byrne' }).first().waitFor();
    clean(complaints, 'the way to a customer');
  });

  test('a customer’s page shows what was said, with the words; a csm mentions a colleague there', async (t) => {
    const { page: talk } = await window(t);
    const admin = await window(t, { as: 'admin' });
    const { page, complaints } = await window(t, { as: 'csm' });
    const visitor = await asVisitor(talk);
    await visitor.say(`We still owe $199,000 on our mortgage. ${tag}`);
    await visitor.tell('Name', 'Sunniva Berg');
    await talk.getByLabel('E-mail', { exact: true }).waitFor();
    const session = await visitor.session();
    const ask = await api(admin.context);
    await ask('POST', `/chat/sessions/${session}/context/extract`, {});
    await waitUntil('it is read out', async () => (await ask('GET', `/chat/sessions/${session}/context`)).state === 'done');
    const { customer_id: customer } = await ask('GET', `/chat/sessions/${session}`);
    const me = await ask('GET', '/users/colleagues?q=Claire');
    await ask('PUT', `/customers/${customer}/assignment`, { user_id: me.data[0].id });
    await visit(page, `/dashboard/customer/?id=${customer}`);
    const said = page.locator('.said-card');
    await said.getByText('$199,000', { exact: true }).waitFor();
    await said.locator('q').filter({ hasText: '$199,000' }).first().waitFor();
    await page.getByLabel('New note').pressSequentially('Please look. @Ada');
    await page.getByRole('option', { name: /Ada Mensah/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.locator('.note .mention').getByText('@Ada Mensah').waitFor();
    await accessible(page, 'a customer with what they said');
    await said.getByRole('link', { name: 'Open' }).click();
    await page.waitForURL((where) => where.searchParams.get('id') === session);
    await asStaff(page).said('$199,000').waitFor();
    clean(complaints, 'the customer’s page');
  });
});
