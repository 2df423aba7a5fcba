// VigilPay's mobile clients (contract V-R36 to V-R51): exact forms.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member, say } from './compat-auth-lib.mjs';
import { shop, sql } from './engagement-lib.mjs';
import { hire } from './records-lib.mjs';
import { events, request } from './lib.mjs';

const { admin, customer } = await shop();
const hex = (id) => id.replaceAll('-', '');
const notGiven = '{"detail":"Authentication credentials were not provided."}';

test('profile and predict are the same body, numbers with their points, and the score is kept', async () => {
  const her = await customer();
  const profile = await her.old('/api/profile/', { status: 200 });
  const predict = await her.old('/api/predict/', { status: 200 });
  assert.equal(profile.text, predict.text);
  assert.equal((await her.old('/api/auth/mobile/me/', { status: 200 })).text, profile.text);
  member(profile, 'id', 'email', 'full_name', 'phone_number', 'member_since', 'credit_analysis', 'user_info', 'risk_analysis', 'actionable_items');
  assert.equal(profile.json.id, hex(her.id));
  assert.match(profile.text, /"name":"Base score","points":300,"max_points":300/);
  assert.match(profile.text, /"name":"Loyalty contribution","points":\d+\.\d+,"max_points":180/);
  assert.match(profile.text, /"probability":\d+\.\d+/);
  assert.equal(profile.json.credit_analysis.factors.length, 6);
  const kept = sql(`SELECT p.credit, p.probability FROM customer_profiles p JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id WHERE c.user_id = '${her.id}'`).split('\t').map(Number);
  assert.deepEqual(kept, [profile.json.credit_analysis.score, profile.json.risk_analysis.probability]);
  const staff = await admin.old('/api/profile/', { status: 200 });
  assert.equal(staff.json.user_info.type, 'PRO');
});

test('products: active ones by name, the price is a float', async () => {
  const { text } = await (await customer()).old('/api/products/', { status: 200 });
  assert.equal(text, '{"results":[{"id":1,"name":"Gold Card Upgrade","price":6000.0,"currency":"GHS"},{"id":4,"name":"Investment Portfolio","price":10000.0,"currency":"GHS"},'
    + '{"id":3,"name":"Personal Loan","price":3000.0,"currency":"GHS"},{"id":5,"name":"Resolution Offer - Fee Waiver","price":0.0,"currency":"GHS"},{"id":2,"name":"VIP Savings Bonus","price":8000.0,"currency":"GHS"}]}');
});

test('complaints: filed, seen by the owner and by staff only, resolved', async () => {
  const her = await customer(), him = await customer();
  const filed = await her.old('/api/complaints/', { json: { text: '  The fee is bad, bad. Happy? no  ', sentiment_score: 9 }, status: 201 });
  member(filed, 'id', 'user', 'text', 'sentiment_score', 'category', 'status', 'resolution_note', 'created_at');
  assert.deepEqual({ ...filed.json, id: 0, created_at: '' }, { id: 0, user: hex(her.id), text: 'The fee is bad, bad. Happy? no', sentiment_score: -0.1429, category: 'billing', status: 'open', resolution_note: '', created_at: '' });
  assert.ok(Number.isInteger(filed.json.id));
  const { id } = filed.json;
  assert.deepEqual((await her.old('/api/complaints/', { status: 200 })).json, [filed.json]);
  await say('/api/complaints/', { token: him.token, status: 200, text: '[]' });
  assert.ok((await admin.old('/api/complaints/', { status: 200 })).json.some((c) => c.id === id));
  await say('/api/complaints/', { token: her.token, json: {}, status: 400, text: '{"text":["This field is required."]}' });
  await say('/api/complaints/', { token: her.token, json: { text: ' ' }, status: 400, text: '{"text":["This field may not be blank."]}' });
  await say('/api/complaints/', { status: 401, text: notGiven });

  const path = `/api/complaints/${id}/resolve/`;
  await say(path, { token: her.token, json: {}, status: 403, text: '{"detail":"Only admin users can resolve complaints."}' });
  await say('/api/complaints/999999/resolve/', { token: admin.token, json: {}, status: 404, text: '{"detail":"Complaint not found."}' });
  await say(path, { token: admin.token, json: {}, status: 400, text: '{"resolution_note":["This field is required."]}' });
  await say(path, { token: admin.token, json: { resolution_note: 'Paid back' }, status: 200, text: '{"detail":"Complaint resolved."}' });
  await say(path, { token: admin.token, json: { resolution_note: 'Paid back again' }, status: 200, text: '{"detail":"Complaint resolved."}' });
  const now = (await her.old('/api/complaints/', { status: 200 })).json[0];
  assert.deepEqual([now.status, now.resolution_note], ['resolved', 'Paid back again']);
  const events = (await her.old('/api/interactions/', { status: 200 })).json;
  assert.deepEqual(events.map((e) => [e.complaint, e.product, e.event_type, e.metadata]), [
    [id, null, 'resolution_success', { resolution_note: 'Paid back again' }], [id, null, 'resolution_success', { resolution_note: 'Paid back' }]]);
});

