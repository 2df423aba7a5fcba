// What the parts share: the signed-in administrator, sending a file and following it, measuring ours beside a limit.
import http from 'node:http';
import { Readable } from 'node:stream';
import * as is from './instance.mjs';
import { login, request, waitUntil } from '../api/lib.mjs';
import { add, median } from './table.mjs';

export const seconds = Number(process.env.BENCH_SECONDS ?? 1), rounds = Number(process.env.BENCH_ROUNDS ?? 5), connections = 32;
export const million = Number(process.env.BENCH_ROWS ?? 1_000_000);
export const cores = Number(process.env.BENCH_CORES ?? 2);
export const token = await login('admin', { fresh: true });
export const bearer = `Authorization: Bearer ${token}`;
export const bareBearer = `Authorization: Bearer ${is.hs256('k'.repeat(32))}`;
export const tenant = is.sql("SELECT id FROM tenants WHERE slug = 'demo-bank'");
export const get = async (path) => (await request(path, { token, status: 200, check: false })).json;
export const file = (name) => `${process.env.HF_STATE}/bench-${name}`;
export const serving = (domain) => new RegExp(`holdfast-${domain} --listen unix:\\S+/${domain}\\.sock`);
export const runner = (domain) => new RegExp(`holdfast-${domain} --jobs`);

async function* chunks(lines, count) {
  let held = '';
  for (const line of lines) {
    held += `${line}\n`;
    if (held.length > 262144) {
      count(held.length);
      yield Buffer.from(held);
      held = '';
    }
  }
  count(held.length);
  yield Buffer.from(held);
}

const datasets = (name) => `/api/v1/uploads/datasets?schema=bank&name=${name}`;

// A Buffer as a file, by a client that adds as little as it can: fetch copies the body once more, which takes a tenth of what is measured.
export async function sendBytes(body, name) {
  const headers = { host: `localhost:${is.port}`, authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'content-length': body.length };
  const start = performance.now();
  const sent = await new Promise((done, failed) => {
    const asked = http.request({ host: '127.0.0.1', port: is.port, method: 'POST', path: datasets(name), headers }, async (answer) => {
      let text = '';
      for await (const part of answer) text += part;
      if (answer.statusCode === 202) done(JSON.parse(text)); else failed(new Error(`${answer.statusCode} ${text}`));
    });
    asked.on('error', failed);
    asked.end(body);
  });
  return { id: sent.id, state: sent.state, start, answered: performance.now() - start, bytes: body.length };
}

// Lines (an array, or anything that gives them one by one) as a file: {id, state, start, answered (ms), bytes}.
export async function send(lines, name) {
  let bytes = 0;
  const whole = Array.isArray(lines) ? Buffer.from(`${lines.join('\n')}\n`) : null;
  if (whole) return sendBytes(whole, name);
  const body = Readable.toWeb(Readable.from(chunks(lines, (n) => { bytes += n; })));
  const start = performance.now();
  const sent = await request(datasets(name), { token, body, headers: { 'content-type': 'text/csv' }, status: 202, timeout_ms: 900_000, check: false });
  return { id: sent.json.id, state: sent.json.state, start, answered: performance.now() - start, bytes };
}

// When each state of a version was seen first, ms after the first byte: {received, ..., last: the version}. watch sees each answer.
export async function follow(sent, until, { deadline_ms = 300_000, every_ms = 4, watch = () => {} } = {}) {
  const seen = { [sent.state]: sent.answered };
  let last = null;
  await waitUntil(until.join(), async () => {
    last = await get(`/api/v1/uploads/datasets/${sent.id}`);
    seen[last.state] ??= performance.now() - sent.start;
    watch(last);
    return until.includes(last.state);
  }, { deadline_ms, every_ms });
  return { ...seen, last };
}
// Waits until nothing is being worked on behind a tenant's back, or nothing of a domain: what is measured then is measured alone.
export const settled = (of = tenant, domain = '%') => waitUntil('the end of all jobs', () => is.sql(`SELECT COUNT(*) FROM jobs WHERE tenant_id = ${of} AND domain LIKE '${domain}' AND state IN ('queued', 'running')`) === '0', { deadline_ms: 3_600_000, every_ms: domain === '%' ? 1000 : 100 });
export const gone = (id) => request(`/api/v1/uploads/datasets/${id}`, { token, method: 'DELETE', check: false });

// Ours and the limit in turn, ours first and limit first in turn, so that both meet the same noise; the first pair warms up. Gives
// medians of what both returned and the median of the pairs' ratios.
export async function alternate(ours, limit, { times = rounds } = {}) {
  const a = [], b = [];
  await ours();
  await limit();
  for (let i = 0; i < times; i += 1) {
    for (const first of [i % 2 === 0, i % 2 !== 0]) (first ? a : b).push(await (first ? ours : limit)());
  }
  const worst = a.concat(b).find((x) => x.bad > 0);
  if (worst) throw new Error(`${worst.bad} answers were no 200`);
  const of = (list) => Object.fromEntries(Object.keys(list[0]).map((key) => [key, median(list.map((x) => x[key]))]));
  return { ours: of(a), limit: of(b), ratio: (key) => median(a.map((x, i) => x[key] / b[i][key])) };
}

// A request to ours, to a bare program behind the same nginx, for alternate().
export const ours = (path, domain) => () => is.wrk(path, seconds, connections, serving(domain), '-H', bearer);
export const bare = (name) => () => is.wrk(`/bench/${name}`, seconds, connections, new RegExp(`bare_fcgi \\S+bench-${name}`), '-H', bareBearer);

// The row of a rate: ours at path beside another, both as alternate() takes them.
export async function rate(name, a, b, goal, note = () => '') {
  const got = await alternate(a, b);
  add(name, got.ours.rate, got.limit.rate, goal, { ratio: got.ratio('rate'), unit: 'req/s', cpu: got.limit.cpu_us / got.ours.cpu_us,
    note: `CPU ${got.ours.cpu_us.toFixed(0)} and ${got.limit.cpu_us.toFixed(0)} us, p99 ${got.ours.p99.toFixed(1)} and ${got.limit.p99.toFixed(1)} ms${note(got)}` });
  return got;
}

// A row about latency at a tenth of what `rate` saturates: ours, a bare program's and that of mere computing of the same length, in turn,
// a few times: what the machine itself adds meets all three.
export async function calm(title, goal, rate, path, barePath, { time = 3, ours: mine = bearer, bare: theirs = bareBearer } = {}) {
  const a = [], b = [], c = [], length = 1000 * cores / rate;
  for (let i = 0; i < rounds; i += 1) {
    a.push(await is.paced(Math.max(1, rate / 10), time, 16, path, mine));
    b.push(await is.paced(Math.max(1, rate / 10), time, 16, barePath, theirs));
    c.push(await is.bare('bare_burn', Math.max(1, rate / 10), time, length));
  }
  const of = (list, key) => median(list.map((x) => x[key])), told = (list, low, high) => `${of(list, low).toFixed(1)} and ${of(list, high).toFixed(1)}`;
  add(title, of(a, 'p99'), goal, '< 1', { unit: 'ms', note: `p50 ${of(a, 'p50').toFixed(1)}; p50 and p99 of the bare program ${told(b, 'p50', 'p99')}, of computing alone for ${length.toFixed(1)} ms ${told(c, 0, 1)}` });
}
