// demo-load.mjs URL < file.csv: uploads the demo customers as the demo administrator, through the API as anybody would, and
// waits until they are scored.
import { setTimeout as pause } from 'node:timers/promises';

const url = process.argv[2];
const parts = [];
for await (const part of process.stdin) parts.push(part);

async function call(path, options = {}) {
  const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(30_000), ...options });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

const { access_token: token } = await call('/api/v1/auth/login', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ identifier: 'admin@example.com', password: 'adminpass' }),
});
const headers = { authorization: `Bearer ${token}` };
const body = new FormData();
body.set('file', new Blob(parts, { type: 'text/csv' }), 'Demo customers');
let dataset = await call('/api/v1/uploads/datasets?schema=bank', {
  method: 'POST', headers: { ...headers, 'idempotency-key': 'demo-customers' }, body,
});
const end = Date.now() + 180_000;
while (dataset.state !== 'ready') {
  if (dataset.state === 'failed' || Date.now() > end) throw new Error(`the demo customers are ${dataset.state}`);
  await pause(100);
  dataset = await call(`/api/v1/uploads/datasets/${dataset.id}`, { headers });
}
