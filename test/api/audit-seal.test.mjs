// The seal of the audit: what somebody with the whole database in hand, but not the key, cannot do unseen.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { demo, metricsUrl, signIn, state, waitUntil } from './lib.mjs';
import { run, sql, start } from './instance-lib.mjs';

const slug = `sealed-${randomBytes(4).toString('hex')}`;
const other = `${slug}-b`;
const tenants = {};
const verify = (...args) => run('auth', ['--verify-audit', ...args]);
const waiting = (tenant) => Number(sql(`SELECT COUNT(*) FROM audit WHERE tenant_id = ${tenant} AND seal IS NULL`));
// The file of heads is written after the rows.
const heads = () => (existsSync(`${state}/audit/heads`) ? readFileSync(`${state}/audit/heads`, 'utf8').split('\n') : []);
const noted = (tenant) => heads().find((line) => line.startsWith(`${tenant} `));
const headOf = (tenant) => sql(`SELECT CONCAT_WS(' ', tenant_id, rows_sealed, LOWER(HEX(seal))) FROM audit_heads WHERE tenant_id = ${tenant}`);
const sealed = (tenant) => waitUntil('the sealer has been there', () => waiting(tenant) === 0 && noted(tenant) === headOf(tenant), { deadline_ms: 5000 });
const idOf = (no) => sql(`SELECT id FROM audit WHERE tenant_id = ${tenants[slug]} AND chain_no = ${no}`);

function addTenant(name) {
  sql(`INSERT INTO tenants (public_id, slug, name) VALUES ('${randomUUID()}', '${name}', 'Sealed')`);
  tenants[name] = Number(sql(`SELECT id FROM tenants WHERE slug = '${name}'`));
}
const addRow = (tenant, n) => sql(`INSERT INTO audit (tenant_id, id, actor_id, action, object, object_id, detail, request_id)
  VALUES (${tenant}, UUID(), '${randomUUID()}', 'test.done', 'thing', 'thing-${n}', '{"n": ${n}}', 'request-${n}')`);

before(async () => {
  addTenant(slug);
  addTenant(other);
  for (let n = 1; n <= 6; n++) addRow(tenants[slug], n);
  addRow(tenants[other], 1);
  await sealed(tenants[slug]);
  await sealed(tenants[other]);
});
after(() => assert.equal(verify('--tenant', slug).status, 0, 'all was put back'));

test('a sign-in is in the audit and sealed within two seconds', async () => {
  const began = Date.now();
  const { user } = await signIn(...demo.admin);
  const row = await waitUntil('its row has a seal', () => sql(`SELECT chain_no, HEX(seal) FROM audit WHERE actor_id = '${user.id}' AND seal IS NOT NULL AND at >= FROM_UNIXTIME(${began / 1000 - 1}) ORDER BY id DESC LIMIT 1`), { deadline_ms: 2000 });
  assert.match(row, /^\d+\t[0-9A-F]{64}$/);
});

test('all chains are as they were sealed, those without a tenant too', async () => {
  sql(`INSERT INTO audit (tenant_id, id, action) VALUES (0, UUID(), 'test.nobody')`);
  await sealed(0);
  const got = verify();
  assert.equal(got.status, 0, got.stdout + got.stderr);
  assert.match(got.stdout, /^-: [1-9]\d* rows sealed, \d+ not yet$/m);
  assert.match(got.stdout, new RegExp(`^${slug}: 6 rows sealed, 0 not yet$`, 'm'));
  assert.match(got.stdout, /^ok: [1-9]\d* chains, [1-9]\d* rows sealed, \d+ not yet$/m);
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  assert.match(text, /^holdfast_audit_unsealed\{pool="chat-jobs"\} \d+$/m);
});

// Does something to the database, expects the proof to fail with these words, and puts it back.
function tamper(change, back, words) {
  sql(change);
  try {
    const got = verify('--tenant', slug);
    assert.equal(got.status, 1, `not found: ${change}\n${got.stdout}`);
    assert.match(got.stdout, words, change);
    assert.match(got.stdout, new RegExp(`^BROKEN ${slug}: row \\d+`, 'm'));
    assert.doesNotMatch(got.stdout, /^ok/m);
  } finally {
    sql(back);
  }
  assert.equal(verify('--tenant', slug).status, 0, `put back: ${change}`);
}

