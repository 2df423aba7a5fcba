// Can a stranger tell by the time of a refused sign-in whether there is such a user? PAIRS (2000) tries of each kind, in random order,
// one after the other; from both lists of times the area under the ROC curve (Mann and Whitney's U over n*m): 0.5 says nothing,
// 1 everything. Up to 0.55 is taken. Settings: HF_URL, PAIRS. The instance runs without login limits (test/soak/run sees to it).
import { randomInt, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

const pairs = Number(process.env.PAIRS ?? 2000);
const most = Number(process.env.AUC ?? 0.55);
const url = new URL('/api/v1/auth/login', process.env.HF_URL ?? 'http://localhost:8080');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const known = ['csm@example.com', 'marketing@example.com', 'technical@example.com', 'customer@example.com', 'admin@example.com'];

// Milliseconds from the first byte sent to the first byte of the answer.
function refusedSignIn(identifier) {
  const body = JSON.stringify({ identifier, password: `wrong ${randomUUID()}` });
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      const took = performance.now() - began;
      answer.resume().on('end', () => (answer.statusCode === 401 || answer.statusCode === 503 ? resolve(answer.statusCode === 401 ? took : null) : reject(new Error(`${identifier}: ${answer.statusCode}, wanted 401`))));
    });
    const began = performance.now();
    sent.on('error', reject).end(body);
  });
}

// Mid-ranks for ties.
function area(a, b) {
  const all = [...a.map((v) => [v, 1]), ...b.map((v) => [v, 0])].sort((x, y) => x[0] - y[0]);
  let ranks = 0;
  for (let i = 0; i < all.length;) {
    let j = i;
    while (j < all.length && all[j][0] === all[i][0]) j++;
    for (let k = i; k < j; k++) if (all[k][1]) ranks += (i + j + 1) / 2;
    i = j;
  }
  const u = (ranks - (a.length * (a.length + 1)) / 2) / (a.length * b.length);
  return Math.max(u, 1 - u);
}

const quantile = (list, q) => list.toSorted((x, y) => x - y)[Math.floor(q * (list.length - 1))].toFixed(1);
const nobody = () => `${randomUUID().slice(0, 8)}@example.com`;
const times = { known: [], unknown: [] };

// A busy machine may shed one now and then (503): that says nothing, and another takes its place.
let shed = 0;
async function measure(name) {
  for (;;) {
    const took = await refusedSignIn(name());
    if (took !== null) return took;
    if (++shed > pairs / 20 + 5) throw new Error(`${shed} sign-ins were shed: the machine is too busy to measure anything`);
  }
}

for (let i = 0; i < 20; i++) await refusedSignIn(i % 2 ? nobody() : known[i % known.length]); // warm
for (let i = 0; i < pairs; i++) {
  for (const kind of randomInt(2) ? ['known', 'unknown'] : ['unknown', 'known']) {
    times[kind].push(await measure(() => (kind === 'known' ? known[i % known.length] : nobody())));
  }
}
agent.destroy();
for (const [kind, list] of Object.entries(times)) console.log(`${kind}: ${list.length} tries, median ${quantile(list, 0.5)} ms, 10 % ${quantile(list, 0.1)} ms, 90 % ${quantile(list, 0.9)} ms`);
const found = area(times.known, times.unknown);
console.log(`${found <= most ? 'ok' : 'not ok'} known and unknown users take the same time: AUC ${found.toFixed(3)}, at most ${most}`);
process.exitCode = found <= most ? 0 : 1;
