// Pipelines and where customers stand in them.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sql } from './accounts-lib.mjs';
import { customer, hire, match, openShop, put, together } from './records-lib.mjs';

const shop = await openShop();
const codes = ['lead', 'contacted', 'qualified', 'docs_pending', 'docs_received', 'application_started', 'application_submitted',
  'application_in_process', 'application_approved', 'disbursed', 'active', 'lost', 'closed', 'rejected'];
const history = async (one) => (await shop(`customers/${one.id}/stage?limit=200`, { status: 200 })).json;

test('a tenant begins with the fourteen stages, in their order', async () => {
  const { data } = (await shop('pipelines', { status: 200 })).json;
  assert.equal(data.length, 1);
  assert.equal(data[0].default, true);
  assert.deepEqual(data[0].stages.map((stage) => stage.code), codes);
  assert.equal(data[0].stages[8].title, 'Application Approved');
  assert.ok(data[0].stages.every((stage) => stage.moves === null));
});

test('one row for each move, none for the same stage', async () => {
  const one = await customer(shop);
  const first = (await shop(`customers/${one.id}/stage`, put({ stage: 'lead', remarks: 'Called in' }))).json;
  assert.deepEqual([first.changed, first.no, first.stage.title], [true, 1, 'Lead']);
  const same = (await shop(`customers/${one.id}/stage`, put({ stage: 'lead', remarks: 'Again' }))).json;
  assert.deepEqual([same.changed, same.no, same.stage.since], [false, 1, first.stage.since]);
  await shop(`customers/${one.id}/stage`, put({ stage: 'rejected' }));
  const { stage, moves, data } = await history(one);
  assert.deepEqual(data.map(({ no, from, to, remarks, by }) => [no, from, to, remarks, by.id]), [[2, 'lead', 'rejected', '', shop.id], [1, '', 'lead', 'Called in', shop.id]]);
  assert.deepEqual([stage.code, stage.kind], ['rejected', 'lost']);
  assert.deepEqual(moves.map((move) => move.code), codes.slice(0, -1));
  const told = (await shop(`customers/${one.id}/timeline?kind=stage`, { status: 200 })).json.data;
  assert.deepEqual(told.map(({ body }) => [body.from, body.to, body.to_title, body.remarks]), [['lead', 'rejected', 'Rejected', ''], ['', 'lead', 'Lead', 'Called in']]);
  assert.equal((await shop(`customers/${one.id}/stage`, put({ stage: 'nowhere' }, { status: 422 }))).json.code, 'unknown_stage');
});

test('a hundred moves at once leave a chain without gap', async () => {
  const one = await customer(shop);
  // So many at once are more than are let in: who is told to come again comes again.
  const move = async (i) => {
    for (;;) {
      const got = await shop(`customers/${one.id}/stage`, put({ stage: codes[i % 14], remarks: `${i}` }, { check: false, timeout_ms: 60_000, status: [200, 503] }));
      if (got.status === 200) return got;
    }
  };
  const answers = await together(100, 100, move);
  const moved = answers.filter((got) => got.json.changed);
  const { stage, data } = await history(one);
  assert.equal(data.length, moved.length);
  const chain = data.reverse();
  chain.forEach((change, i) => {
    assert.equal(change.no, i + 1);
    assert.equal(change.from, i === 0 ? '' : chain[i - 1].to);
    assert.notEqual(change.from, change.to);
    if (i > 0) assert.ok(change.no > chain[i - 1].no);
  });
  assert.equal(stage.code, chain.at(-1).to);
  assert.deepEqual(new Set(moved.map((got) => got.json.no)).size, moved.length);
  assert.equal((await shop(`customers/${one.id}/timeline?kind=stage&limit=200`, { status: 200 })).json.data.length, moved.length);
});

const stage = (code, more = {}) => ({ code, title: code.toUpperCase(), kind: 'open', ...more });
const small = { name: 'Small', stages: [stage('new', { moves: ['talk'] }), stage('talk', { moves: ['won'], ageing_days: 7 }), stage('won', { kind: 'won', moves: [] })] };

