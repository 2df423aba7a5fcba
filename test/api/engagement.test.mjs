// Engagement as staff see it: complaints, goals, surveys and their figures, products, notifications, interactions, issues, predictions.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member } from './admin-lib.mjs';
import { match, shop, sql } from './engagement-lib.mjs';
import { events, request, waitUntil } from './lib.mjs';

const { admin, customer } = await shop();
const her = await customer(), him = await customer({ first_name: 'Bo' });
const [hers, his] = await Promise.all([her, him].map(async (one) => (await one('me/home', { status: 200 })).json.customer_id));
const csm = await member(admin, ['csm']);

test('a complaint filed by staff; two resolve it, the second sees what is there now', async () => {
  const one = await admin('complaints', { json: { customer_id: hers, text: 'Billing is slow.' }, status: 201 });
  assert.deepEqual([one.json.customer, one.json.category, one.json.state], ['Nia Okoro', 'billing', 'open']);
  const path = `complaints/${one.json.id}/resolve`;
  await admin(path, { json: { note: '' }, headers: match(one), status: 422 });
  await admin(path, { json: { note: 'x' }, status: 428 });
  const done = await admin(path, { json: { note: 'Sped up.' }, headers: match(one), status: 200 });
  assert.deepEqual([done.json.state, done.json.resolution_note, done.json.version], ['resolved', 'Sped up.', 2]);
  assert.ok(done.json.resolved_by && done.json.resolved_at);
  const stale = await admin(path, { json: { note: 'Mine.' }, headers: match(one), status: 412 });
  assert.equal(stale.json.current.resolution_note, 'Sped up.');
  await admin(path, { json: { note: 'Again.' }, headers: match(done), status: 200 });
  const log = (await admin(`interactions?customer_id=${hers}&kind=resolution_success`, { status: 200 })).json.data;
  assert.deepEqual(log.map((i) => i.metadata), [{ resolution_note: 'Again.' }, { resolution_note: 'Sped up.' }]);
  const told = sql(`SELECT kind, JSON_VALUE(body, '$.event') FROM timeline WHERE customer_id = '${hers}' AND ref_id = '${one.json.id}' ORDER BY id`).split('\n');
  assert.deepEqual(told, ['complaint\tfiled', 'complaint\tresolved', 'complaint\tresolved']);
});

test('the same request twice files one complaint', async () => {
  const send = () => admin('complaints', { json: { customer_id: hers, text: 'Once.' }, headers: { 'idempotency-key': `once-${hers}` }, status: 201 });
  assert.equal((await send()).json.id, (await send()).json.id);
});

test('whoever is assigned no customer sees none; the assigned one is seen', async () => {
  const one = (await admin('complaints', { json: { customer_id: his, text: 'Bad.' }, status: 201 })).json;
  const goal = await admin('goals', { json: { customer_id: his, title: 'Sail', target: '10' }, status: 201 });
  for (const path of ['complaints', 'goals', 'surveys', 'interactions']) assert.deepEqual((await csm(path, { status: 200 })).json.data, [], path);
  await csm(`complaints/${one.id}`, { status: 404 });
  await csm('complaints', { json: { customer_id: his, text: 'x' }, status: 404 });
  await csm(`goals/${goal.json.id}`, { method: 'PATCH', json: { title: 'x' }, headers: match(goal), status: 404 });
  await csm(`products/eligible?customer_id=${his}`, { status: 404 });
  sql(`UPDATE customers SET assigned_to = '${csm.id}' WHERE id = '${his}'`);
  assert.deepEqual((await csm('complaints', { status: 200 })).json.data.map((c) => c.id), [one.id]);
  await csm(`complaints/${one.id}/resolve`, { json: { note: 'Mended.' }, headers: { 'if-match': '"1"' }, status: 200 });
  assert.equal((await csm(`products/eligible?customer_id=${his}`, { status: 200 })).json.customer_id, his);
  await csm('notifications', { json: { title: 'x', message: 'y', audience: 'all' }, status: 403 });
});

test('lists page by page, without a gap or a repeat', async () => {
  for (let i = 0; i < 7; i++) await admin('interactions', { json: { customer_id: hers, kind: 'visit', summary: `No. ${i}` }, status: 201 });
  const seen = [];
  let cursor = '';
  do {
    const { json } = await admin(`interactions?kind=visit&limit=3${cursor}`, { status: 200 });
    seen.push(...json.data.map((i) => i.summary));
    cursor = json.next_cursor ? `&cursor=${encodeURIComponent(json.next_cursor)}` : null;
  } while (cursor);
  assert.deepEqual(seen, [6, 5, 4, 3, 2, 1, 0].map((i) => `No. ${i}`));
  await admin('interactions?cursor=nonsense', { status: 422 });
  await admin('complaints?colour=red', { status: 422 });
});