test('goals and surveys are one\'s own', async () => {
  const her = await customer(), him = await customer();
  const goal = await her.old('/api/goals/', { json: { title: 'House', target_amount: 1000, current_amount: '12.5' }, status: 201 });
  member(goal, 'id', 'title', 'target_amount', 'current_amount', 'is_completed', 'created_at');
  assert.match(goal.text, /"target_amount":1000\.0,"current_amount":12\.5,"is_completed":false/);
  assert.match((await her.old('/api/goals/', { json: { title: 'None' }, status: 201 })).text, /"target_amount":0\.0,"current_amount":0\.0/);
  assert.deepEqual((await her.old('/api/goals/', { status: 200 })).json.map((g) => g.title), ['None', 'House']);
  for (const one of [him, admin]) await say('/api/goals/', { token: one.token, status: 200, text: '[]' });
  const long = 'x'.repeat(151);
  await say('/api/goals/', { token: her.token, json: { title: long, target_amount: 'much' }, status: 400, text: '{"title":["Ensure this field has no more than 150 characters."],"target_amount":["A valid number is required."]}' });

  const survey = await her.old('/api/surveys/', { json: {}, status: 201 });
  member(survey, 'id', 'rating', 'feedback', 'created_at');
  assert.deepEqual([survey.json.rating, survey.json.feedback], [3, '']);
  await say('/api/surveys/', { token: her.token, json: { rating: 6 }, status: 400, text: '{"rating":["Ensure this value is less than or equal to 5."]}' });
  await say('/api/surveys/', { token: him.token, status: 200, text: '[]' });
});

test('notifications: to one and to all, at once; review and confirmation', async () => {
  const her = await customer(), him = await customer();
  const one = await admin.old('/api/notifications/', { json: { title: 'One', message: 'For her', target_user: hex(her.id) }, status: 201 });
  member(one, 'id', 'title', 'message', 'target_user', 'is_reviewed', 'is_confirmed', 'created_at');
  assert.equal(one.json.target_user, hex(her.id));
  const all = await admin.old('/api/notifications/', { json: { title: 'All', message: 'For all', target_user: null }, status: 201 });
  assert.equal(all.json.target_user, null);
  assert.deepEqual((await her.old('/api/notifications/', { status: 200 })).json, [all.json, one.json]);
  assert.deepEqual((await him.old('/api/notifications/', { status: 200 })).json, [all.json]);
  await say('/api/notifications/', { token: her.token, json: {}, status: 403, text: '{"detail":"Only admin users can create notifications."}' });
  const nobody = '0'.repeat(31) + '9';
  await say('/api/notifications/', { token: admin.token, json: { title: 'X', message: 'Y', target_user: nobody }, status: 400, text: `{"target_user":["Invalid pk \\"${nobody}\\" - object does not exist."]}` });
  const path = `/api/notifications/${one.json.id}/review/`;
  await say(path, { token: her.token, json: {}, status: 403, text: '{"detail":"Only admin users can review notifications."}' });
  await say('/api/notifications/999999/review/', { token: admin.token, json: {}, status: 404, text: '{"detail":"Notification not found."}' });
  for (const json of [{}, { is_reviewed: true }, { is_confirmed: 'yes' }]) await say(path, { token: admin.token, json, status: 200, text: '{"detail":"Notification updated."}' });
  const seen = (await her.old('/api/notifications/', { status: 200 })).json.find((n) => n.id === one.json.id);
  assert.deepEqual([seen.is_reviewed, seen.is_confirmed], [true, true]);
});

