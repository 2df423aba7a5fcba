// An erasure outlives a restore: the list of erasures is gone over again, and nothing of the person is left.
import { strict as assert } from 'node:assert';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { steppedUp } from './accounts-lib.mjs';
import { workspace } from './admin-lib.mjs';
import { dropDatabase, run, sql } from './instance-lib.mjs';
import { state } from './lib.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'holdfast-erased-'));
const copy = `erased_${process.pid}`, inCopy = { HF_DB_NAME: copy };
after(() => {
  rmSync(folder, { recursive: true, force: true });
  dropDatabase(copy);
});

const { admin, tenant } = await workspace();
await steppedUp(admin.token);
const tag = `zyx${Date.now().toString(36).replace(/[0-9]/g, (d) => 'ghijklmnop'[d])}`;
const person = async (name) => (await admin('customers', { json: { name: `${name} ${tag}`, external_id: `${name}-${tag}`, email: `${name}.${tag}@erase.example` }, status: 201 })).json;
const erase = (one) => admin(`customers/${one.id}/privacy/erase`, { json: { dry_run: false, confirm: one.external_id }, status: 200 });
const hits = (database, text = tag) => execFileSync('mariadb-dump', [`--defaults-file=${state}/client.cnf`, '--skip-extended-insert', '--hex-blob', database], { encoding: 'utf8', maxBuffer: 1 << 30 })
  .split('\n').filter((line) => line.toLowerCase().includes(text) || line.includes(Buffer.from(text).toString('hex').toUpperCase())).map((line) => line.slice(0, 160));
// Not waited for on the spot: nginx closes connections meanwhile, and whoever sleeps does not hear it.
const tool = async (name, ...args) => (await promisify(execFile)(`${top}sql/${name}`, [`--defaults-file=${state}/client.cnf`, ...args], { encoding: 'utf8' })).stdout;
const ours = (text) => text.split('\n').filter((line) => line.includes(` ${tenant.id} `));
const listed = (extra) => {
  const got = run('customers', ['--list-erased'], extra);
  assert.equal(got.status, 0, got.stderr);
  return ours(got.stdout);
};
const list = (name, lines) => {
  const file = join(folder, name);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
};
const again = (file) => run('customers', ['--erase-again', file], inCopy);
const restore = async (backup) => {
  const told = await tool('restore', `--database=${copy}`, '--replace', backup);
  const grants = ['common', 'customers'].map((file) => readFileSync(`${top}sql/grants/${file}.sql`, 'utf8')).join('\n');
  sql(grants.replaceAll('@USER@', "'holdfast-customers'@'localhost'"), copy);
  return told;
};

test('erased, restored from a backup, erased again: nothing is left [62]', async () => {
  const one = await person('first'), twin = await person('twin'), held = await person('held');
  await admin(`customers/${one.id}/notes`, { json: { body: `About first ${tag}` }, headers: { 'idempotency-key': `n-${tag}` }, status: 201 });
  const backup = (await tool('backup', `--to=${folder}`)).trim();

  // After the backup all that the hash is made of changes, and what were two records becomes one.
  await admin(`customers/${one.id}`, { method: 'PATCH', json: { email: `new.${tag}@erase.example` }, headers: { 'if-match': `"${one.version}"`, 'idempotency-key': `p-${tag}` }, status: 200 });
  await admin(`customers/${twin.id}/merge`, { json: { into: one.id }, status: 201 });
  await erase(one);
  await erase(held);
  assert.deepEqual(hits('holdfast'), []);
  const lines = listed();
  assert.equal(lines.length, 3);
  for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f-]{36} [0-9a-f]{64} [0-9a-f-]{36}$/);

  await restore(backup);
  assert.ok(hits(copy).length > 3, 'the backup has them');
  sql(`UPDATE customers SET legal_hold = TRUE WHERE id = '${held.id}'`, copy);
  const file = list('list', lines);
  const first = again(file);
  assert.equal(first.status, 1);
  assert.match(first.stderr, new RegExp(`customer ${held.id} .*NOT erased again: .*legal hold`));
  assert.match(first.stdout, /^2 erased again, 1 not; the list has 3 lines$/m);
  sql(`UPDATE customers SET legal_hold = FALSE WHERE id = '${held.id}'`, copy);
  const second = again(file);
  assert.equal(second.status, 0, second.stderr);
  assert.match(second.stdout, /^1 erased again, 0 not/m);
  assert.deepEqual(hits(copy), []);
  assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'privacy.erase' AND JSON_VALUE(detail, '$.again') IS NOT NULL AND object_id IN ('${one.id}', '${twin.id}', '${held.id}')`, copy), '3');
  assert.match(again(file).stdout, /^0 erased again, 0 not/m);

  // The next restore keeps the list by itself, with the repetitions at their first time.
  const wanted = listed(inCopy);
  assert.deepEqual(wanted.map((line) => line.split(' ')[3]).sort(), [one.id, twin.id, held.id].sort());
  assert.deepEqual(new Set(wanted.map((line) => line.slice(0, 27))), new Set(lines.map((line) => line.slice(0, 27))));
  const kept = (await restore(backup)).match(/holdfast-run customers --erase-again - <(.*)$/m)[1];
  assert.ok(readdirSync(folder).includes(kept.slice(folder.length + 1)));
  assert.deepEqual(ours(readFileSync(kept, 'utf8')), wanted);
  assert.ok(hits(copy).length > 3);
  assert.equal(again(kept).status, 0);
  assert.deepEqual(hits(copy), []);
});

test('who came again after the erasure stays; one written anew before it goes', async () => {
  const one = await person('again');
  const backup = (await tool('backup', `--to=${folder}`)).trim();
  await erase(one);
  const line = listed().find((each) => each.endsWith(one.id));
  await restore(backup);
  const other = `${line.slice(0, -36)}00000000-0000-7000-8000-000000000000`;
  assert.match(again(list('before', [other.replace(/^\d{4}/, '2001')])).stdout, /^0 erased again/m);
  assert.match(again(list('after', [other])).stdout, /^1 erased again/m);
  assert.deepEqual(hits(copy, `again-${tag}`), []);
});

test('a file that is no such list is refused with its line, and nothing is done', async () => {
  const good = `2026-01-31T12:00:00.000000Z ${tenant.id} ${'a'.repeat(64)} ${tenant.id}`;
  for (const bad of ['', 'x', good.slice(1), good.slice(0, -1), `${good} more`, good.replace('aaa', 'gaa'), 'y'.repeat(500)]) {
    const got = run('customers', ['--erase-again', list('bad', [good, bad, good])]);
    assert.equal(got.status, 64);
    assert.match(got.stderr, /bad, line 2: .*nothing was erased/, bad);
  }
  assert.equal(run('customers', ['--erase-again', list('empty', [])]).status, 0);
  assert.equal(run('customers', ['--erase-again', join(folder, 'none')]).status, 64);
  assert.equal(run('customers', ['--erase-again']).status, 64);
  assert.equal(run('customers', ['--list-erased', 'more']).status, 64);
  assert.match(run('customers', ['--help']).stdout, /--list-erased[^]*--erase-again FILE/);
});
