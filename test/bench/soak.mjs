// make soak: SOAK_SECONDS (600) at 80 % of saturation: no 5xx, memory drift at most 5 %, as many open files at the end as at the
// beginning; then three times what it can do.
import { setTimeout as pause } from 'node:timers/promises';
import * as is from './instance.mjs';
import { add, median, missed, write } from './table.mjs';
import { bearer } from './kit.mjs';
import { overload } from './overload.mjs';

const total = Number(process.env.SOAK_SECONDS ?? 600), warm = Math.min(30, total / 5), step = Math.min(total, Math.max(5, total / 20));
const paths = ['/api/v1/auth/me', '/api/v1/customers?sort=value&limit=25', '/api/v1/reports/overview'];
const ours = /holdfast-\w+ --|nginx/;

// What they do side by side when each gets as much as it can; 80 % of it is asked for.
const all = await Promise.all(paths.map((path) => is.wrk(path, 5, 11, /x/, '-H', bearer)));
const share = all.map((x) => x.rate * 0.8);
const together = (seconds) => Promise.all(paths.map((path, i) => is.paced(share[i], seconds, 16, path, bearer)));
const memory = [], files = [], p99 = [], sums = { sent: 0, good: 0, shed: 0, bad: 0 };
async function look() {
  await pause(500); // what ends with the last request
  memory.push(is.residentMiB());
  files.push(is.openFiles(ours));
}

console.log(`saturation side by side: ${all.map((x) => x.rate.toFixed(0)).join(', ')} a second`);
await together(warm);
await look();
for (let left = total; left > 0; left -= step) {
  const got = await together(step);
  for (const key of Object.keys(sums)) sums[key] += got.reduce((sum, g) => sum + g[key], 0);
  p99.push(Math.max(...got.map((g) => g.p99)));
  await look();
  console.log(`${Math.round(total - left + step)} s: ${sums.good} of ${sums.sent} answered, ${sums.shed} shed, ${sums.bad} bad; ${memory.at(-1).toFixed(1)} MiB, ${files.at(-1)} files; p99 ${got.map((g) => g.p99.toFixed(1)).join(' ')} ms`);
}
// Workers leave and are replaced all the time, so single looks differ: thirds are compared.
const third = Math.ceil(memory.length / 3), first = (list) => median(list.slice(0, third)), last = (list) => median(list.slice(-third));
add(`soak ${total} s at 80 %: answers that were no 200`, sums.sent - sums.good, sums.sent, '<= 0', { note: `${sums.shed} shed, ${sums.bad} bad of ${sums.sent}; p99 ${median(p99).toFixed(1)} ms` });
add('soak: memory at the end, of the beginning', last(memory), first(memory), '<= 1.05', { unit: 'MiB' });
add('soak: open files at the end, of the beginning', last(files), first(files), '<= 1.0');
await overload(paths[1]);
write(`${is.top}build/soak.json`);
process.exit(missed().length === 0 ? 0 : 2);
