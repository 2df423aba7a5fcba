// What can be said about the pages without a browser: texts are complete, the frame is written once, nothing is inline.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { top } from './harness.mjs';
import { safeNext } from '../../www/js/lib/next.js';
import { shapeOf } from '../../www/js/lib/csv.js';

const www = join(top, 'www');
const walk = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  if (['v', 'vendor', 'node_modules', 'tools'].includes(entry.name)) return [];
  return entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)];
});
const files = walk(www);
const read = (file) => readFileSync(file, 'utf8');
const catalogue = new Map(files.filter((file) => /locales\/en\/.*\.ftl$/.test(file)).flatMap((file) => [...read(file).matchAll(/^([a-z][\w-]*) = (.*)$/gm)].map(([, id, text]) => [id, { text, file: relative(www, file) }])));

test('every text a script asks for is in the catalogue that its page loads', () => {
  const missing = [];
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    for (const [, id] of read(file).matchAll(/\bt\('([a-z][\w-]*)'/g)) if (!catalogue.has(id)) missing.push(`${relative(www, file)}: ${id}`);
  }
  assert.deepEqual(missing, []);
});

test('a page loads every catalogue it uses', () => {
  const imports = (file, seen = new Set()) => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const [, from] of read(file).matchAll(/from '(\.[^']+)'/g)) if (!from.includes('vendor')) imports(join(file, '..', from), seen);
    return seen;
  };
  const wrong = [];
  for (const page of files.filter((name) => /js\/pages\//.test(name))) {
    const loaded = new Set(['common', ...(/texts: \[([^\]]*)\]/.exec(read(page))?.[1] ?? /load\(([^)]*)\)/.exec(read(page))?.[1] ?? '').matchAll(/'(\w+)'/g)].map((one) => (Array.isArray(one) ? one[1] : one)));
    for (const file of imports(page)) {
      for (const [, id] of read(file).matchAll(/\bt\('([a-z][\w-]*)'/g)) {
        const home = catalogue.get(id)?.file.replace(/^.*\/(\w+)\.ftl$/, '$1');
        if (home && !loaded.has(home) && !/js\/parts\/plots\.js$/.test(file)) wrong.push(`${relative(www, page)} uses ${id} of ${home} (in ${relative(www, file)})`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('no catalogue says anything twice or says what nobody asks', () => {
  const seen = new Set();
  const all = files.filter((name) => /\.(js|html)$/.test(name)).map(read).join('\n');
  const dynamic = [...all.matchAll(/t\(`([a-z-]+)\$\{/g)].map(([, prefix]) => prefix);
  const chosen = new Set([...all.matchAll(/'([a-z][\w-]*)'/g)].map(([, id]) => id));
  const idle = [];
  for (const file of files.filter((name) => /locales\/en/.test(name))) {
    for (const [, id] of read(file).matchAll(/^([a-z][\w-]*) = /gm)) {
      assert.ok(!seen.has(id), `${id} of ${relative(www, file)} stands twice`);
      seen.add(id);
      const used = chosen.has(id) || all.includes(`data-l10n="${id}"`) || dynamic.some((prefix) => id.startsWith(prefix)) || id.startsWith('problem-');
      if (!used) idle.push(id);
    }
  }
  assert.deepEqual(idle, []);
});

test('the English of the pages is the English of the catalogue', () => {
  const different = [];
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    for (const [, id, text] of read(file).matchAll(/data-l10n="([\w-]+)"[^>]*>([^<]*)</g)) {
      if (catalogue.get(id)?.text !== text) different.push(`${relative(www, file)}: ${id}`);
    }
  }
  assert.deepEqual(different, []);
});

test('no page has a script or a style of its own inside', () => {
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const text = read(file);
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i, relative(www, file));
    assert.doesNotMatch(text, /(src|href)="(https?:)?\/\//i, `${relative(www, file)} loads nothing from elsewhere`);
  }
});

test('after signing in only a path of this site is gone to [47]', () => {
  globalThis.location = { origin: 'http://localhost:8080' };
  for (const good of ['/dashboard/', '/dashboard/risk-level/?band=high&q=a%20b', '/dashboard/customer/?id=1#x']) assert.equal(safeNext(good), good);
  for (const bad of [null, '', 'dashboard', '//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)', '/\t/evil.example', '/\n/evil.example', '\\\\evil.example', '/a\\b', '/login/?next=/login/', ' /dashboard/']) {
    assert.equal(safeNext(bad), '/dashboard/', JSON.stringify(bad));
  }
  delete globalThis.location;
});

test('a file is meant as a shape when it has most of its columns and few others', () => {
  const shape = (name, headers) => ({ name, columns: headers.map((header, i) => ({ header, role: i ? 'feature' : 'id' })) });
  const schemas = [shape('bank', ['CustomerId', 'Age', 'Balance', 'Tenure', 'Card']), shape('phone', ['Subscriber', 'Months', 'Contract', 'Charges'])];
  const meant = (...headers) => shapeOf(headers, schemas)?.name ?? null;
  assert.equal(meant('customerid', 'age', 'balance', 'tenure', 'card', 'more', 'and', 'more again', 'a', 'b', 'c'), 'bank');
  assert.equal(meant('CustomerId', 'Age', 'Balance', 'Other'), 'bank', 'one is missing: the server names it');
  assert.equal(meant('Id', 'Months', 'Contract', 'Charges', 'Support', 'Streaming', 'Lines'), null, 'another shape that shares some columns');
  assert.equal(meant('Number', 'Months', 'Contract', 'Charges'), null, 'who the customers are is said otherwise');
  assert.equal(meant('Id', 'Kind'), null);
});
