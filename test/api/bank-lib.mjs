// The bank's customers with their outcomes as the active version of the first demo tenant: uploaded once, then used by all.
import { strict as assert } from 'node:assert';
import { as, data, login, upload } from './lib.mjs';

const ROWS = 10000;

// The overview of that version; null without HF_DATA (then the test says t.skip()).
export async function bankReady() {
  const admin = await as('admin');
  const get = async () => (await admin('/api/v1/reports/overview', { status: 200 })).json;
  const now = await get();
  if (now.kind === 'model' && now.customers === ROWS) return now;
  const file = data('Churn_Modelling.csv');
  if (file === null) return null;
  const dataset = await upload(await login('admin'), file, { name: 'Churn_Modelling.csv', deadline_ms: 300_000 });
  assert.equal(dataset.state, 'ready', `${dataset.failure}`);
  return get();
}
