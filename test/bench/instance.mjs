// The instance that is measured, seen from outside: its processes, their memory and processor time, its database, invented customers.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { state } from '../api/lib.mjs';

export const port = new URL(process.env.HF_URL).port;
export const top = fileURLToPath(new URL('../..', import.meta.url));
export const runDir = process.env.HF_RUN_DIR ?? `${state}/run`;
const run = promisify(execFile);

// Numbers that a bare program printed.
export async function bare(name, ...args) {
  const { stdout } = await run(`${top}build/release/bench/${name}`, args.map(String), { maxBuffer: 1 << 26 });
  return stdout.trim().split(/\s+/).map(Number);
}

export async function paced(rate, seconds, connections, path, header) {
  const { stdout } = await run(`${top}build/release/bench/paced`, [port, rate, seconds, connections, path, header].filter((x) => x !== undefined).map(String));
  return JSON.parse(stdout);
}

export const sql = (text) => execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-N', '-B', 'holdfast', '-e', text], { encoding: 'utf8' }).trim();

// Processes with this instance's settings, [{pid, command}]; the measuring ones only on request.
export function processes(all = false) {
  const found = [];
  for (const pid of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      if (!environment.includes(`HF_STATE=${state}\0`)) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      if (!all && /test\/bench|build\/release\/bench|wrk |sleep|test\/api/.test(command) && !/test\/env/.test(command)) continue;
      found.push({ pid: Number(pid), command });
    } catch { /* it has just gone */ }
  }
  return found;
}

export const pidsOf = (pattern) => processes(true).filter((p) => pattern.test(p.command)).map((p) => p.pid);

// The one that began the others: pids begin anew some day, so it need not have the lowest.
export function masterOf(pattern) {
  const pids = pidsOf(pattern);
  return pids.find((pid) => !pids.includes(statusOf(pid, 'PPid')));
}

// Processor seconds of these processes, children that have gone included.
export function cpuOf(pattern) {
  let ticks = 0;
  for (const pid of pidsOf(pattern)) {
    try {
      const f = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
      ticks += Number(f[11]) + Number(f[12]) + Number(f[13]) + Number(f[14]);
    } catch { /* gone */ }
  }
  return ticks / 100;
}

const statusOf = (pid, key) => Number(readFileSync(`/proc/${pid}/status`, 'latin1').match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);

// The most memory that one of these processes has had resident, MiB.
export function peakMiB(pattern) {
  return Math.max(...pidsOf(pattern).map((pid) => { try { return statusOf(pid, 'VmHWM') / 1024; } catch { return 0; } }));
}

// What of a process is its own and what it shares, KiB: {own, shared: Map of a page's origin to KiB}.
function residentOf(pid, command) {
  let own = 0, key = '';
  const shared = new Map();
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    const area = line.match(/^[0-9a-f]+-[0-9a-f]+ \S+ (\S+) (\S+) (\d+)/);
    if (area) key = area[3] === '0' ? `anonymous ${command.split(' --')[0]} ${line.slice(0, 12)}` : `${area[2]} ${area[3]} ${area[1]}`;
    const m = line.match(/^(Private|Shared)_(Clean|Dirty):\s+(\d+)/);
    if (m && m[1] === 'Private') own += Number(m[3]);
    if (m && m[1] === 'Shared') shared.set(`${key} ${m[2]}`, (shared.get(`${key} ${m[2]}`) ?? 0) + Number(m[3]));
  }
  return { own, shared };
}

// Resident memory of all processes of the instance but MariaDB. A page that several map counts once: private pages of each, and of
// each mapped file or shared segment the largest share that one process holds.
export function residentMiB() {
  let kib = 0;
  const shared = new Map();
  for (const { pid, command } of processes().filter((p) => !/mariadbd|mysqld/.test(p.command))) {
    try {
      const of = residentOf(pid, command);
      kib += of.own;
      for (const [key, size] of of.shared) shared.set(key, Math.max(shared.get(key) ?? 0, size));
    } catch { /* gone, or a kernel's own */ }
  }
  for (const part of shared.values()) kib += part;
  return kib / 1024;
}

