// Notes between roles: who may write to whom, who sees them, who has read them.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { member, workspace } from './admin-lib.mjs';
import { as, events, login, request, url, waitUntil } from './lib.mjs';

const { admin } = await workspace();
const marketing = await member(admin, ['marketing_agent']);
const technical = await member(admin, ['technical_agent']);
const write = (who, recipients, more = {}, status = 201) => who('notes', { json: { title: 'Title', body: 'Body', recipients, ...more }, status });
const inbox = async (who, query = '') => (await who(`notes/inbox?limit=200${query}`, { status: 200 })).json.data;
const unread = async (who) => (await who('notes/unread', { status: 200 })).json;

test('an admin writes to any role, others to admins alone; a list that names more is refused whole [18]', async () => {
  const before = (await inbox(admin)).length;
  await write(admin, ['marketing_agent', 'technical_agent', 'admin']);
  await write(marketing, ['admin']);
  for (const list of [['marketing_agent'], ['technical_agent'], ['admin', 'technical_agent'], ['admin', 'nobody']]) {
    const { json } = await write(marketing, list, {}, 403);
    assert.equal(json.code, 'recipient_not_allowed');
  }
  assert.equal((await inbox(admin)).length, before + 2);
  for (const list of [[], 'admin', {}, [1], [null], ['nobody'], ['admin', 'nobody'], ['customer'], Array(21).fill('admin')]) await write(admin, list, {}, 422);
  assert.equal((await inbox(admin)).length, before + 2);
});

test('a note reaches everybody who has the role, also those who join later, and nobody else', async () => {
  const { json } = await write(admin, ['marketing_agent'], { title: 'For marketing' });
  const later = await member(admin, ['marketing_agent']);
  for (const who of [marketing, later]) assert.ok((await inbox(who)).some((n) => n.id === json.id));
  assert.ok(!(await inbox(technical)).some((n) => n.id === json.id));
  await technical(`notes/${json.id}`, { status: 403 });
  await technical(`notes/${json.id}/read`, { method: 'POST', status: 403 });
  await technical(`notes/${json.id}/thread`, { status: 403 });
  await technical(`notes/${json.id}/readers`, { status: 403 });
  await admin(`notes/${json.id}`, { status: 200 });
  await admin(`notes/${randomUUID()}`, { status: 404 });
  const between = (await write(marketing, ['admin'])).json;
  await technical(`notes/${between.id}`, { status: 403 });
  assert.ok((await marketing('notes/sent', { status: 200 })).json.data.some((n) => n.id === between.id));
});

test('reading is each reader\'s own; counts follow', async () => {
  const reader = await member(admin, ['agent']), other = await member(admin, ['agent']);
  const first = (await write(admin, ['agent'])).json;
  await write(admin, ['agent'], { importance: 'important' });
  assert.deepEqual(await unread(reader), { unread: 2, important: 1 });
  assert.deepEqual((await reader(`notes/${first.id}/read`, { method: 'POST', status: 200 })).json, { unread: 1, important: 1 });
  await reader(`notes/${first.id}/read`, { method: 'POST', status: 200 });
  assert.deepEqual(await unread(other), { unread: 2, important: 1 });
  const seen = async (who) => (await inbox(who)).find((n) => n.id === first.id);
  assert.deepEqual([(await seen(reader)).read, (await seen(other)).read, (await seen(other)).is_read, (await seen(other)).read_by], [true, false, true, 1]);
  assert.equal((await inbox(reader, '&unread=true')).length, 1);
  assert.deepEqual((await admin(`notes/${first.id}/readers`, { status: 200 })).json.data.map((x) => x.user_id), [reader.id]);
});

test('threads and mentions', async () => {
  const first = (await write(admin, ['marketing_agent', 'technical_agent'], { mentions: [marketing.id] })).json;
  assert.deepEqual(first.mentions, [marketing.id]);
  assert.ok((await inbox(marketing, '&important=true')).some((n) => n.id === first.id));
  assert.ok(!(await inbox(technical, '&important=true')).some((n) => n.id === first.id));
  const answer = (await write(marketing, ['admin'], { reply_to: first.id })).json;
  assert.equal(answer.thread_id, first.thread_id);
  const thread = async (who) => (await who(`notes/${first.id}/thread`, { status: 200 })).json.data.map((n) => n.id);
  assert.deepEqual(await thread(admin), [first.id, answer.id]);
  assert.deepEqual(await thread(technical), [first.id], 'an answer to the admins is theirs');
  await write(technical, ['admin'], { reply_to: answer.id }, 422);
  await write(admin, ['marketing_agent'], { mentions: [technical.id] }, 422);
  await write(admin, ['marketing_agent'], { mentions: ['x'] }, 422);
});

test('a note is heard at once by those it is for', async () => {
  const heard = await events({ token: marketing.token }), not = await events({ token: technical.token });
  try {
    const { json } = await write(admin, ['marketing_agent']);
    const began = performance.now();
    const event = await heard.next((e) => e.data.type === 'note' && e.data.id === json.id);
    assert.ok(performance.now() - began < 1000);
    assert.ok(event.data.seq > 0);
    const { json: later } = await write(admin, ['technical_agent']);
    await not.next((e) => e.data.type === 'note' && e.data.id === later.id);
    assert.deepEqual(not.seen.filter((e) => e.data.id === json.id), []);
    const log = (await marketing(`events/log?after=${event.data.seq - 1}`, { status: 200 })).json.data;
    assert.equal(log[0].id, json.id);
    await marketing(`notes/${json.id}/read`, { method: 'POST', status: 200 });
    await heard.next((e) => e.data.type === 'note-read' && e.data.id === json.id);
  } finally {
    heard.close();
    not.close();
  }
});

