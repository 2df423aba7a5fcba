// The table of a measurement: printed as it grows, written to build/bench.json.
import { writeFileSync, mkdirSync } from 'node:fs';

const rows = [];
const short = (x) => (x === null || x === undefined || Number.isNaN(x) ? '-' : Math.abs(x) >= 100 ? String(Math.round(x)) : x.toPrecision(3));

// Names of the rows that miss their goal or could not be measured.
export const missed = () => rows.filter((r) => meets(r.ratio, r.goal) === false || r.ours === null).map((r) => r.name.trim());
export const median = (list) => { const s = [...list].sort((a, b) => a - b); return s[Math.floor(s.length / 2)]; };
const meets = (ratio, goal) => {
  const m = goal.match(/^(>=|<=|<) ([\d.]+)/);
  return m === null || ratio === null ? null : m[1] === '>=' ? ratio >= Number(m[2]) : m[1] === '<' ? ratio < Number(m[2]) : ratio <= Number(m[2]);
};

// ratio: ours/limit unless given; goal: ">= 0.8", "<= 2.0", "< 64": about the ratio. note: anything else worth printing.
export function add(name, ours, limit, goal, { ratio = ours / limit, unit = '', note = '', cpu = null } = {}) {
  const row = { name, ours, limit, ratio, goal, unit, ...(cpu === null ? {} : { cpu_ratio: cpu }), ...(note ? { note } : {}) };
  const good = meets(ratio, goal);
  if (rows.length === 0) console.log(`${'what'.padEnd(58)} ${'ours'.padStart(9)} ${'limit'.padStart(9)} ${'ratio'.padStart(7)}  ${'goal'.padEnd(8)} cpu ratio`);
  rows.push(row);
  console.log(`${`${name}${unit ? `, ${unit}` : ''}`.padEnd(58)} ${short(ours).padStart(9)} ${short(limit).padStart(9)} ${short(ratio).padStart(7)}  ${goal.padEnd(8)} ${short(cpu).padStart(5)}`
    + `${good === false ? '  MISSED' : ''}${note ? `  (${note})` : ''}`);
}

export function write(path) {
  mkdirSync(path.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(path, `${JSON.stringify(rows, null, 1)}\n`);
}