// Their own memory by program, the largest first: [[name, MiB], ...].
export function residentByProgram() {
  const sums = new Map();
  for (const { pid, command } of processes().filter((p) => !/mariadbd|mysqld/.test(p.command))) {
    const name = command.replace(/^(\S*\/)?(\S+).*?(--jobs)?$/, (all, folder, program, jobs) => program + (jobs ? ' --jobs' : ''));
    try { sums.set(name, (sums.get(name) ?? 0) + residentOf(pid, command).own / 1024); } catch { /* gone */ }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}
export function openFiles(pattern) {
  let n = 0;
  for (const pid of pidsOf(pattern)) try { n += readdirSync(`/proc/${pid}/fd`).length; } catch { /* gone */ }
  return n;
}

// wrk for some seconds: {rate, p50, p99 (ms), bad, cpu_us per request of the processes that `pattern` names}.
export async function wrk(path, seconds, connections, pattern, ...options) {
  const before = cpuOf(pattern);
  const { stdout } = await run('wrk', [`-t${connections > 1 ? 2 : 1}`, `-c${connections}`, `-d${seconds}s`, '--latency', ...options, `http://127.0.0.1:${port}${path}`],
    { env: process.env });
  const ms = (text) => { const m = text?.match(/([\d.]+)(us|ms|s)/); return m ? Number(m[1]) * { us: 0.001, ms: 1, s: 1000 }[m[2]] : NaN; };
  const requests = Number(stdout.match(/(\d+) requests in/)[1]);
  return {
    rate: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]), requests,
    p50: ms(stdout.match(/50%\s+(\S+)/)?.[1]), p99: ms(stdout.match(/99%\s+(\S+)/)?.[1]),
    bad: Number(stdout.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0),
    cpu_us: ((cpuOf(pattern) - before) / Math.max(1, requests)) * 1e6,
  };
}

// A bare FastCGI program behind the same nginx at /bench/NAME.
const children = [];
export const bareBehindNginx = (name, workers, ...args) => bareServed(name === 'say' ? 'bare_say' : 'bare_fcgi', name, workers, name, ...args);
export async function bareServed(program, name, workers, ...args) {
  const socket = `${runDir}/bench-${name}.sock`;
  const child = spawn(`${top}build/release/bench/${program}`, [socket, String(workers), ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise((done, failed) => { child.stdout.once('data', done); child.once('exit', () => failed(new Error(`the bare program ${name} ended`))); });
  writeFileSync(`${state}/nginx/domains/bench-${name}.conf`,
    `location = /bench/${name} { fastcgi_pass unix:${socket}; fastcgi_param HTTP_AUTHORIZATION $http_authorization; }\n`);
  const master = Number(readFileSync(`${runDir}/nginx.pid`, 'utf8'));
  process.kill(master, 'SIGHUP');
  for (let i = 0; i < 100; i += 1) {
    const got = await fetch(`http://127.0.0.1:${port}/bench/${name}`, { headers: { authorization: `Bearer ${hs256('k'.repeat(32))}` } }).catch(() => null);
    if (got?.status === 200) return got.text();
    await new Promise((f) => { setTimeout(f, 50); });
  }
  throw new Error(`/bench/${name} does not answer`);
}
export const endBare = () => { for (const c of children.splice(0)) c.kill('SIGTERM'); };
process.on('exit', endBare);

export function hs256(key) {
  const part = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '01900000-0000-7000-8000-00000000e001', exp: 4102444800, tid: '01900000-0000-7000-8000-00000000d001' })}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

// Invented bank customers: always the same ones for the same arguments. labelled: with the outcome; pad: a column that no schema
// knows, of so many characters. Gives the lines one by one, the header first.
export function* customers(count, { labelled = false, pad = 0, from = 1 } = {}) {
  let seed = (20240229 + from) % 2147483647;
  const uniform = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  const normal = () => uniform() + uniform() + uniform() + uniform() + uniform() + uniform() - 3;
  const clip = (x, low, high) => Math.min(high, Math.max(low, x));
  const names = ['Brenmond', 'Holtquist', 'Keldale', 'Norberg', 'Quinford', 'Rosville', 'Torrell', 'Wilstad'];
  yield `RowNumber,CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,NumOfProducts,HasCrCard,IsActiveMember,EstimatedSalary${labelled ? ',Exited' : ''}${pad ? ',Remarks' : ''}`;
  const filler = 'x'.repeat(pad);
  for (let n = 0; n < count; n += 1) {
    const place = uniform(), land = place < 0.5 ? 'France' : place < 0.75 ? 'Germany' : 'Spain', female = uniform() < 0.46;
    const age = Math.trunc(clip(39 + 15 * normal(), 18, 92));
    const balance = uniform() < (land === 'Germany' ? 0 : 0.48) ? 0 : clip(119000 + 43000 * normal(), 5000, 250000);
    const draw = uniform(), products = draw < 0.51 ? 1 : draw < 0.97 ? 2 : draw < 0.995 ? 3 : 4;
    const active = uniform() < 0.515 ? 1 : 0;
    const margin = -1.5 + 0.115 * (age - 39) - 1.6 * active + 1.1 * (land === 'Germany') + 0.7 * female - (products === 2 ? 1.9 : 0) + (products > 2 ? 3.4 : 0) + 0.000004 * balance;
    const id = from + n;
    yield `${id},${10000000 + id},${names[id % 8]}${id % 997},${Math.round(clip(650 + 137 * normal(), 350, 850))},${land},${female ? 'Female' : 'Male'},${age},`
      + `${Math.trunc(uniform() * 11)},${balance.toFixed(2)},${products},${uniform() < 0.7 ? 1 : 0},${active},${(12 + uniform() * 199980).toFixed(2)}`
      + (labelled ? `,${uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0}` : '') + (pad ? `,${filler}` : '');
  }
}
