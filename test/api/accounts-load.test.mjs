// Many at once: sign-ins that would fill the memory, and tries of stolen passwords.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { after, before, test } from 'node:test';
import { earlyInTheHour, request, state } from './lib.mjs';
import { enter, forgetCounters, goodPassword, registered, sql } from './accounts-lib.mjs';

before(forgetCounters);
after(forgetCounters);

// Resident memory, in MiB, of the pool that hashes passwords.
function memory() {
  const pids = execFileSync('pgrep', ['-f', `${state}/run/auth-login.sock`], { encoding: 'utf8' }).trim().split('\n');
  return pids.map((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) / 1024;
    } catch {
      return 0; // it was retired meanwhile
    }
  }).reduce((a, b) => a + b, 0);
}

test('two hundred sign-ins at once: memory stays bounded, the rest is refused with 503, others are served [24]', { timeout: 120_000 }, async () => {
  const { who, token } = await registered();
  const rest = memory();
  let most = 0, running = true;
  const watch = (async () => {
    while (running) {
      most = Math.max(most, memory());
      await new Promise(setImmediate);
      await request('/healthz');
    }
  })();
  const slow = [];
  const others = (async () => {
    while (running) {
      const began = performance.now();
      await request('/api/v1/auth/me', { token, status: 200 });
      slow.push(performance.now() - began);
    }
  })();
  const got = await Promise.all(Array.from({ length: 200 }, () => enter(who.email, goodPassword, { timeout_ms: 60_000 })));
  running = false;
  await Promise.all([watch, others]);
  const count = (status) => got.filter((one) => one.status === status).length;
  assert.equal(count(200) + count(429) + count(503), 200, [...new Set(got.map((one) => one.status))].join());
  assert.ok(count(200) > 0, 'some are let in');
  assert.ok(count(503) > 0, 'what is too much is refused');
  assert.ok(got.filter((one) => one.status === 503).every((one) => Number(one.headers.get('retry-after')) >= 1));
  // Two workers more than processors, of 19 MiB each while they hash; sanitizers keep 32 MiB of what was freed, and their notes of it.
  const sanitized = /asan/.test(process.env.HF_TEST_BIN ?? 'asan'), workers = availableParallelism() + 2;
  assert.ok(most - rest < workers * (sanitized ? 60 : 25), `${Math.round(rest)} MiB at rest, ${Math.round(most)} at most`);
  slow.sort((a, b) => a - b);
  assert.ok(slow.length > 5 && slow[slow.length >> 1] < 2000, `others wait ${Math.round(slow[slow.length >> 1])} ms`);
  forgetCounters();
  await enter(who.email, goodPassword, { status: 200 });
});

test('stolen passwords: each account has its cap, whatever networks they come from; others sign in [23]', async () => {
  await earlyInTheHour();
  const { who, id } = await registered();
  const other = await registered();
  for (let i = 0; i < 14; i++) {
    const got = await enter(who.email, `stolen ${i}`, { headers: { 'x-forwarded-for': `10.${i}.0.1`, 'x-real-ip': `10.${i}.0.1`, forwarded: `for=10.${i}.0.1` } });
    assert.equal(got.status, i < 10 ? 401 : 429, `try ${i}`);
  }
  await enter(who.email, goodPassword, { status: 429 });
  await enter(other.who.email, goodPassword, { status: 200 });
  assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'login.limited' AND object_id = '${id}'`), '1');
});
