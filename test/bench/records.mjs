// Customers as records, of a tenant that has so many: a page of the list with a filter and an order, search, a page of a timeline, a move to
// another stage. The bare program runs the statements that ours runs for one such request, as the database's own log shows them.
import { writeFileSync } from 'node:fs';
import * as is from './instance.mjs';
import { login, request } from '../api/lib.mjs';
import { calm, settled } from './kit.mjs';
import { add, median } from './table.mjs';

const MOVED = 4000, TOLD = 100, PART = 50_000;
const uuid = /'([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})'/g;

function make(tenant, count) {
  const pick = (list, by) => `ELT(1 + ${by} MOD ${list.length}, ${list.map((one) => `'${one}'`).join(', ')})`;
  const first = ['Anna', 'Bela', 'Carl', 'Dora', 'Emil', 'Fritz', 'Gerda', 'Hanna', 'Ivan', 'Jana', 'Karl', 'Lena', 'Maria', 'Nora', 'Otto', 'Paula', 'Rita', 'Sven', 'Tina', 'Ugo'];
  const last = ['Brenmond', 'Holtquist', 'Keldale', 'Norberg', 'Quinford', 'Rosville', 'Torrell', 'Wilstad'];
  const id = "CAST(CONCAT('01900000-', LPAD(HEX(seq DIV 65536), 4, '0'), '-7', LPAD(HEX((seq DIV 16) MOD 4096), 3, '0'), '-8000-', LPAD(HEX(seq), 12, '0')) AS UUID)";
  const score = '((seq * 104729) MOD 1000003) / 1000003';
  const there = Number(is.sql(`SELECT COUNT(*) FROM customers WHERE tenant_id = ${tenant} AND external_id >= '20000000' AND external_id < '30000000'`));
  for (let from = there; from < count; from += PART) {
    is.sql(`INSERT INTO customers (tenant_id, id, external_id, data_name, email, email_key, phone, city, data_value, data_segment, data_score, data_band)
      SELECT ${tenant}, ${id}, 20000000 + seq, CONCAT(${pick(first, 'seq')}, ' ', ${pick(last, '(seq DIV 20)')}, CHAR(97 + seq MOD 26), CHAR(97 + (seq DIV 26) MOD 26), CHAR(97 + (seq DIV 676) MOD 15)), CONCAT('c', seq, '@people.example'),
      CONCAT('c', seq, '@people.example'), CONCAT('+4915', LPAD(seq, 8, '0')), ${pick(['Paris', 'Berlin', 'Madrid', 'Oslo'], 'seq')}, (seq * 7919) MOD 250000,
      ${pick(['France', 'Germany', 'Spain'], 'seq')}, ${score}, IF(${score} >= 0.7, 2, IF(${score} >= 0.4, 1, 0)) FROM seq_1_to_${count} WHERE seq > ${from} AND seq <= ${from + PART}`);
  }
}

const log = () => is.sql("SELECT thread_id, REPLACE(REPLACE(CONVERT(argument USING utf8mb4), '\n', ' '), '\t', ' ') FROM mysql.general_log WHERE command_type IN ('Execute', 'Query') AND user_host LIKE '%holdfast-customers%' ORDER BY event_time")
  .split('\n').map((line) => line.split('\t')).filter(([, text]) => text && !/ jobs | FROM sessions | FROM user_roles |SET NAMES|SET SESSION/.test(text)); // a token is remembered

