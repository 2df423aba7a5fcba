// What is killed comes back, and while one domain is away the others work.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import { test } from 'node:test';
import { login, request, state, url, waitUntil } from './lib.mjs';

const options = { skip: !state && 'HF_STATE names no instance of our own' };
const token = await login('admin');
const probes = {
  auth: '/.well-known/jwks.json',
  chat: '/api/v1/events/log?after=0',
  customers: '/api/v1/customers?limit=1',
  reports: '/api/v1/reports/overview',
  scores: '/api/v1/scores/models',
  uploads: '/api/v1/uploads/datasets?limit=1',
};

// The first process of each name: it leads a session and writes to log/NAME.log.
function leaders() {
  const found = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const log = readlinkSync(`/proc/${pid}/fd/2`);
      const session = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[3];
      if (log.startsWith(`${state}/log/`) && session === pid) found.set(log.slice(state.length + 5, -4), Number(pid));
    } catch { /* it ended meanwhile, or is not ours to see */ }
  }
  return found;
}

const ready = async () => {
  try { return (await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(2000) })).ok; } catch { return false; }
};

for (const domain of Object.keys(probes)) {
  test(`without ${domain} the others work, and nginx says which part is missing`, options, async () => {
    const socket = `${state}/run/${domain}.sock`;
    renameSync(socket, `${socket}.away`);
    try {
      for (const [other, path] of Object.entries(probes)) {
        const got = await request(path, { token, status: other === domain ? 503 : 200, check: other !== domain });
        if (other === domain) assert.match(got.headers.get('content-type'), /^application\/problem\+json/);
      }
    } finally {
      renameSync(`${socket}.away`, socket);
    }
    await request(probes[domain], { token, status: 200 });
  });
}

test('each process comes back after kill -9', options, async () => {
  const before = leaders();
  assert.ok(before.size >= 12, [...before.keys()].join(' '));
  for (const [name, pid] of before) {
    process.kill(pid, 'SIGKILL');
    await waitUntil(`${name} is back`, async () => ![undefined, pid].includes(leaders().get(name)) && await ready());
    await request('/api/v1/customers?limit=1', { token, status: 200 });
  }
});

test('all that are killed in one moment come back', options, async () => {
  const before = leaders();
  for (const pid of before.values()) process.kill(pid, 'SIGKILL');
  await waitUntil('all are back', async () => {
    const now = leaders();
    return [...before].every(([name, pid]) => ![undefined, pid].includes(now.get(name))) && await ready();
  });
  await request('/api/v1/customers?limit=1', { token, status: 200 });
});
