// Every page, wide and narrow, light and dark: no console error, no breach of the content policy, nothing for axe to
// find, no sideways scrolling.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, bank, clean, close, fits, open, settled, someCustomer, unavailable, upload, visit, window } from './harness.mjs';

// Each page is loaded at the desk and in a hand, one of them in the light, the other in the dark, turn and turn about. Then the light changes
// while it is open: that it fits, and of public pages all, is judged in that one as well.
const LOOKS = [{ width: 1440, dark: false }, { width: 390, dark: true }];
const scheme = (dark) => (dark ? 'dark' : 'light');

// A page that was asked for in one theme keeps it.
async function lightChanges(page, dark) {
  const wanted = new URL(page.url()).searchParams.get('theme') ?? scheme(dark);
  await page.emulateMedia({ colorScheme: scheme(dark) });
  await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, wanted);
  await settled(page);
}

async function looksWell({ page, complaints }, look, path, { twice = false } = {}) {
  await visit(page, path);
  await accessible(page, `${path}, ${scheme(look.dark)}`);
  await fits(page, path);
  look.dark = !look.dark;
  await lightChanges(page, look.dark);
  if (twice) await accessible(page, `${path}, ${scheme(look.dark)}`);
  await fits(page, `${path}, ${scheme(look.dark)}`);
  clean(complaints, path);
}

const PUBLIC = ['/', '/login/', '/login/?out=1', '/register/', '/register/?workspace=demo-bank', '/verify-otp/', '/verify-email/', '/reset-password/', '/verify-email/#token=some', '/forgot-password/', '/reset-password/#token=some',
  '/accept-invitation/', '/logout/', '/chat/?tenant=demo-bank', '/chat/?tenant=demo-bank&theme=dark'];
const INSIDE = ['/dashboard/', '/dashboard/risk-level/', '/dashboard/risk-level/?band=low&sort=name', '/dashboard/risk-level/?q=nobodyiscalledthis', '/dashboard/data-management/', '/dashboard/model-insight/',
  '/dashboard/customers/', '/dashboard/customers/?filter=band+%3D+high&columns=risk,reason,action', '/dashboard/customers/?q=nobodyiscalledthis', '/dashboard/csm/', '/dashboard/admin/',
  '/dashboard/pipeline/', '/dashboard/pipeline/?view=table', '/dashboard/pipeline/?view=funnel', ...['complaints', 'notifications', 'surveys', 'interactions', 'goals', 'products', 'snapshot', 'issues', 'predictions'].map((tab) => `/dashboard/engagement-hub/?tab=${tab}`),
  '/dashboard/chat/', '/dashboard/chat/?q=nobodyiscalledthis', '/dashboard/notes/', '/dashboard/notes/?box=sent', '/dashboard/profile/', '/dashboard/settings/', ...['users', 'invitations', 'roles', 'permissions', 'workspace', 'pipelines', 'fields', 'chat', 'audit', 'mails', 'system'].map((tab) => `/admin/?tab=${tab}`)];

