// Kept figures over all rows, beside GET me.
import { add } from '../table.mjs';
import { alternate, ours } from '../kit.mjs';

export const limit_s = 90;
export const needs = ['million'];

export async function run() {
  for (const name of ['overview', 'churn-by-segment']) {
    const got = await alternate(ours(`/api/v1/reports/${name}`, 'reports'), ours('/api/v1/auth/me', 'auth'));
    add(`${name}, time of GET me`, 1e6 / got.ours.rate, 1e6 / got.limit.rate, '<= 1.5', { ratio: 1 / got.ratio('rate'), unit: 'us', cpu: got.ours.cpu_us / got.limit.cpu_us,
      note: `CPU ${got.ours.cpu_us.toFixed(0)} and ${got.limit.cpu_us.toFixed(0)} us` });
  }
}