test('customers have no notes; another tenant has its own', async () => {
  const { json } = await write(admin, ['admin']);
  const customer = await login('customer');
  for (const path of ['inbox', 'sent', 'unread', 'roles', json.id]) await request(`/api/v1/notes/${path}`, { token: customer, status: 403 });
  await request('/api/v1/notes', { token: customer, json: { title: 'x', body: 'x', recipients: ['admin'] }, status: 403 });
  await (await as('other'))(`/api/v1/notes/${json.id}`, { status: 404 });
  assert.deepEqual((await marketing('notes/roles', { status: 200 })).json.data.map((one) => one.name), ['admin']);
  assert.ok((await admin('notes/roles', { status: 200 })).json.data.length > 5);
});

test('what people write stays data', async () => {
  const evil = '<script>alert(1)</script>"\'&';
  const { json } = await write(admin, ['admin'], { title: evil, body: evil });
  assert.deepEqual([json.title, json.body], [evil, evil]);
});

// ChurnGuard's clients (contract A2): bare arrays, 200 throughout, detail texts.
const old = async (who, path, { json, status = 200, method } = {}) => {
  const answer = await fetch(new URL(path, url), {
    method: method ?? (json ? 'POST' : 'GET'), redirect: 'manual', body: json && JSON.stringify(json),
    headers: { ...(who ? { authorization: `Bearer ${who.token}` } : {}), ...(json ? { 'content-type': 'application/json' } : {}) },
  });
  assert.equal(answer.status, status, path);
  const text = await answer.text();
  return text.startsWith('{') || text.startsWith('[') || text === 'true' ? JSON.parse(text) : text;
};

test('ChurnGuard: the old addresses answer as they did, without the old faults [A2, A4, A6]', async () => {
  const note = await old(admin, '/notes/', { json: { title: 'T', description: 'D', recipients: ['marketing_agent'], extra: 1 } });
  assert.deepEqual(Object.keys(note), ['id', 'title', 'description', 'sender_id', 'recipients', 'is_read', 'timestamp']);
  assert.deepEqual([note.title, note.description, note.sender_id, note.recipients, note.is_read], ['T', 'D', admin.id, ['marketing_agent'], false]);
  assert.match(note.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/);
  const list = await old(marketing, '/notes/inbox');
  assert.deepEqual(list.find((one) => one.id === note.id), note);
  assert.ok((await old(admin, '/notes/sent')).some((one) => one.id === note.id));
  assert.deepEqual(await old(marketing, `/notes/${note.id}`), note);
  assert.equal(await old(marketing, `/notes/${note.id}/read`, { method: 'POST' }), true);
  assert.equal(await old(marketing, `/notes/${note.id}/read`, { method: 'POST' }), true);
  assert.equal((await old(admin, `/notes/${note.id}`)).is_read, true);
  assert.ok((await old(technical, `/notes/${note.id}`, { status: 403 })).detail);
  assert.ok((await old(marketing, '/notes/', { json: { title: 'T', description: 'D', recipients: ['admin', 'technical_agent'] }, status: 403 })).detail);
  assert.deepEqual(await old(admin, `/notes/${randomUUID()}`, { status: 404 }), { detail: 'Note not found' });
  assert.deepEqual(await old(admin, '/notes/not-an-id', { status: 404 }), { detail: 'Note not found' });
  assert.equal((await old(admin, '/notes/', { json: { title: 'T' }, status: 422 })).detail[0].type, 'value_error.missing');
  for (const recipients of [[], ['nobody']]) await old(admin, '/notes/', { json: { title: 'T', description: 'D', recipients }, status: 422 });
  assert.deepEqual(await old(null, '/notes/inbox', { status: 401 }), { detail: 'Not authenticated' });
  await old(admin, '/notes', { json: { title: 'T' }, status: 307 });
  await old(admin, '/notes/inbox/', { status: 307 });
});

test('browsers that could be told are kept, each person\'s own', async () => {
  const key = `B${'A'.repeat(86)}`, auth = 'A'.repeat(22), endpoint = `https://push.example/${randomUUID()}`;
  const add = (who, more = {}, status = 201) => who('push-subscriptions', { json: { endpoint, p256dh: key, auth, device: 'Test', ...more }, status });
  const { json } = await add(marketing);
  await add(marketing);
  const mine = async (who) => (await who('push-subscriptions', { status: 200 })).json.data.filter((one) => one.endpoint === endpoint);
  await waitUntil('one subscription', async () => (await mine(marketing)).length === 1);
  assert.equal((await mine(technical)).length, 0);
  for (const bad of [{ endpoint: 'http://push.example/x' }, { endpoint: 'https://a b' }, { endpoint: 'https://push.example:8443/x' }, { endpoint: 'https://' }, { endpoint: 'https://a@push.example/' }, { p256dh: '<'.repeat(87) }, { p256dh: 'A'.repeat(87) }, { auth: 'B'.repeat(22) }]) await add(marketing, bad, 422);
  await technical(`push-subscriptions/${(await mine(marketing))[0].id}`, { method: 'DELETE', status: 404 });
  await marketing(`push-subscriptions/${(await mine(marketing))[0].id}`, { method: 'DELETE', status: 204 });
  assert.ok(json.id);
});
