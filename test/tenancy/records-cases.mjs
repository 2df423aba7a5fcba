// The sweep's cases of records, and what belongs to the first tenant there.
export async function recordsOf(admin) {
  const made = async (path, json) => (await admin(`/api/v1/${path}`, { json, status: 201 })).json;
  const record = (await made('customers', { name: 'Known to the first tenant', external_id: `sweep-${Date.now()}` })).id;
  await made(`customers/${record}/notes`, { body: 'Known to the first tenant' });
  return { record, pipeline: (await admin('/api/v1/pipelines', { status: 200 })).json.data[0].id };
}

const match = { headers: { 'if-match': '"1"' } };
const stages = [{ code: 'a', title: 'A' }];

// A customer of the first tenant is nobody in the second, whatever is asked.
const of = (method, path, json) => [`${method} /api/v1/customers/{id}${path}`, { id: 'record', status: 404, ...(json && { json }), ...match }];
export const recordsCases = {
  'POST /api/v1/customers': { json: {}, status: 422 },
  ...Object.fromEntries([
    of('PATCH', '', { city: 'X' }),
    of('GET', '/consent'), of('PUT', '/consent', { email: true }),
    of('GET', '/points'), of('POST', '/points', { delta: 1 }),
    of('GET', '/timeline'), of('GET', '/risk-history'),
    of('GET', '/assignment'), of('PUT', '/assignment', { user_id: null }),
    of('GET', '/stage'), of('PUT', '/stage', { stage: 'lead' }),
    of('GET', '/notes'), of('POST', '/notes', { body: 'x' }),
    of('PATCH', '/notes/{note}', { body: 'x' }), of('DELETE', '/notes/{note}'), of('GET', '/notes/{note}/edits'),
    of('GET', '/factors'), of('POST', '/factors', { name: 'x', impact: 1 }), of('DELETE', '/factors/{factor}'),
    of('GET', '/recommendations'), of('POST', '/recommendations', { title: 'x' }), of('PATCH', '/recommendations/{rec}', { state: 'done' }),
  ]),
  'GET /api/v1/pipelines': { status: 200 },
  'POST /api/v1/pipelines': { json: { name: 'x', stages: [] }, status: 422 },
  'GET /api/v1/pipelines/{id}': { id: 'pipeline', status: 404 },
  'PUT /api/v1/pipelines/{id}': { id: 'pipeline', json: { name: 'x', stages }, status: 404, ...match },
  'DELETE /api/v1/pipelines/{id}': { id: 'pipeline', status: 404, ...match },
  'GET /api/v1/pipelines/{id}/funnel': { id: 'pipeline', status: 404 },
  'GET /api/v1/assignments': { status: 200, empty: 'data' },
  'POST /api/v1/assignments': { json: { user_id: null }, status: 422 },
  'GET /api/v1/assignments/{id}': { id: 'record', status: 404 },
  'POST /api/v1/assignments/{id}/undo': { id: 'record', status: 404 },
  'GET /api/v1/assignees': { status: 200 },
  'GET /api/v1/custom-fields': { status: 200 },
  'PUT /api/v1/custom-fields': { json: { fields: [] }, status: [200, 412], headers: { 'if-match': '"0"' } },
};
