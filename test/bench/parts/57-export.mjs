// The records of a million customers as one file in each form: what a process that serves grows by while it writes it.
import { performance } from 'node:perf_hooks';
import * as is from '../instance.mjs';
import { request, url } from '../../api/lib.mjs';
import { add } from '../table.mjs';
import { million, serving, token } from '../kit.mjs';

export const limit_s = 300;
export const needs = ['million'];

// A sheet has room for 1,048,575 rows: of a tenant that may have more, those of one band.
async function taken(format) {
  const start = performance.now();
  const answer = await fetch(new URL('/api/v1/exports', url), { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ list: 'customers', format, columns: ['external_id', 'name', 'band', 'city'], ...(format === 'xlsx' ? { filter: 'band = low' } : {}) }) });
  if (answer.status !== 200) throw new Error(`${format}: ${answer.status} ${await answer.text()}`);
  let bytes = 0, lines = 0;
  for await (const part of answer.body) {
    bytes += part.length;
    if (format !== 'xlsx') for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines += 1;
  }
  if (format !== 'xlsx' && lines < million) throw new Error(`only ${lines} lines`);
  return `${format} ${(bytes / 2 ** 20).toFixed(0)} MiB in ${((performance.now() - start) / 1000).toFixed(1)} s`;
}

export async function run() {
  await request('/api/v1/auth/step-up', { token, json: { password: 'adminpass' }, status: 200, check: false });
  const before = is.peakMiB(serving('customers')), notes = [];
  for (const format of ['csv', 'jsonl', 'xlsx']) notes.push(await taken(format));
  add(`${million} records written as files, memory`, is.peakMiB(serving('customers')), 64, '< 1', { unit: 'MiB', note: `${before.toFixed(0)} MiB before; ${notes.join(', ')}` });
}
