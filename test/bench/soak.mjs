// make soak: SOAK_SECONDS (600) at 80 % of saturation: no 5xx, memory drift at most 5 %, as many open files at the end as at the beginning.
import { setTimeout as pause } from 'node:timers/promises';
import * as is from './instance.mjs';
import { login } from '../api/lib.mjs';
import { add, write } from './table.mjs';

const total = Number(process.env.SOAK_SECONDS ?? 600), warm = Math.min(30, total / 10);
const bearer = `Authorization: Bearer ${await login('admin', { fresh: true })}`;
const paths = ['/api/v1/auth/me', '/api/v1/customers?sort=value&limit=25', '/api/v1/reports/overview'];
const ours = /holdfast-\w+ --|nginx/;
const rates = [];
for (const path of paths) rates.push((await is.wrk(path, 3, 32, /x/, '-H', bearer)).rate);
// A third of the time for each of them is saturation; 80 % of it is asked for.
const share = rates.map((rate) => (rate / paths.length) * 0.8);
const together = (seconds) => Promise.all(paths.map((path, i) => is.paced(share[i], seconds, 16, path, bearer)));

await together(warm);
const memory = [is.residentMiB()], files = [is.openFiles(ours)], sums = { sent: 0, good: 0, shed: 0, bad: 0 };
for (let left = total; left > 0;) {
  const seconds = Math.min(left, Math.max(10, total / 20)), got = await together(seconds);
  left -= seconds;
  for (const key of Object.keys(sums)) sums[key] += got.reduce((sum, g) => sum + g[key], 0);
  await pause(500);
  memory.push(is.residentMiB());
  files.push(is.openFiles(ours));
  console.log(`${Math.round(total - left)} s: ${sums.good} of ${sums.sent} answered, ${sums.shed} shed, ${sums.bad} bad; ${memory.at(-1).toFixed(1)} MiB, ${files.at(-1)} files; p99 ${got.map((g) => g.p99.toFixed(1)).join(' ')} ms`);
}
add(`soak ${total} s at 80 %: answers that were no 200`, sums.sent - sums.good, sums.sent, '<= 0', { note: `${sums.shed} shed, ${sums.bad} bad of ${sums.sent}` });
add('soak: memory at the end, of the beginning', memory.at(-1), memory[0], '<= 1.05', { unit: 'MiB' });
add('soak: open files at the end, of the beginning', files.at(-1), files[0], '<= 1.0');
write(`${is.top}build/soak.json`);
