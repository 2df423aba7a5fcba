// 10 MiB received, checked and stored, beside the fastest raw insert of the same rows; refused on its last row, beside bare libcsv.
import { writeFileSync } from 'node:fs';
import * as is from '../instance.mjs';
import { add, median } from '../table.mjs';
import { file, follow, gone, rounds, sendBytes, settled, tenant } from '../kit.mjs';

export const limit_s = 180;
const uploads = /holdfast-uploads /;

function tenMiB() {
  const lines = [];
  let bytes = 0;
  for (const line of is.customers(1e9, { from: 100_001 })) {
    if (bytes + line.length + 1 > 10_485_000) return lines;
    bytes += line.length + 1;
    lines.push(line);
  }
  return lines;
}
async function stored(good) {
  const raw = [];
  await settled(tenant, 'uploads');
  for (const batch of [1000, 10000]) raw.push((await is.bare('bare_bulk', `${is.runDir}/db.sock`, file('upload.csv'), batch))[0]);
  const sent = await sendBytes(good, 'Upload.csv'), t = await follow(sent, ['training', 'scoring', 'failed']);
  if (t.failed) throw new Error(t.last.failure);
  await gone(sent.id);
  return { ours: t.scoring / 1000, limit: Math.min(...raw), answered: sent.answered };
}
async function refused(bad) {
  const before = await is.bare('bare_csv', file('upload.csv')), cpu = is.cpuOf(uploads);
  const sent = await sendBytes(bad, 'Bad.csv'), t = await follow(sent, ['failed', 'scoring', 'training']);
  const used = is.cpuOf(uploads) - cpu, after = await is.bare('bare_csv', file('upload.csv'));
  if (!t.failed || t.last.faults !== 2) throw new Error('the bad file was not refused for its two faults');
  await gone(sent.id);
  return { ours: t.failed / 1000, limit: (before[0] + after[0]) / 2, cpu: used, csv: (before[1] + after[1]) / 2 };
}

export async function run() {
  const lines = tenMiB(), bytes = (list) => Buffer.from(`${list.join('\n')}\n`);
  const good = bytes(lines), bad = bytes([...lines.slice(0, -1), lines.at(-1).replace(/,[^,]*,[^,]*$/, ',7,x')]);
  writeFileSync(file('upload.csv'), good);
  const jobs = is.pidsOf(/holdfast-scores --jobs/);
  jobs.forEach((pid) => process.kill(pid, 'SIGSTOP')); // what follows the storing would disturb the next round
  try {
    const a = [], b = [];
    for (let i = 0; i < 3 * rounds; i += 1) b.push(await refused(bad)); // before there is anything to take away behind it
    for (let i = 0; i < rounds; i += 1) a.push(await stored(good));
    const of = (list, key) => median(list.map((x) => x[key])), ratio = (list) => median(list.map((x) => x.ours / x.limit));
    add(`${lines.length - 1} rows (10 MiB) received, checked, stored`, of(a, 'ours'), of(a, 'limit'), '<= 2.0', { ratio: ratio(a), unit: 's', note: `answered after ${Math.round(of(a, 'answered'))} ms` });
    const cpu = b.reduce((sum, x) => sum + x.cpu, 0) / b.reduce((sum, x) => sum + x.csv, 0);
    add('10 MiB refused on its last row', of(b, 'ours'), of(b, 'limit'), '<= 3', { ratio: ratio(b), unit: 's', cpu });
    add('memory of receiving, checking, storing 10 MiB', is.peakMiB(uploads), 64, '< 1', { unit: 'MiB' });
  } finally {
    jobs.forEach((pid) => process.kill(pid, 'SIGCONT'));
    is.sql('DROP DATABASE IF EXISTS holdfast_bench');
  }
}
