// GET me beside a bare libfcgi program that checks an HS256 token and selects a user by primary key, and beside a bare hello.
import * as is from '../instance.mjs';
import { bare, ours, rate } from '../kit.mjs';

export const limit_s = 90;

export async function run() {
  await is.bareBehindNginx('hello', 4);
  await is.bareBehindNginx('profile', 4, `${is.runDir}/db.sock`, 'k'.repeat(32), '01900000-0000-7000-8000-00000000e001');
  const select = await rate('GET me, of bare HMAC and select', ours('/api/v1/auth/me', 'auth'), bare('profile'), '>= 0.8');
  await rate('GET me, of bare hello', ours('/api/v1/auth/me', 'auth'), bare('hello'), '>= 0.6',
    (got) => `; the bare HMAC and select ${(select.limit.rate / got.limit.rate).toFixed(2)}`);
}
