// ChurnGuard's issues, mails about incidents and predictions (contract A2, A4; A6 is not copied).
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member as invited } from './admin-lib.mjs';
import { member, say } from './compat-auth-lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { shop, sql } from './engagement-lib.mjs';
import { request, waitUntil } from './lib.mjs';

const { admin } = await shop();
const agent = await invited(admin, ['technical_agent']);
const old = (path, options) => say(path, { token: admin.token, ...options });
const csv = (path, text, { name = 'file.csv', ...options } = {}) => {
  const form = new FormData();
  form.set('file', new Blob([text], { type: 'text/csv' }), name);
  return old(path, { form, ...options });
};

test('issues: floats or null, by customer, by customer and title', async () => {
  await old('/customer-issues/', { status: 200, text: '[]' });
  const text = '{"customer_id":7.0,"code_contrat":12.5,"client_type":null,"client_region":null,"client_categorie":null,"incident_title":"No line","churn_risk":80.0,"status":"not sent"}';
  await old('/customer-issues/', { json: { customer_id: 7, code_contrat: '12.5', incident_title: 'No line', churn_risk: 80, extra: 1 }, status: 200, text });
  await old('/customer-issues/', { json: {}, status: 200 });
  await old('/customer-issues/customer/7', { status: 200, text: `[${text}]` });
  await old('/customer-issues/customer/7.0', { status: 200, text: `[${text}]` });
  await old('/customer-issues/customer/x', { status: 422 });
  await old('/customer-issues/', { json: { churn_risk: 150 }, status: 422 });
  const path = '/customer-issues/customer/7/incident/No%20line';
  member(await old(path, { method: 'PUT', json: { client_type: 3 }, status: 200 }), 'message');
  const [now] = (await old('/customer-issues/customer/7', { status: 200 })).json;
  assert.deepEqual([now.client_type, now.code_contrat, now.churn_risk, now.status, now.incident_title], [3, null, null, 'not sent', 'No line']);
  await old('/customer-issues/customer/7/incident/Other', { method: 'PUT', json: {}, status: 404 });
  await old('/customer-issues/customer/7/incident/Other', { method: 'DELETE', status: 404 });
  member(await old(path, { method: 'DELETE', status: 200 }), 'message');
  await old('/customer-issues/customer/7', { status: 200, text: '[]' });
});

test('issues from a file: bad rows are left out and named', async () => {
  const head = 'customer_id,code_contrat,client_type,client_region,client_categorie,incident_title,churn_risk\n';
  const got = await csv('/customer-issues/upload-csv', `${head}101,1,2,3,4,Slow,50\n102,one,2,3,4,Slow,50\n103,1,2,3,4,Slow,500\n104,,,,,,\n`, { status: 200 });
  member(got, 'message', 'processed_count', 'total_rows', 'errors');
  assert.deepEqual([got.json.processed_count, got.json.total_rows], [2, 4]);
  assert.deepEqual(got.json.errors, ['Row 3: code_contrat is not a number.', 'Row 4: churn_risk is not a number from 0 to 100.']);
  assert.equal((await csv('/customer-issues/upload-csv', `${head}105,1,2,3,4,Slow,50\n`, { status: 200 })).json.errors, null);
  assert.equal((await old('/customer-issues/customer/101', { status: 200 })).json[0].status, 'not sent');
  for (const [text, name] of [[`${head}1`, 'file.txt'], [`${head}x,1,2,3,4,Slow,50\n`, 'f.csv'], [head, 'f.csv'], ['a,b\n1,2\n', 'f.csv'], [new Uint8Array([...Buffer.from(head), 0xff, 0xfe, 0x0a]), 'f.csv'], ['', 'f.csv']]) {
    const refused = await csv('/customer-issues/upload-csv', text, { name, status: 400 });
    assert.equal(typeof refused.json.detail, 'string', refused.text);
  }
});

const row = (more = {}) => ({ customer_id: 'C1', client_region: 'North', client_type: 'home', q1_prediction: 60, q2_prediction: 60, q3_prediction: 60, q4_prediction: 60, most_likely_incident: 'wifi_issue', recommendation: 'Change the router', ...more });

