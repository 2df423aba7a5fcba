// ChurnGuard's issues, mails about incidents and predictions (contract A2, A4; A6 is not copied).
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { member as invited } from './admin-lib.mjs';
import { member, say } from './compat-auth-lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { shop } from './engagement-lib.mjs';
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
  assert.match(again.json.detail, /already/);
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