describe('pages', { skip: unavailable }, () => {
  before(open);
  after(close);

  test('there are customers to look at', async (t) => {
    const { context, page } = await window(t, { as: 'admin' });
    if (await someCustomer(context)) return;
    if (!bank) { t.skip('the instance has no customers and Churn_Modelling.csv is not there (HF_DATA)'); return; }
    await upload(page, bank);
    assert.ok(await someCustomer(context));
  });

  for (const look of LOOKS) {
    test(`public pages, ${look.width} px`, async (t) => {
      const seen = await window(t, look), at = { ...look };
      for (const path of PUBLIC) await looksWell(seen, at, path, { twice: true });
    });

    test(`dashboard pages, ${look.width} px`, async (t) => {
      const seen = await window(t, { ...look, as: 'admin' }), at = { ...look };
      const one = await someCustomer(seen.context);
      for (const path of [...INSIDE, ...(one ? [`/dashboard/customer/?id=${one.id}`] : [])]) {
        await looksWell(seen, at, path);
        assert.equal(await seen.page.locator('h1').count(), 1, `${path} has one h1`);
      }
    });

    test(`the customer's own pages, ${look.width} px`, async (t) => {
      const seen = await window(t, { ...look, as: 'customer' }), at = { ...look };
      for (const path of ['/me/', '/dashboard/profile/', '/dashboard/settings/']) {
        await looksWell(seen, at, path);
        assert.equal(await seen.page.locator('h1').count(), 1, `${path} has one h1`);
      }
    });
  }

  test('a page that does not exist says so', async (t) => {
    const { page, complaints } = await window(t);
    const answer = await page.goto('/no/such/page');
    assert.equal(answer.status(), 404);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await accessible(page, 'the page not found');
    clean(complaints, 'the page not found', { except: /status of 404/ });
  });

  test('a customer who does not exist has a page that says so', async (t) => {
    const { page, complaints } = await window(t, { as: 'admin' });
    await visit(page, '/dashboard/customer/?id=00000000-0000-7000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such customer' }).waitFor();
    await accessible(page, 'an unknown customer');
    clean(complaints, 'an unknown customer', { except: /status of 404/ });
  });

  test('somebody without the right is told so, and shown no page that needs it', async (t) => {
    const { page, complaints } = await window(t, { as: 'customer' });
    await visit(page, '/dashboard/customers/');
    await page.getByRole('heading', { name: 'This page is not part of your role' }).waitFor();
    assert.deepEqual(await page.locator('.rail nav li:visible').allInnerTexts(), ['Home'], 'no other page is offered');
    await accessible(page, 'a page outside the role');
    clean(complaints, 'a page outside the role');
  });

  test('a service that is down shows the request number and lets a person try again', async (t) => {
    const { page } = await window(t, { as: 'admin' });
    let down = true;
    await page.route('**/api/v1/reports/overview', (route) => (down
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'unavailable', detail: 'Reports are not running.', request_id: 'req-for-support' }) })
      : route.continue()));
    await page.goto('/dashboard/?view=overview');
    await page.getByRole('button', { name: 'Copy request number req-for-support' }).waitFor();
    await accessible(page, 'a fault');
    down = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' });
    await settled(page);
  });

  const KB = 1024;
  for (const [path, budget] of [['/', 200], ['/login/', 200], ['/dashboard/risk-level/', 200], ['/dashboard/data-management/', 200], ['/dashboard/customers/', 200], ['/dashboard/pipeline/', 200], ['/dashboard/engagement-hub/', 200], ['/register/', 200], ['/chat/?tenant=demo-bank', 30], ['/dashboard/chat/', 200], ['/dashboard/notes/', 200], ['/dashboard/profile/', 200], ['/dashboard/settings/', 200], ['/admin/', 200], ['/admin/?tab=roles', 200], ['/dashboard/', 480], ['/dashboard/model-insight/', 480]]) {
    test(`${path} weighs at most ${budget} KB and does not jump while it fills`, async (t) => {
      const { page } = await window(t, { as: 'admin' });
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Network.enable');
      let weight = 0;
      devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { weight += encodedDataLength; });
      await page.addInitScript(() => {
        window.holdfastShift = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.holdfastShift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
      });
      await visit(page, path);
      assert.ok(weight > 10 * KB && weight <= budget * KB, `${Math.round(weight / KB)} KB`);
      const shift = await page.evaluate(() => window.holdfastShift);
      assert.ok(shift < 0.05, `layout shift ${shift}`);
    });
  }

  test('the theme follows the system until a person chooses, and only the theme is kept', async (t) => {
    const { page } = await window(t, { as: 'admin', dark: true });
    await visit(page, '/dashboard/');
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    assert.equal(await theme(), 'dark');
    await page.getByRole('button', { name: /^Theme:/ }).click();
    assert.equal(await theme(), 'light');
    await page.reload();
    assert.equal(await theme(), 'light');
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['theme']);
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read a cookie');
  });
});