test('predictions: average and level, filters, one a customer', async () => {
  const one = await old('/customer-incident-predictions/', { json: row(), status: 200 });
  member(one, 'id', 'customer_id', 'client_region', 'client_type', 'client_category', 'q1_prediction', 'q2_prediction', 'q3_prediction', 'q4_prediction', 'most_likely_incident', 'recommendation', 'created_at', 'updated_at', 'avg_risk_percentage', 'risk_level');
  assert.match(one.text, /"client_category":null,"q1_prediction":60\.0/);
  assert.match(one.json.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
  // [quarters, average, level]: the examples of A4, and the edges of the levels
  const table = [[[60, 60, 60, 60], 60, 'High'], [[0, 0, 60, 60], 30, 'Medium'], [[29, 30, 30, 30], 29.75, 'Low'], [[100, 100, 100, 100], 100, 'High'], [[0, 0, 0, 0], 0, 'Low'], [[59, 60, 60, 60], 59.75, 'Medium']];
  for (const [i, [q, average, level]] of table.entries()) {
    const { json } = await old('/customer-incident-predictions/', { json: row({ customer_id: `T${i}`, client_region: 'Table', q1_prediction: q[0], q2_prediction: q[1], q3_prediction: q[2], q4_prediction: q[3], most_likely_incident: 'disconnection' }), status: 200 });
    assert.deepEqual([json.avg_risk_percentage, json.risk_level], [average, level], String(q));
  }
  const ids = async (query) => (await old(`/customer-incident-predictions/${query}`, { status: 200 })).json.map((p) => p.customer_id).sort();
  assert.deepEqual(await ids('region/North'), ['C1']);
  assert.deepEqual(await ids('?region=North&incident_type=disconnection&min_risk=99'), ['C1'], 'the first that is given');
  assert.deepEqual(await ids('high-risk'), ['C1', 'T0', 'T3']);
  assert.deepEqual(await ids('high-risk?min_risk=99'), ['T3']);
  assert.deepEqual(await ids('?min_risk=30&limit=1'), ['C1', 'T0', 'T1', 'T3', 'T5']);
  assert.equal((await ids('incident-type/disconnection')).length, 6);
  await old('/customer-incident-predictions/incident-type/flood', { status: 422 });
  await old('/customer-incident-predictions/?incident_type=flood', { status: 422 });
  assert.equal((await old('/customer-incident-predictions/customer/C1', { status: 200 })).text, one.text);
  await old('/customer-incident-predictions/customer/C9', { status: 404 });
  await old('/customer-incident-predictions/', { json: row(), status: 400 });
  await old('/customer-incident-predictions/', { json: row({ customer_id: 'C8', q1_prediction: 101 }), status: 422 });
  const path = `/customer-incident-predictions/${one.json.id}`;
  const put = (await old(path, { method: 'PUT', json: { q1_prediction: 0 }, status: 200 })).json;
  assert.deepEqual([put.avg_risk_percentage, put.risk_level, put.recommendation], [45, 'Medium', 'Change the router']);
  await old(path, { method: 'DELETE', status: 200 });
  await old(path, { method: 'DELETE', status: 404 });
  await old(path, { status: 404 });
});

test('predictions from a file', async () => {
  const head = 'customer_id,client_region,client_type,client_category,q1_prediction,q2_prediction,q3_prediction,q4_prediction,most_likely_incident,recommendation\n';
  const got = await csv('/customer-incident-predictions/upload-csv', `${head}F1,East,home,1,10,20,30,40,slow_connection,"Call, soon"\nF1,East,home,1,10,20,30,40,slow_connection,Again\n,East,home,1,,,,,slow_connection,x\nF2,East,home,,,,,,flood,x\nF3,East,home,,,,,,other_incident,x\n`, { status: 200 });
  assert.deepEqual([got.json.processed_count, got.json.total_rows, got.json.errors.length], [2, 5, 3]);
  assert.match(got.json.errors[0], /^Row 3: /);
  const again = await csv('/customer-incident-predictions/upload-csv', `${head}F4,East,home,,,,,,other_incident,x\nF3,East,home,,,,,,other_incident,x\n`, { status: 400 });
  assert.deepEqual(Object.keys(again.json.detail), ['error', 'message', 'type', 'suggestion']);
  assert.match(again.json.detail.message, /already/);
  await old('/customer-incident-predictions/customer/F4', { status: 404 });
});

test('mails: kept, imported, sent through the outbox', async () => {
  const to = `m${Date.now()}@people.example`;
  const made = await old('/email-notifications/', { json: { email: to, name: 'Ida', issue: 'The line was down.' }, status: 200 });
  member(made, 'id', 'email', 'name', 'issue', 'status', 'created_at', 'updated_at', 'sent_at');
  assert.deepEqual([made.json.status, made.json.sent_at], ['pending', null]);
  await old('/email-notifications/', { json: { email: 'nobody', name: 'Ida', issue: 'x' }, status: 422 });
  await old('/email-notifications/', { json: { email: to, name: 'Ida\r\nBcc: x@y.example', issue: 'x' }, status: 422 });
  await old('/email-notifications/?status=lost', { status: 422 });
  const got = await csv('/email-notifications/upload-csv', `email,name,issue,status\na@people.example,A,Down,sent\n,B,Down,\nc@people.example,C,Down,lost\nd,D,Down,\n`, { status: 200 });
  assert.deepEqual([got.json.processed_count, got.json.total_rows, got.json.errors.length], [2, 4, 3]);
  const path = `/email-notifications/${made.json.id}`;
  const sent = await old('/email-notifications/send', { json: { notification_ids: [made.json.id, 999999] }, status: 200 });
  member(sent, 'success', 'message', 'sent_count', 'failed_count', 'errors');
  assert.deepEqual([sent.json.success, sent.json.sent_count, sent.json.failed_count, sent.json.errors], [true, 1, 0, null]);
  const { text } = await mailTo(to, /incident|service/i);
  assert.match(text, /The line was down\./);
  await waitUntil('the mail is sent', async () => (await old(path, { status: 200 })).json.status === 'sent');
  assert.ok((await old(path, { status: 200 })).json.sent_at);
  assert.equal((await old('/email-notifications/send', { json: { notification_ids: [made.json.id] }, status: 200 })).json.sent_count, 0, 'once');
  assert.equal((await old('/email-notifications/send', { json: { notification_ids: [made.json.id], force_resend: true }, status: 200 })).json.sent_count, 1);
  assert.equal((await old('/email-notifications/send/pending', { method: 'POST', status: 200 })).json.sent_count, 1, 'that of the file');
  await old(path, { method: 'PUT', json: { issue: 'All is well.' }, status: 200 });
  await old(path, { method: 'DELETE', status: 200 });
  await old(path, { method: 'DELETE', status: 404 });
});

test('roles are asked for; slashes are put right', async () => {
  for (const path of ['/customer-issues/', '/email-notifications/', '/customer-incident-predictions/']) {
    await request(path, { token: agent.token, status: 200 });
    await request(path, { token: agent.token, json: row({ email: 'a@b.example', name: 'x', issue: 'y' }), status: 403 });
    await say(path, { status: 401, text: '{"detail":"Not authenticated"}' });
    assert.equal((await request(path.slice(0, -1), { method: 'POST', token: admin.token, status: 307 })).headers.get('location'), path);
  }
  await request('/email-notifications/send', { method: 'POST', token: agent.token, status: 403 });
});

test('clients are customers of the register', async () => {
  const body = { name: 'Dar Tech', segment: 'business', since: 'March 2019', churn_risk: 78, contacts: { primary: '+216 20 123 456', preferred_time: 'mornings' }, monthly_revenue: '1 250 TND', churn_trend: 'up', churn_trend_days: 30 };
  const made = await old('/clients/', { json: body, status: 200 });
  assert.deepEqual(made.json, { id: made.json.id, name: 'Dar Tech', segment: 'business', since: 'March 2019', churn_risk: 78, contacts: { primary: '+216 20 123 456', secondary: null, preferred_time: 'mornings', last_call: null } });
  const path = `/clients/${made.json.id}`;
  assert.deepEqual((await old(path, { status: 200 })).json, made.json);
  assert.ok((await old('/clients/', { status: 200 })).json.some((c) => c.id === made.json.id));
  const canonical = await admin(`customers/${made.json.id}`, { status: 200 });
  assert.deepEqual([canonical.json.record.name, canonical.json.record.entered_risk, canonical.json.record.phone], ['Dar Tech', 78, '+21620123456']);
  await admin('interactions', { json: { customer_id: made.json.id, kind: 'call', summary: 'Asked about the bill', at: '2026-11-20T10:00:00Z' }, status: 201 });
  const put = { ...body, name: 'Dar Tech SARL', contacts: { primary: 'info@dartech.example' }, monthly_revenue: '0' };
  assert.deepEqual((await old(path, { method: 'PUT', json: put, status: 200 })).json.contacts, { primary: 'info@dartech.example', secondary: null, preferred_time: null, last_call: null });
  const { json } = await old(`${path}/detail`, { status: 200 });
  assert.deepEqual([json.name, json.monthly_revenue, json.churn_trend, json.churn_trend_days], ['Dar Tech SARL', '1 250 TND', 'up', 30], 'revenue and trend stay');
  assert.deepEqual(json.interactions.map((i) => [i.clientId, i.type, i.date, i.details]), [[made.json.id, 'call', '2026-11-20', 'Asked about the bill']]);
  assert.deepEqual([json.factors, json.recommendations], [[], []]);
  for (const bad of [{ churn_risk: 150 }, { contacts: {} }, { contacts: 'x' }, { name: undefined }]) await old('/clients/', { json: { ...body, ...bad }, status: 422 });
  for (const id of ['01900000-0000-7000-8000-000000000001', 'x', '1']) {
    await old(`/clients/${id}`, { status: 404 });
    await old(`/clients/${id}/detail`, { status: 404 });
  }
  await request('/clients/', { token: agent.token, json: body, status: 403 });
  assert.equal((await request('/clients', { token: admin.token, status: 307 })).headers.get('location'), '/clients/');
  await waitUntil('search finds it', async () => (await admin('search?q=SARL', { status: 200 })).json.data.some((hit) => hit.id === made.json.id));
});

test('a list without pages has thousands of rows; the newest, where not all fit into an answer', { timeout: 120_000 }, async () => {
  for (const [rows, name, fits] of [[2500, 'Short', true], [9000, '\u{1F600}'.repeat(200), false]]) {
    const { admin: many } = await shop();
    sql(`INSERT INTO customers (tenant_id, id, external_id, name) SELECT (SELECT tenant_id FROM users WHERE id = '${many.id}'),
      CAST(CONCAT('01900000-0000-7000-8000-', LPAD(HEX(seq), 12, '0')) AS UUID), CONCAT('L', seq), CONCAT('${name}', ' ', seq) FROM seq_1_to_${rows}`);
    const { json } = await say('/clients/', { token: many.token, status: 200 });
    const newest = json.filter((one) => one.id.startsWith('01900000-0000-7000-8000-')).map((one) => Number(one.name.split(' ')[1]));
    assert.deepEqual(newest, Array.from({ length: newest.length }, (_, i) => rows - i), 'the newest first, none left out between');
    assert.ok(fits ? newest.length === rows : newest.length > 2500 && newest.length < rows, `${newest.length} of ${rows}`);
  }
});

const fault = (loc, msg, type) => ({ loc, msg, type });
const faults = async (path, options, ...wanted) => {
  const got = await old(path, { status: 422, ...options });
  assert.deepEqual(got.json.detail, wanted, got.text);
  return got;
};
const missing = (...loc) => fault(loc, 'field required', 'value_error.missing');

test('what is wrong has its place, down to a member of a member; texts and numbers are taken for each other', async () => {
  const body = { name: 'Eya', segment: 'home', since: 2019, churn_risk: '50', contacts: { primary: 21620123456 }, monthly_revenue: 1250, churn_trend_days: '30' };
  const made = await old('/clients/', { json: body, status: 200 });
  assert.deepEqual([made.json.since, made.json.churn_risk, made.json.contacts.primary], ['2019', 50, '21620123456']);
  assert.equal((await old('/clients/', { json: { ...body, churn_risk: 50.7 }, status: 200 })).json.churn_risk, 50);
  const none = 'none is not an allowed value', noneType = 'type_error.none.not_allowed';
  const post = (more, ...wanted) => faults('/clients/', { json: { ...body, ...more } }, ...wanted);
  assert.deepEqual((await faults('/clients/', { json: {} }, ...['name', 'segment', 'since', 'churn_risk', 'contacts'].map((name) => missing('body', name)))).json.body, {});
  await post({ contacts: {} }, missing('body', 'contacts', 'primary'));
  await post({ contacts: { primary: null } }, fault(['body', 'contacts', 'primary'], none, noneType));
  await post({ contacts: { primary: [] } }, fault(['body', 'contacts', 'primary'], 'str type expected', 'type_error.str'));
  await post({ contacts: { primary: 'a', last_call: {} } }, fault(['body', 'contacts', 'last_call'], 'str type expected', 'type_error.str'));
  for (const contacts of ['x', 5, [1], true]) await post({ contacts }, fault(['body', 'contacts'], 'value is not a valid dict', 'type_error.dict'));
  await post({ contacts: null, name: null }, fault(['body', 'name'], none, noneType), fault(['body', 'contacts'], none, noneType));
  await post({ churn_risk: '50.7' }, fault(['body', 'churn_risk'], 'value is not a valid integer', 'type_error.integer'));
  await post({ name: [] }, fault(['body', 'name'], 'str type expected', 'type_error.str'));
  assert.deepEqual((await old('/clients/', { json: { ...body, contacts: { primary: 'a', secondary: 5, last_call: null } }, status: 200 })).json.contacts, { primary: 'a', secondary: '5', preferred_time: null, last_call: null });
  await faults('/customer-issues/customer/x', {}, fault(['path', 'customer_id'], 'value is not a valid float', 'type_error.float'));
  for (const path of ['/email-notifications/x', '/customer-incident-predictions/x']) await faults(path, {}, fault(['path', 'id'], 'value is not a valid integer', 'type_error.integer'));
  await faults('/customer-incident-predictions/?min_risk=x', {}, fault(['query', 'min_risk'], 'value is not a valid float', 'type_error.float'));
  const broken = await old('/clients/', { body: '{"name":', headers: { 'content-type': 'application/json' }, status: 422 });
  assert.deepEqual([broken.json.detail[0].loc, broken.json.detail[0].type, broken.json.body], [['body', 8], 'value_error.jsondecode', null]);
  for (const path of ['/customer-issues/', '/email-notifications/', '/customer-incident-predictions/']) {
    const form = new FormData();
    form.set('other', new Blob(['a']), 'f.csv');
    for (const options of [{ method: 'POST' }, { form }]) await faults(`${path}upload-csv`, options, missing('body', 'file'));
  }
});

test('who is not signed in, and what is not there', async () => {
  for (const [headers, detail] of [[{}, 'Not authenticated'], [{ authorization: 'Basic x' }, 'Not authenticated'], [{ authorization: 'Bearer x' }, 'Could not validate credentials']]) {
    const got = await say('/clients/', { headers, status: 401, text: JSON.stringify({ detail }) });
    assert.equal(got.headers.get('www-authenticate'), 'Bearer');
  }
  await say('/clients/', { headers: { authorization: `bEaReR ${admin.token}` }, status: 200 });
  for (const path of ['/clients/x/y/z', '/customer-issues/customer/1/2', '/email-notifications/send/x/y']) await old(path, { status: 404, text: '{"detail":"Not Found"}', check: false });
  for (const path of ['/clients/01900000-0000-7000-8000-000000000001', '/clients/x/detail', '/customer-issues/customer/7', '/email-notifications/send']) {
    assert.equal((await request(`${path}/?a=b`, { method: 'POST', token: admin.token, status: 307 })).headers.get('location'), `${path}?a=b`);
  }
  await old('/clients/', { method: 'DELETE', status: 405, text: '{"detail":"Method Not Allowed"}', check: false });
});

test('a client that is sent back as it came changes nothing of the record', async () => {
  const email = `both${Date.now()}@people.example`;
  const made = [];
  for (const record of [{ name: 'Only a name' }, { name: 'Both', email, phone: '+15551234567', segment: 'gold', contact_secondary: 'desk 2', revenue: '12.50' }]) made.push((await admin('customers', { json: record, status: 201 })).json);
  for (const { id, record } of made) {
    const seen = await old(`/clients/${id}`, { status: 200 });
    assert.equal((await old(`/clients/${id}`, { method: 'PUT', json: seen.json, status: 200 })).text, seen.text);
    assert.deepEqual((await admin(`customers/${id}`, { status: 200 })).json.record, record);
  }
  // A number does not take the address away, and words take neither.
  const path = `/clients/${made[1].id}`, now = (await old(path, { status: 200 })).json;
  assert.deepEqual([now.contacts.primary, now.segment, now.churn_risk], [email, 'gold', 0]);
  for (const [primary, has] of [['+1 555 999 0000', [email, '+15559990000']], ['the porter', [email, '+15559990000']], ['new@people.example', ['new@people.example', '+15559990000']], ['', [null, null]]]) {
    assert.equal((await old(path, { method: 'PUT', json: { ...now, contacts: { primary } }, status: 200 })).json.contacts.primary, primary);
    const { record } = (await admin(`customers/${made[1].id}`, { status: 200 })).json;
    assert.deepEqual([record.email, record.phone], has, primary);
  }
  await old(path, { method: 'PUT', json: { ...now, churn_risk: 7, segment: 'new' }, status: 200 });
  const { record } = (await admin(`customers/${made[1].id}`, { status: 200 })).json;
  assert.deepEqual([record.entered_risk, record.segment], [7, 'new']);
});

test('detail has the lists that were written elsewhere', async () => {
  const { id } = (await admin('customers', { json: { name: 'Ola' }, status: 201 })).json;
  const factor = (await admin(`customers/${id}/factors`, { json: { name: 'Price', impact: 12 }, status: 201 })).json;
  const advice = (await admin(`customers/${id}/recommendations`, { json: { title: 'Call', impact: -5, details: 'Today' }, status: 201 })).json;
  const event = (await admin('interactions', { json: { customer_id: id, kind: 'visit', summary: 'Came by', at: '2026-10-01T10:00:00Z' }, status: 201 })).json;
  const { json } = await old(`/clients/${id}/detail`, { status: 200 });
  assert.deepEqual(Object.keys(json), ['id', 'name', 'segment', 'since', 'churn_risk', 'contacts', 'monthly_revenue', 'churn_trend', 'churn_trend_days', 'factors', 'interactions', 'recommendations']);
  assert.deepEqual(json.factors, [{ id: factor.id, clientId: id, name: 'Price', percentage: 12, created_at: factor.created_at }]);
  assert.deepEqual(json.interactions, [{ id: event.id, clientId: id, type: 'visit', date: '2026-10-01', details: 'Came by', created_at: event.created_at }]);
  assert.deepEqual(json.recommendations, [{ id: advice.id, clientId: id, title: 'Call', impact: -5, details: 'Today', created_at: advice.created_at }]);
});

test('a pair means exactly these rows; what a PUT names of it is renamed', async () => {
  const put = (title, json, options) => old(`/customer-issues/customer/77/incident/${title}`, { method: 'PUT', json, ...options });
  for (const incident_title of ['Down', 'down']) await old('/customer-issues/', { json: { customer_id: 77, incident_title, code_contrat: 1 }, status: 200 });
  await put('DOWN', {}, { status: 404 });
  await put('down', { status: 'sent', client_type: '3' }, { status: 200 });
  const of = async (no) => (await old(`/customer-issues/customer/${no}`, { status: 200 })).json.map((i) => [i.customer_id, i.incident_title, i.code_contrat, i.client_type, i.status]);
  assert.deepEqual(await of(77), [[77, 'down', null, 3, 'sent'], [77, 'Down', 1, null, 'not sent']]);
  await put('down', { incident_title: 'Up', customer_id: 78 }, { status: 200 });
  assert.deepEqual([await of(77), await of(78)], [[[77, 'Down', 1, null, 'not sent']], [[78, 'Up', null, null, 'not sent']]]);
  await put('Down', { churn_risk: 101 }, { status: 422 });
  await old('/customer-issues/customer/77/incident/down', { method: 'DELETE', status: 404 });
  await old('/customer-issues/customer/77/incident/Down', { method: 'DELETE', status: 200 });
  await old('/customer-incident-predictions/', { json: row({ customer_id: 'Ex1', client_region: 'Exact' }), status: 200 });
  for (const [path, n] of [['region/Exact', 1], ['region/exact', 0], ['?region=EXACT', 0], ['?region=Exact', 1]]) assert.equal((await old(`/customer-incident-predictions/${path}`, { status: 200 })).json.length, n, path);
  await old('/customer-incident-predictions/customer/ex1', { status: 404 });
});

test('numbers of mails come as numbers or as texts; unknown ones are passed over', async () => {
  const made = (await old('/email-notifications/', { json: { email: 'n@people.example', name: 5, issue: 'x', status: 'failed' }, status: 200 })).json;
  assert.deepEqual([made.name, made.status], ['5', 'failed']);
  const send = async (json) => (await old('/email-notifications/send', { json, status: 200 })).json;
  const result = (n) => ({ success: true, message: n === 0 ? 'There was nothing to send.' : `${n} mails are on their way.`, sent_count: n, failed_count: 0, errors: null });
  assert.deepEqual(await send({ notification_ids: [made.id, 999_999] }), result(0), 'neither is pending');
  assert.deepEqual(await send({ notification_ids: [String(made.id), '999999', made.id + 0.5], force_resend: 'true' }), result(1));
  assert.deepEqual(await send({ notification_ids: [] }), result(0));
  assert.deepEqual(await send({ notification_ids: null }), result(0));
  assert.deepEqual((await old('/email-notifications/send', { method: 'POST', status: 200 })).json, result(0));
  await faults('/email-notifications/send', { json: { notification_ids: 'x' } }, fault(['body', 'notification_ids'], 'value is not a valid list', 'type_error.list'));
  await faults('/email-notifications/send', { json: { notification_ids: [1, 'x'] } }, fault(['body', 'notification_ids', 1], 'value is not a valid integer', 'type_error.integer'));
});
