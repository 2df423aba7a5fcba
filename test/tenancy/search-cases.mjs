// The sweep's cases of search, views, exports, merging and privacy, and what belongs to the first tenant there.
export async function searchOf(admin) {
  const made = async (path, json) => (await admin(`/api/v1/${path}`, { json, status: 201 })).json;
  const twin = async (n) => (await made('customers', { name: 'Known to the first tenant', external_id: `twin-${n}-${Date.now()}` })).id;
  const [from, into] = [await twin(1), await twin(2)];
  const known = `known-${Date.now()}`;
  await made('customers', { name: 'Known to the first tenant', external_id: known });
  return {
    known,
    view: (await made('views', { list: 'customers', name: 'Known to the first tenant', scope: 'tenant' })).id,
    merge: (await made(`customers/${from}/merge`, { into })).id,
  };
}

const match = { headers: { 'if-match': '"1"' } };
export const searchCases = (mine) => ({
  'GET /api/v1/search': { query: () => `?q=${mine().known}`, status: 200, empty: 'data' },
  'GET /api/v1/duplicates': { query: () => `?external_id=${mine().known}`, status: 200, empty: 'data' },
  'GET /api/v1/customers/{id}/duplicates': { id: 'record', status: 404 },
  'GET /api/v1/customers/{id}/merges': { id: 'record', status: 404 },
  'POST /api/v1/customers/{id}/merge': { id: 'record', json: () => ({ into: mine().customer }), also: 'customers:all', status: 404 },
  'POST /api/v1/merges/{id}/undo': { id: 'merge', method: 'POST', status: 404 },
  'GET /api/v1/customers/{id}/privacy/export': { id: 'record', status: 404 },
  'POST /api/v1/customers/{id}/privacy/erase': { id: 'record', json: {}, status: 404 },
  'GET /api/v1/views': { status: 200, empty: 'data' },
  'POST /api/v1/views': { json: { list: 'customers', name: '' }, status: 422 },
  'GET /api/v1/views/{id}': { id: 'view', status: 404 },
  'PATCH /api/v1/views/{id}': { id: 'view', json: { name: 'x' }, status: 404, ...match },
  'DELETE /api/v1/views/{id}': { id: 'view', status: 404, ...match },
  'GET /api/v1/exports': { status: 200 },
  'GET /api/v1/exports/{list}': { query: '?format=csv', status: 404 },
  'POST /api/v1/exports': { own_numbers: true, json: { list: 'customers', format: 'csv' }, status: 200 },
});
