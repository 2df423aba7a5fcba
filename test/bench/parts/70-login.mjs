// Sign-ins a second beside the bare hash on all cores, while 50 GET me a second go on.
import * as is from '../instance.mjs';
import { add, median } from '../table.mjs';
import { bearer, cores } from '../kit.mjs';

export const limit_s = 90;

export async function run() {
  const rates = [], limits = [], p99 = [], p50 = [];
  for (let i = 0; i < 5; i += 1) {
    const before = (await is.bare('bare_argon', cores, 2))[0];
    const [signIns, others] = await Promise.all([
      is.wrk('/api/v1/auth/login', 7, 2 * cores, /auth-login/, '-s', `${is.top}test/bench/login.lua`),
      is.paced(50, 6.5, 8, '/api/v1/auth/me', bearer),
    ]);
    if (signIns.bad + others.bad + others.shed > 0) throw new Error(`${signIns.bad} logins and ${others.bad + others.shed} others failed`);
    limits.push((before + (await is.bare('bare_argon', cores, 2))[0]) / 2);
    rates.push(signIns.rate);
    p99.push(others.p99);
    p50.push(others.p50);
  }
  add('logins', median(rates), median(limits), '>= 0.85', { ratio: median(rates.map((x, i) => x / limits[i])), unit: '1/s' });
  add('50 GET me a second meanwhile, p99', median(p99), 20, '< 1', { unit: 'ms', note: `p50 ${median(p50).toFixed(1)} ms` });
}
