// Notes about customers.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sql } from './accounts-lib.mjs';
import { waitUntil } from './lib.mjs';
import { mails } from './mail-lib.mjs';
import { customer, hire, match, openShop, put } from './records-lib.mjs';

const shop = await openShop();
const csm = await hire(shop, 'csm');

test('the author is who is signed in, pinned ones come first', async () => {
  const one = await customer(shop);
  const bodies = ['first', 'second <b>&"\n', 'third'];
  const made = [];
  for (const body of bodies) made.push((await shop(`customers/${one.id}/notes`, { json: { body, pinned: body === 'first' }, status: 201 })).json);
  assert.equal(made[1].body, bodies[1].trim());
  const { data } = (await shop(`customers/${one.id}/notes`, { status: 200 })).json;
  assert.deepEqual(data.map((note) => note.id), [made[0].id, made[2].id, made[1].id]);
  assert.ok(data.every((note) => note.author.id === shop.id && !note.edited));
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await shop(`customers/${one.id}/notes?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { status: 200 })).json;
    seen.push(...page.data.map((note) => note.id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, data.map((note) => note.id));
  await shop(`customers/${one.id}/notes`, { json: { body: '  ' }, status: 422 });
  await shop(`customers/${one.id}/notes`, { json: { body: 'x', author: csm.id }, status: 422 });
});

test('edits are kept, two at once are told', async () => {
  const one = await customer(shop);
  const note = (await shop(`customers/${one.id}/notes`, { json: { body: 'one' }, status: 201 })).json;
  const at = `customers/${one.id}/notes/${note.id}`;
  const edit = (json, version, status = 200) => shop(at, { method: 'PATCH', json, headers: match(version), status });
  assert.equal((await edit({ body: 'two' }, 1)).json.edited, true);
  const stale = await edit({ body: 'other' }, 1, 412);
  assert.deepEqual([stale.json.current.body, stale.json.current.version], ['two', 2]);
  await edit({ pinned: true }, 2);
  assert.deepEqual((await edit({ body: 'three' }, 3)).json.pinned, true);
  const { data } = (await shop(`${at}/edits`, { status: 200 })).json;
  assert.deepEqual(data.map(({ version, body }) => [version, body]), [[3, 'two'], [1, 'one']]);
  await shop(at, { method: 'DELETE', headers: match(1), status: 412 });
  await shop(at, { method: 'DELETE', headers: match(4), status: 200 });
  await shop(`${at}/edits`, { status: 404 });
  assert.deepEqual((await shop(`customers/${one.id}/notes`, { status: 200 })).json.data, []);
});

test('who is mentioned hears of it, nobody else does', async () => {
  const one = await customer(shop), other = await openShop();
  const note = (await shop(`customers/${one.id}/notes`, { json: { body: 'Look at this', mentions: [csm.id] }, status: 201 })).json;
  assert.deepEqual(note.mentions.map((person) => person.id), [csm.id]);
  await waitUntil('the event is there', () => sql(`SELECT (SELECT COUNT(*) FROM events WHERE type = 'mention' AND user_id = '${csm.id}' AND object_id = '${one.id}')
    + (SELECT COUNT(*) FROM outbox WHERE type = 'mention' AND user_id = '${csm.id}' AND object_id = '${one.id}')`) === '1');
  const address = sql(`SELECT email FROM users WHERE id = '${csm.id}'`);
  await waitUntil('a mail is there', () => mails(address).some((mail) => mail.text.includes(`/dashboard/customer/?id=${one.id}`)));
  const sent = mails(address).filter((mail) => mail.text.includes(one.id));
  assert.match(sent[0].headers.subject, / mentioned you$/);
  assert.ok(!sent[0].text.includes('Look at this') && !sent[0].text.includes(one.name), 'it tells nothing of the customer');
  const told = () => sql(`SELECT (SELECT COUNT(*) FROM events WHERE type = 'mention' AND object_id = '${one.id}') + (SELECT COUNT(*) FROM outbox WHERE type = 'mention' AND object_id = '${one.id}'),
    (SELECT COUNT(*) FROM mails WHERE template = 'mention' AND params LIKE '%${one.id}%')`);
  const before = told();
  await shop(`customers/${one.id}/notes/${note.id}`, { method: 'PATCH', json: { body: 'Look at this again', mentions: [csm.id] }, headers: { 'if-match': `"${note.version}"` }, status: 200 });
  assert.equal(told(), before, 'who was mentioned before does not hear of it again');
  for (const mentions of [[other.id], ['x'], {}, Array(21).fill(csm.id)]) await shop(`customers/${one.id}/notes`, { json: { body: 'x', mentions }, status: 422 });
});

test("somebody else's note is not for everybody to change", async () => {
  const one = await customer(shop);
  await shop(`customers/${one.id}/assignment`, put({ user_id: csm.id }));
  const note = (await shop(`customers/${one.id}/notes`, { json: { body: 'Of the boss' }, status: 201 })).json;
  const at = `customers/${one.id}/notes/${note.id}`;
  await csm(at, { method: 'PATCH', json: { body: 'Mine' }, headers: match(1), status: 403 });
  await csm(at, { method: 'DELETE', headers: match(1), status: 403 });
  await csm(at, { method: 'PATCH', json: { pinned: true }, headers: match(1), status: 200 });
  const theirs = (await csm(`customers/${one.id}/notes`, { json: { body: 'Of the CSM' }, status: 201 })).json;
  await csm(`customers/${one.id}/notes/${theirs.id}`, { method: 'PATCH', json: { body: 'Better' }, headers: match(1), status: 200 });
  const two = await customer(shop);
  await shop(`customers/${two.id}/notes/${note.id}`, { method: 'PATCH', json: { pinned: false }, headers: match(2), status: 404 });
  const told = (await shop(`customers/${one.id}/timeline?kind=note`, { status: 200 })).json.data;
  assert.deepEqual(told.map((row) => [row.body.text, row.actor.id]), [['Of the CSM', csm.id], ['Of the boss', shop.id]]);
});
