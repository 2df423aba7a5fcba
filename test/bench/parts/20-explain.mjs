// 10,000 rows scored: reading, exact contributions, actions, storing and figures, beside the library's contributions alone.
import * as is from '../instance.mjs';
import { add, median } from '../table.mjs';
import { file, follow, get, rounds, runner, send, tenant } from '../kit.mjs';

export const limit_s = 180;
export const needs = ['train'];

export async function run() {
  const model = (await get('/api/v1/scores/models?limit=1')).data[0], lines = [...is.customers(10_000, { from: 20_001 })];
  const library = (threads) => is.bare('bare_xgb', file('train.csv'), threads, 'explain', model.params.rounds, model.params.depth);
  const ours = [], one = [], two = [], cpus = [];
  for (let i = 0; i < rounds; i += 1) {
    const before = await library(1), cpu = is.cpuOf(runner('scores'));
    const t = await follow(await send(lines, `Score${i}.csv`), ['ready', 'failed'], { every_ms: 50 });
    if (t.last.state !== 'ready') throw new Error(t.last.failure);
    cpus.push(is.cpuOf(runner('scores')) - cpu);
    ours.push(Number(is.sql(`SELECT TIMESTAMPDIFF(MICROSECOND, g.created_at, g.done_at) / 1e6 FROM scorings g JOIN datasets d ON d.tenant_id = g.tenant_id AND d.no = g.dataset_no WHERE d.tenant_id = ${tenant} ORDER BY g.no DESC LIMIT 1`)));
    const after = await library(1);
    one.push({ wall: (before[0] + after[0]) / 2, cpu: (before[1] + after[1]) / 2 });
    two.push((await library(2))[0]);
  }
  const wall = median(one.map((x) => x.wall));
  add('10,000 rows scored with exact explanations', median(ours), wall, '<= 1.2', { ratio: median(ours.map((x, i) => x / one[i].wall)), unit: 's', cpu: median(cpus.map((x, i) => x / one[i].cpu)),
    note: `${model.params.rounds} trees of depth ${model.params.depth}; library on one thread ${wall.toFixed(2)} s, two ${median(two).toFixed(2)} s` });
}
