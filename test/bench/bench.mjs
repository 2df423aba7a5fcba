// All rows of the table; see README.md. Runs against the instance that HF_URL and HF_STATE name (test/bench/run makes one).
import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import * as is from './instance.mjs';
import { login, request, waitUntil } from '../api/lib.mjs';
import { points, records } from './records.mjs';
import { add, median, write } from './table.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 2), rounds = 3, connections = 32;
const full = process.env.BENCH === 'full', million = Number(process.env.BENCH_ROWS ?? 1_000_000);
const only = process.env.BENCH_ONLY ? new RegExp(process.env.BENCH_ONLY) : /./;
const out = `${is.top}build/bench.json`;
const token = await login('admin', { fresh: true }), bearer = `Authorization: Bearer ${token}`;
const get = async (path) => (await request(path, { token, status: 200, check: false })).json;
const tenant = is.sql("SELECT id FROM tenants WHERE slug = 'demo-bank'");
const uploads = /holdfast-uploads /, scoring = /holdfast-scores --jobs/;

// Sends lines as a file. Gives the version's id and a timeline: when each state was seen first, ms after the first byte.
async function send(lines, name) {
  let bytes = 0;
  async function* chunks() {
    let held = '';
    for (const line of lines) {
      held += `${line}\n`;
      if (held.length > 262144) {
        bytes += held.length;
        yield Buffer.from(held);
        held = '';
      }
    }
    bytes += held.length;
    yield Buffer.from(held);
  }
  const body = Array.isArray(lines) ? Buffer.from(`${lines.join('\n')}\n`) : Readable.toWeb(Readable.from(chunks()));
  const start = performance.now();
  const sent = await request(`/api/v1/uploads/datasets?schema=bank&name=${name}`, { token, body, headers: { 'content-type': 'text/csv' }, status: 202, timeout_ms: 900_000, check: false });
  return { id: sent.json.id, start, answered: performance.now() - start, bytes: Array.isArray(lines) ? body.length : bytes };
}
async function follow(sent, until, deadline_ms = 3_600_000) {
  const seen = { received: sent.answered };
  let last = null;
  await waitUntil(until.join(), async () => {
    const now = await get(`/api/v1/uploads/datasets/${sent.id}`);
    seen[now.state] ??= performance.now() - sent.start;
    last = now;
    return until.includes(now.state);
  }, { deadline_ms, every_ms: 4 });
  return { ...seen, last };
}
const gone = (id) => request(`/api/v1/uploads/datasets/${id}`, { token, method: 'DELETE', check: false });
const part = async (name, work) => {
  if (!only.test(name)) return;
  try {
    await work();
  } catch (e) {
    console.log(`${name}: NOT MEASURED: ${e.message}`);
    process.exitCode = 1;
  }
  write(out);
};

await part('train', async () => {
  const lines = [...is.customers(10_000, { labelled: true })];
  const file = `${process.env.HF_STATE}/bench-train.csv`;
  writeFileSync(file, `${lines.join('\n')}\n`);
  const before = (await is.bare('bare_xgb', file, 1, 'train'));
  const cpu = is.cpuOf(scoring);
  const t = await follow(await send(lines, 'Train.csv'), ['scoring', 'failed']);
  const trainCpu = is.cpuOf(scoring) - cpu;
  const after = await is.bare('bare_xgb', file, 1, 'train');
  const both = full ? (await is.bare('bare_xgb', file, 2, 'train'))[0] : Infinity, one = (before[0] + after[0]) / 2;
  add('10,000 rows trained with tuning', (t.scoring - t.training) / 1000, Math.min(one, both), '<= 1.5', { unit: 's', cpu: trainCpu / ((before[1] + after[1]) / 2),
    note: full ? `library on one thread ${one.toFixed(1)} s, two ${both.toFixed(1)} s` : '' });
});