test('figures of surveys', async () => {
  const one = await shop();
  const id = (await (await one.customer())('me/home', { status: 200 })).json.customer_id;
  const figures = async (query = '') => (await one.admin(`surveys/figures${query}`, { status: 200 })).json;
  assert.deepEqual(await figures(), { count: 0, average: null, ratings: [0, 0, 0, 0, 0], promoters: 0, passives: 0, detractors: 0, nps: null, csat: null });
  // [ratings given so far, nps, csat, average]
  const table = [[[5], 100, 100, 5], [[1], 0, 50, 3], [[3], 0, 33.3, 3], [[4, 4], 40, 60, 3.4], [[2, 2, 2], -12.5, 37.5, 2.88]];
  for (const [ratings, nps, csat, average] of table) {
    for (const rating of ratings) await one.admin('surveys', { json: { customer_id: id, rating }, status: 201 });
    const now = await figures();
    assert.deepEqual([now.nps, now.csat, now.average], [nps, csat, average], String(ratings));
  }
  assert.deepEqual((await figures()).ratings, [1, 3, 1, 2, 1]);
  assert.equal((await figures('?before=2020-01-01T00:00:00Z')).count, 0);
  assert.deepEqual((await one.admin('surveys?rating=2', { status: 200 })).json.data.map((s) => s.segment), ['detractor', 'detractor', 'detractor']);
});

test('products: seeded once, changed, offered no more', async () => {
  const one = await shop();
  const lists = await Promise.all(Array.from({ length: 6 }, () => one.admin('products', { status: 200 })));
  for (const { json } of lists) assert.deepEqual(json.data.map((p) => [p.name, p.type, p.min_score, p.min_balance]), [
    ['Gold Card Upgrade', 'card', 650, '6000.00'], ['Investment Portfolio', 'bonus', 720, '10000.00'], ['Personal Loan', 'loan', 700, '3000.00'],
    ['Resolution Offer - Fee Waiver', 'resolution', 0, '0.00'], ['VIP Savings Bonus', 'bonus', 620, '8000.00']]);
  const page = (await one.admin('products?limit=2', { status: 200 })).json;
  assert.equal((await one.admin(`products?limit=2&cursor=${encodeURIComponent(page.next_cursor)}`, { status: 200 })).json.data[0].name, 'Personal Loan');
  const made = await one.admin('products', { json: { name: 'Starter card', type: 'card', min_balance: '10.50' }, status: 201 });
  await one.admin('products', { json: { name: 'Starter card', type: 'card' }, status: 409 });
  const off = await one.admin(`products/${made.json.id}`, { method: 'PATCH', json: { active: false }, headers: match(made), status: 200 });
  assert.deepEqual([off.json.active, off.json.min_balance, off.json.version], [false, '10.50', 2]);
  assert.deepEqual((await one.admin('products?active=false', { status: 200 })).json.data.map((p) => p.name), ['Starter card']);
});

test('notifications: for a segment; what an audience needs', async () => {
  for (const json of [{ audience: 'customer' }, { audience: 'segment' }, { audience: 'all', segment: 'x' }, { audience: 'all', customer_id: hers }, { audience: 'none' }, { audience: 'colleague' }, { audience: 'colleague', user_id: admin.id, segment: 'x' }, { audience: 'colleague', user_id: her.id }, { audience: 'all', user_id: admin.id }, {}]) {
    await admin('notifications', { json: { title: 'T', message: 'M', ...json }, status: 422 });
  }
  sql(`UPDATE customers SET segment = 'gold' WHERE id = '${hers}'`);
  const draft = await admin('notifications', { json: { title: 'Gold', message: 'M', audience: 'segment', segment: 'gold' }, status: 201 });
  const looked = await admin(`notifications/${draft.json.id}/review`, { method: 'POST', headers: match(draft), status: 200 });
  await admin(`notifications/${draft.json.id}/confirm`, { method: 'POST', headers: match(draft), status: 412 });
  await admin(`notifications/${draft.json.id}/confirm`, { method: 'POST', headers: match(looked), status: 200 });
  const titles = async (send) => (await send('me/notifications', { status: 200 })).json.data.map((n) => n.title);
  assert.ok((await titles(her)).includes('Gold'));
  assert.ok(!(await titles(him)).includes('Gold'));
});