test('a pipeline may say which moves there are', async () => {
  const made = (await shop('pipelines', { json: small, status: 201 })).json;
  assert.deepEqual([made.version, made.default, made.stages.length, made.stages[1].ageing_days], [1, false, 3, 7]);
  const one = await customer(shop);
  await shop(`customers/${one.id}/stage`, put({ stage: 'new', pipeline_id: made.id }));
  assert.equal((await shop(`customers/${one.id}/stage`, put({ stage: 'won' }, { status: 409 }))).json.code, 'move_not_allowed');
  assert.deepEqual((await history(one)).moves, [{ code: 'talk', title: 'TALK' }]);
  await shop(`customers/${one.id}/stage`, put({ stage: 'talk' }));
  await shop(`customers/${one.id}/stage`, put({ stage: 'lead' }, { status: 422 }));
  const etag = match(made.version), at = `pipelines/${made.id}`;
  assert.equal((await shop(at, put({ ...small, stages: [stage('new')] }, { headers: etag, status: 409 }))).json.code, 'stage_in_use');
  await shop(at, { method: 'DELETE', headers: etag, status: 409 });
  const changed = (await shop(at, put({ ...small, name: 'Smaller' }, { headers: etag }))).json;
  assert.deepEqual([changed.name, changed.version], ['Smaller', 2]);
  assert.equal((await shop(at, put(small, { headers: etag, status: 412 }))).json.current.name, 'Smaller');
  const figures = (await shop(`${at}/funnel?days=30`, { status: 200 })).json;
  assert.deepEqual(figures.stages.map(({ code, count, entered, left }) => [code, count, entered, left]), [['new', 0, 1, 1], ['talk', 1, 1, 0], ['won', 0, 0, 0]]);
  assert.deepEqual(figures.moves.map(({ from, to, count }) => [from, to, count]), [['', 'new', 1], ['new', 'talk', 1]]);
});

test('the funnel knows how long people stay', async () => {
  const own = await openShop();
  const [one, two, three] = [await customer(own), await customer(own), await customer(own)];
  for (const each of [one, two, three]) {
    await own(`customers/${each.id}/stage`, put({ stage: 'lead' }));
    await own(`customers/${each.id}/stage`, put({ stage: 'qualified' }));
  }
  [[one, 2], [two, 4], [three, 48]].forEach(([each, hours]) => sql(`UPDATE stage_changes SET at = at - INTERVAL ${hours} HOUR WHERE customer_id = '${each.id}' AND no = 1`));
  const [pipeline] = (await own('pipelines', { status: 200 })).json.data;
  const { stages } = (await own(`pipelines/${pipeline.id}/funnel`, { status: 200 })).json;
  const lead = stages.find((each) => each.code === 'lead');
  assert.deepEqual([lead.count, lead.entered, lead.left, Math.round(lead.median_hours)], [0, 3, 3, 4]);
  assert.equal(stages.find((each) => each.code === 'qualified').count, 3);
});

test('what is declared is checked', async () => {
  for (const stages of [[], 'x', [stage('Bad')], [stage('a'), stage('a')], [stage('a', { kind: 'x' })], [stage('a', { moves: ['b'] })], [stage('a', { title: '' })], [stage('a', { ageing_days: 0 })]]) {
    await shop('pipelines', { json: { name: 'X', stages }, status: 422 });
  }
  assert.ok(!(await shop('pipelines', { status: 200 })).json.data.some((one) => one.name === 'X'), 'nothing of a bad one is kept');
  const [first] = (await shop('pipelines', { status: 200 })).json.data;
  assert.equal((await shop(`pipelines/${first.id}`, { method: 'DELETE', headers: match(first.version), status: 409 })).json.code, 'is_default');
  const made = (await shop('pipelines', { json: { ...small, name: 'To go' }, status: 201 })).json;
  await shop(`pipelines/${made.id}`, { method: 'DELETE', headers: match(1), status: 200 });
  await shop(`pipelines/${made.id}`, { status: 404 });
  const csm = await hire(shop, 'csm');
  await csm('pipelines', { status: 200 });
  await csm('pipelines', { json: small, status: 403 });
});

test('a board reads one stage, who came last first', async () => {
  const own = await openShop();
  const all = [await customer(own), await customer(own), await customer(own)];
  for (const one of all) await own(`customers/${one.id}/stage`, put({ stage: 'lead' }));
  await own(`customers/${all[0].id}/stage`, put({ stage: 'contacted' }));
  const { data } = (await own('customers?stage=lead', { status: 200 })).json;
  assert.deepEqual(data.map((one) => [one.id, one.stage]), [[all[2].id, 'lead'], [all[1].id, 'lead']]);
  const page = (await own('customers?stage=lead&limit=1', { status: 200 })).json;
  assert.deepEqual((await own(`customers?stage=lead&limit=1&cursor=${encodeURIComponent(page.next_cursor)}`, { status: 200 })).json.data.map((one) => one.id), [all[1].id]);
});
