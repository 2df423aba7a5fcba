// Mail over a real SMTP server, by a job runner of the tests' own on a database of its own; and as files, by the instance's.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { as, login, metricsUrl, request, state, url, waitUntil } from './lib.mjs';
import { dropDatabase, ownDatabase, sql as sqlOf, start } from './instance-lib.mjs';
import { mailTo, parseMail } from './mail-lib.mjs';
import { fromNpm } from './packages.mjs';

const { SMTPServer } = await fromNpm('smtp-server');
const base = 'holdfast_mail';
const sql = (text) => sqlOf(text, base);
const password = 'a pass word "of" SMTP';
let port, server, runner, home, log;
const inbox = []; // {from, to, message, session}
let answers = {}; // what the server says instead of yes: {connect, rcpt, data}

const refusal = (code, text = 'no') => Object.assign(new Error(text), { responseCode: code });
async function openServer() {
  server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true, logger: false, closeTimeout: 100,
    onConnect: (_, done) => done(answers.connect?.()),
    onAuth: ({ username, password: given }, _, done) => (username === 'holdfast' && given === password ? done(null, { user: username }) : done(refusal(535))),
    onRcptTo: (address, _, done) => done(answers.rcpt?.(address.address)),
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', async () => {
        const refused = answers.data?.();
        if (!refused) inbox.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((a) => a.address), user: session.user, message: Buffer.concat(chunks).toString('utf8') });
        await answers.wait?.();
        done(refused);
      });
    },
  });
  server.on('error', () => {});
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
}
const closeServer = () => new Promise((resolve) => { server.close(resolve); });

function startRunner() {
  runner = start('chat', ['--jobs'], {
    HF_DB_NAME: base, HF_RUN_DIR: `${home}/run`, HF_SECRETS_DIR: `${state}/secrets`, HF_STATE: home, HF_NCHAN_SOCKET: `${home}/none`,
    HF_SMTP_URL: `smtp://127.0.0.1:${port}`, HF_SMTP_USER: 'holdfast', HF_SMTP_PASSWORD_FILE: `${home}/password`,
    HF_MAIL_FROM: 'no-reply@holdfast.example', HF_PUBLIC_URL: 'https://churn.example',
  });
  log = '';
  runner.stderr.on('data', (text) => { log += text; });
}
const stopRunner = (signal = 'SIGTERM') => new Promise((resolve) => { runner.once('exit', resolve); runner.kill(signal); });

// A row as the binaries write it. Gives its id.
function write(recipient, template = 'verify', params = { name: 'Ada', token: 'the-token', code: '123456' }, tenant = 1) {
  const id = randomUUID();
  const quoted = (text) => `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`;
  sql(`INSERT INTO mails (id, tenant_id, recipient, template, params) VALUES ('${id}', ${tenant}, ${quoted(recipient)}, '${template}', ${quoted(JSON.stringify(params))})`);
  return id;
}
const row = (id) => {
  const [mailState, attempts, error, params, sent] = sql(`SELECT state, attempts, COALESCE(error, ''), params, sent_at IS NOT NULL FROM mails WHERE id = '${id}'`).split('\t');
  return { state: mailState, attempts: Number(attempts), error, params, sent: sent === '1' };
};
const inState = (id, wanted, deadline_ms = 15_000) => waitUntil(`mail ${id} is ${wanted}`, () => row(id).state === wanted && row(id), { deadline_ms });
const received = (id) => inbox.filter((mail) => mail.message.includes(`<${id}@holdfast.example>`));

before(async () => {
  ownDatabase(base, 'chat');
  sql(`INSERT INTO tenants (public_id, slug, name) VALUES ('${randomUUID()}', 'mailing', 'Mailing "Bank"')`);
  home = mkdtempSync(`${state}/tmp/mail-`);
  mkdirSync(`${home}/run/metrics`, { recursive: true });
  writeFileSync(`${home}/password`, `${password}\n`);
  const probe = createServer();
  await new Promise((resolve) => { probe.listen(0, '127.0.0.1', resolve); });
  port = probe.address().port;
  await new Promise((resolve) => { probe.close(resolve); });
  await openServer();
  startRunner();
});
beforeEach(() => { answers = {}; });
after(async () => {
  await stopRunner();
  await closeServer();
  dropDatabase(base);
  rmSync(home, { recursive: true });
  assert.doesNotMatch(log, /Sanitizer|runtime error/);
});