await part('explain', async () => {
  await waitUntil('the first scoring', async () => (await get('/api/v1/reports/overview')).kind === 'model', { deadline_ms: 600_000 });
  const model = (await get('/api/v1/scores/models?limit=1')).data[0];
  const file = `${process.env.HF_STATE}/bench-train.csv`, lines = [...is.customers(10_000, { from: 20_001 })];
  const ours = [], one = [], two = [], cpus = [];
  for (let i = 0; i < rounds; i += 1) {
    one.push(await is.bare('bare_xgb', file, 1, 'explain', model.params.rounds, model.params.depth));
    const cpu = is.cpuOf(scoring), t = await follow(await send(lines, `Score${i}.csv`), ['ready', 'failed']);
    const kept = is.sql(`SELECT TIMESTAMPDIFF(MICROSECOND, g.created_at, g.done_at) / 1e6 FROM scorings g JOIN datasets d ON d.tenant_id = g.tenant_id AND d.no = g.dataset_no WHERE d.tenant_id = ${tenant} ORDER BY g.no DESC LIMIT 1`);
    ours.push(Number(kept));
    cpus.push(is.cpuOf(scoring) - cpu);
    if (t.last.state !== 'ready') throw new Error(t.last.failure);
    two.push(await is.bare('bare_xgb', file, 2, 'explain', model.params.rounds, model.params.depth));
  }
  const wall = (list) => median(list.map((x) => x[0]));
  add('10,000 rows scored with exact explanations', median(ours), wall(one), '<= 1.2', { unit: 's', cpu: median(cpus) / median(one.map((x) => x[1])),
    note: `${model.params.rounds} trees of depth ${model.params.depth}; library on one thread ${wall(one).toFixed(2)} s, two ${wall(two).toFixed(2)} s` });
});

await part('upload', async () => {
  const lines = [];
  let bytes = 0;
  for (const line of is.customers(1e9, { from: 100_001 })) {
    if (bytes + line.length + 1 > 10_485_000) break;
    bytes += line.length + 1;
    lines.push(line);
  }
  const file = `${process.env.HF_STATE}/bench-upload.csv`, bad = [...lines.slice(0, -1), lines.at(-1).replace(/,[^,]*,[^,]*$/, ',7,x')];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const runner = is.pidsOf(scoring);
  runner.forEach((pid) => process.kill(pid, 'SIGSTOP')); // what follows the storing would disturb the next round
  try {
    const raw = [], ours = [], csv = [], refused = [], answered = [], csvCpu = [], oursCpu = [];
    for (let i = 0; i < rounds + 1; i += 1) {
      raw.push(Math.min((await is.bare('bare_bulk', `${is.runDir}/db.sock`, file, 1000))[0], (await is.bare('bare_bulk', `${is.runDir}/db.sock`, file, 10000))[0]));
      const sent = await send(lines, `Upload${i}.csv`), t = await follow(sent, ['training', 'scoring', 'failed']);
      if (t.failed) throw new Error(t.last.failure);
      ours.push(t.scoring / 1000);
      answered.push(sent.answered);
      await gone(sent.id);
      for (let k = 0; k < rounds; k += 1) {
        csv.push((await is.bare('bare_csv', file))[0]);
        const cpu = is.cpuOf(uploads), wrong = await send(bad, `Bad${i}.csv`), f = await follow(wrong, ['failed', 'scoring', 'training']);
        if (!f.failed || f.last.faults === 0) throw new Error('the bad file was not refused');
        refused.push(f.failed / 1000);
        oursCpu.push(is.cpuOf(uploads) - cpu);
        csvCpu.push((await is.bare('bare_csv', file))[1]);
        await gone(wrong.id);
      }
    }
    add(`${lines.length - 1} rows (10 MiB) received, checked, stored`, median(ours), median(raw), '<= 2.0', { unit: 's', note: `answered after ${Math.round(median(answered))} ms` });
    add('10 MiB refused on its last row', median(refused), median(csv), '<= 3', { unit: 's', cpu: median(oursCpu) / median(csvCpu) });
    add('memory of receiving, checking, storing 10 MiB', is.peakMiB(uploads), 64, '< 1', { unit: 'MiB' });
  } finally {
    runner.forEach((pid) => process.kill(pid, 'SIGCONT'));
    is.sql('DROP DATABASE IF EXISTS holdfast_bench');
  }
});

if (full) await part('gib', async () => {
  const sent = await send(is.customers(1_000_000, { from: 3_000_001, pad: 985 }), 'Wide.csv');
  const t = await follow(sent, ['scoring', 'failed']);
  await gone(sent.id);
  if (t.failed) throw new Error(t.last.failure);
  add(`memory of receiving, checking, storing ${Math.round(sent.bytes / 1048576)} MiB`, is.peakMiB(uploads), 64, '< 1', { unit: 'MiB',
    note: `answered after ${(sent.answered / 1000).toFixed(1)} s, stored after ${(t.scoring / 1000).toFixed(1)} s` });
});

