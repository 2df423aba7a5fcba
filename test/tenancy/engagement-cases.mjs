// The sweep's cases of engagement, and what belongs to the first tenant there: one row of each kind, made by its administrator, and a
// customer's own.
export async function engagementOf(admin, customer) {
  const made = async (path, json) => (await admin(`/api/v1/${path}`, { json, status: 201 })).json;
  const customer_id = (await customer('/api/v1/me/home', { status: 200 })).json.customer_id;
  const stamp = Date.now();
  return {
    person: customer_id,
    complaint: (await made('complaints', { customer_id, text: 'Known to the first tenant' })).id,
    goal: (await made('goals', { customer_id, title: 'Known to the first tenant' })).id,
    survey: (await made('surveys', { customer_id, rating: 3 })).id,
    product: (await admin('/api/v1/products', { status: 200 })).json.data[0].id,
    notification: (await made('notifications', { title: 'First', message: 'First', audience: 'all' })).id,
    interaction: (await made('interactions', { customer_id, kind: 'call' })).id,
    issue: (await made('customer-issues', { customer_no: stamp, title: 'First' })).id,
    prediction: (await made('incident-predictions', { customer_no: String(stamp), region: 'R', client_type: 'T', incident: 'wifi_issue', recommendation: 'First' })).id,
  };
}

const match = { headers: { 'if-match': '"1"' } };
const own = (method, path, more = {}) => [`${method} /api/v1/me/${path}`, { ...match, status: 403, visitor: 404, ...more }];
const table = () => {
  const parts = new FormData();
  parts.set('file', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'sweep.csv');
  return parts;
};