test('a notification is heard at once on the home page of whom it is for, and of nobody else', async () => {
  const [hears, not] = await Promise.all([events({ token: her.token }), events({ token: him.token })]);
  const sent = async (json) => {
    const draft = await admin('notifications', { json: { title: 'Live', message: 'M', ...json }, status: 201 });
    const looked = await admin(`notifications/${draft.json.id}/review`, { method: 'POST', headers: match(draft), status: 200 });
    await admin(`notifications/${draft.json.id}/confirm`, { method: 'POST', headers: match(looked), status: 200 });
    return draft.json.id;
  };
  const of = (id) => (event) => event.data.type === 'notification' && event.data.id === id;
  try {
    sql(`UPDATE customers SET segment = 'live' WHERE id = '${hers}'`);
    const theirs = [];
    for (const audience of [{ audience: 'customer', customer_id: hers }, { audience: 'segment', segment: 'live' }]) {
      const id = await sent(audience);
      theirs.push(id);
      const { data } = await hears.next(of(id));
      assert.deepEqual((await her(`events/log?after=${data.seq - 1}`, { status: 200 })).json.data.map((event) => event.id).includes(id), true);
      assert.ok((await her('me/notifications', { status: 200 })).json.data.some((one) => one.id === id), 'it is there when it is heard');
    }
    const everybody = await sent({ audience: 'all' });
    await Promise.all([hears.next(of(everybody)), not.next(of(everybody))]);
    assert.deepEqual(not.seen.filter((event) => theirs.includes(event.data.id)), []);
  } finally {
    hears.close();
    not.close();
  }
});

test('a notification tells how many it was sent to, however many; one of an older client as well', async () => {
  const one = await shop();
  const people = [await one.customer(), await one.customer(), await one.customer()];
  const ids = await Promise.all(people.map(async (send) => (await send('me/home', { status: 200 })).json.customer_id));
  sql(`UPDATE customers SET segment = 'gold' WHERE id IN ('${ids[0]}', '${ids[1]}')`);
  sql(`UPDATE customers SET state = 'merged' WHERE id = '${ids[2]}'`);
  const { id: fourth } = (await one.admin('customers', { json: { name: 'No account' }, status: 201 })).json;
  const send = async (json) => {
    const draft = await one.admin('notifications', { json: { title: 'T', message: 'M', ...json }, status: 201 });
    assert.equal(draft.json.recipients, null);
    const seen = await one.admin(`notifications/${draft.json.id}/review`, { method: 'POST', headers: match(draft), status: 200 });
    assert.equal(seen.json.recipients, null);
    return one.admin(`notifications/${draft.json.id}/confirm`, { method: 'POST', headers: match(seen), status: 200 });
  };
  const reached = (id, n) => waitUntil(`${n} recipients`, async () => (await one.admin(`notifications/${id}`, { status: 200 })).json.recipients === n);
  assert.equal((await send({ audience: 'customer', customer_id: fourth })).json.recipients, 1);
  for (const [json, n] of [[{ audience: 'all' }, 3], [{ audience: 'segment', segment: 'gold' }, 2], [{ audience: 'segment', segment: 'none' }, 0]]) {
    const sent = (await send(json)).json;
    await reached(sent.id, n);
    assert.equal(Number(sql(`SELECT COUNT(*) FROM timeline WHERE ref_id = '${sent.id}'`)), n);
  }
  const old = (await one.admin.old('/api/notifications/', { json: { title: 'Old', message: 'M' }, status: 201 })).json;
  const listed = async (title) => (await one.admin('notifications', { status: 200 })).json.data.find((n) => n.title === title);
  await reached((await listed('Old')).id, 3);
  assert.equal((await listed('Old')).no, old.id);
  await one.admin.old('/api/notifications/', { json: { title: 'One', message: 'M', target_user: people[0].id.replaceAll('-', '') }, status: 201 });
  assert.equal((await listed('One')).recipients, 1);
  // A draft that an older client confirms goes out like any other.
  const draft = (await one.admin('notifications', { json: { title: 'Draft', message: 'M', audience: 'all' }, status: 201 })).json;
  await one.admin.old(`/api/notifications/${draft.no}/review/`, { json: { is_confirmed: true }, status: 200 });
  await reached(draft.id, 3);
  await one.admin('auth/step-up', { json: { password: one.admin.who.password }, status: 200 });
  const table = await one.admin('exports/notifications?format=csv&columns=title,recipients', { status: 200, check: false });
  assert.ok(table.text.split('\r\n').includes('Old,3'), table.text);
});

