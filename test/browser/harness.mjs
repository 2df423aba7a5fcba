// What the browser tests share: one Chromium, people who are signed in, and the complaints of every page they open.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const top = resolve(here, '../..');
const need = createRequire(join(process.env.HF_NPM_DIR ?? join(top, 'build/npm'), 'package.json'));

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--in-process-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
// The shell is the same browser without a desktop around its pages, and takes half of the processor's time.
const DESKTOP = process.env.HF_CHROMIUM ?? '/usr/bin/chromium', SHELL = process.env.HF_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

export const url = (process.env.HF_URL ?? '').replace(/\/$/, '');
export const unavailable = !url ? 'HF_URL names no running instance' : [DESKTOP, SHELL].map((one) => !existsSync(one) && `there is no ${one}`).find(Boolean) ?? false;

const data = join(process.env.HF_DATA ?? resolve(top, '../shared/data'), 'Churn_Modelling.csv');
export const bank = existsSync(data) ? data : null;
export const noData = unavailable || (bank ? false : 'Churn_Modelling.csv is not there (HF_DATA)');

export const PEOPLE = {
  admin: ['admin@example.com', 'adminpass'],
  csm: ['csm@example.com', 'csmpass'],
  customer: ['customer@example.com', 'customerpass'],
  other: ['admin@other.example.com', 'adminpass'],
};

// The server lets a page in whose work is done; what a page may take on a machine shared with a build.
export const PATIENCE_MS = Number(process.env.HF_PATIENCE_MS ?? 30000);
export const TRAINING_MS = Number(process.env.HF_TRAINING_MS ?? 400000);

const LATENCY_MS = Number(process.env.LATENCY_MS ?? 0);

let browser = null;
const cookies = new Map(); // a person signs in once per test file: logins are counted by the server

async function launch(executablePath) {
  const { chromium } = need('playwright-core');
  browser = await chromium.launch({ executablePath, args: FLAGS });
  return browser;
}
export const open = () => launch(SHELL);
export const openDesktop = () => launch(DESKTOP); // for what a desktop does, such as notifications

export async function close() {
  await browser?.close();
}

// A new window; it lasts as long as the test `t`. `complaints` gathers console errors, faults of scripts and breaches of the content policy.
export async function window(t, { as, width = 1440, dark = false, height = 900 } = {}) {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce',
    isMobile: width < 600, hasTouch: width < 600, locale: 'en-GB', timezoneId: 'UTC', acceptDownloads: true });
  t.after(() => context.close());
  context.setDefaultTimeout(PATIENCE_MS);
  // With LATENCY_MS answers come up to so much later and in any order: what a test then finds too early, it finds by luck at all times.
  if (LATENCY_MS) await context.route(/\/(api|locales)\//, (route) => setTimeout(() => route.continue().catch(() => {}), Math.random() * LATENCY_MS));
  if (as) await signIn(context, as);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`console: ${message.text()} ${message.location().url}`); });
  // What a page had asked for when it was left is no fault of the next one.
  page.on('pageerror', (error) => { if (error.name !== 'AbortError') complaints.push(`script: ${error.name}: ${error.stack || error.message}`); });
  await page.exposeFunction('holdfastBreach', (breach) => complaints.push(`policy: ${breach}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => window.holdfastBreach(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
  });
  return { context, page, complaints };
}

async function signIn(context, as) {
  if (!cookies.has(as)) {
    const [identifier, password] = PEOPLE[as];
    const answer = await context.request.post('/api/v1/auth/login', { headers: { 'X-Holdfast-Request': '1', Origin: url }, data: { identifier, password } });
    assert.equal(answer.status(), 200, `${identifier} can sign in`);
    cookies.set(as, (await context.storageState()).cookies);
  }
  await context.addCookies(cookies.get(as));
}

// Waits until a page has everything it was waiting for: texts, data, charts, fonts.
export async function settled(page) {
  await page.waitForLoadState('load');
  await page.waitForFunction(() => !document.querySelector('[data-texts], [aria-busy="true"], .bone') && [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('svg')));
  await page.evaluate(() => document.fonts.ready);
}

// Waits until the page says so, and takes the word away unless it offers more: the next wait for the same words waits for new ones.
export const toast = (page, text) => page.waitForFunction((said) => {
  const one = [...document.querySelectorAll('#toasts .notice')].find((notice) => notice.textContent.includes(said));
  if (one && !one.querySelector('.actions')) one.querySelector('.icon-only').click();
  return Boolean(one);
}, text);

// A page that leads elsewhere may do so before it is loaded itself.
export const ask = (page, path) => page.goto(path).catch((error) => assert.match(error.message, /interrupted by another navigation/));
export async function ledToSignIn(page, path) {
  await ask(page, path);
  await page.waitForURL((where) => where.pathname === '/login/');
}

export async function visit(page, path) {
  const answer = await ask(page, path);
  await settled(page);
  return answer;
}

const axeSource = () => readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function accessible(page, where) {
  const devtools = await page.context().newCDPSession(page);
  const run = async (expression) => {
    const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    assert.ok(!exceptionDetails, `axe ran on ${where}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  };
  await run(axeSource());
  // A colour on its way to another is nobody's reading; what moves without end is not waited for.
  await run('Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime < 10000).map((one) => one.finished)).then(() => true)');
  const found = await run(`axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then((all) => JSON.stringify(all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ') + ' (' + (node.failureSummary || '').replace(/\\s+/g, ' ') + ')').join('; '))))`);
  await devtools.detach();
  assert.deepEqual(JSON.parse(found), [], `axe finds nothing on ${where}`);
}

