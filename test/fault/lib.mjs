// What the fault tests share: the processes of the private instance, a steady load that remembers every answer, and writers that
// repeat with their Idempotency-Key until they are told that it is done, as a careful client does.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '../api/instance-lib.mjs';
import { demo, state, url, waitUntil } from '../api/lib.mjs';

export { pause };
export const long = process.env.FAULT_FORM === 'long';
export const serving = ['auth', 'auth-login', 'customers', 'reports', 'scores', 'uploads', 'chat'];
export const victims = long ? serving : ['auth-login', 'customers', 'uploads'];
export const read = (path) => readFileSync(path, 'utf8');
export const logOf = (name) => read(`${state}/log/${name}.log`);

// Processes that write to the log of a pool, as [{pid, parent}]. A program in their midst (a trainer) counts too.
export function processes(name) {
  const found = [];
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (readlinkSync(`/proc/${pid}/fd/2`) !== `${state}/log/${name}.log`) continue;
      const [status, parent] = read(`/proc/${pid}/stat`).replace(/^.*\) /, '').split(' ');
      if (status !== 'Z') found.push({ pid: Number(pid), parent: Number(parent) });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
export function masterOf(name) {
  const all = processes(name);
  return all.find((p) => !all.some((other) => other.pid === p.parent))?.pid;
}
export function workersOf(name) {
  const master = masterOf(name);
  return processes(name).filter((p) => p.parent === master).map((p) => p.pid);
}
export const kill = (pid, signal = 'SIGKILL') => process.kill(pid, signal);

const LOOK_MS = 150; // innodb_trx is renewed only when nobody has read it for 100 ms

// Stops runners between two things that they do: one that is stopped with a job or within a transaction keeps both. Gives their processes.
export async function standStill(names) {
  const idle = () => sql(`SELECT (SELECT COUNT(*) FROM jobs WHERE state = 'running' OR (state = 'queued' AND run_after <= UTC_TIMESTAMP(6)))
    + (SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_rows_locked + trx_rows_modified > 0)`) === '0';
  return waitUntil(`${names} to have nothing to do`, async () => {
    if (!idle()) return null;
    const pids = names.flatMap((name) => processes(name).map((p) => p.pid));
    for (const pid of pids) kill(pid, 'SIGSTOP');
    await pause(LOOK_MS);
    if (idle()) return pids;
    for (const pid of pids) kill(pid, 'SIGCONT');
    return null;
  }, { deadline_ms: 120_000, every_ms: LOOK_MS });
}

// fetch without any check: what came, or why nothing came.
export async function ask(path, { token, json, body, headers = {}, method, timeout_ms = 20_000, repeats = 0 } = {}) {
  const began = performance.now();
  try {
    const answer = await fetch(new URL(path, url), {
      method: method ?? (json !== undefined || body !== undefined ? 'POST' : 'GET'),
      body: json !== undefined ? JSON.stringify(json) : body,
      headers: {
        ...(json !== undefined ? { 'content-type': 'application/json' } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers,
      },
      signal: AbortSignal.timeout(timeout_ms),
    });
    const text = await answer.text();
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not every answer is JSON.
    }
    return { status: answer.status, text, json: parsed, type: answer.headers.get('content-type') ?? '', headers: answer.headers, ms: performance.now() - began };
  } catch (error) {
    // A kept connection may be closed in the moment when it is used again: browsers, too, repeat what only reads (RFC 9112, 9.3.1).
    if (repeats < 4 && json === undefined && body === undefined && /other side closed|ECONNRESET/.test(String(error.cause ?? ''))) {
      return ask(path, { token, headers, method, timeout_ms, repeats: repeats + 1 });
    }
    return { status: 0, text: String(error.cause ?? error), type: '', ms: performance.now() - began };
  }
}

// A failure that people can live with: said at once, in the common form, with the time to come back.
export function assertSaidSo(got, what) {
  assert.equal(got.status, 503, `${what}: ${got.status} ${got.text.slice(0, 300)}`);
  assert.match(got.type, /^application\/problem\+json/, what);
  assert.equal(got.json?.status, 503, what);
  assert.ok(got.json.code && got.json.request_id && got.json.detail, what);
  assert.ok(Number(got.headers.get('retry-after')) > 0, `${what}: no Retry-After`);
}

export async function signInPatiently(who = 'admin', { deadline_ms = 30_000 } = {}) {
  const [identifier, password] = demo[who];
  const got = await waitUntil(`sign-in of ${who}`, async () => {
    const answer = await ask('/api/v1/auth/login', { json: { identifier, password } });
    return answer.status === 200 ? answer : null;
  }, { deadline_ms });
  return got.json.access_token;
}

// One request of each pool that only reads, but for sign-in.
export const pathOf = {
  auth: '/api/v1/auth/me', customers: '/api/v1/customers?limit=5', reports: '/api/v1/reports/churn-trends', scores: '/api/v1/scores/models',
  uploads: '/api/v1/uploads/datasets?limit=5', chat: '/api/v1/events/log?after=0&limit=1',
};
export function touch(name, token) {
  if (name !== 'auth-login') return ask(pathOf[name], { token });
  return ask('/api/v1/auth/login', { json: { identifier: demo.csm[0], password: demo.csm[1] } });
}

// Asks the named pools all the time, `clients` at once each. stop() gives the answers: [{name, status, at, ...}].
export function load(token, names, { clients = 3, between_ms = 2 } = {}) {
  const answers = [];
  let going = true;
  const one = async (name) => {
    while (going) {
      const got = await touch(name, token);
      answers.push({ ...got, name, at: performance.now() });
      await pause(got.status === 200 ? between_ms : 50);
    }
  };
  const all = names.flatMap((name) => Array.from({ length: clients }, () => one(name)));
  return {
    answers,
    counted: (name) => answers.filter((a) => a.name === name && a.status === 200).length,
    async stop() {
      going = false;
      await Promise.all(all);
      return answers;
    },
  };
}

// Sends a change until it is acknowledged, with one key. Gives the acknowledging answer; `undefined` after `stopped()`.
export async function insist(path, options, stopped = () => false) {
  const key = randomUUID();
  for (;;) {
    const got = await ask(path, { ...options, headers: { 'idempotency-key': key, ...options.headers } });
    if (got.status >= 200 && got.status < 300) return got;
    // 409: the first try is still being worked on, or (its answer not kept) was carried out.
    assert.ok([0, 401, 409, 429, 503].includes(got.status), `${path}: ${got.status} ${got.text.slice(0, 400)}`);
    if (stopped()) return undefined;
    await pause(50);
  }
}
