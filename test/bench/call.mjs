// Single calls of the measurements: login | customer TOKEN | upload TOKEN (a 10 MB file of invented customers, timed per state).
import { as, login, request, upload } from '../api/lib.mjs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [what, token] = process.argv.slice(2);
if (what === 'login') console.log(await login('admin'));
if (what === 'customer') {
  const admin = await as('admin');
  console.log((await admin('/api/v1/customers?limit=1', { status: 200 })).json.data[0].id);
}
if (what === 'upload') {
  const demo = execFileSync(fileURLToPath(new URL('../env/demo-data', import.meta.url)), { encoding: 'utf8' }).trim().split('\n');
  const rows = [];
  let bytes = 0;
  for (let n = 1; bytes < 10_000_000; n += 1) {
    const cells = demo[1 + (n % (demo.length - 1))].split(',').slice(0, 13);
    cells[0] = n;
    cells[1] = 10_000_000 + n;
    const row = cells.join(',');
    bytes += row.length + 1;
    rows.push(row);
  }
  const header = demo[0].split(',').slice(0, 13).join(',');
  const start = Date.now();
  const sent = await upload(token, `${header}\n${rows.join('\n')}\n`, { name: 'Bench.csv', wait: false });
  console.log(`upload of ${rows.length} rows (10 MB): answered after ${Date.now() - start} ms`);
  for (let state = '', now; state !== 'ready' && state !== 'failed';) {
    now = (await request(`/api/v1/uploads/datasets/${sent.id}`, { token, status: 200 })).json;
    if (now.state !== state) console.log(`  ${now.state} after ${Date.now() - start} ms`);
    state = now.state;
  }
}