// The statements of one request, with what changes from request to request taken out. Only what is prepared while the database logs is
// told with its values: the workers begin anew, and one of the new ones has to be met twice.
async function statementsOf(send, customer) {
  let lines = [['', '?']];
  is.sql("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON");
  try {
    process.kill(is.masterOf(/holdfast-customers --listen/), 'SIGHUP');
    for (let i = 0; i < 200 && lines.some(([, text]) => text.replace(/'(?:[^'\\]|\\.|'')*'/g, '').includes('?')); i += 1) {
      is.sql('TRUNCATE mysql.general_log');
      await send(i);
      lines = log();
    }
  } finally {
    is.sql('SET GLOBAL general_log = OFF');
  }
  const by = {};
  for (const line of lines) (by[line[0]] ??= []).push(line);
  const ours = Object.values(by).sort((a, b) => b.length - a.length)[0].map(([, text]) => text.replaceAll('\\\\', '\\').trim());
  const known = new Set(ours.filter((text) => /^SELECT/.test(text)).flatMap((text) => [...text.matchAll(uuid)].map((m) => m[1])));
  return `${ours.map((text) => {
    if (/^(START TRANSACTION|BEGIN)/.test(text)) return '|BEGIN';
    if (/^(COMMIT|ROLLBACK)/.test(text)) return '|COMMIT';
    if (/INSERT INTO idempotency/.test(text)) return 'bb|SET STATEMENT innodb_lock_wait_timeout = 0 FOR INSERT INTO idempotency (scope, request_hash) VALUES (?, ?)';
    if (/UPDATE idempotency/.test(text)) return `B|UPDATE idempotency SET status = 200, headers = '', body = REPEAT('x', 250) WHERE scope = ?`;
    return withPlaces(text, customer, known);
  }).join('\n')}\n`;
}

// A place for each value that is another one in the next request: kinds|statement (bare_statements.c).
function withPlaces(text, customer, known) {
  const moves = /^(INSERT INTO stage_changes|UPDATE customers SET pipeline_id)/.test(text);
  let kinds = '';
  const place = (kind) => { kinds += kind; return '?'; };
  const kindOf = (value) => {
    if (value === customer) return 'c';
    if (/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(value) && !known.has(value)) return 'u';
    if (moves && value === 'lead') return 's';
    if (moves && value === 'contacted') return 't';
    return null;
  };
  const counted = text.replace(/(INSERT INTO stage_changes[^)]*\) VALUES \(\d+\s*,\s*'[^']*'\s*,\s*)\d+/, '$1\u0001').replace(/(stage_no = )\d+/, '$1\u0001');
  const sql = counted.replace(/\u0001|'(?:[^'\\]|\\.|'')*'/g, (found) => {
    const kind = found === '\u0001' ? 'n' : kindOf(found.slice(1, -1));
    return kind === null ? found : place(kind);
  });
  return `${kinds}|${sql}`;
}