await part('million', async () => {
  const sent = await send(is.customers(million, { from: 1_000_001 }), 'Million.csv');
  let lastDone = -1, steps = 0, backwards = 0;
  const watch = setInterval(async () => {
    const now = await get(`/api/v1/uploads/datasets/${sent.id}`).catch(() => null);
    const phase = now?.phases?.find((p) => p.name === 'scoring');
    if (!phase) return;
    backwards += phase.done < lastDone;
    steps += phase.done > lastDone;
    lastDone = phase.done;
  }, 500);
  const t = await follow(sent, ['ready', 'failed']);
  clearInterval(watch);
  if (t.failed) throw new Error(t.last.failure);
  const took = Number(is.sql(`SELECT TIMESTAMPDIFF(MICROSECOND, g.created_at, g.done_at) / 1e6 FROM scorings g JOIN active a ON a.tenant_id = g.tenant_id AND a.scoring_no = g.no WHERE a.tenant_id = ${tenant}`));
  const mib = Math.round(sent.bytes / 1048576);
  add(`memory of receiving, checking, storing ${mib} MiB`, is.peakMiB(uploads), 64, '< 1', { unit: 'MiB', note: `${million} rows stored ${Math.round(million / (t.scoring - t.storing) * 1000)} a second` });
  add(`memory of scoring ${million} rows`, is.peakMiB(scoring), 256, '< 1', { unit: 'MiB' });
  add(`${million} rows scored with explanations`, million / took, 0, 'printed', { ratio: null, unit: 'rows/s', note: `${took.toFixed(0)} s, ${steps} steps of progress, ${backwards} backwards` });
});

// Ours and the limit in turn, so that both meet the same noise.
async function alternate(ours, limit) {
  const a = [], b = [];
  await ours();
  await limit();
  for (let i = 0; i < rounds; i += 1) {
    a.push(await ours());
    b.push(await limit());
  }
  const worst = a.concat(b).find((x) => x.bad > 0);
  if (worst) throw new Error(`${worst.bad} answers were no 200`);
  return [a, b].map((list) => ({ rate: median(list.map((x) => x.rate)), p99: median(list.map((x) => x.p99)), cpu: median(list.map((x) => x.cpu_us)) }));
}
const ours = (path, domain) => () => is.wrk(path, seconds, connections, new RegExp(`holdfast-${domain} --listen unix:\\S+/${domain}\\.sock`), '-H', bearer);
const limitOf = (name) => () => is.wrk(`/bench/${name}`, seconds, connections, new RegExp(`bare_fcgi \\S+bench-${name}`), '-H', `Authorization: Bearer ${is.hs256('k'.repeat(32))}`);
const note = (a, b) => ({ unit: 'req/s', cpu: b.cpu / a.cpu, note: `CPU ${a.cpu.toFixed(0)} and ${b.cpu.toFixed(0)} us, p99 ${a.p99.toFixed(1)} and ${b.p99.toFixed(1)} ms` });

await part('me', async () => {
  await is.bareBehindNginx('hello', 4);
  await is.bareBehindNginx('profile', 4, `${is.runDir}/db.sock`, 'k'.repeat(32), '01900000-0000-7000-8000-00000000e001');
  const [a, b] = await alternate(ours('/api/v1/auth/me', 'auth'), limitOf('profile'));
  add('GET me, of bare HMAC and select', a.rate, b.rate, '>= 0.8', note(a, b));
  const [c, d] = await alternate(ours('/api/v1/auth/me', 'auth'), limitOf('hello'));
  add('GET me, of bare hello', c.rate, d.rate, '>= 0.6', note(c, d));
});

