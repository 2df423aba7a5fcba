// The customer's own side: everything of the own, nothing of anyone else.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { match, shop, sql } from './engagement-lib.mjs';
import { login, request } from './lib.mjs';

const { admin, customer } = await shop();

test('the first use makes the record, once, also when it is asked for eight times at once', async () => {
  const her = await customer();
  const homes = await Promise.all(Array.from({ length: 8 }, () => her('me/home', { status: 200 })));
  assert.equal(new Set(homes.map((h) => h.json.customer_id)).size, 1);
  assert.equal(sql(`SELECT COUNT(*) FROM customers WHERE user_id = '${her.id}'`), '1');
  const { json } = homes[0];
  assert.equal(json.name, 'Nia Okoro');
  assert.match(json.member_since, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual([json.points, json.purchases, json.complaints_open, json.unread], [0, 0, 0, 0]);
});

test('an own complaint is told at once, and shows in score, offers and home until it is resolved', async () => {
  const her = await customer();
  const before = (await her('me/score', { status: 200 })).json;
  const { json, headers } = await her('me/complaints', { json: { text: 'The app is slow, a terrible delay!' }, status: 201 });
  assert.deepEqual([json.category, json.state, json.sentiment], ['technical', 'open', -0.4286]);
  assert.equal(headers.get('etag'), '"1"');
  const during = (await her('me/score', { status: 200 })).json;
  const points = (s, name) => s.credit_factors.find((f) => f.name === name).points;
  assert.deepEqual([points(before, 'Complaint penalty'), points(during, 'Complaint penalty'), points(during, 'Consistency bonus')], [0, -70, 0]);
  assert.equal(during.credit_factors.length, 6);
  assert.ok(during.drivers.includes('Active complaint spike'));
  assert.deepEqual((await her('me/offers', { status: 200 })).json.data.map((o) => [o.name, o.resolution]), [['Resolution Offer - Fee Waiver', true]]);
  const home = (await her('me/home', { status: 200 })).json;
  assert.deepEqual([home.complaints_open, home.complaints[0].id], [1, json.id]);
  const { json: seen } = await admin('complaints?state=open', { status: 200 });
  assert.ok(seen.data.some((c) => c.id === json.id && c.customer === 'Nia Okoro'));
  await admin(`complaints/${json.id}/resolve`, { json: { note: 'Repaired.' }, headers: { 'if-match': '"1"' }, status: 200 });
  assert.deepEqual((await her('me/score', { status: 200 })).json.credit, before.credit);
  const told = (await her('me/complaints', { status: 200 })).json.data[0];
  assert.deepEqual([told.state, told.resolution_note, told.version], ['resolved', 'Repaired.', 2]);
});

test('goals, surveys and offers of the own', async () => {
  const her = await customer(), him = await customer();
  const goal = await her('me/goals', { json: { title: 'A boat', target: '100.00', current: '25' }, status: 201 });
  assert.deepEqual([goal.json.progress, goal.json.completed, goal.json.target], [0.25, false, '100.00']);
  const path = `me/goals/${goal.json.id}`;
  await her(path, { method: 'PATCH', json: { current: '100' }, status: 428 });
  await him(path, { method: 'PATCH', json: { current: '100' }, headers: match(goal), status: 404 });
  const done = await her(path, { method: 'PATCH', json: { current: '100' }, headers: match(goal), status: 200 });
  assert.deepEqual([done.json.progress, done.json.completed, done.json.version], [1, true, 2]);
  const stale = await her(path, { method: 'PATCH', json: { title: 'A ship' }, headers: match(goal), status: 412 });
  assert.equal(stale.json.current.current, '100.00');
  await him(path, { method: 'DELETE', headers: match(done), status: 404 });
  await her(path, { method: 'DELETE', headers: match(done), status: 200 });
  assert.deepEqual((await her('me/goals', { status: 200 })).json.data, []);
  await her('me/goals', { json: { title: 'X', target: '-1' }, status: 422 });

  assert.equal((await her('me/surveys', { json: { rating: 5, feedback: 'Good' }, status: 201 })).json.segment, 'promoter');
  for (const rating of [0, 6, 'x', 2.5]) await her('me/surveys', { json: { rating }, status: 422 });
  assert.equal((await her('me/surveys', { status: 200 })).json.data.length, 1);
  assert.equal((await him('me/surveys', { status: 200 })).json.data.length, 0);

  await her('me/complaints', { json: { text: 'Bad.' }, status: 201 });
  const [offer] = (await her('me/offers', { status: 200 })).json.data;
  const said = (await her(`me/offers/${offer.id}/accept`, { method: 'POST', status: 200 })).json;
  assert.deepEqual([said.answer, said.name], ['accepted', 'Resolution Offer - Fee Waiver']);
  await him(`me/offers/${offer.id}/accept`, { method: 'POST', status: 404 });
  const log = (await admin('interactions?kind=product_accepted', { status: 200 })).json.data;
  assert.deepEqual(log.map((i) => i.product_id), [offer.id]);
});

test('consent is kept with its history, and the account follows', async () => {
  const her = await customer();
  assert.deepEqual((await her('me/consent', { status: 200 })).json, { email: false, sms: false, push: false, history: [] });
  const { json } = await her('me/consent', { method: 'PUT', json: { email: true, shown: 'We may write to you.' }, status: 200 });
  assert.deepEqual([json.email, json.sms, json.history.length, json.history[0].shown], [true, false, 1, 'We may write to you.']);
  await her('me/consent', { method: 'PUT', json: { email: true }, status: 200 });
  assert.equal((await her('me/consent', { status: 200 })).json.history.length, 1, 'what does not change is no change');
  assert.equal((await her('auth/me', { status: 200 })).json.channels.email, true);
});

test('the record follows what the customer says of themselves, by whatever way', async () => {
  const her = await customer();
  const phone = `+4915${String(Date.now()).slice(-9)}`;
  await her('me/home', { status: 200 });
  const now = await her('me/profile', { status: 200 });
  await her('me/profile', { method: 'PATCH', headers: match(now), status: 200,
    json: { first_name: 'Ada', last_name: 'Obi', phone, address: { city: 'Jena' }, channels: { sms: true } } });
  assert.equal((await her('me/home', { status: 200 })).json.name, 'Ada Obi');
  assert.equal(sql(`SELECT phone, city FROM customers WHERE user_id = '${her.id}'`), `${phone}\tJena`);
  const consent = (await her('me/consent', { status: 200 })).json;
  assert.deepEqual([consent.sms, consent.email, consent.history.map((h) => [h.channel, h.given, h.source])], [true, false, [['sms', true, 'profile']]]);
  sql(`UPDATE customers SET points = 12, purchases = 3 WHERE user_id = '${her.id}'`);
  assert.equal((await her('auth/me', { status: 200 })).json.loyalty_points, 12);
  const { statistics } = (await her.old('/api/customers/dashboard/', { status: 200 })).json;
  assert.deepEqual([statistics.loyalty_points, statistics.total_purchases], [12, 3]);
});

test('notifications: to one, to all, once they are confirmed', async () => {
  const her = await customer(), him = await customer();
  const id = (await her('me/home', { status: 200 })).json.customer_id;
  const one = await admin('notifications', { json: { title: 'For you', message: 'Hello', audience: 'customer', customer_id: id }, status: 201 });
  const all = await admin('notifications', { json: { title: 'For all', message: 'Hello all', audience: 'all' }, status: 201 });
  const titles = async (send) => (await send('me/notifications', { status: 200 })).json.data.map((n) => n.title);
  assert.deepEqual(await titles(her), []);
  await admin(`notifications/${one.json.id}/confirm`, { method: 'POST', headers: match(one), status: 409 });
  for (const draft of [one, all]) {
    const looked = await admin(`notifications/${draft.json.id}/review`, { method: 'POST', headers: match(draft), status: 200 });
    assert.equal(looked.json.state, 'reviewed');
    const sent = await admin(`notifications/${draft.json.id}/confirm`, { method: 'POST', headers: match(looked), status: 200 });
    assert.equal(sent.json.state, 'sent');
    await admin(`notifications/${draft.json.id}`, { method: 'DELETE', headers: match(sent), status: 409 });
  }
  assert.deepEqual(await titles(her), ['For all', 'For you']);
  assert.deepEqual(await titles(him), ['For all']);
  await him(`me/notifications/${one.json.id}/read`, { method: 'POST', status: 404 });
  await her(`me/notifications/${one.json.id}/read`, { method: 'POST', status: 200 });
  assert.equal((await her('me/home', { status: 200 })).json.unread, 1);
  assert.equal((await admin(`notifications/${one.json.id}`, { status: 200 })).json.read, 1);
});

test('staff have no own side, and customers nothing of the staff side', async () => {
  const her = await customer();
  for (const path of ['home', 'complaints', 'goals', 'surveys', 'offers', 'consent', 'score', 'notifications']) {
    assert.equal((await admin(`me/${path}`, { status: 403 })).json.code, 'customers_only', path);
    await request(`/api/v1/me/${path}`, { status: 401 });
  }
  for (const path of ['complaints', 'goals', 'surveys', 'surveys/figures', 'products', 'notifications', 'interactions', 'training-data']) {
    await her(path, { status: 403 });
  }
  const profile = (await her('me/profile', { status: 200 })).json;
  assert.equal(profile.id, her.id);
  await login('admin');
});
