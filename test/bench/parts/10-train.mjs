// 10,000 rows with an outcome: from stored to a model kept, beside the library at the same grid, folds and final model.
import { writeFileSync } from 'node:fs';
import * as is from '../instance.mjs';
import { add, median } from '../table.mjs';
import { file, follow, get, runner, send } from '../kit.mjs';

export const limit_s = 240;
export const there = async () => (await get('/api/v1/scores/models?limit=1')).data.length > 0;

export async function run() {
  const lines = [...is.customers(10_000, { labelled: true })], full = process.env.BENCH === 'full';
  writeFileSync(file('train.csv'), `${lines.join('\n')}\n`);
  const one = [await is.bare('bare_xgb', file('train.csv'), 1, 'train')];
  const cpu = is.cpuOf(runner('scores'));
  const sent = await send(lines, 'Train.csv'), t = await follow(sent, ['scoring', 'ready', 'failed'], { every_ms: 20 });
  const used = is.cpuOf(runner('scores')) - cpu;
  one.push(await is.bare('bare_xgb', file('train.csv'), 1, 'train'));
  const two = full ? (await is.bare('bare_xgb', file('train.csv'), 2, 'train'))[0] : Infinity;
  const alone = median(one.map((x) => x[0]));
  add('10,000 rows trained with tuning', ((t.scoring ?? t.ready) - t.training) / 1000, Math.min(alone, two), '<= 1.5', { unit: 's', cpu: used / median(one.map((x) => x[1])),
    note: full ? `library on one thread ${alone.toFixed(1)} s, two ${two.toFixed(1)} s` : '' });
  await follow(sent, ['ready', 'failed'], { every_ms: 50 });
}
