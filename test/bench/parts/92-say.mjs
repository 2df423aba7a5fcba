// Messages of visitors accepted a second, beside a bare program that does the same statements.
import * as is from '../instance.mjs';
import { waitUntil } from '../../api/lib.mjs';
import { connections, rate, seconds, serving, tenant } from '../kit.mjs';

export const limit_s = 300;

// What the deliverer has still to do would disturb the next round.
const say = (path, pattern) => async () => {
  const got = await is.wrk(path, seconds, connections, pattern, '-s', `${is.top}test/bench/say.lua`);
  await waitUntil('the outbox to be empty', () => is.sql('SELECT COUNT(*) FROM outbox') === '0', { deadline_ms: 120_000 });
  return got;
};

export async function run() {
  await is.bareBehindNginx('say', 3, `${is.runDir}/db.sock`, tenant);
  await rate('messages of visitors accepted, of bare statements', say('/api/v1/chat/messages', serving('chat')), say('/bench/say', /bare_say \S+bench-say/), '>= 0.5');
}
