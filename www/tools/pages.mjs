// Writes the HTML that nginx serves: the dashboard's pages from tools/shell.html, those in front of the sign-in from
// tools/door.html and tools/doors/, so that a frame is written once; the others have one of their own in tools/plain/. What pages load is put
// below v/RELEASE/, named after its content, so that a browser may keep it for good; there the module of a page has all of ours in it that it
// imports, for one request instead of fifty. www/build.sh runs it; git does not keep what it writes.
//   node tools/pages.mjs <folder with node_modules>
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const www = join(dirname(fileURLToPath(import.meta.url)), '..');
const packages = resolve(process.argv[2] ?? join(www, '../build/npm'), 'package.json');
const shell = readFileSync(join(www, 'tools/shell.html'), 'utf8');
const door = readFileSync(join(www, 'tools/door.html'), 'utf8');
const head = readFileSync(join(www, 'tools/head.html'), 'utf8').trimEnd();
const texts = ['common', 'login', 'overview', 'customers', 'customer', 'data', 'model', 'doors', 'profile', 'settings', 'admin', 'records', 'pipeline', 'hub', 'me', 'chat', 'notes'].map((name) => readFileSync(join(www, `locales/en/${name}.ftl`), 'utf8')).join('\n');
const text = (id) => new RegExp(`^${id} = (.+)$`, 'm').exec(texts)?.[1] ?? fail(`no text ${id}`);

const NAV = [
  ['overview', '/dashboard/', 'overview', 'reports:read'],
  ['records', '/dashboard/customers/', 'people', 'customers:read'],
  ['pipeline', '/dashboard/pipeline/', 'board', 'customers:read'],
  ['hub', '/dashboard/engagement-hub/', 'talk', 'engagement:read'],
];
const TALK = [
  ['chat', '/dashboard/chat/', 'chat', 'chats:read', 'chats'],
  ['notes', '/dashboard/notes/', 'note', '@staff', 'notes'],
];
const MORE = [
  ['mine', '/dashboard/csm/', 'user', 'customers:read'],
  ['customers', '/dashboard/risk-level/', 'risk', 'customers:read'],
  ['data', '/dashboard/data-management/', 'data', 'datasets:read'],
  ['model', '/dashboard/model-insight/', 'model', 'models:read'],
  ['desk', '/dashboard/admin/', 'desk', 'customers:assign'],
];
const RAIL_ONLY = [['admin', '/admin/', 'shield', 'users:read'], ['me', '/me/', 'home', '@customer']];
const PAGES = [
  ['dashboard/index.html', 'overview', 'overview'],
  ['dashboard/risk-level/index.html', 'customers', 'customers'],
  ['dashboard/customers/index.html', 'records', 'records'],
  ['dashboard/customer/index.html', 'customer', 'records'],
  ['dashboard/pipeline/index.html', 'pipeline', 'pipeline'],
  ['dashboard/engagement-hub/index.html', 'hub', 'hub'],
  ['dashboard/chat/index.html', 'chat', 'chat', 'fills'],
  ['dashboard/notes/index.html', 'notes', 'notes', 'fills'],
  ['dashboard/admin/index.html', 'desk', 'desk'],
  ['dashboard/csm/index.html', 'mine', 'mine'],
  ['me/index.html', 'me', 'me'],
  ['dashboard/data-management/index.html', 'data', 'data'],
  ['dashboard/model-insight/index.html', 'model', 'model'],
  ['dashboard/profile/index.html', 'profile', ''],
  ['dashboard/settings/index.html', 'settings', ''],
  ['admin/index.html', 'admin', 'admin'],
];
// Which sheets a page has beside those of every page: some show what was said, too, or nothing else.
const STYLES = { chat: ['talk'], notes: ['talk'], customer: ['pages', 'records', 'talk'], admin: ['pages', 'records', 'talk'] };
const styles = (id) => (STYLES[id] ?? ['pages', 'records']).map((name) => `<link rel="stylesheet" href="/css/${name}.css">`).join('\n');
// Pages in front of the sign-in: tools/doors/NAME.html becomes /NAME/.
const DOORS = ['login', 'register', 'verify-otp', 'verify-email', 'forgot-password', 'reset-password', 'logout', 'accept-invitation'];

