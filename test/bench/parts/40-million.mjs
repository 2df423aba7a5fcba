// A file of 1 GiB with 1,000,000 rows (BENCH_ROWS), stored and scored with explanations; the scoring process is killed in the middle.
import * as is from '../instance.mjs';
import { add } from '../table.mjs';
import { follow, get, million, runner, send, settled, tenant } from '../kit.mjs';

export const limit_s = 1500;
export const needs = ['train'];
const active = () => is.sql(`SELECT d.rows_total FROM active a JOIN datasets d ON d.tenant_id = a.tenant_id AND d.no = a.dataset_no WHERE a.tenant_id = ${tenant}`);
export const there = async () => Number(active()) >= million;

// So wide that a million rows make a GiB: a column that the schema does not know.
function padding() {
  const sample = [...is.customers(10_000, { from: million * 2 })];
  return Math.floor(2 ** 30 / 1_000_000 - sample.join('\n').length / sample.length) - 3;
}
const scoring = (what) => is.sql(`SELECT ${what} FROM scorings g JOIN datasets d ON d.tenant_id = g.tenant_id AND d.no = g.dataset_no WHERE d.tenant_id = ${tenant} ORDER BY g.no DESC LIMIT 1`);

// Sees each step of the progress; in the middle it kills the process that scores, and sees it go on.
function watcher() {
  const w = { steps: 0, backwards: 0, done: -1, killed_at: 0, killed_done: 0, outage: 0 };
  w.see = (now) => {
    const phase = now.phases?.find((p) => p.name === 'scoring');
    if (!phase || now.state !== 'scoring') return;
    w.backwards += phase.done < w.done;
    w.steps += phase.done > w.done;
    if (w.killed_at > 0 && w.outage === 0 && phase.done > w.done) w.outage = performance.now() - w.killed_at;
    w.done = phase.done;
    if (w.killed_at > 0 || phase.done < million * 0.4) return;
    is.pidsOf(runner('scores')).forEach((pid) => process.kill(pid, 'SIGKILL'));
    w.killed_at = performance.now();
    w.scoring = scoring('g.no');
    w.killed_done = Number(scoring('g.rows_done'));
  };
  return w;
}

export async function run() {
  const sent = await send(is.customers(million, { from: million + 1, pad: padding() }), 'Million.csv'), w = watcher();
  const t = await follow(sent, ['ready', 'failed'], { deadline_ms: limit_s * 1000, every_ms: 200, watch: w.see });
  if (t.failed) throw new Error(t.last.failure);
  const mib = Math.round(sent.bytes / 1048576), scored = Number(scoring('TIMESTAMPDIFF(MICROSECOND, g.created_at, g.done_at) / 1e6')) - w.outage / 1000;
  add(`memory of receiving, checking, storing ${mib} MiB`, is.peakMiB(/holdfast-uploads /), 64, '< 1', { unit: 'MiB',
    note: `answered after ${(sent.answered / 1000).toFixed(1)} s, ${Math.round(million / (t.scoring - t.storing) * 1000)} rows stored a second` });
  add(`memory of scoring ${million} rows`, is.peakMiB(runner('scores')), 256, '< 1', { unit: 'MiB', note: 'of the process that ended it' });
  add(`${million} rows scored with explanations`, million / scored, 0, 'printed', { ratio: null, unit: 'rows/s',
    note: `${scored.toFixed(0)} s, ${w.steps} steps of progress; ready ${((t.ready - t.scoring) / 1000 - scored - w.outage / 1000).toFixed(0)} s after that` });
  const rows = Number(is.sql(`SELECT COUNT(*) FROM scores WHERE tenant_id = ${tenant} AND scoring_no = ${scoring('g.no')}`));
  if (rows !== million) throw new Error(`${rows} rows are scored`);
  if (w.killed_at === 0) throw new Error('it was never seen in the middle, so nothing was killed');
  add('rows scored again or backwards after kill -9 in the middle', scoring('g.no') === w.scoring ? w.backwards : w.killed_done, 1, '<= 0',
    { note: `killed after ${w.killed_done} rows, next seen ${(w.outage / 1000).toFixed(0)} s later (the lease is 30 s)` });
  const before = performance.now();
  await settled();
  add(`${million} new customers found by their words`, (performance.now() - before) / 1000, 0, 'printed', { ratio: null, unit: 's', note: 'after they are ready, in the background' });
  await get('/api/v1/customers?limit=1');
}
