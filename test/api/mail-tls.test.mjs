// Mail over TLS, from the first byte (smtps) and after STARTTLS, to a server whose certificate an authority of the tests' own has signed.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { state, waitUntil } from './lib.mjs';
import { dropDatabase, ownDatabase, sql as sqlOf, start } from './instance-lib.mjs';
import { fromNpm } from './packages.mjs';

const { SMTPServer } = await fromNpm('smtp-server');
const base = 'holdfast_mail_tls';
const sql = (text) => sqlOf(text, base);
const password = 'a pass word';
let home, log = '';
const openssl = (...args) => execFileSync('openssl', args, { cwd: home, stdio: ['ignore', 'pipe', 'ignore'] });

// An authority, and certificates of it for these names.
function authority(name) {
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
}
function certificate(by, name, subject) {
  openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=mail', '-keyout', `${name}.key`, '-out', `${name}.csr`);
  writeFileSync(`${home}/${name}.ext`, `subjectAltName=${subject}\n`);
  openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
  return { key: readFileSync(`${home}/${name}.key`), cert: readFileSync(`${home}/${name}.pem`) };
}

const good = {}, elsewhere = {};
before(() => {
  ownDatabase(base, 'chat');
  sql(`INSERT INTO tenants (public_id, slug, name) VALUES ('${randomUUID()}', 'mailing', 'Mailing Bank')`);
  home = mkdtempSync(`${state}/tmp/mail-tls-`);
  mkdirSync(`${home}/run/metrics`, { recursive: true });
  writeFileSync(`${home}/password`, `${password}\n`);
  authority('ca');
  authority('other');
  Object.assign(good, certificate('ca', 'good', 'DNS:localhost,IP:127.0.0.1'));
  Object.assign(elsewhere, certificate('ca', 'elsewhere', 'DNS:mail.elsewhere.example'));
});
after(() => {
  dropDatabase(base);
  rmSync(home, { recursive: true });
  assert.doesNotMatch(log, /Sanitizer|runtime error/);
  assert.ok(!log.includes(password));
});

// A server, a job runner that knows it by `scheme` and trusts `ca`, and one mail. Gives what became of it.
async function deliver(t, scheme, { ca = 'ca', tls = good, options = {}, wanted }) {
  const inbox = [], passwords = [];
  const server = new SMTPServer({
    ...tls, secure: scheme === 'smtps', authOptional: false, logger: false, closeTimeout: 100, ...options,
    onAuth({ password: given }, session, done) {
      passwords.push([given, session.secure]);
      done(null, { user: 'holdfast' });
    },
    onData(stream, session, done) {
      stream.on('data', () => {});
      stream.on('end', () => {
        inbox.push({ to: session.envelope.rcptTo.map((one) => one.address), secure: session.secure });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.server.address();
  const runner = start('chat', ['--jobs'], {
    HF_DB_NAME: base, HF_RUN_DIR: `${home}/run`, HF_SECRETS_DIR: `${state}/secrets`, HF_STATE: home, HF_NCHAN_SOCKET: `${home}/none`, HF_MAIL_FROM: 'no-reply@holdfast.example',
    HF_SMTP_URL: `${scheme}://localhost:${port}`, HF_SMTP_TLS_CA: `${home}/${ca}.pem`, HF_SMTP_USER: 'holdfast', HF_SMTP_PASSWORD_FILE: `${home}/password`,
  });
  runner.stderr.on('data', (text) => { log += text; });
  t.after(async () => {
    await new Promise((resolve) => { runner.once('exit', resolve); runner.kill('SIGTERM'); });
    await new Promise((resolve) => { server.close(resolve); });
    sql('DELETE FROM mails');
  });
  const id = randomUUID();
  sql(`INSERT INTO mails (id, tenant_id, recipient, template, params) VALUES ('${id}', 1, 'ada@example.com', 'verify', '{"name":"Ada","token":"t","code":"123456"}')`);
  const row = await waitUntil(`the mail is ${wanted}`, () => {
    const [now, attempts, error] = sql(`SELECT state, attempts, COALESCE(error, '') FROM mails WHERE id = '${id}'`).split('\t');
    return (wanted === 'sent' ? now === 'sent' : Number(attempts) > 0 && now === 'queued' && error) && { state: now, error };
  });
  return { ...row, inbox, passwords };
}

for (const scheme of ['smtps', 'starttls']) {
  test(`${scheme}: a mail and its password go through TLS`, async (t) => {
    const got = await deliver(t, scheme, { wanted: 'sent' });
    assert.deepEqual(got.inbox, [{ to: ['ada@example.com'], secure: true }]);
    assert.deepEqual(got.passwords, [[password, true]]);
  });
  const refusals = { 'of an authority that is not trusted': { ca: 'other' }, 'of another name': { tls: elsewhere } };
  for (const [what, options] of Object.entries(refusals)) {
    test(`${scheme}: a certificate ${what} gets neither mail nor password`, async (t) => {
      const got = await deliver(t, scheme, { ...options, wanted: 'refused' });
      assert.deepEqual([got.state, got.inbox, got.passwords], ['queued', [], []]);
      assert.match(got.error, /certificate|SSL|peer/i);
    });
  }
}

test('starttls: a server that does not offer it gets nothing in clear', async (t) => {
  const got = await deliver(t, 'starttls', { options: { disabledCommands: ['STARTTLS'], allowInsecureAuth: true }, wanted: 'refused' });
  assert.deepEqual([got.state, got.inbox, got.passwords], ['queued', [], []]);
});
