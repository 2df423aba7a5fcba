// The table: each parts/NN-NAME.mjs measures some rows, in the order of the numbers; README.md says what they are. Runs against the
// instance that HF_URL and HF_STATE name (test/bench/run makes one). BENCH_ONLY=me,list runs these parts alone, and what they need.
//
// A part exports: run (async, calls add()); limit_s (how long it may take); needs (names of parts that must have run), optional;
// there (async: true when what it leaves for others is there already), optional.
import { readdirSync } from 'node:fs';
import * as is from './instance.mjs';
import { add, missed, write } from './table.mjs';

const folder = new URL('parts/', import.meta.url);
const parts = [];
for (const f of readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort()) parts.push({ name: f.replace(/^\d+-|\.mjs$/g, ''), ...await import(new URL(f, folder)) });
const named = (process.env.BENCH_ONLY ?? '').split(/[\s,|]+/).filter(Boolean);
for (const name of named) if (!parts.some((p) => p.name === name)) throw new Error(`there is no part ${name}: ${parts.map((p) => p.name).join(' ')}`);

const wanted = new Set();
async function want(name, asked) {
  const p = parts.find((x) => x.name === name);
  if (wanted.has(p) || (!asked && p.there && await p.there())) return;
  for (const other of p.needs ?? []) await want(other, false);
  wanted.add(p);
}
for (const p of parts) if (named.length === 0 || named.includes(p.name)) await want(p.name, true);

const out = `${is.top}build/bench.json`, began = performance.now();
const within = (work, seconds) => {
  let timer = null;
  const late = new Promise((done, failed) => { timer = setTimeout(() => failed(new Error(`not done within ${seconds} s`)), seconds * 1000); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
for (const p of parts.filter((x) => wanted.has(x))) {
  try {
    await within(p.run(), p.limit_s);
  } catch (e) {
    add(p.name, null, null, 'measured', { ratio: null, note: `NOT MEASURED: ${e.message}` });
  }
  write(out);
}
is.endBare();
const minutes = (performance.now() - began) / 60_000;
console.log(`${missed().length === 0 ? 'All goals met' : `Missed: ${missed().join('; ')}`}. ${minutes.toFixed(1)} minutes; build/bench.json.`);
process.exit(missed().length === 0 ? 0 : 2);
