// Two people talk in their browsers while what stands between them is restarted, reloaded and killed: no message is lost, and none
// is seen twice.
import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { close, open, unavailable, visit, window } from '../browser/harness.mjs';
import { waitUntil } from '../api/lib.mjs';
import { asStaff, asVisitor } from '../browser/talk-lib.mjs';
import { kill, long, masterOf, processes, workersOf } from './lib.mjs';

const DEADLINE_MS = 60_000;
const ROUNDS = long ? 5 : 3;

const FAULTS = {
  'the chat is restarted': () => kill(masterOf('chat'), 'SIGTERM'),
  'a worker of the chat is killed': () => { for (const pid of workersOf('chat')) kill(pid); },
  'nginx is reloaded': () => kill(masterOf('nginx'), 'SIGHUP'),
  'the workers of nginx are killed': () => { for (const { pid } of processes('nginx').filter((one) => one.pid !== masterOf('nginx'))) kill(pid); },
  ...(long && { 'the database is killed': () => kill(masterOf('db')) }),
};

describe('a conversation goes on', { skip: unavailable, concurrency: 1 }, () => {
  before(open);
  after(close);

  for (const [what, fault] of Object.entries(FAULTS)) {
    test(`${what}: both see every message once, in the same order`, { timeout: 300_000 }, async (t) => {
      const there = await window(t, { width: 390 });
      const here = await window(t, { as: 'admin' });
      const visitor = await asVisitor(there.page);
      const staff = asStaff(here.page);
      await visitor.say('We begin');
      await visitor.bubble('We begin').waitFor();
      await visit(here.page, `/dashboard/chat/?id=${await visitor.session()}`);
      await staff.ready();

      const wanted = ['We begin'];
      for (let i = 1; i <= ROUNDS; i += 1) {
        wanted.push(`visitor ${i}`, `staff ${i}`);
        await visitor.say(`visitor ${i}`);
        if (i === 2) fault();
        await staff.say(`staff ${i}`);
      }
      const complete = async () => {
        const [one, two] = [await visitor.texts(), await staff.texts()];
        return one.length >= wanted.length && two.length >= wanted.length && await there.page.locator('.waiting').count() + await here.page.locator('.said.waiting').count() === 0 ? [one, two] : null;
      };
      const [one, two] = await waitUntil('both have everything', complete, { deadline_ms: DEADLINE_MS }).catch(async (problem) => { assert.fail(`${problem.message}: ${JSON.stringify([await visitor.texts(), await staff.texts()])}`); });
      assert.deepEqual([...one].sort(), [...wanted].sort(), 'the visitor sees each once');
      assert.deepEqual(two, one, 'both see the same order');
      const own = (texts, who) => texts.filter((text) => text.startsWith(who));
      for (const who of ['visitor', 'staff']) assert.deepEqual(own(one, who), own(wanted, who), `${who} is seen in the order of writing`);

      // And it goes on, live.
      await visitor.say('Still there?');
      await staff.said('Still there?').waitFor({ timeout: DEADLINE_MS });
      await staff.say('Yes.');
      await visitor.bubble('Yes.').waitFor({ timeout: DEADLINE_MS });
      await here.page.reload();
      await staff.said('Yes.').waitFor({ timeout: DEADLINE_MS });
      assert.deepEqual(await staff.texts(), [...one, 'Still there?', 'Yes.']);
    });
  }
});
