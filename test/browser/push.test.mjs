// Important notes while no page of ours is open: the worker of the pages, which a push service wakes, and the switch that begins and ends
// it. The worker, its notifications and the messages to it are the browser's own; of the push service, which headless Chromium refuses to
// its windows, a stand-in hands out addresses.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, api, clean, close, fits, openDesktop, settled, unavailable, url, visit, window } from './harness.mjs';
import { waitUntil } from '../api/lib.mjs';

const SCOPE = `${url}/dashboard/`;
const REFUSED = /does not support the Push API in incognito mode/;
const NOTE = '01900000-0000-7000-8000-000000000001';

// Somebody of the staff in a window that may show notifications.
async function person(t, options = {}) {
  const made = await window(t, { as: 'csm', ...options });
  await made.context.grantPermissions(['notifications'], { origin: url });
  const { page } = made;
  const desktop = page.getByRole('switch', { name: 'Notification of the desktop' });
  const turned = async (state) => { await page.locator(`[data-push="${state}"]`).waitFor(); };
  return { ...made, desktop, turned, settings: () => visit(page, '/dashboard/settings/'), known: async () => (await api(made.context, 'GET', '/push-subscriptions')).data };
}

// The browser's side of a push service: keys and an address that lasts as long as the browser.
async function serviceOf({ context }) {
  await context.addInitScript(() => {
    const KEPT = 'test-endpoint';
    const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const subscription = async () => {
      const kept = JSON.parse(localStorage.getItem(KEPT));
      return kept && { endpoint: kept.endpoint, options: { applicationServerKey: Uint8Array.from(kept.key).buffer }, toJSON: () => ({ endpoint: kept.endpoint, keys: { p256dh: kept.p256dh, auth: kept.auth } }),
        unsubscribe: async () => { localStorage.removeItem(KEPT); return true; } };
    };
    Object.assign(PushManager.prototype, {
      getSubscription: subscription,
      async subscribe({ userVisibleOnly, applicationServerKey }) {
        if (!userVisibleOnly || applicationServerKey.length !== 65) throw new TypeError('what browsers want');
        const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
        localStorage.setItem(KEPT, JSON.stringify({ endpoint: `https://push.invalid/${crypto.randomUUID()}`, key: [...applicationServerKey], p256dh: text(await crypto.subtle.exportKey('raw', publicKey)), auth: text(crypto.getRandomValues(new Uint8Array(16))) }));
        return subscription();
      },
    });
  });
}

// What the browser does when its push service has something for the worker.
async function worker({ page, context }) {
  const devtools = await context.newCDPSession(page);
  const seen = [];
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => seen.push(...registrations));
  await devtools.send('ServiceWorker.enable');
  const { registrationId } = await waitUntil('the worker', () => seen.find((one) => one.scopeURL === SCOPE && !one.isDeleted));
  const script = await waitUntil('its script', () => context.serviceWorkers().find((one) => one.url() === `${url}/push-worker.js`));
  await script.evaluate(() => {
    const { waitUntil: extend } = self.ExtendableEvent.prototype;
    self.heard = [];
    self.ExtendableEvent.prototype.waitUntil = function keep(work) {
      if (this.type === 'push') self.heard.push(work);
      return extend.call(this, work);
    };
  });
  let sent = 0;
  return {
    // Over when the worker has done what it does of it: who asks a browser for its notifications while it shows one may take that one away.
    async deliver(data) {
      await devtools.send('ServiceWorker.deliverPushMessage', { origin: url, registrationId, data: typeof data === 'string' ? data : JSON.stringify(data) });
      sent += 1;
      await waitUntil('the worker has heard it', () => script.evaluate(async (wanted) => self.heard.length >= wanted && (await Promise.all(self.heard), true), sent));
    },
    shown: () => script.evaluate(async () => (await self.registration.getNotifications()).map((one) => ({ title: one.title, body: one.body, tag: one.tag, page: one.data.page }))),
    // The page goes somewhere outside the dashboard, and the worker has heard of it.
    async away() {
      await page.goto('/');
      await waitUntil('the dashboard is left', () => script.evaluate(async () => (await self.clients.matchAll({ type: 'window', includeUncontrolled: true })).every((one) => new URL(one.url).pathname === '/')));
    },
    forget: () => script.evaluate(async () => { for (const one of await self.registration.getNotifications()) one.close(); }),
    // A click on a notification, as far as the desktop is not needed: which page is opened, and which comes to the front.
    click: (tag) => script.evaluate(async (wanted) => {
      const [notification] = await self.registration.getNotifications({ tag: wanted });
      const went = [];
      const { openWindow } = self.clients;
      const { focus } = self.WindowClient.prototype;
      self.clients.openWindow = async (page) => { went.push(['opened', page]); return null; };
      self.WindowClient.prototype.focus = async function front() { went.push(['front', this.url]); return this; };
      const event = new self.NotificationEvent('notificationclick', { notification });
      const work = [];
      event.waitUntil = (promise) => work.push(promise);
      self.dispatchEvent(event);
      await Promise.all(work);
      self.clients.openWindow = openWindow;
      self.WindowClient.prototype.focus = focus;
      return went;
    }, tag),
  };
}
// Somebody whose notifications are switched on, and the worker that shows them.
async function listening(t) {
  const one = await person(t);
  await one.settings();
  await one.desktop.check();
  await one.turned('none');
  return { one, push: await worker(one) };
}
const told = (more = {}) => ({ type: 'note', id: NOTE, page: `/dashboard/notes/?id=${NOTE}`, title: 'Rates <b>ä</b>', importance: 'important', sender: 'Ada Mensah', ...more });