await part('list', async () => {
  const path = '/api/v1/customers?sort=value&band=high&limit=50';
  const page = await request(path, { token, status: 200 });
  const [dataset, scored] = is.sql(`SELECT dataset_no, scoring_no FROM active WHERE tenant_id = ${tenant}`).split('\t');
  const rest = page.text.slice(page.text.lastIndexOf(',"next_cursor"') + 1);
  const tails = page.json.data.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).slice(Object.keys(row).indexOf('recommended_action')))).slice(1));
  if (tails.length !== 50) throw new Error(`only ${tails.length} rows in the band`);
  writeFileSync(`${process.env.HF_STATE}/tails`, `${tails.join('\n')}\n${rest}`);
  const text = await is.bareBehindNginx('list', 4, `${is.runDir}/db.sock`, tenant, scored, dataset, 2, `${process.env.HF_STATE}/tails`);
  const same = JSON.parse(text);
  if (JSON.stringify(same.data.map((r) => r.id)) !== JSON.stringify(page.json.data.map((r) => r.id)) || Math.abs(text.length / page.text.length - 1) > 0.02) throw new Error('the bare program prints something else');
  const [a, b] = await alternate(ours(path, 'customers'), limitOf('list'));
  add(`first page of 50 of ${million} by value in a band`, a.rate, b.rate, '>= 0.6', note(a, b));
  const calms = [], bares = []; // the bare program's beside it tells what the machine itself adds
  for (let i = 0; i < rounds; i += 1) {
    calms.push(await is.paced(a.rate / 10, seconds * 2, 16, path, bearer));
    bares.push(await is.paced(a.rate / 10, seconds * 2, 16, '/bench/list', `Authorization: Bearer ${is.hs256('k'.repeat(32))}`));
  }
  const [p99, p50] = ['p99', 'p50'].map((k) => [calms, bares].map((list) => median(list.map((x) => x[k]))));
  add('the same at a tenth of saturation, p99', p99[0], 5, '< 1', { unit: 'ms', note: `p50 ${p50[0].toFixed(1)} ms; the bare program: p50 ${p50[1].toFixed(1)}, p99 ${p99[1].toFixed(1)} ms` });
});

await part('records', () => records({ seconds, rounds, connections, million }));

if (full) await part('points', () => points(Number(process.env.HF_POINTS_EACH ?? 1000)));

await part('figures', async () => {
  for (const name of ['overview', 'churn-by-segment']) {
    const [a, b] = await alternate(ours(`/api/v1/reports/${name}`, 'reports'), ours('/api/v1/auth/me', 'auth'));
    add(`${name}, time of GET me`, 1e6 / a.rate, 1e6 / b.rate, '<= 1.5', { unit: 'us', cpu: a.cpu / b.cpu, note: `CPU ${a.cpu.toFixed(0)} and ${b.cpu.toFixed(0)} us` });
  }
});

await part('login', async () => {
  const cores = Number(process.env.BENCH_CORES ?? 2), rates = [], limits = [], calm = [];
  for (let i = 0; i < rounds; i += 1) {
    limits.push((await is.bare('bare_argon', cores, seconds))[0]);
    const [signIns, others] = await Promise.all([
      is.wrk('/api/v1/auth/login', seconds + 1, 2 * cores, /auth-login/, '-s', `${is.top}test/bench/login.lua`),
      is.paced(50, seconds + 0.5, 8, '/api/v1/auth/me', bearer),
    ]);
    if (signIns.bad > 0) throw new Error(`${signIns.bad} logins failed`);
    rates.push(signIns.rate);
    calm.push(others.p99);
  }
  add('logins', median(rates), median(limits), '>= 0.85', { unit: '1/s' });
  add('50 GET me a second meanwhile, p99', median(calm), 20, '< 1', { unit: 'ms' });
});

await part('idle', async () => {
  await pause(3000);
  add('resident memory of all but MariaDB', is.residentMiB(), 256, '< 1', { unit: 'MiB', note: `${is.processes().length} processes` });
});

await part('shed', async () => {
  const path = '/api/v1/customers?sort=value&band=high&limit=50';
  const busy = await is.wrk(path, seconds, connections, /x/, '-H', bearer);
  const at = await is.paced(busy.rate, seconds, 128, path, bearer);
  const over = await is.paced(busy.rate * 3, Math.max(5, seconds), 1024, path, bearer);
  const calm = await is.paced(busy.rate / 10, 5, 16, path, bearer);
  const bad = over.bad + calm.bad + calm.shed;
  add('3 x saturation: p99 of the admitted, of that at saturation', over.p99, Math.max(at.p99, busy.p99), '<= 2', { unit: 'ms',
    note: `of ${over.sent}: ${over.good} answered, ${over.shed} shed in ${over.other_p50.toFixed(1)} ms, ${over.bad} bad` });
  add('  admitted a second, of saturation', over.good / over.seconds, busy.rate, '>= 0.5', { unit: 'req/s' });
  add('  p99 in the 5 s afterwards, at a tenth', calm.p99, 20, '< 1', { unit: 'ms', note: `${calm.bad + calm.shed} not answered` });
  if (bad > 0) throw new Error(`${bad} answers were neither good nor refused politely`);
});
is.endBare();
