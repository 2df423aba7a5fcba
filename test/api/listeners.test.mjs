// A thousand browsers that only listen cost nginx some memory and the binaries nothing.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { visitor } from './chat-lib.mjs';
import { listen, residentMiB } from './listeners-lib.mjs';
import { as, url, waitUntil } from './lib.mjs';

const count = 1000;

test('a thousand idle listeners cost less than 64 MiB and hold no worker of a binary', async (t) => {
  const admin = await as('admin'), v = visitor();
  await v.say('first');
  const few = await listen(new URL(url).port, () => `/api/v1/chat/sessions/${randomUUID()}/live`, {}, 50); // what is there once for all
  const before = residentMiB();
  const many = await listen(new URL(url).port, (n) => (n === 0 ? v.live : `/api/v1/chat/sessions/${randomUUID()}/live`), {}, count);
  try {
    assert.equal(many.open, count);
    const cost = residentMiB() - before;
    t.diagnostic(`${cost.toFixed(1)} MiB more`);
    assert.ok(cost < 64, `${cost} MiB`);
    const began = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => v.history()));
    await admin('/api/v1/chat/sessions?limit=1', { status: 200 });
    assert.ok(performance.now() - began < 5000, 'the workers are free');
    await v.say('second');
    await waitUntil('the one whom it is for to hear it', () => many.heard.some(([n, data]) => n === 0 && data.includes(v.session)));
    assert.deepEqual(many.heard.filter(([n]) => n !== 0), [], 'nobody else hears it');
  } finally {
    many.close();
    few.close();
  }
});