// Staff of another tenant: me/* is for customers (403), ids are somebody else's (404), lists are empty of the first tenant's.
export const engagementCases = (mine) => {
  const reads = Object.fromEntries([['complaints', 'complaint'], ['goals', 'goal'], ['surveys', 'survey'], ['notifications', 'notification'],
    ['interactions', 'interaction'], ['customer-issues', 'issue'], ['incident-predictions', 'prediction']].flatMap(([list, id]) => [
    [`GET /api/v1/${list}`, { status: 200, empty: 'data' }], [`GET /api/v1/${list}/{id}`, { id, status: 404 }]]));
  return {
    ...reads,
    'GET /api/v1/products': { status: 200 },
    'GET /api/v1/products/{id}': { id: 'product', status: 404 },
    'GET /api/v1/products/eligible': { query: () => `?customer_id=${mine().person}`, status: 404 },
    'GET /api/v1/surveys/figures': { status: 200 },
    'GET /api/v1/training-data': { status: 200 },
    'POST /api/v1/complaints': { json: () => ({ customer_id: mine().person, text: 'x' }), status: 404 },
    'POST /api/v1/complaints/{id}/resolve': { id: 'complaint', ...match, json: { note: 'x' }, status: 404 },
    'POST /api/v1/goals': { json: () => ({ customer_id: mine().person, title: 'x' }), status: 404 },
    'PATCH /api/v1/goals/{id}': { id: 'goal', ...match, json: { title: 'x' }, status: 404 },
    'DELETE /api/v1/goals/{id}': { id: 'goal', ...match, status: 404 },
    'POST /api/v1/surveys': { json: () => ({ customer_id: mine().person, rating: 3 }), status: 404 },
    'POST /api/v1/products': { json: { name: '' }, status: 422 },
    'PATCH /api/v1/products/{id}': { id: 'product', ...match, json: { active: false }, status: 404 },
    'POST /api/v1/notifications': { json: () => ({ title: 'x', message: 'x', audience: 'customer', customer_id: mine().person }), status: 404 },
    'POST /api/v1/notifications/{id}/review': { id: 'notification', ...match, status: 404 },
    'POST /api/v1/notifications/{id}/confirm': { id: 'notification', ...match, status: 404 },
    'DELETE /api/v1/notifications/{id}': { id: 'notification', ...match, status: 404 },
    'POST /api/v1/interactions': { json: () => ({ customer_id: mine().person, kind: 'call' }), status: 404 },
    'POST /api/v1/customer-issues': { json: { churn_risk: -1 }, status: 422 },
    'PATCH /api/v1/customer-issues/{id}': { id: 'issue', ...match, json: { status: 'x' }, status: 404 },
    'DELETE /api/v1/customer-issues/{id}': { id: 'issue', ...match, status: 404 },
    'POST /api/v1/customer-issues/import': { form: table, status: 422 },
    'POST /api/v1/incident-predictions': { json: {}, status: 422 },
    'PATCH /api/v1/incident-predictions/{id}': { id: 'prediction', ...match, json: { q1: 1 }, status: 404 },
    'DELETE /api/v1/incident-predictions/{id}': { id: 'prediction', ...match, status: 404 },
    'POST /api/v1/incident-predictions/import': { form: table, status: 422 },
    'GET /api/v1/me/profile': { own: true, status: 200 },
    'PATCH /api/v1/me/profile': { third: true, json: { first_name: 'X' }, status: 428 },
    ...Object.fromEntries([
      ...['home', 'score', 'consent', 'complaints', 'goals', 'surveys', 'notifications', 'offers'].map((path) => own('GET', path)),
      own('PUT', 'consent', { json: { email: true } }),
      own('POST', 'complaints', { json: { text: 'x' } }),
      own('POST', 'goals', { json: { title: 'x' } }),
      own('PATCH', 'goals/{id}', { id: 'goal', json: { title: 'x' } }),
      own('DELETE', 'goals/{id}', { id: 'goal' }),
      own('POST', 'surveys', { json: { rating: 3 } }),
      own('POST', 'notifications/{id}/read', { id: 'notification' }),
      own('POST', 'offers/{id}/accept', { id: 'product' }),
      own('POST', 'offers/{id}/reject', { id: 'product' }),
    ]),
    'GET /api/profile/': { third: true, status: 200 },
    'GET /api/predict/': { third: true, status: 200 },
    'GET /api/products/': { third: true, status: 200 },
    'GET /api/complaints/': { third: true, status: 200 },
    'POST /api/complaints/': { third: true, json: {}, status: 400 },
    'POST /api/complaints/{no}/resolve/': { status: 404, json: { resolution_note: 'x' } },
    'GET /api/goals/': { third: true, status: 200 },
    'POST /api/goals/': { third: true, json: {}, status: 400 },
    'GET /api/surveys/': { third: true, status: 200 },
    'POST /api/surveys/': { third: true, json: { rating: 9 }, status: 400 },
    'GET /api/notifications/': { third: true, status: 200 },
    'POST /api/notifications/': { json: {}, status: 400 },
    'POST /api/notifications/{no}/review/': { status: 404, json: {} },
    'GET /api/interactions/': { third: true, status: 200 },
    'POST /api/interactions/': { third: true, json: {}, status: 400 },
    'POST /api/training-data/export/': { method: 'POST', status: 200 },
    'POST /dashboard/clear-dataset/': { method: 'POST', status: 302 },
    'GET /dashboard/clear-dataset/': { status: 302 },
    'GET /clients/': { status: 200 },
    'POST /clients/': { json: {}, status: 422 },
    'GET /clients/{id}': { id: 'person', status: 404 },
    'PUT /clients/{id}': { id: 'person', json: { name: 'x', segment: 'x', since: 'x', churn_risk: 1, contacts: { primary: 'x' } }, status: 404 },
    'GET /clients/{id}/detail': { id: 'person', status: 404 },
    'GET /api/customers/admin/customers/': { status: 200 },
    'GET /api/customers/admin/customers/{id}/': { id: 'person', status: 404 },
    'GET /api/customers/admin/customers/{id}/notes/': { id: 'person', status: 404 },
    'POST /api/customers/admin/customers/{id}/notes/': { id: 'person', json: { note: 'x' }, status: 404 },
    'GET /customer-issues/': { status: 200 },
    'POST /customer-issues/': { json: { churn_risk: -1 }, status: 422 },
    'POST /customer-issues/upload-csv': { form: table, status: 400 },
    'GET /customer-issues/customer/{customer}': { status: [200, 422] },
    'PUT /customer-issues/customer/{customer}/incident/{incident}': { json: {}, status: [404, 422] },
    'DELETE /customer-issues/customer/{customer}/incident/{incident}': { status: [404, 422] },
    'GET /email-notifications/': { status: 200 },
    'POST /email-notifications/': { json: {}, status: 422 },
    'POST /email-notifications/upload-csv': { form: table, status: 400 },
    'POST /email-notifications/send': { json: { notification_ids: [4294967295] }, status: 200 },
    'POST /email-notifications/send/pending': { method: 'POST', status: 200 },
    'GET /email-notifications/{no}': { status: 404 },
    'PUT /email-notifications/{no}': { json: {}, status: 404 },
    'DELETE /email-notifications/{no}': { status: 404 },
    'GET /customer-incident-predictions/': { status: 200 },
    'POST /customer-incident-predictions/': { json: {}, status: 422 },
    'POST /customer-incident-predictions/upload-csv': { form: table, status: 400 },
    'GET /customer-incident-predictions/high-risk': { status: 200 },
    'GET /customer-incident-predictions/customer/{customer_id}': { status: 404 },
    'GET /customer-incident-predictions/region/{region}': { status: 200 },
    'GET /customer-incident-predictions/incident-type/{incident_type}': { status: [200, 422] },
    'GET /customer-incident-predictions/{no}': { status: 404 },
    'PUT /customer-incident-predictions/{no}': { json: {}, status: 404 },
    'DELETE /customer-incident-predictions/{no}': { status: 404 },
  };
};
