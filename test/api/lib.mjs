// What the API tests share: sign in, send a request (each JSON answer is checked against the published document), read the
// event stream, wait for a condition. Settings come from the environment that test/run makes:
// HF_URL, HF_METRICS_URL, HF_DATA (folder with Churn_Modelling.csv), HF_STATE.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { circumstances } from './circumstances.mjs';
import { checkAnswer } from './openapi.mjs';

export const url = process.env.HF_URL ?? 'http://localhost:8080';
export const metricsUrl = process.env.HF_METRICS_URL ?? 'http://127.0.0.1:9080';
export const state = process.env.HF_STATE;
export const dataFile = (name) => `${process.env.HF_DATA ?? '../shared/data'}/${name}`;
export const demo = {
  admin: ['admin@example.com', 'adminpass'],
  csm: ['csm@example.com', 'csmpass'],
  marketing: ['marketing@example.com', 'marketingpass'],
  technical: ['technical@example.com', 'technicalpass'],
  customer: ['customer@example.com', 'customerpass'],
  other: ['admin@other.example.com', 'adminpass'],
};

// One request. options: method (GET, or POST when there is a body), token, json (an object, sent as JSON), body (anything
// fetch takes), headers, form (FormData), status (the expected status; an array for several), check: false to skip the document.
// Gives {status, headers, text, json}; json is undefined when the answer is no JSON.
export async function request(path, options = {}) {
  const headers = new Headers(options.headers);
  let body = options.body ?? options.form;
  if (options.json !== undefined) {
    body = JSON.stringify(options.json);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  }
  if (options.token) headers.set('authorization', `Bearer ${options.token}`);
  const method = options.method ?? (body === undefined ? 'GET' : 'POST');
  const answer = await fetch(new URL(path, url), {
    method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(options.timeout_ms ?? 30_000),
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  const json = /[/+]json\b/.test(type) && text !== '' ? JSON.parse(text) : undefined;
  const got = { status: answer.status, headers: answer.headers, text, json };
  if (options.status !== undefined) {
    const wanted = [options.status].flat();
    assert.ok(wanted.includes(got.status), `${method} ${path}: ${got.status}, wanted ${wanted.join(' or ')}: ${text.slice(0, 600)}`);
  }
  if ([204, 304].includes(got.status)) assert.deepEqual([got.text, got.headers.get('content-length')], ['', null], `${method} ${path}: a client would wait for content`);
  // Two addresses of an older system lie among ours and keep its form of errors.
  if (got.status >= 400 && /^\/api\/v1\/(?!chat\/(stream|history)[/.?])/.test(path)) checkProblem(got, `${method} ${path}`);
  if (json !== undefined && options.check !== false) checkAnswer(method, new URL(path, url).pathname, got);
  return got;
}

// The common error form, with the request id that the header has as well.
export function checkProblem(got, what = '') {
  assert.match(got.headers.get('content-type') ?? '', /^application\/problem\+json/, `${what}: ${got.status} ${got.text.slice(0, 300)}`);
  for (const key of ['type', 'title', 'status', 'detail', 'code', 'request_id']) {
    assert.ok(key in got.json, `${what}: the problem has no ${key}: ${got.text}`);
  }
  assert.equal(got.json.status, got.status, what);
  assert.equal(got.json.request_id, got.headers.get('x-request-id'), what);
}

const tokens = new Map();

// An access token of a demo login ('admin', 'csm', 'other', ...), kept for the run of one test file; fresh: true signs in anew.
export async function login(who = 'admin', { fresh = false } = {}) {
  const kept = tokens.get(who);
  if (kept && !fresh && kept.until > Date.now()) return kept.token;
  const answer = await signIn(...demo[who]);
  tokens.set(who, { token: answer.access_token, until: Date.now() + (answer.expires_in - 60) * 1000 });
  return answer.access_token;
}

// The whole reply of a login.
export async function signIn(identifier, password) {
  return (await request('/api/v1/auth/login', { json: { identifier, password }, status: 200 })).json;
}

// The session of login(who) may do for ten minutes what needs the password again.
export async function stepUp(who) {
  await request('/api/v1/auth/step-up', { json: { password: demo[who][1] }, token: await login(who), status: 200 });
}

// Requests of one person: const admin = await as('admin'); await admin('/api/v1/auth/me', {status: 200}).
export async function as(who) {
  const token = await login(who);
  return (path, options = {}) => request(path, { token, ...options });
}

// Asks until `condition` gives something truthy, and gives that; a deadline, never a fixed wait.
export async function waitUntil(what, condition, { deadline_ms = 30_000, every_ms = 50 } = {}) {
  const end = Date.now() + deadline_ms;
  for (;;) {
    const got = await condition();
    if (got) return got;
    if (Date.now() >= end) assert.fail(`waited ${deadline_ms} ms in vain: ${what}\n${circumstances()}`);
    await pause(every_ms);
  }
}

// What counts tries begins anew every ten minutes or hour by the clock: a story that this cut in two is told again.
export async function inOneWindow(story) {
  const now = () => Math.floor(Date.now() / 600_000);
  for (;;) {
    const begun = now();
    try {
      return await story();
    } catch (error) {
      if (now() === begun) throw error;
    }
  }
}

// What counts by the hour begins anew at its end: a test of it begins where it is through before that.
export const earlyInTheHour = () => waitUntil('the next hour', () => Date.now() % 3_600_000 < 3_570_000, { deadline_ms: 40_000, every_ms: 200 });

// A change is felt within the second for which a worker remembers: what is sent later is refused, by each of them. over(answer): it was.
// Who asks was let in just before the change, else nobody remembers anything.
export async function feltWithinASecond(what, ask, over) {
  const began = performance.now();
  let letIn = 0;
  await waitUntil(what, async () => {
    const sent = performance.now() - began;
    if ((await Promise.all(Array.from({ length: 16 }, () => ask()))).every(over)) return true;
    letIn = sent;
    return false;
  });
  assert.ok(letIn < 1100, `${what}: what was sent ${Math.round(letIn)} ms after the change was let in`);
}

// The lines of requests come to a log after their answers, to that of nginx up to a second later.
export const inLog = (file, answers) => waitUntil(`lines of ${file}`, () => {
  const text = readFileSync(`${state}/log/${file}`, 'utf8');
  return answers.every((answer) => text.includes(answer.headers.get('x-request-id')));
});

// Sends a file (text, bytes or a path of HF_DATA) as a new dataset and waits until it is ready or has failed.
export async function upload(token, content, { schema = 'bank', name = 'test.csv', deadline_ms = 120_000, wait = true } = {}) {
  const form = new FormData();
  form.set('file', new Blob([content], { type: 'text/csv' }), name);
  const sent = await request(`/api/v1/uploads/datasets?schema=${encodeURIComponent(schema)}`, { token, form, status: 202 });
  const get = async () => (await request(`/api/v1/uploads/datasets/${sent.json.id}`, { token, status: 200 })).json;
  if (!wait) return sent.json;
  return waitUntil(`dataset ${name}`, async () => {
    const now = await get();
    return ['ready', 'failed'].includes(now.state) ? now : null;
  }, { deadline_ms });
}

// A file of HF_DATA, or null when it is not there (then the test says t.skip()).
export function data(name) {
  try {
    return readFileSync(dataFile(name));
  } catch {
    return null;
  }
}

// The browser's way in: the Set-Cookie of a login, as a Cookie header for events and downloads.
export async function cookieOf(who = 'admin') {
  const [identifier, password] = demo[who];
  const answer = await request('/api/v1/auth/login', {
    json: { identifier, password }, status: 200, headers: sameOrigin(),
  });
  return answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
}

export const sameOrigin = () => ({ origin: new URL(url).origin, 'sec-fetch-site': 'same-origin', 'x-holdfast-request': '1' });

// The processes that serve a domain, and the most memory that one of them ever had, in kB.
export const workersOf = (domain) => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${state}/run/${domain}.sock`);
  } catch {
    return false;
  }
});
export const peakOf = (domain) => Math.max(...workersOf(domain).map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])));

// An event stream: const live = await events({cookie}); await live.next(e => e.type === 'dataset'); live.close().
// Each event is {event, id, data} with data parsed when it is JSON.
export async function events({ cookie, token, path = '/api/v1/events', headers = {} } = {}) {
  const stop = new AbortController();
  const answer = await fetch(new URL(path, url), {
    signal: stop.signal,
    headers: {
      accept: 'text/event-stream', ...sameOrigin(), ...headers,
      ...(cookie ? { cookie } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  });
  const seen = [];
  let wake = () => {};
  let ended = false;
  (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        const event = parseEvent(rest.slice(0, end));
        rest = rest.slice(end + 2);
        if (event) seen.push(event);
      }
      wake();
    }
  })().catch(() => {}).finally(() => { ended = true; wake(); });
  return {
    status: answer.status,
    headers: answer.headers,
    seen,
    ended: () => ended,
    close: () => stop.abort(),
    async next(wanted = () => true, { deadline_ms = 10_000 } = {}) {
      const end = Date.now() + deadline_ms;
      for (;;) {
        const at = seen.findIndex(wanted);
        if (at >= 0) return seen.splice(at, 1)[0];
        if (ended || Date.now() >= end) assert.fail(`no such event within ${deadline_ms} ms; status ${answer.status}, seen ${JSON.stringify(seen)}\n${circumstances()}`);
        await Promise.race([new Promise((resolve) => { wake = resolve; }), pause(Math.max(1, end - Date.now()), null, { ref: false })]);
      }
    },
  };
}

function parseEvent(block) {
  const event = { event: 'message', id: undefined, data: undefined };
  const texts = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') texts.push(value);
    else if (name === 'event' || name === 'id') event[name] = value;
  }
  if (texts.length === 0) return null;
  event.data = texts.join('\n');
  try {
    event.data = JSON.parse(event.data);
  } catch {
    // Text is fine too.
  }
  return event;
}