// With frames of their own.
const PLAIN = ['index.html', '404.html', 'chat/index.html'];

function fail(why) {
  console.error(`pages: ${why}`);
  process.exit(1);
}

function nav(current, entries) {
  return entries.map(([id, href, icon, needs, counts]) => `<li data-needs="${needs}"><a href="${href}"${id === current ? ' aria-current="page"' : ''}>`
    + `<svg class="icon" aria-hidden="true"><use href="/assets/icons.svg#${icon}"/></svg><span data-l10n="nav-${id}">${text(`nav-${id}`)}</span>${counts ? `<span class="badge" data-unread="${counts}" hidden></span>` : ''}</a></li>`).join('\n');
}

const filled = (page, values) => page.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

// {{t:ID}} in a door is an element's attribute and words at once: data-l10n="ID">words.
function behind(name) {
  const body = readFileSync(join(www, `tools/doors/${name}.html`), 'utf8').trimEnd();
  return filled(door, { head, script: name, title: text(`${name}-title`), body }).replace(/ \{\{t:([\w-]+)\}\}/g, (_, id) => ` data-l10n="${id}">${text(id)}`);
}

// What pages load, and what is none of a browser's business.
const LOADED = ['assets', 'css', 'js', 'locales', 'vendor'];
const shown = (file) => !basename(file).startsWith('.');

// The packages' lock decides on the program that joins modules.
function release() {
  const sum = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url))).update(readFileSync(join(www, 'package-lock.json')));
  for (const part of LOADED) {
    for (const file of readdirSync(join(www, part), { recursive: true }).filter(shown).sort()) {
      if (statSync(join(www, part, file)).isFile()) sum.update(`${part}/${file}\0`).update(readFileSync(join(www, part, file)));
    }
  }
  return sum.digest('hex').slice(0, 12);
}

// Names stay as they are written, so that what a browser says of a fault can be understood.
function joinModules(folder) {
  const pages = join(folder, 'js/pages');
  createRequire(packages)('esbuild').buildSync({ entryPoints: readdirSync(pages).map((file) => join(pages, file)), outdir: pages, allowOverwrite: true, bundle: true, external: [join(folder, 'vendor/*')],
    format: 'esm', target: ['es2022'], charset: 'utf8', minifyWhitespace: true, minifySyntax: true, logLevel: 'warning' });
  for (const joined of ['lib', 'parts', 'shell.js']) rmSync(join(folder, 'js', joined), { recursive: true });
}

function keep(id) {
  const there = join(www, 'v', id);
  if (existsSync(there)) return;
  rmSync(`${there}.new`, { recursive: true, force: true });
  for (const part of LOADED) cpSync(join(www, part), join(`${there}.new`, part), { recursive: true, filter: shown });
  joinModules(`${there}.new`);
  renameSync(`${there}.new`, there);
}

const id = release();
const loads = (page) => page.replace(new RegExp(`(<(?:link|script|use|img)\\b[^>]*? (?:href|src)=")/(?=(?:${LOADED.join('|')})/)`, 'g'), `$1/v/${id}/`);

const pages = [
  ...PAGES.map(([file, name, current, look = '']) => [file, filled(shell,
    { head, id: name, script: name, title: text(`${name}-title`), lead: text(`${name}-lead`), look: look && ` class="${look}"`, styles: styles(name), nav: nav(current, [...NAV, ...TALK, ...MORE, ...RAIL_ONLY]), tabs: nav(current, NAV), more: nav(current, [...TALK, ...MORE]) })]),
  ...DOORS.map((name) => [`${name}/index.html`, behind(name)]),
  ...PLAIN.map((file) => [file, filled(readFileSync(join(www, 'tools/plain', file), 'utf8'), { head })]),
];

keep(id);
for (const [file, source] of pages) {
  const path = join(www, file), body = loads(source);
  if (existsSync(path) && readFileSync(path, 'utf8') === body) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, body);
  renameSync(`${path}.new`, path); // whoever is served meanwhile gets the old page or the new one, whole
}
// Pages of an earlier release that are still open get today's files, each time anew (nginx/site.conf).
for (const old of readdirSync(join(www, 'v'))) if (old !== id) rmSync(join(www, 'v', old), { recursive: true });
