// What is held about a person: all of it in one file, and after erasure nothing of it anywhere.
import { strict as assert } from 'node:assert';
import { execFile, execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { sql, steppedUp } from './accounts-lib.mjs';
import { member, workspace } from './admin-lib.mjs';
import { visitor } from './chat-lib.mjs';
import { shop } from './engagement-lib.mjs';
import { state, upload, waitUntil } from './lib.mjs';
import { jpeg } from './pictures-lib.mjs';
import { bankHeader } from './uploads-lib.mjs';

const { admin } = await workspace();
await steppedUp(admin.token);
const tag = Date.now().toString(36).replace(/[0-9]/g, (d) => 'ghijklmnop'[d]);
const name = `Zyx${tag}`, email = `${tag}@erase.example`, phone = `+4915${String(Date.now()).slice(-9)}`, number = `9${String(Date.now()).slice(-8)}`;

// Files that name the number before there is a record.
await admin('customer-issues', { json: { customer_no: Number(number), title: `Slow line of ${tag}` }, status: 201 });
await admin('incident-predictions', { json: { customer_no: number, region: 'North', client_type: 'home', incident: 'wifi_issue', recommendation: `Visit ${tag}` }, status: 201 });

const row = (id, surname) => `1,${id},${surname},619,France,Female,42,2,0,1,1,1,101348.88`;
const done = await upload(admin.token, [bankHeader, row(number, name), row(Number(number) + 1, 'Other')].join('\n') + '\n');
assert.equal(done.state, 'ready', done.failure);
const { id } = await waitUntil('the record', async () => (await admin(`search?q=${number}`, { status: 200 })).json.data[0]);
const version = (await admin(`customers/${id}`, { status: 200 })).json.version;
await admin(`customers/${id}`, { method: 'PATCH', json: { name: `Given ${name}`, email, phone, street: `Street ${tag}` }, headers: { 'if-match': `"${version}"`, 'idempotency-key': `k-${tag}` }, status: 200 });
await admin(`customers/${id}/notes`, { json: { body: `Note about ${name}` }, headers: { 'idempotency-key': `n-${tag}` }, status: 201 });
await admin(`customers/${id}/points`, { json: { delta: 3, reason: `For ${tag}` }, status: 201 });
await admin('complaints', { json: { customer_id: id, text: `A complaint of ${tag}` }, status: 201 });
const twin = (await admin('customers', { json: { name: `Twin ${name}`, external_id: `twin-${tag}` }, status: 201 })).json;
await admin(`customers/${twin.id}/merge`, { json: { into: id }, status: 201 });

// What the twin said to us, one word of it corrected.
const talk = visitor({ tenant: sql(`SELECT t.slug FROM tenants t JOIN users u ON u.tenant_id = t.id WHERE u.id = '${admin.id}'`) });
await talk.say(`I am ${name} and owe $250,000`);
await talk.say(`${tag} Person`, { data_type: 'name' });
await talk.say(`chat-${email}`, { data_type: 'email' });
await talk.say(phone, { data_type: 'phone' });
const [said] = (await talk.history()).data;
await admin(`chat/messages/${said.id}`, { method: 'PATCH', json: { message: `Put right: ${name}` }, headers: { 'if-match': '"1"' }, status: 200 });
await waitUntil('the context', async () => (await admin(`chat/sessions/${talk.session}/context`, { status: 200 })).json.state === 'done');
const visitorId = (await admin(`chat/sessions/${talk.session}`, { status: 200 })).json.customer_id;
await admin(`customers/${visitorId}/merge`, { json: { into: id }, status: 201 });

// What colleagues asked for by name.
const asked = new URLSearchParams({ q: phone, filter: `email = "${email}" or name ~ "given ${name}" and external_id = ${number}`, sort: 'name' }).toString();
const view = (await admin('views', { json: { list: 'customers', name: `Only ${email}`, query: asked, columns: ['email'] }, headers: { 'idempotency-key': `v-${tag}` }, status: 201 })).json;
const batch = (await admin('assignments', { json: { user_id: admin.id, remarks: `Because of ${email}`, match: { filter: `email = "${email}" and name ~ "given ${name}"` } }, status: 202 })).json;
await waitUntil('the assignment', async () => (await admin(`assignments/${batch.id}`, { status: 200 })).json.state === 'done');

const erase = (json, status) => admin(`customers/${id}/privacy/erase`, { json, status });
// Lines of the whole database, and of every file of the instance but the database's own, in which the text stands.
const dump = async () => {
  const { stdout } = await promisify(execFile)('mariadb-dump', [`--defaults-file=${state}/client.cnf`, '--skip-extended-insert', '--hex-blob', 'holdfast'], { maxBuffer: 1 << 30 });
  return stdout.toLowerCase().split('\n');
};
const hits = (text, lines) => {
  const wanted = text.toLowerCase(), hex = Buffer.from(text).toString('hex');
  const found = lines.filter((line) => line.includes(wanted) || line.includes(hex)).map((line) => line.slice(0, 160));
  try {
    return found.concat(execFileSync('grep', ['-rIil', '--exclude-dir=db', '--exclude-dir=data', '--exclude-dir=mysql', '--exclude=*.sock', '--', text, `${state}/log`, `${state}/spool`, `${state}/mail`, `${state}/run`, `${state}/tmp`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n').filter(Boolean));
  } catch (error) {
    return found.concat((error.stdout ?? '').toString().trim().split('\n').filter(Boolean));
  }
};

test('the file has everything, of the merged record too', async () => {
  const got = await admin(`customers/${id}/privacy/export`, { status: 200 });
  assert.match(got.headers.get('content-disposition'), /attachment; filename="customer-/);
  assert.equal(got.json.records.length, 3);
  assert.equal(got.json.records[0].email, email);
  for (const table of ['timeline', 'notes', 'points', 'complaints', 'dataset_rows', 'scores', 'merges', 'chat_sessions', 'chat_messages', 'chat_message_edits', 'chat_values', 'customer_issues', 'incident_predictions']) assert.ok(got.json.tables[table].length > 0, table);
  assert.match(got.text, new RegExp(`A complaint of ${tag}`));
});

test('every table that names a customer is in the register of privacy', () => {
  const known = execFileSync('cat', [new URL('../../cgi/customers/privacy_tables.h', import.meta.url).pathname], { encoding: 'utf8' });
  const tables = sql(`SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'holdfast' AND column_name = 'customer_id' AND table_name NOT IN ('users', 'search_docs', 'search_postings', 'customer_accounts')`).split('\n');
  assert.deepEqual(tables.filter((table) => !known.includes(`"${table}"`)), []);
});

test('a dry run counts and leaves all; legal hold refuses; the wrong word refuses', async () => {
  const before = (await dump()).filter((line) => line.includes(tag.toLowerCase())).length;
  const { json } = await erase({}, 200);
  assert.equal(json.dry_run, true);
  assert.equal(json.erased_at, null);
  assert.equal(json.rows, json.tables.reduce((sum, t) => sum + t.rows, 0) + 3);
  assert.equal((await dump()).filter((line) => line.includes(tag.toLowerCase())).length, before);
  await erase({ dry_run: false }, 422);
  await erase({ dry_run: false, confirm: 'something else' }, 422);
  sql(`UPDATE customers SET legal_hold = TRUE WHERE id = '${id}'`);
  assert.equal((await erase({ dry_run: false, confirm: number }, 409)).json.code, 'legal_hold');
  sql(`UPDATE customers SET legal_hold = FALSE WHERE id = '${id}'`);
});

test('erased, there is no hit in tables, files, search or logs', async () => {
  const full = await dump();
  for (const text of [tag, email, phone, number]) assert.ok(hits(text, full).length > 0, `${text} is there before`);
  const { json } = await erase({ dry_run: false, confirm: number }, 200);
  assert.ok(json.erased_at);
  const whole = await dump();
  for (const text of [tag, email, phone, number]) assert.deepEqual(hits(text, whole), [], text);
  for (const q of [name, email, number, 'twin']) assert.deepEqual((await admin(`search?q=${encodeURIComponent(q)}`, { status: 200 })).json.data, [], q);
  await admin(`customers/${id}`, { status: 404 });
  await admin(`customers/${id}/privacy/export`, { status: 404 });
  assert.deepEqual((await talk.history()).data, []);
  const audit = (await admin(`audit?action=privacy.erase&object_id=${id}`, { status: 200 })).json.data;
  assert.equal(audit.length, 1);
  const seen = (await admin(`views/${view.id}`, { status: 200 })).json;
  assert.equal(seen.name, 'Only [...]');
  assert.match(seen.query, /^q=(%2B)?erased&filter=email\+%3D\+%22erased%22\+or\+name\+%7E\+%22erased%22\+and\+external_id\+%3D\+erased&sort=name$/);
  assert.ok(seen.version > view.version, 'who changes it meanwhile is told');
  assert.equal(sql(`SELECT CONCAT(remarks, wanted) FROM assignment_batches WHERE id = '${batch.id}'`), 'Because of [...]{"match":{"filter":"email = \\\\"erased\\\\" and name ~ \\\\"erased\\\\""}}');
  const [given] = (await admin(`audit?action=customers.assigned&object_id=${batch.id}`, { status: 200 })).json.data;
  assert.deepEqual(given.detail, { match: ['filter'] });
  assert.match(audit[0].detail.person, /^[0-9a-f]{64}$/);
  assert.equal((await admin('customers?q=Other', { status: 200 })).json.data.length, 1, 'others stay');
});

test('of somebody with an account and conversations nothing is left either', async () => {
  const place = await shop(), { admin: boss, slug } = place, word = `${tag}q`, full = `Qvin${word} Wetter${word}`;
  await steppedUp(boss.token);
  const her = await place.customer({ first_name: `Qvin${word}`, last_name: `Wetter${word}`, email: `${word}@erase.example` });
  const { customer_id } = (await her('me/home', { status: 200 })).json;
  await her('me/goals', { json: { title: `Goal ${word}` }, status: 201 });
  await her('me/surveys', { json: { rating: 2, feedback: `Feedback ${word}` }, status: 201 });
  await her('me/consent', { method: 'PUT', json: { email: true, shown: `Shown ${word}` }, status: 200 });
  await her('me/complaints', { json: { text: `The app crashes ${word}` }, status: 201 });
  const [offer] = (await her('me/offers', { status: 200 })).json.data;
  await her(`me/offers/${offer.id}/accept`, { method: 'POST', status: 200 });
  await her('push-subscriptions', { json: { endpoint: `https://push.example/${word}`, p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22), device: `Phone of ${word}` }, status: 201 });
  const form = new FormData();
  form.set('file', new Blob([jpeg], { type: 'image/jpeg' }), 'me.jpg');
  await her('uploads/pictures', { form, status: 201 });

  const chat = visitor({ tenant: slug });
  const said = (await chat.say(`My rate is 7.5 percent, says ${word}`)).json;
  await chat.say(`Chat${word} Person`, { data_type: 'name' });
  await chat.say(`chat${word}@erase.example`, { data_type: 'email' });
  await chat.say('+4915112345678', { data_type: 'phone' });
  await chat.say(`And later ${word}`);
  await boss(`chat/sessions/${chat.session}/messages`, { json: { message: `Dear ${word}` }, status: 201 });
  await boss(`chat/messages/${said.id}`, { method: 'PATCH', json: { message: `My rate is 7.25 percent, says ${word}` }, headers: { 'if-match': '"1"' }, status: 200 });
  await waitUntil('what was read out of it', async () => (await boss(`chat/sessions/${chat.session}/context`, { status: 200 })).json.state === 'done');
  const { id: visitorOf } = await waitUntil('the visitor to be found', async () => (await boss(`search?q=chat${word}`, { status: 200 })).json.data[0]);
  await boss(`customers/${visitorOf}/merge`, { json: { into: customer_id }, status: 201 });
  const messages = (await boss(`customers/${customer_id}/timeline?kind=message`, { status: 200 })).json.data;
  assert.deepEqual(messages.map((one) => [one.body.event, one.body.from ?? null, one.text]), [['said', 'staff', `Dear ${word}`], ['said', 'client', `And later ${word}`], ['began', null, null]]);
  await boss('notes', { json: { title: `About ${full}`, body: `Call ${full.toUpperCase()} or write to ${word}@erase.example, but not to x${word}@erase.example.`, recipients: ['admin'] }, status: 201 });

  const got = (await boss(`customers/${customer_id}/privacy/export`, { status: 200 })).json;
  assert.equal(got.records.length, 2);
  for (const table of ['chat_messages', 'chat_message_edits', 'chat_sessions', 'chat_values', 'push_subscriptions', 'logins', 'pictures', 'account', 'offer_answers', 'mails', 'goals', 'surveys', 'consents']) assert.ok(got.tables[table].length > 0, table);
  assert.equal(Buffer.from(got.tables.pictures[0].original, 'base64').subarray(0, 4).toString(), 'RIFF');
  const dry = (await boss(`customers/${customer_id}/privacy/erase`, { json: {}, status: 200 })).json;
  assert.deepEqual(dry.tables.map((one) => [one.name, one.rows]), Object.entries(got.tables).map(([table, rows]) => [table, rows.length]), 'the dry run counts what the file has');

  const { external_id } = (await boss(`customers/${customer_id}`, { status: 200 })).json;
  await boss(`customers/${customer_id}/privacy/erase`, { json: { dry_run: false, confirm: external_id }, status: 200 });
  const left = await dump();
  assert.deepEqual(hits(word, left).filter((line) => !/^insert into `notes`/.test(line)), []);
  const [note] = (await boss('notes/inbox?limit=1', { status: 200 })).json.data;
  assert.deepEqual([note.title, note.body], ['About [...]', `Call [...] or write to [...], but not to x${word}@erase.example.`]);
  assert.equal(sql(`SELECT COUNT(*) FROM chat_sessions WHERE id = '${chat.session}'`), '0');
  await waitUntil('her session to be over', async () => (await her('me/home', { status: [401, 404] })).status === 401);
});

test('only who may, and only in the own tenant', async () => {
  const one = (await admin('customers', { json: { name: 'Kept' }, status: 201 })).json;
  const manager = await member(admin, ['manager']);
  await manager(`customers/${one.id}/privacy/export`, { status: 403 });
  await manager(`customers/${one.id}/privacy/erase`, { json: {}, status: 403 });
  const { admin: other } = await workspace();
  await steppedUp(other.token);
  await other(`customers/${one.id}/privacy/export`, { status: 404 });
  await other(`customers/${one.id}/privacy/erase`, { json: {}, status: 404 });
  sql(`UPDATE sessions SET stepped_up_at = NULL WHERE user_id = '${admin.id}'`);
  for (const got of [await admin(`customers/${one.id}/privacy/erase`, { json: { dry_run: false, confirm: one.external_id }, status: 403 }), await admin(`customers/${one.id}/privacy/export`, { status: 403 })]) {
    assert.equal(got.json.code, 'step_up_required');
  }
});
