// The first page of 50 of all customers by value in a band, beside a bare program with the very statement and the same JSON.
import { writeFileSync } from 'node:fs';
import * as is from '../instance.mjs';
import { request } from '../../api/lib.mjs';
import { bare, calm, million, ours, rate, tenant, token } from '../kit.mjs';

export const limit_s = 120;
export const needs = ['million'];
const path = '/api/v1/customers?sort=value&band=high&limit=50';

async function bareList() {
  const page = await request(path, { token, status: 200 });
  const [dataset, scored] = is.sql(`SELECT dataset_no, scoring_no FROM active WHERE tenant_id = ${tenant}`).split('\t');
  const rest = page.text.slice(page.text.lastIndexOf(',"next_cursor"') + 1), tails = `${process.env.HF_STATE}/tails`;
  const lines = page.json.data.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).slice(Object.keys(row).indexOf('expected_value') + 1))).slice(1));
  if (lines.length !== 50) throw new Error(`only ${lines.length} rows in the band`);
  writeFileSync(tails, `${lines.join('\n')}\n${rest}`);
  const text = await is.bareBehindNginx('list', 4, `${is.runDir}/db.sock`, tenant, scored, dataset, 2, tails), same = JSON.parse(text);
  if (JSON.stringify(same.data.map((r) => r.id)) !== JSON.stringify(page.json.data.map((r) => r.id))) throw new Error('the bare program prints other rows');
  if (Math.abs(text.length / page.text.length - 1) > 0.02) throw new Error('the bare program prints something else');
}

export async function run() {
  await bareList();
  const got = await rate(`first page of 50 of ${million} by value in a band`, ours(path, 'customers'), bare('list'), '>= 0.6');
  await calm('the same at a tenth of saturation, p99', 5, got.ours.rate, path, '/bench/list');
}
