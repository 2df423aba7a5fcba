// live.mjs OTHER-URL: listens for live events at OTHER-URL while a file is uploaded at HF_URL; prints what came. The two are nginx hosts that share
// nothing but the database and Redis.
import { strict as assert } from 'node:assert';
import { events, login, request } from '../api/lib.mjs';

const token = await login('admin');
const live = await events({ token, path: new URL('/api/v1/events', process.argv[2]).href });
assert.equal(live.status, 200);
const form = new FormData();
form.set('file', new Blob(['not,a,bank\n1,2,3\n'], { type: 'text/csv' }), 'live.csv');
const sent = await request('/api/v1/uploads/datasets?schema=bank', { token, form, status: 202 });
const came = await live.next((e) => e.data?.id === sent.json.id);
assert.equal(came.data.type, 'dataset');
live.close();
console.log(`${came.data.type} ${came.data.seq} came over`);
