// Writes the dashboard's HTML from tools/shell.html, so that the frame is written once. The result is committed:
// nginx serves it as it is. `node tools/pages.mjs --check` says whether the pages on disk are up to date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const www = join(dirname(fileURLToPath(import.meta.url)), '..');
const shell = readFileSync(join(www, 'tools/shell.html'), 'utf8');
const texts = ['common', 'overview', 'customers', 'customer', 'data', 'model'].map((name) => readFileSync(join(www, `locales/en/${name}.ftl`), 'utf8')).join('\n');
const text = (id) => new RegExp(`^${id} = (.+)$`, 'm').exec(texts)?.[1] ?? fail(`no text ${id}`);

const NAV = [
  ['overview', '/dashboard/', 'overview', 'reports:read'],
  ['customers', '/dashboard/risk-level/', 'people', 'customers:read'],
  ['data', '/dashboard/data-management/', 'data', 'datasets:read'],
  ['model', '/dashboard/model-insight/', 'model', 'models:read'],
];
const PAGES = [
  ['dashboard/index.html', 'overview', 'overview'],
  ['dashboard/risk-level/index.html', 'customers', 'customers'],
  ['dashboard/customer/index.html', 'customer', 'customers'],
  ['dashboard/data-management/index.html', 'data', 'data'],
  ['dashboard/model-insight/index.html', 'model', 'model'],
];

function fail(why) {
  console.error(`pages: ${why}`);
  process.exit(1);
}

function nav(current) {
  return NAV.map(([id, href, icon, needs]) => `<li data-needs="${needs}"><a href="${href}"${id === current ? ' aria-current="page"' : ''}>`
    + `<svg class="icon" aria-hidden="true"><use href="/assets/icons.svg#${icon}"/></svg><span data-l10n="nav-${id}">${text(`nav-${id}`)}</span></a></li>`).join('\n');
}

// All modules a page will need, so that the browser fetches them at once instead of one import after the other.
function modules(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (file.startsWith('/vendor/')) return seen; // made by the build, whole in itself
  const source = readFileSync(join(www, file), 'utf8');
  for (const [, from] of source.matchAll(/^(?:import|export)\b[^;]*? from '(\.[^']+)'/gm)) modules(join(dirname(file), from), seen);
  return seen;
}

const preload = (id) => [...modules(`/js/pages/${id}.js`)].slice(1).sort().map((file) => `<link rel="modulepreload" href="${file}">`).join('\n');

export function pages() {
  return PAGES.map(([file, id, current]) => {
    const values = { id, script: id, title: text(`${id}-title`), lead: text(`${id}-lead`), nav: nav(current), preload: preload(id) };
    return [file, shell.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name])];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, body] of pages()) {
    const path = join(www, file);
    if (process.argv.includes('--check')) {
      if (readFileSync(path, 'utf8') !== body) fail(`${file} is not what tools/shell.html says; run node tools/pages.mjs`);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, body);
    }
  }
}
