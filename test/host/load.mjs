// load.mjs BASE STOP-FILE PATH...: four clients ask for the paths in turn until the file appears (STOP-FILE.begun
// is made when they have begun); prints "N requests, F failed" and what the first
// failures were. LOAD_TOKEN: sent as the bearer token. Status 200 is success, all else a failure.
import { existsSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [base, stop, ...paths] = process.argv.slice(2);
const { request, Agent } = base.startsWith('https') ? https : http;
const agent = new Agent({ keepAlive: true });
const headers = process.env.LOAD_TOKEN ? { authorization: `Bearer ${process.env.LOAD_TOKEN}` } : {};
const slowest = { ms: 0 };
let sent = 0;
const failures = [];

const ask = (path) => new Promise((resolve) => {
  const begun = performance.now();
  const call = request(new URL(path, base), { agent, headers, timeout: 20_000 }, (answer) => {
    answer.resume();
    answer.on('end', () => {
      slowest.ms = Math.max(slowest.ms, performance.now() - begun);
      resolve(answer.statusCode === 200 ? null : `${path} ${answer.statusCode}`);
    });
    answer.on('error', (error) => resolve(`${path} ${error.code}`));
  });
  call.on('timeout', () => call.destroy(new Error('timeout')));
  // A server may close an idle connection while a request is on its way to it; any browser then asks again.
  call.on('error', (error) => resolve(call.reusedSocket && error.code === 'ECONNRESET' ? ask(path) : `${path} ${error.code ?? error.message}`));
  call.end();
});

await Promise.all([0, 1, 2, 3].map(async (first) => {
  for (let i = first; !existsSync(stop); i++) {
    const failure = await ask(paths[i % paths.length]);
    sent += 1;
    if (sent === 20) writeFileSync(`${stop}.begun`, '');
    if (failure) failures.push(failure);
  }
}));
agent.destroy();
console.log(`${sent} requests, ${failures.length} failed, slowest ${Math.round(slowest.ms)} ms ${failures.slice(0, 5).join('; ')}`);
process.exit(failures.length > 0 || sent < 20 ? 1 : 0);