describe('notifications while no page is open', { skip: unavailable, concurrency: 1 }, () => {
  before(openDesktop);
  after(close);

  test('the worker is a file of its own, may speak to nobody, and belongs to the dashboard', async (t) => {
    const { context } = await window(t);
    const { status, headers } = await context.request.get('/push-worker.js').then((answer) => ({ status: answer.status(), headers: answer.headers() }));
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/javascript');
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-cache');
    assert.equal(headers['service-worker-allowed'], undefined);
  });

  test('a push shows who writes and about what, once for each note; a page that is looked at says it by itself', async (t) => {
    const { one, push } = await listening(t);
    await push.deliver(told());
    await push.away();
    assert.deepEqual(await push.shown(), [], 'nothing beside a page of the dashboard');
    await push.deliver(told());
    assert.deepEqual(await push.shown(), [{ title: 'Ada Mensah', body: 'Rates <b>ä</b>', tag: NOTE, page: `${url}/dashboard/notes/?id=${NOTE}` }]);
    await push.deliver(told({ title: 'Rates again' }));
    assert.deepEqual((await push.shown()).map((shown) => shown.body), ['Rates again'], 'it is replaced');
    clean(one.complaints, 'the settings', { except: REFUSED });
  });

  test('a click opens the page that is named, of this site alone; one that is open comes to the front', async (t) => {
    const { one, push } = await listening(t);
    await push.away();
    const home = `${url}/dashboard/notes/`;
    const cases = [[`/dashboard/notes/?id=${NOTE}`, `${home}?id=${NOTE}`], ['https://evil.example/dashboard/notes/', home], ['//evil.example/', home], ['\\\\evil.example', home], ['javascript:alert(1)', home], ['data:text/html,x', home], ['http://[', home], [undefined, home], [7, `${url}/7`], [{}, `${url}/[object%20Object]`]];
    for (const [index, [page, wanted]] of cases.entries()) {
      await push.deliver(told({ id: `case-${index}`, page }));
      assert.deepEqual((await push.shown()).map((shown) => shown.tag), [`case-${index}`], 'it is shown');
      assert.deepEqual(await push.click(`case-${index}`), [['opened', wanted]], String(page));
      assert.deepEqual((await push.shown()).map((shown) => shown.tag), [], 'it is gone');
    }
    await push.deliver(told({ page: '/?about' }));
    await one.page.goto('/?about');
    assert.deepEqual(await push.click(NOTE), [['front', `${url}/?about`]]);
  });

  test('what cannot be read is shown as no more than a sign of us', async (t) => {
    const { push } = await listening(t);
    await push.away();
    for (const data of ['', 'no json', 'null', '[]', '7', '{"title":7,"sender":{},"id":null}']) {
      await push.deliver(data);
      assert.deepEqual(await push.shown(), [{ title: 'Holdfast', body: '', tag: 'holdfast', page: `${url}/dashboard/notes/` }], data);
      await push.forget();
      await waitUntil('it is gone', async () => (await push.shown()).length === 0);
    }
  });

  test('the switch says where notifications reach, and works for the open page in any case', async (t) => {
    for (const [width, dark] of [[1440, false], [390, true]]) {
      const one = await person(t, { width, dark });
      await one.settings();
      await one.desktop.check();
      await one.page.getByText('not otherwise: this browser has no push service').waitFor();
      await accessible(one.page, 'the switch without a push service');
      await fits(one.page, 'the switch');
      await one.desktop.uncheck();
      await one.page.locator('[data-push]').waitFor({ state: 'detached' });
      await one.page.route('**/api/v1/push-subscriptions/key', (route) => route.fulfill({ json: { key: null } }));
      await one.desktop.check();
      await one.page.getByText('not otherwise: this installation sends nothing').waitFor();
      assert.ok(await one.desktop.isChecked());
      await one.page.unroute('**/api/v1/push-subscriptions/key');
      await one.desktop.uncheck();
      await one.page.route('**/api/v1/push-subscriptions/key', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'unavailable', detail: 'Not now.' }) }));
      await one.desktop.check();
      await one.turned('failed');
      await one.page.unroute('**/api/v1/push-subscriptions/key');
      await one.page.getByRole('button', { name: 'Try again' }).click();
      await one.turned('none');
      await one.desktop.uncheck();
    }
  });

  test('switched on it is known to the server, once; switched off it is forgotten on both sides', async (t) => {
    const one = await person(t);
    await serviceOf(one);
    await one.settings();
    await one.desktop.check();
    await one.turned('on');
    const endpoint = await one.page.evaluate(() => JSON.parse(localStorage.getItem('test-endpoint')).endpoint);
    const before = (await one.known()).map((browser) => browser.endpoint);
    assert.ok(before.includes(endpoint));
    await one.page.reload();
    await settled(one.page);
    await one.turned('on');
    await accessible(one.page, 'the switch with a push service');
    assert.deepEqual((await one.known()).map((browser) => browser.endpoint), before, 'the same after a reload');
    const again = await one.context.newPage();
    await again.goto('/dashboard/settings/');
    await settled(again);
    assert.deepEqual((await one.known()).map((browser) => browser.endpoint), before, 'one browser, however many tabs');
    await again.close();
    await one.desktop.uncheck();
    await waitUntil('the server forgot it', async () => !(await one.known()).some((browser) => browser.endpoint === endpoint));
    assert.deepEqual(await one.page.evaluate(async () => [localStorage.getItem('test-endpoint'), localStorage.getItem('alerts'), (await navigator.serviceWorker.getRegistrations()).length]), [null, null, 0]);
    clean(one.complaints, 'switching');
  });

  for (const how of ['the menu', 'the page']) {
    test(`signing out by ${how} ends it; signed in again the same person has it back, and nobody else`, async (t) => {
      const one = await person(t, { as: undefined });
      await serviceOf(one);
      const enter = async (identifier, password) => {
        await one.page.goto('/login/');
        await one.page.locator('#identifier').fill(identifier);
        await one.page.locator('#password').fill(password);
        await one.page.keyboard.press('Enter');
        await one.page.waitForURL((where) => /^\/(dashboard|admin)\//.test(where.pathname));
        await settled(one.page);
      };
      await enter('csm@example.com', 'csmpass');
      await one.settings();
      await one.desktop.check();
      await one.turned('on');
      const watcher = await window(t, { as: 'csm' });
      const here = () => one.page.evaluate(() => JSON.parse(localStorage.getItem('test-endpoint'))?.endpoint ?? null);
      const known = async (endpoint) => (await api(watcher.context, 'GET', '/push-subscriptions')).data.some((browser) => browser.endpoint === endpoint);
      const first = await here();
      assert.ok(await known(first));
      const leave = async () => {
        if (how === 'the page') {
          await one.page.goto('/logout/');
          await one.page.getByRole('button', { name: 'Sign out', exact: true }).click();
        } else {
          await one.page.locator('.menu > summary.avatar').click();
          await one.page.locator('.menu-who ~ button', { hasText: 'Sign out' }).click();
        }
        await one.page.waitForURL('**/login/?out=1');
      };
      await leave();
      assert.equal(await known(first), false);
      assert.equal(await here(), null);
      await enter('csm@example.com', 'csmpass');
      await waitUntil('it is back', async () => await known(await here()) && await one.page.evaluate(() => JSON.parse(localStorage.getItem('alerts'))?.push?.state === 'on'));
      const second = await here();
      await leave();
      await enter('admin@example.com', 'adminpass');
      await one.settings();
      assert.equal(await one.desktop.isChecked(), false, 'what somebody else allowed');
      assert.equal(await here(), null);
      assert.equal(await known(second), false);
    });
  }

  test('somebody else at a browser whose owner only vanished: what is the owner\'s does not come any more', async (t) => {
    const one = await person(t);
    await serviceOf(one);
    await one.settings();
    await one.desktop.check();
    await one.turned('on');
    await one.context.clearCookies();
    const admin = await window(t, { as: 'admin' });
    await one.context.addCookies(await admin.context.cookies());
    await one.settings();
    assert.equal(await one.desktop.isChecked(), false);
    await waitUntil('the browser forgot it', () => one.page.evaluate(async () => !localStorage.getItem('test-endpoint') && !localStorage.getItem('alerts') && (await navigator.serviceWorker.getRegistrations()).length === 0));
    const csm = await window(t, { as: 'csm' }); // what is left with us goes when the push service says so
    for (const { id } of (await api(csm.context, 'GET', '/push-subscriptions')).data) await api(csm.context, 'DELETE', `/push-subscriptions/${id}`);
  });
});