for (const [column, changed] of [
  ['at', 'at + INTERVAL 1 MICROSECOND'],
  ['actor_id', "'01900000-0000-7000-8000-000000000000'"],
  ['actor_id', 'NULL'],
  ['action', "'test.dona'"],
  ['action', "'TEST.done'"],
  ['object', "'thinh'"],
  ['object', "''"],
  ['object_id', "'thing-4'"],
  ['object_id', "'thïng-3'"],
  ['detail', `'{"n": 4}'`],
  ['detail', `'{"n":3}'`],
  ['detail', 'NULL'],
  ['request_id', "'request-4'"],
]) {
  test(`another ${column} (${changed}) in a sealed row is found`, () => {
    const id = idOf(3);
    const where = `WHERE tenant_id = ${tenants[slug]} AND id = '${id}'`;
    const kept = sql(`SELECT COALESCE(HEX(CAST(CAST(${column} AS CHAR) AS BINARY)), '') FROM audit ${where}`);
    tamper(`UPDATE audit SET ${column} = ${changed} ${where}`, `UPDATE audit SET ${column} = CAST(X'${kept}' AS CHAR) ${where}`, /row 3, id .*: it was changed/);
  });
}

test('another id, tenant, number or seal is found', () => {
  const id = idOf(3);
  const changed = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
  tamper(`UPDATE audit SET id = '${changed}' WHERE tenant_id = ${tenants[slug]} AND id = '${id}'`, `UPDATE audit SET id = '${id}' WHERE tenant_id = ${tenants[slug]} AND id = '${changed}'`, /row 3.*it was changed/);
  tamper(`UPDATE audit SET tenant_id = ${tenants[other]} WHERE tenant_id = ${tenants[slug]} AND id = '${id}'`, `UPDATE audit SET tenant_id = ${tenants[slug]} WHERE id = '${id}'`, /row 3: it is missing/);
  for (const no of ['2', '4', '0', '7', 'NULL']) tamper(`UPDATE audit SET chain_no = ${no} WHERE id = '${id}'`, `UPDATE audit SET chain_no = 3 WHERE id = '${id}'`, /BROKEN/);
  const seal = sql(`SELECT HEX(seal) FROM audit WHERE id = '${id}'`);
  for (let byte = 0; byte < 32; byte += 7) {
    const flipped = Buffer.from(seal, 'hex');
    flipped[byte] ^= 1;
    tamper(`UPDATE audit SET seal = X'${flipped.toString('hex')}' WHERE id = '${id}'`, `UPDATE audit SET seal = X'${seal}' WHERE id = '${id}'`, /row 3.*it was changed/);
  }
});

test('rows that change places are found', () => {
  const [a, b] = [idOf(2), idOf(5)];
  const swap = `UPDATE audit SET chain_no = 7 - chain_no WHERE id IN ('${a}', '${b}')`;
  tamper(swap, swap, /row 2.*it was changed, moved or added/);
});

test('a row that was taken away is found, in the middle and at the end', () => {
  for (const no of [1, 3, 6]) {
    const id = idOf(no);
    sql(`DROP TABLE IF EXISTS audit_kept; CREATE TABLE audit_kept AS SELECT * FROM audit WHERE id = '${id}'`);
    tamper(`DELETE FROM audit WHERE id = '${id}'`, 'INSERT INTO audit SELECT * FROM audit_kept; DROP TABLE audit_kept', no === 6 ? /chain ends here/ : new RegExp(`row ${no}: it is missing`));
  }
});

test('a head that is put back with the rows after it is found by the file of heads', () => {
  const id = idOf(6);
  const head = sql(`SELECT HEX(seal) FROM audit_heads WHERE tenant_id = ${tenants[slug]}`);
  assert.match(readFileSync(`${state}/audit/heads`, 'utf8'), new RegExp(`^${tenants[slug]} 6 ${head.toLowerCase()}$`, 'm'));
  sql(`DROP TABLE IF EXISTS audit_kept; CREATE TABLE audit_kept AS SELECT * FROM audit WHERE id = '${id}'`);
  tamper(`UPDATE audit_heads h JOIN audit a ON a.tenant_id = h.tenant_id AND a.chain_no = 5 SET h.seal = a.seal, h.last_id = a.id, h.rows_sealed = 5 WHERE h.tenant_id = ${tenants[slug]};
    DELETE FROM audit WHERE id = '${id}'`,
  `INSERT INTO audit SELECT * FROM audit_kept; DROP TABLE audit_kept;
    UPDATE audit_heads SET seal = X'${head}', last_id = '${id}', rows_sealed = 6 WHERE tenant_id = ${tenants[slug]}`, /the file of heads knows more rows/);
});