test('a mail arrives once, with all its headers, and its tokens leave the table', async () => {
  const id = write('ada@example.com');
  await inState(id, 'sent');
  const [mail, ...more] = received(id);
  assert.equal(more.length, 0);
  assert.deepEqual([mail.from, mail.to, mail.user], ['no-reply@holdfast.example', ['ada@example.com'], 'holdfast']);
  const { headers, names, text } = parseMail(mail.message);
  assert.deepEqual(names.toSorted(), ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']);
  assert.equal(headers.from, '"Mailing Bank" <no-reply@holdfast.example>');
  assert.equal(headers.to, '<ada@example.com>');
  assert.equal(headers['message-id'], `<${id}@holdfast.example>`);
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(headers['auto-submitted'], 'auto-generated');
  assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60_000, headers.date);
  assert.match(text, /^Hello Ada,\n/);
  assert.match(text, /^https:\/\/churn\.example\/verify-email\/#token=the-token$/m);
  assert.match(text, /^ {4}123456$/m);
  assert.deepEqual(row(id), { state: 'sent', attempts: 1, error: '', params: '{}', sent: true });
});

test('each template says what it is about and leaves no placeholder', async () => {
  const params = { name: 'Zoë', token: 't0ken', code: '654321', company: 'Müller & Söhne', inviter: 'Björn', device: 'Firefox 120.0 on Linux', address: '192.0.2.7', at: '2026-11-21 09:00' };
  const source = readFileSync(new URL('../../cgi/chat/mails.c', import.meta.url), 'utf8');
  const templates = [...source.matchAll(/^ {4}\{ "([a-z_]+)",/gm)].map((m) => m[1]);
  assert.ok(templates.length >= 8, `${templates}`);
  const ids = templates.map((template) => write('zoe@example.com', template, params));
  for (const [i, id] of ids.entries()) {
    await inState(id, 'sent');
    const { headers, text } = parseMail(received(id)[0].message);
    assert.ok(headers.subject.length > 10, templates[i]);
    assert.match(text, /^Hello Zoë,\n/, templates[i]);
    assert.match(text, /https:\/\/churn\.example\//, templates[i]);
    assert.doesNotMatch(headers.subject + text, /[{}]|undefined|null/, templates[i]);
    assert.ok(received(id)[0].message.split('\r\n').every((line) => line.length <= 998 && /^[\x20-\x7e\t]*$/.test(line)), `${templates[i]}: seven bits`);
  }
  const invitation = parseMail(received(ids[templates.indexOf('invitation')])[0].message);
  assert.equal(invitation.headers.subject, 'You are invited to join Müller & Söhne');
  assert.match(invitation.text, /Björn invites you .*\n+https:\/\/churn\.example\/accept-invitation\/#token=t0ken\n/s);
  assert.match(parseMail(received(ids[templates.indexOf('new_sign_in')])[0].message).text, /Firefox 120\.0 on Linux\n {4}Address: 192\.0\.2\.7\n/);
});

test('a server that is away and comes back gets it then', async () => {
  await closeServer();
  const id = write('later@example.com');
  try {
    await waitUntil('attempts', () => row(id).attempts >= 2 && row(id).error !== '');
    assert.equal(row(id).state, 'queued');
    assert.match(row(id).error, /connect/i);
  } finally {
    await openServer();
  }
  const last = await inState(id, 'sent', 20_000);
  assert.ok(last.attempts >= 2);
  assert.equal(received(id).length, 1);
});

test('"not now" is tried again, later each time', async () => {
  let asked = 0;
  answers.rcpt = () => (++asked < 3 ? refusal(451) : undefined);
  const id = write('greylisted@example.com');
  const wait = () => Number(sql(`SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), next_at) / 1e6 FROM mails WHERE id = '${id}'`));
  await waitUntil('two attempts', () => row(id).attempts === 2 && wait() < 60);
  assert.ok(wait() > 2 && wait() <= 5, `waits ${wait()} s`); // 4 s and up to a quarter more
  assert.equal(row(id).error, 'The mail server answered 451.');
  assert.equal((await inState(id, 'sent', 20_000)).attempts, 3);
  assert.equal(received(id).length, 1);
});

test('a refusal for good is a dead letter at once, and others go on', async () => {
  answers.rcpt = (address) => (address === 'gone@example.com' ? refusal(550) : undefined);
  const [dead, fine] = [write('gone@example.com'), write('here@example.com')];
  await inState(fine, 'sent');
  assert.deepEqual(await inState(dead, 'dead'), { state: 'dead', attempts: 1, error: 'The mail server answered 550.', params: '{}', sent: false });
  answers = { data: () => refusal(554) };
  const spam = write('spam@example.com');
  assert.equal((await inState(spam, 'dead')).error, 'The mail server answered 554.');
  assert.equal(received(spam).length, 0);
});

test('the twentieth failure is the last', async () => {
  answers.rcpt = () => refusal(451);
  const id = write('never@example.com');
  sql(`UPDATE mails SET attempts = 19, next_at = UTC_TIMESTAMP(6) WHERE id = '${id}'`);
  const last = await inState(id, 'dead');
  assert.equal(last.attempts, 20);
});

test('a greeting that refuses, or a wrong password, kills no mail', async () => {
  answers.connect = () => refusal(554);
  const id = write('patient@example.com');
  await waitUntil('an attempt', () => row(id).error !== '');
  assert.equal(row(id).state, 'queued');
  answers = {};
  await inState(id, 'sent', 40_000);
});

test('no name, address or text of a stranger becomes a header, a recipient or a link [49]', async () => {
  const evil = ['Ada\r\nBcc: victim@example.com', 'Ada\nSubject: you won', 'Ada\r\n\r\nbody', 'Ada\u0000x', '\u2028Bcc: x', '=?UTF-8?Q?=0D=0ABcc:_x?=', '"<victim@example.com>', '\r\n.\r\nMAIL FROM:<x@x.example>\r\n', 'Ada https://evil.example/x www.evil.example', '\u202eevil', `${'ä'.repeat(500)}`];
  for (const name of evil) {
    const id = write('one@example.com', 'invitation', { name, company: name, inviter: name, token: 'abc\r\nBcc: x', code: name });
    await inState(id, 'sent');
    const [mail, ...more] = received(id);
    assert.equal(more.length, 0);
    assert.deepEqual(mail.to, ['one@example.com'], JSON.stringify(name));
    const { headers, names, text } = parseMail(mail.message);
    assert.equal(names.length, 9, JSON.stringify(name));
    assert.ok(!names.includes('bcc') && new Set(names).size === 9, names.join());
    assert.match(headers.subject, /^You are invited to join\b/);
    assert.doesNotMatch(headers.subject, /[\r\n\0\u2028\u202e]/);
    assert.doesNotMatch(text, /evil\.example|https:\/\/evil|victim@/, JSON.stringify(name));
    assert.match(text, /#token=(abc%0D%0ABcc%3A%20x)?\n/);
    assert.ok(mail.message.split('\r\n').every((line) => line.length <= 998 && !/[\r\n]/.test(line)));
  }
  for (const address of ['a@example.com\r\nRCPT TO:<b@example.com>', 'a@example.com,b@example.com', 'a@example.com> <b@example.com', '<a@example.com>', 'a b@example.com', 'a@@example.com', '']) {
    const id = write(address);
    const dead = await inState(id, 'dead');
    assert.equal(received(id).length, 0, address);
    assert.match(dead.error, /unknown template or address/);
  }
  const strange = write('one@example.com', 'no_such_template');
  await inState(strange, 'dead');
});

test('many at once arrive once each, and two runners do not send anything twice', async () => {
  const first = runner;
  const firstLog = log;
  startRunner(); // a second one, with a metrics file of the same name
  try {
    const ids = Array.from({ length: 60 }, (_, i) => write(`many${i}@example.com`));
    for (const id of ids) await inState(id, 'sent', 30_000);
    for (const id of ids) assert.equal(received(id).length, 1);
  } finally {
    await stopRunner();
    assert.doesNotMatch(log, /Sanitizer|runtime error/);
    runner = first;
    log = firstLog;
  }
});

test('a runner killed between sending and marking sends it again, under the same Message-ID', async () => {
  let release = () => {};
  answers.wait = () => new Promise((resolve) => { release = resolve; });
  const id = write('twice@example.com');
  await waitUntil('the server has it', () => received(id).length === 1);
  const helpers = readFileSync(`/proc/${runner.pid}/task/${runner.pid}/children`, 'utf8').trim().split(' ');
  const gone = stopRunner('SIGKILL');
  for (const pid of helpers) process.kill(Number(pid), 'SIGKILL');
  await gone;
  release();
  answers = {};
  assert.equal(row(id).state, 'queued');
  assert.equal(row(id).attempts, 1);
  startRunner();
  const lease = Number(sql(`SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), next_at) FROM mails WHERE id = '${id}'`));
  assert.ok(lease > 30, `the claim holds longer than sending may take: ${lease} s`);
  sql(`UPDATE mails SET next_at = UTC_TIMESTAMP(6) WHERE id = '${id}'`); // time passes
  assert.equal((await inState(id, 'sent')).attempts, 2);
  assert.equal(received(id).length, 2);
});

test('helpers that are killed come back, and end with their runner', async () => {
  const helpers = () => readFileSync(`/proc/${runner.pid}/task/${runner.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const first = helpers();
  assert.ok(first.length >= 3, 'they send mails, seal the audit, deliver events');
  for (const pid of first) process.kill(Number(pid), 'SIGKILL');
  await waitUntil('new ones', () => helpers().length === first.length && !helpers().some((pid) => first.includes(pid)), { deadline_ms: 10_000 });
  const id = write('back@example.com');
  await inState(id, 'sent');
  const last = helpers();
  await stopRunner();
  for (const pid of last) assert.ok(!existsSync(`/proc/${pid}`), 'it ended with its runner');
  startRunner();
});

test('live events do not wait for a mail server that is slow', async () => {
  let release = () => {};
  answers.wait = () => new Promise((resolve) => { release = resolve; });
  const id = write('slow@example.com');
  await waitUntil('the server keeps it waiting', () => received(id).length === 1);
  const began = Date.now();
  sql("INSERT INTO outbox (tenant_id, type, object_id) VALUES (1, 'test', 'fast')");
  await waitUntil('the event is in the log', () => sql("SELECT COUNT(*) FROM events WHERE object_id = 'fast'") === '1', { deadline_ms: 3000, every_ms: 20 });
  assert.equal(row(id).state, 'queued');
  assert.ok(Date.now() - began < 3000);
  release();
  await inState(id, 'sent');
});

test('the log names mails by id and template only', async () => {
  const id = write('quiet@example.com');
  await inState(id, 'sent');
  await waitUntil('it is in the log', () => log.includes(`${id} verify attempt 1: sent`));
  assert.doesNotMatch(log, /example\.com|the-token|123456|Ada/);
});

test('without a mail server each mail is a private file, and admins see what became of it', async () => {
  const admin = await as('admin');
  const tenant = sqlOf("SELECT id FROM tenants WHERE slug = 'demo-bank'");
  const id = randomUUID();
  const address = `file-${id.slice(0, 8)}@example.com`;
  sqlOf(`INSERT INTO mails (id, tenant_id, recipient, template, params) VALUES ('${id}', ${tenant}, '${address}', 'reset', '{"name":"Ada","token":"tok-1","code":"111222"}')`);
  const mail = await mailTo(address, /new password/);
  assert.deepEqual([mail.id, mail.token, mail.code], [id, 'tok-1', '111222']);
  assert.match(mail.text, new RegExp(`^${url}/reset-password/#token=tok-1$`, 'm'));
  assert.equal(statSync(`${state}/mail/${id}.eml`).mode & 0o777, 0o600);
  assert.equal(statSync(`${state}/mail`).mode & 0o777, 0o700);
  assert.ok(!readdirSync(`${state}/mail`).some((name) => name.endsWith('.new')));
  const find = async (query) => (await admin(`/api/v1/mails?limit=200${query}`, { status: 200 })).json.data.find((m) => m.id === id);
  const shown = await waitUntil('it is told as sent', () => find('&state=sent'));
  assert.equal(shown.recipient, address);
  assert.equal(shown.attempts, 1);
  assert.equal(await find('&state=dead'), undefined);
  await admin('/api/v1/mails?state=lost', { status: 422 });
  const theirs = (await request('/api/v1/mails?limit=200', { token: await login('other'), status: 200 })).json.data;
  assert.ok(!theirs.some((m) => m.id === id), 'another tenant does not see it');
  await request('/api/v1/mails', { token: await login('csm'), status: 403 });
  await request('/api/v1/mails', { status: 401 });
  const { next_cursor: cursor, data } = (await admin('/api/v1/mails?limit=1', { status: 200 })).json;
  if (cursor !== null) {
    const next = (await admin(`/api/v1/mails?limit=1&cursor=${encodeURIComponent(cursor)}`, { status: 200 })).json.data;
    assert.notEqual(next[0].id, data[0].id);
  }
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  for (const name of ['holdfast_mails_queued', 'holdfast_mails_dead']) assert.match(text, new RegExp(`^${name}\\{pool="chat-jobs"\\} \\d+$`, 'm'));
  assert.ok(existsSync(`${state}/log/chat-jobs.log`));
  assert.doesNotMatch(readFileSync(`${state}/log/chat-jobs.log`, 'utf8'), /tok-1|\b111222\b(?!Z)|file-/); // not the microseconds of a time
});
