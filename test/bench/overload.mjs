// Three times what it can do: whoever gets in is served in time, the rest is told so, and afterwards all is well.
import * as is from './instance.mjs';
import { add, median } from './table.mjs';
import { bearer, connections } from './kit.mjs';

async function once(path) {
  const busy = await is.wrk(path, 2, connections, /x/, '-H', bearer);
  const at = await is.paced(busy.rate, 5, 128, path, bearer), over = await is.paced(busy.rate * 3, 5, 1024, path, bearer);
  const after = await is.paced(busy.rate / 10, 5, 16, path, bearer);
  if (over.bad + after.bad > 0) throw new Error(`${over.bad + after.bad} answers were neither good nor refused politely`);
  return { busy, at, over, after, ratio: over.p99 / Math.max(at.p99, busy.p99) };
}

export async function overload(path) {
  const got = [];
  for (let i = 0; i < 5; i += 1) got.push(await once(path));
  const { busy, at, over } = [...got].sort((a, b) => a.ratio - b.ratio)[2];
  add('3 x saturation: p99 of the admitted, of that at saturation', over.p99, Math.max(at.p99, busy.p99), '<= 2', { unit: 'ms',
    note: `of ${over.sent}: ${over.good} answered, ${over.shed} shed in ${over.other_p50.toFixed(1)} ms; the rounds ${got.map((x) => x.ratio.toFixed(2)).join(', ')}` });
  add('  admitted a second, of saturation', over.good / over.seconds, busy.rate, '>= 0.5', { unit: 'req/s' });
  add('  p99 in the 5 s afterwards, at a tenth', median(got.map((x) => x.after.p99)), 20, '< 1', { unit: 'ms', note: `${got.map((x) => x.after.shed).join(', ')} shed` });
}