test('who does not have the key cannot seal a changed row anew', () => {
  const id = idOf(6);
  const row = sql(`SELECT HEX(CONCAT_WS('|', tenant_id, id, at, actor_id, action, object, 'forged', detail, request_id)) FROM audit WHERE id = '${id}'`);
  const kept = sql(`SELECT HEX(seal) FROM audit WHERE id = '${id}'`);
  const forged = createHmac('sha256', Buffer.alloc(32)).update(Buffer.from(row, 'hex')).digest('hex');
  tamper(`UPDATE audit SET object_id = 'forged', seal = X'${forged}' WHERE id = '${id}'; UPDATE audit_heads SET seal = X'${forged}' WHERE tenant_id = ${tenants[slug]}`,
    `UPDATE audit SET object_id = 'thing-6', seal = X'${kept}' WHERE id = '${id}'; UPDATE audit_heads SET seal = X'${kept}' WHERE tenant_id = ${tenants[slug]}`, /row 6.*it was changed/);
});

test('a lost head does not begin the chain anew', async () => {
  const name = `${slug}-c`;
  addTenant(name);
  addRow(tenants[name], 1);
  await sealed(tenants[name]);
  const head = sql(`SELECT HEX(seal) FROM audit_heads WHERE tenant_id = ${tenants[name]}`);
  sql(`DELETE FROM audit_heads WHERE tenant_id = ${tenants[name]}`);
  addRow(tenants[name], 2);
  await waitUntil('the sealer says so', () => readFileSync(`${state}/log/chat-jobs.log`, 'utf8').includes(`the chain of tenant ${tenants[name]} ends at 1`), { deadline_ms: 5000 });
  assert.equal(waiting(tenants[name]), 1);
  assert.equal(verify('--tenant', name).status, 1);
  sql(`REPLACE INTO audit_heads (tenant_id, seal, last_id, rows_sealed) VALUES (${tenants[name]}, X'${head}', '${randomUUID()}', 1)`);
  await sealed(tenants[name]);
  assert.equal(verify('--tenant', name).status, 0);
});

test('a row that is sealed while a proof begins is none that was cut off', async () => {
  const name = `${slug}-d`, home = mkdtempSync(`${state}/tmp/seal-`), file = `${home}/audit/heads`;
  addTenant(name);
  addRow(tenants[name], 1);
  await sealed(tenants[name]);
  mkdirSync(`${home}/audit`);
  execFileSync('mkfifo', [file]); // who reads it waits for what we say
  const proof = start('auth', ['--verify-audit', '--tenant', name], { HF_STATE: home, HF_SECRETS_DIR: `${state}/secrets` });
  const ended = new Promise((resolve) => { proof.once('exit', resolve); });
  let words = '';
  proof.stderr.on('data', (text) => { words += text; });
  try {
    const pipe = await waitUntil('the proof to read the file of heads', () => {
      try {
        return openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
      } catch (error) {
        if (error.code !== 'ENXIO') throw error;
        return 0; // nobody reads yet
      }
    });
    addRow(tenants[name], 2);
    await sealed(tenants[name]);
    writeSync(pipe, `${noted(tenants[name])}\n`);
    closeSync(pipe);
    assert.equal(await ended, 0, words);
  } finally {
    proof.kill('SIGKILL');
    rmSync(home, { recursive: true });
  }
});

test('the application may neither change nor delete the audit; only the sealer may write seals', () => {
  const rights = (domain) => sql(`SHOW GRANTS FOR 'holdfast-${domain}'@'localhost'`).split('\n').filter((line) => /`audit`/.test(line)).join('\n');
  for (const domain of ['auth', 'customers', 'uploads', 'reports', 'scores', 'chat']) {
    assert.doesNotMatch(rights(domain), /DELETE|ALL PRIVILEGES/, domain);
    if (domain !== 'chat') assert.doesNotMatch(rights(domain), /UPDATE/, domain);
  }
  assert.match(rights('chat'), /UPDATE \(`(seal`, `chain_no|chain_no`, `seal)`\)/);
});

test('the command wants a tenant that is there', () => {
  assert.equal(verify('--tenant', 'no-such-tenant').status, 1);
  assert.equal(verify('--tenant').status, 64);
  assert.equal(verify('--tenants', 'x').status, 64);
});

test('without the file of heads the proof stands, and says what it cannot know', () => {
  const file = `${state}/audit/heads`;
  assert.ok(existsSync(file));
  renameSync(file, `${file}.away`);
  try {
    const got = verify('--tenant', slug);
    assert.equal(got.status, 0, got.stdout);
    assert.match(got.stderr, /would go unseen/);
  } finally {
    renameSync(`${file}.away`, file);
  }
});
