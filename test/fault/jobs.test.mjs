// What a job calls fails in turn, in each runner: no crash, no leak; the job goes on later or ends visibly, the version in use stays.
import { strict as assert } from 'node:assert';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { login, request, state, upload, waitUntil } from '../api/lib.mjs';
import { bankRows, sql } from '../api/uploads-lib.mjs';
import { startRunner, stop } from './faulty.mjs';
import { kill, long, standStill } from './lib.mjs';

const token = await login('other');
const kinds = (process.env.FAULT_KINDS ?? (long ? 'memory lost after deadlock full' : 'memory')).split(' ');
const most = long ? 250 : 4;
const at = '/api/v1/uploads/datasets';

for (const name of ['uploads', 'scores']) { // chat has no queue; the kills of the database meet its deliverer
  test(`${name} --jobs: each call fails in turn`, { timeout: 1_500_000 }, async (t) => {
    const first = await upload(token, bankRows(3)), own = await standStill([`${name}-jobs`]), order = `${state}/run/fault`;
    const it = startRunner(name);
    const told = () => [...it.words().matchAll(/#fault calls (\d+) failed (\d+) leaks (\d+)/g)].map((m) => m.slice(1).map(Number));
    try {
      for (const kind of kinds) {
        // Steps grow: a job makes many calls of few kinds.
        for (let n = 1, step = 1; n <= most; n += step, step = Math.ceil(n / (long ? 6 : 1))) {
          const seen = told().length;
          writeFileSync(order, `${kind}:${n}`);
          const dataset = await upload(token, bankRows(2), { deadline_ms: 60_000 });
          await waitUntil('the order to be taken', () => !existsSync(order), { deadline_ms: 20_000 });
          await waitUntil('the word of the runner', async () => told().length > seen || (await upload(token, bankRows(2), { deadline_ms: 60_000 })) === null, { deadline_ms: 60_000 });
          const [, failed, leaks] = told().at(-1), what = `${kind}:${n}`;
          assert.equal(leaks, 0, `${what}: ${it.words().slice(-3000)}`);
          assert.equal(dataset.state, 'ready', `${what}: ${dataset.failure}`);
          assert.equal(dataset.rows, 2);
          assert.equal(it.child.exitCode, null, what);
          if (failed === 0) break;
        }
        t.diagnostic(`${name} ${kind}: ${told().length} jobs`);
      }
      assert.equal((await request(`${at}?limit=50`, { token, status: 200 })).json.data.filter((d) => d.active).length, 1);
      assert.ok(first.id);
    } finally {
      rmSync(order, { force: true });
      await stop(it);
      for (const pid of own) kill(pid, 'SIGCONT');
    }
    assert.doesNotMatch(it.words(), /Sanitizer|runtime error/);
  });
}

test('nothing half is left of it', () => {
  assert.equal(sql("SELECT d.id FROM datasets d WHERE d.state = 'ready' AND d.removed_at IS NULL AND d.rows_total <> (SELECT COUNT(*) FROM dataset_rows r WHERE r.tenant_id = d.tenant_id AND r.dataset_no = d.no)"), '');
  assert.equal(sql("SELECT CONCAT(kind, ' ', error) FROM jobs WHERE state = 'failed'"), '');
});
after(() => rmSync(`${state}/run/fault`, { force: true }));
