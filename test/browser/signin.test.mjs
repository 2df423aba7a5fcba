// Signing in and out, by keyboard alone where it matters.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, clean, close, ledToSignIn, open, PEOPLE, settled, unavailable, visit, window } from './harness.mjs';

const [email, password] = PEOPLE.csm;

describe('signing in', { skip: unavailable }, () => {
  before(open);
  after(close);

  test('the keyboard is enough, and one ends up where one wanted to go', async (t) => {
    const { page, complaints } = await window(t);
    await ask(page, '/dashboard/risk-level/?band=high');
    await page.waitForURL((where) => where.pathname === '/login/' && where.searchParams.get('next') === '/dashboard/risk-level/?band=high');
    await page.waitForFunction(() => document.activeElement?.id === 'identifier');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/dashboard/risk-level/' && where.search === '?band=high');
    await settled(page);
    assert.equal(await page.evaluate((secret) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).includes(secret), 'eyJ'), false, 'no token is stored');

    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the skip link comes first');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    clean(complaints, 'signing in', { except: /auth\/refresh/ });
  });

  test('what is missing or wrong is said beside the field', async (t) => {
    const { page } = await window(t);
    await visit(page, '/login/');
    await page.keyboard.press('Enter');
    await page.getByText('Enter your e-mail, user name or phone.').waitFor();
    assert.equal(await page.getAttribute('#identifier', 'aria-invalid'), 'true');
    await page.fill('#identifier', 'nobody@example.com');
    await page.fill('#password', 'certainly-wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('do not belong together').waitFor();
    await page.getByRole('button', { name: 'Show password' }).click();
    assert.equal(await page.getAttribute('#password', 'type'), 'text');
  });

  test('an address of another site is not gone to [47]', async (t) => {
    const { page } = await window(t);
    await visit(page, '/login/?next=%2F%2Fexample.net%2Fdashboard');
    await page.fill('#identifier', email);
    await page.fill('#password', password);
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/dashboard/csm/');
    assert.equal(new URL(page.url()).host, new URL(process.env.HF_URL).host);
  });

  test('shortcuts: / finds, ? explains, and typing is never disturbed', async (t) => {
    const { page } = await window(t, { as: 'csm' });
    await visit(page, '/dashboard/');
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.id === 'find');
    await page.keyboard.type('?/');
    assert.equal(await page.inputValue('#find'), '?/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.id !== 'find');
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL((where) => where.pathname === '/dashboard/customers/');
  });

  test('signing out ends it, also for the way back', async (t) => {
    const { page } = await window(t);
    await visit(page, '/login/');
    await page.fill('#identifier', email);
    await page.fill('#password', password);
    await page.keyboard.press('Enter');
    await page.waitForURL((where) => where.pathname === '/dashboard/csm/');
    await settled(page);
    await page.getByLabel(/^Account of/).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await ledToSignIn(page, '/dashboard/');
  });
});