test('a notification for a colleague is theirs: they hear of it, and nobody else is shown it but who wrote it or sees all', async () => {
  const her = await customer(), csm = await hire(admin, 'csm'), other = await hire(admin, 'csm');
  const hears = await events({ token: csm.token });
  try {
    const sent = await admin.old('/api/notifications/', { json: { title: 'Mate', message: 'Call them', target_user: hex(csm.id) }, status: 201 });
    assert.equal(sent.json.target_user, hex(csm.id));
    const listed = async (who) => (await request('/api/notifications/', { token: who.token, status: 200 })).json.filter((n) => n.id === sent.json.id);
    assert.deepEqual(await listed(csm), [sent.json]);
    for (const who of [her, other, admin]) assert.deepEqual(await listed(who), []);
    const heard = (await hears.next(({ data }) => data.type === 'notification')).data;
    const one = (await admin(`notifications/${heard.id}`, { status: 200 })).json;
    assert.deepEqual([one.no, one.audience, one.user_id, one.user, one.customer_id, one.recipients, one.state], [sent.json.id, 'colleague', csm.id, 'Ida Bell', null, 1, 'sent']);
    assert.equal((await csm(`notifications/${heard.id}`, { status: 200 })).json.title, 'Mate');
    await other(`notifications/${heard.id}`, { status: 404 });
    assert.ok(!(await other('notifications', { status: 200 })).json.data.some((n) => n.id === heard.id));
    assert.equal(Number(sql(`SELECT COUNT(*) FROM timeline WHERE ref_id = '${heard.id}'`)), 0);
  } finally {
    hears.close();
  }
  const elsewhere = await shop();
  await say('/api/notifications/', { token: elsewhere.admin.token, json: { title: 'X', message: 'Y', target_user: hex(csm.id) }, status: 400, text: `{"target_user":["Invalid pk \\"${hex(csm.id)}\\" - object does not exist."]}` });
});

test('interactions, and what they teach', async () => {
  const her = await customer(), him = await customer();
  const { id } = (await her.old('/api/complaints/', { json: { text: 'login fails, =1+1' }, status: 201 })).json;
  const event = await her.old('/api/interactions/', { json: { event_type: 'product_rejected', product: 1, complaint: id, metadata: { why: 'dear' } }, status: 201 });
  member(event, 'id', 'complaint', 'product', 'event_type', 'metadata', 'created_at');
  assert.deepEqual([event.json.complaint, event.json.product, event.json.metadata], [id, 1, { why: 'dear' }]);
  await her.old('/api/interactions/', { json: { event_type: 'resolution_sent' }, status: 201 });
  assert.equal((await her.old('/api/interactions/', { status: 200 })).json.length, 2);
  await say('/api/interactions/', { token: him.token, status: 200, text: '[]' });
  await say('/api/interactions/', { token: him.token, json: { event_type: 'product_accepted', complaint: id }, status: 400, text: `{"complaint":["Invalid pk \\"${id}\\" - object does not exist."]}` });
  await say('/api/interactions/', { token: him.token, json: { event_type: 'wink', product: 'x' }, status: 400 });
  await say('/api/training-data/export/', { token: her.token, method: 'POST', status: 403, text: '{"detail":"Only admin users can export training data."}' });
  const { json } = await admin.old('/api/training-data/export/', { method: 'POST', status: 200 });
  const table = await admin.old(json.csv_path, { status: 200 });
  assert.match(table.headers.get('content-type'), /^text\/csv/);
  const lines = table.text.split('\r\n');
  assert.equal(lines[0], 'user_id,user_type,loyalty_score,calculated_credit_score,has_active_complaint,event_type,product_name,complaint_category,timestamp');
  const mine = lines.filter((l) => l.startsWith(hex(her.id)));
  assert.equal(mine.length, 2);
  assert.match(mine[1], new RegExp(`^${hex(her.id)},CUSTOMER,[0-9.]+,\\d+,1,product_rejected,Gold Card Upgrade,technical,\\d{4}-.*Z$`));
});