export async function records({ seconds, rounds, connections, million }) {
  const tenant = is.sql("SELECT id FROM tenants WHERE slug = 'other-bank'"), state = process.env.HF_STATE;
  const token = await login('other', { fresh: true }), bearer = `Authorization: Bearer ${token}`;
  make(tenant, million);
  is.sql(`INSERT INTO jobs (id, tenant_id, domain, kind, payload, run_after) SELECT UUID(), ${tenant}, 'customers', 'search-index', '{}', UTC_TIMESTAMP(6)`);
  await settled(tenant);
  await request('/api/v1/pipelines', { token, status: 200, check: false });
  await request('/api/v1/pipelines', { token, status: 200, check: false });
  const ids = is.sql(`SELECT id FROM customers WHERE tenant_id = ${tenant} AND external_id >= '20500000' ORDER BY external_id LIMIT ${MOVED}`).split('\n'), [one] = ids;
  const file = `${state}/bench-customers`;
  writeFileSync(file, ids.join('\n'));
  process.env.HF_BENCH_CUSTOMERS = file;
  is.sql(`INSERT IGNORE INTO timeline (tenant_id, customer_id, id, kind, body) SELECT ${tenant}, c.id, CAST(CONCAT('01900000-0000-7000-8000-', LPAD(HEX(seq), 12, '0')) AS UUID), 'points', '{"delta":1,"points":1,"reason":"Bought"}'
    FROM customers c JOIN seq_1_to_${TOLD} WHERE c.tenant_id = ${tenant} AND c.external_id >= '20500000' AND c.external_id < '20504000'`);
  const name = is.sql(`SELECT shown_name FROM customers WHERE tenant_id = ${tenant} AND id = '${one}'`), [first, word] = name.split(' ');

  const path = (text) => `/api/v1/${text}`, list = 'customers?list=all&limit=50';
  const moveOf = (id) => path(`customers/${id}/stage`);
  const cases = [
    ['records: first page of 50 by name, of a band and a segment', path(`${list}&sort=name&filter=${encodeURIComponent('band = high and segment = Spain')}`)],
    ['records: a page by risk of those whose name contains a text', path(`${list}&sort=risk&filter=${encodeURIComponent(`name ~ "${word}"`)}`)],
    ['search: a name', path(`search?q=${encodeURIComponent(name)}`)],
    ['search: a name with a letter wrong', path(`search?q=${encodeURIComponent(`${first} ${word.slice(0, 3)}${word.slice(4)}`)}`)],
    ['search: the beginning of a name', path(`search?q=${word.slice(0, 5)}`)],
    ['timeline: a page of 25', path(`customers/${one}/timeline?limit=25`)],
    ['stage: a move', null],
  ];
  const domain = /holdfast-customers --listen/, other = `Authorization: Bearer ${is.hs256('k'.repeat(32))}`;
  for (const [i, [title, get]] of cases.entries()) {
    const send = (k) => (get !== null ? request(get, { token, status: 200, check: false }) : request(moveOf(one), { token, method: 'PUT', json: { stage: k % 2 ? 'lead' : 'contacted' }, status: 200, check: false }));
    const statements = `${state}/bench-statements-${i}`;
    writeFileSync(statements, await statementsOf(send, one));
    await is.bareServed('bare_statements', `records-${i}`, 4, `${is.runDir}/db.sock`, statements, file);
    const moves = ['-s', `${is.top}test/bench/moves.lua`];
    const ours = () => is.wrk(get ?? '/', seconds, connections, domain, '-H', bearer, ...(get === null ? [...moves, '-H', 'Content-Type: application/json'] : []));
    const limit = () => is.wrk(`/bench/records-${i}`, seconds, connections, new RegExp(`bare_statements \\S+bench-records-${i}`), '-H', other);
    const a = [], b = [];
    for (let k = 0; k < rounds; k += 1) {
      a.push(await ours());
      b.push(await limit());
    }
    const bad = a.concat(b).find((x) => x.bad > 0);
    if (bad) throw new Error(`${title}: ${bad.bad} answers were no 200`);
    const of = (runs, key) => median(runs.map((x) => x[key]));
    add(title, of(a, 'rate'), of(b, 'rate'), '>= 0.6', { unit: 'req/s', cpu: of(b, 'cpu_us') / of(a, 'cpu_us'), note: `CPU ${of(a, 'cpu_us').toFixed(0)} and ${of(b, 'cpu_us').toFixed(0)} us` });
    const lines = `${state}/bench-moves`;
    writeFileSync(lines, `${ids.map((id, k) => `PUT ${moveOf(id)} ${JSON.stringify({ stage: k % 2 ? 'lead' : 'contacted' })}`).join('\n')}\n`);
    await calm('  p99 at a tenth of saturation', 10, of(a, 'rate'), get ?? `@${lines}`, `/bench/records-${i}`, { time: seconds * 2, ours: bearer, bare: other });
  }
}

// 64 clients, so many additions each, to one customer: what stands there in the end, of what it must be.
export async function points(each) {
  const token = await login('other', { fresh: true });
  const { id } = (await request('/api/v1/customers', { token, json: { name: 'Many points' }, status: 201, check: false })).json;
  const start = performance.now();
  let sum = 0;
  await Promise.all(Array.from({ length: 64 }, async (_, who) => {
    for (let i = 0; i < each; i += 1) {
      const delta = (who + i) % 7 + 1;
      await request(`/api/v1/customers/${id}/points`, { token, json: { delta }, status: 201, check: false, timeout_ms: 60_000 });
      sum += delta;
    }
  }));
  const [there, entries, told] = is.sql(`SELECT c.points, (SELECT CONCAT(COUNT(*), ' ', SUM(delta)) FROM point_entries e WHERE e.customer_id = c.id), (SELECT COUNT(*) FROM timeline t WHERE t.customer_id = c.id AND t.kind = 'points') FROM customers c WHERE c.id = '${id}'`).split('\t');
  if (entries !== `${64 * each} ${sum}` || Number(told) !== 64 * each) throw new Error(`entries ${entries}, in the timeline ${told}`);
  add(`points: the sum after 64 x ${each} additions at once`, Number(there), sum, '= 1', { note: `${Math.round(64 * each / (performance.now() - start) * 1000)} a second` });
  if (Number(there) !== sum) throw new Error('the sum is another');
}