export async function fits(page, where) {
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return '';
    return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1).slice(0, 3).map((one) => `${one.tagName}.${one.className}`).join(', ');
  });
  assert.equal(sideways, '', `${where} needs no sideways scrolling`);
}

// Chromium reports a refused request as a console error of its own; a test that provokes one says so.
export function clean(complaints, where, { except } = {}) {
  assert.deepEqual(complaints.filter((one) => !except?.test(one)), [], `${where} has no complaint`);
}

// A call of the API as the person of this window, beside the page.
export async function api(context, method, path, data, headers = {}) {
  const session = await context.request.post('/api/v1/auth/refresh', { headers: { 'X-Holdfast-Request': '1', Origin: url } });
  const { access_token: token } = await session.json();
  const answer = await context.request.fetch(`/api/v1${path}`, { method, data, headers: { Authorization: `Bearer ${token}`, ...headers } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

// What is weighty asks for the password, unless it was asked a moment ago; then `done` comes true.
export async function provesWhoItIs(page, done, as = 'admin') {
  const asked = page.getByRole('dialog', { name: 'Is it really you?' });
  await Promise.race([done, asked.waitFor()]);
  if (await asked.isVisible()) {
    await asked.getByLabel('Your password').fill(PEOPLE[as][1]);
    await asked.getByRole('button', { name: 'Go on' }).click();
  }
  return done;
}

// The first customer of the list, for pages that need one; null while there is none.
export async function someCustomer(context) {
  return (await api(context, 'GET', '/customers?limit=1')).data[0] ?? null;
}

// Sends a file by the Data page and waits for the end of its story: ready or failed.
export async function upload(page, file, { deadline = TRAINING_MS } = {}) {
  await visit(page, '/dashboard/data-management/');
  const sent = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().includes('/api/v1/uploads/datasets?'));
  await page.setInputFiles('#file', file);
  const { id } = await (await sent).json();
  await page.waitForFunction((name) => document.querySelector('[data-test="progress"][data-state="ready"]')?.textContent.includes(name) || document.querySelector('[data-test="faults"]')?.textContent.includes(name),
    file.name ?? file.split('/').at(-1), { timeout: deadline });
  return id;
}

export const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