test('addresses without the last slash, other methods, other forms of body', async () => {
  const her = await customer();
  for (const path of ['profile', 'goals', 'complaints/3/resolve', 'training-data/export']) {
    assert.equal((await her.old(`/api/${path}?a=b`, { status: 301 })).headers.get('location'), `/api/${path}/?a=b`);
  }
  await say('/api/goals/', { token: her.token, method: 'DELETE', status: 405, text: '{"detail":"Method \\"DELETE\\" not allowed."}' });
  const form = await her.old('/api/goals/', { body: new URLSearchParams({ title: 'Form', target_amount: '5' }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 201 });
  assert.equal(form.json.target_amount, 5);
});

test('a choice, a row of another table and a number each have their own words', async () => {
  const her = await customer();
  await her.old('/api/products/', { status: 200 });
  const wrong = async (more, text) => say('/api/interactions/', { token: her.token, json: { event_type: 'product_accepted', ...more }, status: 400, text });
  await wrong({ event_type: 'wink' }, '{"event_type":["\\"wink\\" is not a valid choice."]}');
  await wrong({ event_type: '' }, '{"event_type":["\\"\\" is not a valid choice."]}');
  await wrong({ event_type: 5 }, '{"event_type":["\\"5\\" is not a valid choice."]}');
  await wrong({ event_type: null }, '{"event_type":["This field may not be null."]}');
  await wrong({ event_type: undefined }, '{"event_type":["This field is required."]}');
  for (const [value, kind] of [['x', 'str'], [true, 'bool'], [[], 'list'], [{}, 'dict']]) {
    await wrong({ product: value, complaint: value }, `{"complaint":["Incorrect type. Expected pk value, received ${kind}."],"product":["Incorrect type. Expected pk value, received ${kind}."]}`);
  }
  for (const no of [0, -1, 999]) await wrong({ product: no }, `{"product":["Invalid pk \\"${no}\\" - object does not exist."]}`);
  const done = await her.old('/api/interactions/', { json: { event_type: 'product_accepted', product: '1', complaint: null }, status: 201 });
  assert.deepEqual([done.json.product, done.json.complaint, done.json.metadata], [1, null, {}]);
  for (const metadata of ['5', 'text', 5, true, [1, 'a'], { a: { b: null } }]) {
    assert.deepEqual((await her.old('/api/interactions/', { json: { event_type: 'resolution_sent', metadata }, status: 201 })).json.metadata, metadata);
  }
  const form = (body) => ({ body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.deepEqual((await her.old('/api/interactions/', { ...form('event_type=resolution_sent&metadata=%7B%22a%22%3A1%7D'), status: 201 })).json.metadata, { a: 1 });
  await say('/api/interactions/', { token: her.token, ...form('event_type=resolution_sent&metadata=%7Bx'), status: 400, text: '{"metadata":["Value must be valid JSON."]}' });
});

test('complaints are told apart by their words, first match first; sentiment to four digits', async () => {
  const her = await customer();
  // [text, sentiment as it is written, category]
  const table = [['happy', '1.0', 'technical'], ['The Refund', '0.0', 'billing'], ['a crash and the service', '0.0', 'technical'], ['an agent', '0.0', 'service'], ['no', '0.0', 'support'], ['one two good', '0.3333', 'support'],
    ['good, GREAT! fast. helpful? excellent resolved happy', '1.0', 'technical'], ['bad delay slow angry terrible issue problem complaint frustrated failed charge', '-1.0', 'billing'],
    ['Coffee', '0.0', 'billing'], ['login fee', '0.0', 'billing'], ['goodness badly', '0.0', 'support'], ['bad\tgood\nbad', '-0.3333', 'support']];
  for (const [text, sentiment, category] of table) {
    const got = await her.old('/api/complaints/', { json: { text }, status: 201 });
    assert.deepEqual([/"sentiment_score":([^,]+),/.exec(got.text)[1], got.json.category], [sentiment, category], text);
  }
});

test('a complaint raises the risk and takes the bonus; resolved, all is as it was', async () => {
  const her = await customer();
  await her.old('/api/profile/', { status: 200 });
  sql(`UPDATE customer_profiles p JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id SET p.loyalty = 50, p.activity = 0.75, p.balance = 10000 WHERE c.user_id = '${her.id}'`);
  const calm = await her.old('/api/predict/', { status: 200 });
  // 300 + 90 + 127.5 + 60 + 80 = 657.5, half to even; 45 - 4 - 6
  assert.match(calm.text, /"score":658,"range":{"min":300,"max":850}/);
  assert.deepEqual([...calm.text.matchAll(/"name":"([^"]+)","points":(-?[\d.]+),"max_points":(\d+)/g)].map((m) => m.slice(1)), [
    ['Base score', '300', '300'], ['Loyalty contribution', '90.0', '180'], ['Activity contribution', '127.5', '170'], ['Balance contribution', '60.0', '120'], ['Consistency bonus', '80', '80'], ['Complaint penalty', '0', '0']]);
  assert.match(calm.text, /"risk_analysis":{"probability":35\.0,"tier":"low","factors":\["Stable behavior"\]},"actionable_items":{"active_resolutions":\[\],"suggested_products":\["Gold Card Upgrade","VIP Savings Bonus"\]}}$/);
  assert.deepEqual([calm.json.credit_analysis.summary.includes('fair'), calm.json.user_info], [true, { username: her.who.username, type: 'CUSTOMER', loyalty_score: 50 }]);
  const { id } = (await her.old('/api/complaints/', { json: { text: 'Slow.' }, status: 201 })).json;
  const angry = (await her.old('/api/profile/', { status: 200 })).json;
  // 300 + 90 + 127.5 + 60 - 70 = 507.5; 45 + 142/8 - 4 - 6 + 18
  assert.deepEqual([angry.credit_analysis.score, angry.risk_analysis.probability, angry.risk_analysis.tier], [508, 70.75, 'high']);
  assert.deepEqual(angry.credit_analysis.factors.map((f) => f.points), [300, 90, 127.5, 60, 0, -70]);
  assert.deepEqual(angry.risk_analysis.factors, ['Low credit score', 'Active complaint spike']);
  assert.deepEqual(angry.actionable_items, { active_resolutions: ['Resolution Offer - Fee Waiver'], suggested_products: [] });
  await admin.old(`/api/complaints/${id}/resolve/`, { json: { resolution_note: 'Done' }, status: 200 });
  assert.equal((await her.old('/api/profile/', { status: 200 })).text, calm.text);
});

test('what an address takes is told; what is no number is no address', async () => {
  const her = await customer();
  for (const [path, allow] of [['/api/goals/', 'GET, POST'], ['/api/complaints/3/resolve/', 'POST'], ['/api/profile/', 'GET'], ['/api/customers/admin/customers/', 'GET']]) {
    const got = await her.old(path, { method: 'OPTIONS', check: false, status: 200 });
    assert.deepEqual([got.headers.get('allow'), got.headers.get('content-type'), got.headers.get('access-control-allow-origin')], [allow, 'application/json', null], path);
  }
  const missing = { status: 404, text: '{"detail":"Not found."}' };
  for (const path of ['/api/complaints/x/resolve/', '/api/complaints/-1/resolve/', '/api/notifications/1.5/review/']) {
    for (const token of [her.token, admin.token]) await say(path, { token, json: {}, check: false, ...missing });
  }
  for (const path of ['/api/nothing/', '/api/', '/api/goals/5/']) await say(path, { token: her.token, check: false, ...missing });
  assert.equal((await request('/api/v1/nothing', { token: her.token, status: 404 })).json.code, 'not_found');
});
