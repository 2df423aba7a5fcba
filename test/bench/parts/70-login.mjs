// Sign-ins a second beside the bare hash on all cores, while 50 GET me a second go on. More clients than the pool has workers, so that it
// always has one to serve.
import * as is from '../instance.mjs';
import { add, median } from '../table.mjs';
import { bearer, cores } from '../kit.mjs';

export const limit_s = 120;
const times = 15;

const bareRate = async () => (await is.bare('bare_argon', cores, 1))[0];

async function once() {
  const [signIns, others] = await Promise.all([
    is.wrk('/api/v1/auth/login', 3, 4 * cores, /auth-login/, '-s', `${is.top}test/bench/login.lua`),
    is.paced(50, 2.5, 8, '/api/v1/auth/me', bearer),
  ]);
  if (signIns.bad + others.bad + others.shed > 0) throw new Error(`${signIns.bad} logins and ${others.bad + others.shed} others failed`);
  return { rate: signIns.rate, p50: others.p50, p99: others.p99 };
}

// The machine's own pace changes within seconds: each round has the bare hash before and behind it.
export async function run() {
  const limits = [await bareRate()], got = [];
  for (let i = 0; i < times; i += 1) {
    got.push(await once());
    limits.push(await bareRate());
  }
  const of = (key) => median(got.map((x) => x[key]));
  add('logins', of('rate'), median(limits), '>= 0.85', { ratio: median(got.map((x, i) => 2 * x.rate / (limits[i] + limits[i + 1]))), unit: '1/s' });
  add('50 GET me a second meanwhile, p99', of('p99'), 20, '< 1', { unit: 'ms', note: `p50 ${of('p50').toFixed(1)} ms` });
}