test('issues and predictions: the record is found by its number; files come all or in part', async () => {
  sql(`UPDATE customers SET external_id = '4711' WHERE id = '${hers}'`);
  const issue = await admin('customer-issues', { json: { customer_no: 4711, title: 'No line' }, status: 201 });
  assert.deepEqual([issue.json.customer_id, issue.json.status, issue.json.churn_risk], [hers, 'not sent', null]);
  const sent = await admin(`customer-issues/${issue.json.id}`, { method: 'PATCH', json: { status: 'sent' }, headers: match(issue), status: 200 });
  assert.deepEqual([sent.json.status, sent.json.title], ['sent', 'No line']);
  await admin(`customer-issues/${issue.json.id}`, { method: 'DELETE', headers: match(issue), status: 412 });
  const send = (path, text, key) => {
    const form = new FormData();
    form.set('file', new Blob([text], { type: 'text/csv' }), 'f.csv');
    return request(`/api/v1/${path}/import`, { token: admin.token, form, headers: key ? { 'idempotency-key': key } : {} });
  };
  const text = '\ufeffincident_title;CUSTOMER_ID;churn_risk\r\n"Slow; very";1;10\r\n\r\nBad;2;x\r\n';
  const got = await send('customer-issues', text);
  assert.equal(got.status, 200, got.text);
  assert.deepEqual([got.json.processed, got.json.rows, got.json.errors], [1, 2, [{ row: 3, message: 'churn_risk is not a number from 0 to 100.' }]]);
  const head = 'customer_id,client_region,client_type,most_likely_incident,recommendation,q1_prediction\n';
  const many = head + Array.from({ length: 300 }, (_, i) => `M${i},R,T,wifi_issue,"Do, ""this""",${i % 100}\n`).join('');
  const both = await Promise.all([send('incident-predictions', many, `k-${hers}`), send('incident-predictions', many, `k-${hers}`)]);
  assert.ok(both.some((b) => b.status === 200 && b.json.processed === 300), both.map((b) => b.text).join());
  assert.equal(Number(sql(`SELECT COUNT(*) FROM incident_predictions WHERE customer_no LIKE 'M%' AND tenant_id = (SELECT tenant_id FROM customers WHERE id = '${hers}')`)), 300);
  const again = await send('incident-predictions', many);
  assert.deepEqual([again.status, again.json.code], [422, 'already_there']);
  for (const [file, code] of [[head, 'no_rows'], ['x,y\n1,2\n', 'missing_columns'], [`${head}"open`, 'unreadable'], [`${head},,,,,\n`, 'no_good_row']]) {
    const refused = await send('incident-predictions', file);
    assert.deepEqual([refused.status, refused.json.code], [422, code], refused.text);
  }
  const rows = head + 'x,R,T,wifi_issue,y,1\n'.repeat(5001);
  assert.equal((await send('incident-predictions', rows)).json.code, 'too_many_rows');
  assert.equal((await send('incident-predictions', head + 'z'.repeat(1_200_000))).status, 413);
  assert.deepEqual((await admin('incident-predictions?level=medium&region=R', { status: 200 })).json.data, []);
  assert.equal((await admin('incident-predictions?level=low&min_risk=24.75', { status: 200 })).json.data.length, 3);
});

test('issues and predictions stand in the timeline of whom they are about, one by one or by file', async () => {
  const one = (await admin('customers', { json: { name: 'Told', external_id: '4712' }, status: 201 })).json.id;
  const rows = async () => (await admin(`customers/${one}/timeline?kind=import`, { status: 200 })).json.data;
  const issue = (await admin('customer-issues', { json: { customer_no: 4712, title: 'No "line"' }, status: 201 })).json;
  const [first] = await rows();
  assert.deepEqual([first.body, first.ref_id, first.actor.id], [{ event: 'issue', text: 'No "line"' }, issue.id, admin.id]);
  const send = (path, text) => {
    const form = new FormData();
    form.set('file', new Blob([text], { type: 'text/csv' }), 'f.csv');
    return request(`/api/v1/${path}/import`, { token: admin.token, form, status: 200 });
  };
  await send('customer-issues', 'customer_id,incident_title\n4712,Slow\n4712,\n999999999,Nobody\n');
  await send('incident-predictions', 'customer_id,client_region,client_type,most_likely_incident,recommendation,q1_prediction,q2_prediction,q3_prediction,q4_prediction\n4712,R,T,wifi_issue,Call first,10,20,30,60\n');
  assert.deepEqual((await rows()).map((row) => row.body), [{ event: 'prediction', text: 'Call first', average: 30, incident: 'wifi_issue' },
    { event: 'issue', text: '' }, { event: 'issue', text: 'Slow' }, { event: 'issue', text: 'No "line"' }]);
  assert.equal((await rows())[0].actor.id, admin.id);
});

test('what is told to live pages names the customer', async () => {
  const before = (await admin('events/log?after=0&limit=1', { check: false })).status;
  assert.equal(before, 200);
  await waitUntil('an event of the customer', async () => {
    const { json } = await admin('events/log?after=0', { status: 200, check: false });
    return JSON.stringify(json).includes(hers);
  });
});
