// Customers as records: what people enter, what datasets say, points, consents, custom fields, who sees whom, the timeline.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql, steppedUp } from './accounts-lib.mjs';
import { upload, waitUntil } from './lib.mjs';
import { customer, hire, match, openShop, put, together } from './records-lib.mjs';
import { bankHeader } from './uploads-lib.mjs';

const shop = await openShop();

test('a customer without a dataset has a record', async () => {
  const made = await customer(shop, { name: 'Ann Lee', phone: '+49 30 1234567', since: '2020-02-29', revenue: '12.5', segment: 'Gold', entered_risk: 71 });
  const { json, headers } = await shop(`customers/${made.id}`, { status: 200 });
  assert.equal(json.name, 'Ann Lee');
  assert.match(headers.get('etag'), /^(W\/)?"1"$/);
  assert.deepEqual([json.probability, json.scoring, json.economics, json.reasons, json.attributes], [null, null, null, [], []]);
  assert.deepEqual([json.record.phone, json.record.since, json.record.revenue, json.segment], ['+49301234567', '2020-02-29', '12.50', 'Gold']);
  assert.deepEqual(json.risk, { source: 'entered', score: 0.71, band: 'high' });
  assert.equal(json.state, 'active');
  assert.ok(json.record.no >= 1);
  const list = (await shop('customers?list=all&sort=recent', { status: 200 })).json;
  assert.equal(list.data[0].id, made.id);
  const [row] = (await shop(`customers/${made.id}/timeline`, { status: 200 })).json.data;
  assert.deepEqual([row.kind, row.body, row.actor.id], ['profile', { created: true }, shop.id]);
});

test('what is entered is checked', async () => {
  for (const [field, value] of Object.entries({ email: 'nowhere', phone: 'abc', since: '2021-02-29', revenue: '1.234', entered_risk: 101, name: 'x'.repeat(256), strange: 1 })) {
    const got = await shop('customers', { json: { name: 'X', [field]: value }, status: 422 });
    assert.equal(got.json.errors[0].pointer, `/${field}`, got.text);
  }
  await shop('customers', { json: { city: 'Ajax' }, status: 422 });
  await customer(shop, { external_id: 'EXT-1' });
  const twice = await shop('customers', { json: { name: 'Y', external_id: 'EXT-1' }, status: 409 });
  assert.equal(twice.json.errors[0].pointer, '/external_id');
});

test('who changes an older version gets what there is now', async () => {
  const one = await customer(shop, { city: 'Ajax' });
  await shop(`customers/${one.id}`, { method: 'PATCH', json: { city: 'Bath' }, status: 428 });
  const first = await shop(`customers/${one.id}`, { method: 'PATCH', json: { city: 'Bath', email: '' }, headers: match(1), status: 200 });
  assert.deepEqual([first.json.record.city, first.json.record.email, first.json.version], ['Bath', null, 2]);
  const second = await shop(`customers/${one.id}`, { method: 'PATCH', json: { city: 'Cork' }, headers: match(1), status: 412 });
  assert.deepEqual([second.json.current.record.city, second.json.current.version], ['Bath', 2]);
  const rows = (await shop(`customers/${one.id}/timeline?kind=profile`, { status: 200 })).json.data;
  assert.deepEqual(rows.map((row) => row.body), [{ changed: ['email', 'city'] }, { created: true }]);
});

test('custom fields have types', async () => {
  const fields = [
    { name: 'size', title: 'Shoe size', type: 'number', choices: null },
    { name: 'tier', title: 'Tier', type: 'choice', choices: ['A', 'B'] },
    { name: 'vip', title: 'VIP', type: 'yes_no', choices: null },
    { name: 'met', title: 'Met on', type: 'date', choices: null },
  ];
  const declare = async (list, options = {}) => shop('custom-fields', put({ fields: list }, { headers: match((await shop('custom-fields', { status: 200 })).json.version), ...options }));
  assert.deepEqual((await declare(fields)).json.fields, fields);
  assert.deepEqual((await shop('custom-fields', { status: 200 })).json.fields, fields);
  const custom = { size: 42, tier: 'B', vip: true, met: '2024-03-31' };
  assert.deepEqual((await customer(shop, { custom })).record.custom, custom);
  for (const bad of [{ size: '42' }, { tier: 'C' }, { vip: 1 }, { met: '31.3.2024' }, { other: 1 }]) {
    const got = await shop('customers', { json: { name: 'X', custom: bad }, status: 422 });
    assert.equal(got.json.errors[0].pointer, '/custom', got.text);
  }
  for (const bad of [[{ name: 'Size', title: 'x', type: 'number' }], [{ name: 'a', title: 'x', type: 'colour' }], [{ name: 'a', title: 'x', type: 'choice' }],
    [{ name: 'a', title: 'x', type: 'text' }, { name: 'a', title: 'y', type: 'text' }]]) await declare(bad, { status: 422 });
  assert.deepEqual((await shop('custom-fields', { status: 200 })).json.fields, fields, 'nothing of a bad list is kept');
});

test('two declare custom fields at once: one is told what the other wrote', async () => {
  const one = await openShop();
  const list = (...names) => ({ fields: names.map((name) => ({ name, title: name, type: 'text', choices: null })) });
  const first = await one('custom-fields', { status: 200 });
  assert.deepEqual([first.json, first.headers.get('etag')], [{ version: 0, fields: [] }, '"0"']);
  await one('custom-fields', put(list('a'), { status: 428 }));
  const both = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => one('custom-fields', { method: 'PUT', json: list(name), headers: match(0) })));
  const won = both.filter((got) => got.status === 200), lost = both.filter((got) => got.status === 412);
  assert.deepEqual([won.length, lost.length], [1, 5], both.map((got) => got.text).join('\n'));
  assert.deepEqual([won[0].json.version, won[0].headers.get('etag')], [1, '"1"']);
  for (const got of lost) assert.deepEqual(got.json.current, won[0].json);
  await one('custom-fields', put(list('b'), { headers: match(0), status: 412 }));
  const next = await one('custom-fields', put(list('b', 'a'), { headers: match(1), status: 200 }));
  assert.deepEqual((await one('custom-fields', { status: 200 })).json, next.json);
  assert.equal(next.json.version, 2);
});

test('own fields are compared as what they were declared to be', async () => {
  const own = await openShop();
  await own('custom-fields', put({ fields: [{ name: 'size', title: 'Shoe size', type: 'number' }, { name: 'vip', title: 'VIP', type: 'yes_no' }, { name: 'met', title: 'Met on', type: 'date' }, { name: 'hobby', title: 'Hobby', type: 'text' }] }, { headers: match(0) }));
  for (const [name, custom] of [['A', { size: 9, vip: true, met: '2024-03-31', hobby: '10' }], ['B', { size: 10.5, vip: false, met: '2025-01-01', hobby: 'None of it' }], ['C', { size: 100 }], ['D', null]]) {
    await customer(own, { name, ...(custom && { custom }) });
  }
  const find = async (filter, status = 200) => (await own(`customers?list=all&sort=name&filter=${encodeURIComponent(filter)}`, { status })).json;
  for (const [filter, wanted] of [
    ['custom.size < 20', 'AB'], ['custom.size > 9', 'BC'], ['custom.size = 9.0', 'A'], ['custom.size in (10.50, 100)', 'BC'], ['custom.size = none', 'D'], ['custom.size != 9', 'BCD'],
    ['custom.vip = yes', 'A'], ['custom.vip = no', 'B'], ['custom.vip = none', 'CD'], ['custom.vip != none', 'AB'],
    ['custom.met >= 2025-01-01', 'B'], ['custom.met < 2025-01-01', 'A'], ['custom.met = 2024-03-31', 'A'],
    ['custom.hobby = 10', 'A'], ['custom.hobby ~ "of it"', 'B'], ['custom.hobby = none', 'CD'], ['custom.size > 9 and name < z', null], ['custom.size > 9 and name != C', 'B'],
    ['custom.other = 1', null], ['custom.size = big', null], ['custom.hobby > 1', null],
  ]) {
    const got = await find(filter, wanted === null ? 422 : 200);
    if (wanted === null) assert.equal(got.code, 'filter_invalid', filter);
    else assert.equal(got.data.map((one) => one.name).join(''), wanted, filter);
  }
  await steppedUp(own.token);
  const file = await own(`exports/customers?format=csv&columns=name&filter=${encodeURIComponent('custom.size > 9')}`, { status: 200 });
  assert.deepEqual(file.text.trim().split(/\r?\n/).slice(1).sort(), ['B', 'C']);
});

test('consent has a history, and the same again is no change', async () => {
  const one = await customer(shop);
  await shop(`customers/${one.id}/consent`, put({ email: true, source: 'phone', shown: 'May we write?' }));
  await shop(`customers/${one.id}/consent`, put({ email: true, sms: false }));
  const { json } = await shop(`customers/${one.id}/consent`, put({ email: false, push: true }));
  assert.deepEqual([json.email, json.sms, json.push], [false, false, true]);
  assert.deepEqual(json.history.map(({ channel, given, source, shown }) => [channel, given, source, shown]).sort(), [
    ['email', false, 'staff', ''], ['email', true, 'phone', 'May we write?'], ['push', true, 'staff', '']]);
  assert.equal((await shop(`customers/${one.id}/timeline?kind=consent`, { status: 200 })).json.data.length, 3);
});

test('64 clients add points: the sum is exact', async () => {
  const one = await customer(shop);
  const each = Number(process.env.HF_POINTS_EACH ?? 25);
  const answers = await together(64 * each, 64, (i) => shop(`customers/${one.id}/points`, { json: { delta: (i % 7) + 1, reason: 'x' }, check: false, timeout_ms: 60_000 }));
  assert.deepEqual(answers.filter((got) => got.status !== 201).map((got) => got.text), []);
  const sum = answers.reduce((total, _, i) => total + (i % 7) + 1, 0);
  assert.equal((await shop(`customers/${one.id}`, { status: 200 })).json.record.points, sum);
  assert.equal(sql(`SELECT CONCAT(COUNT(*), ' ', SUM(delta)) FROM point_entries WHERE customer_id = '${one.id}'`), `${64 * each} ${sum}`);
  assert.equal(new Set(answers.map((got) => got.json.points)).size, 64 * each, 'each saw a sum of its own');
});

test('points never fall below nothing', async () => {
  const one = await customer(shop);
  await shop(`customers/${one.id}/points`, { json: { delta: 5 }, status: 201 });
  assert.equal((await shop(`customers/${one.id}/points`, { json: { delta: -6 }, status: 409 })).json.code, 'not_enough_points');
  await shop(`customers/${one.id}/points`, { json: { delta: 0 }, status: 422 });
  assert.equal((await shop(`customers/${one.id}/points`, { json: { delta: -5, reason: 'a "gift"' }, status: 201 })).json.points, 0);
  const { data } = (await shop(`customers/${one.id}/points`, { status: 200 })).json;
  assert.deepEqual(data.map(({ delta, reason }) => [delta, reason]), [[-5, 'a "gift"'], [5, '']]);
});

test('the timeline is read by pages, newest first, and by kind', async () => {
  const one = await customer(shop);
  for (let i = 0; i < 7; i++) await shop(`customers/${one.id}/points`, { json: { delta: i + 1 }, status: 201 });
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await shop(`customers/${one.id}/timeline?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { status: 200 })).json;
    seen.push(...page.data);
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen.map((row) => row.body.delta ?? 'made'), [7, 6, 5, 4, 3, 2, 1, 'made']);
  assert.equal((await shop(`customers/${one.id}/timeline?kind=points`, { status: 200 })).json.data.length, 7);
  await shop(`customers/${one.id}/timeline?kind=weather`, { status: 422 });
});

test('lists page without gaps, by name and by time, in parts', async () => {
  const own = await openShop();
  const names = Array.from({ length: 9 }, (_, i) => `N${(i * 7) % 9}`);
  for (const name of names) await customer(own, { name, segment: name > 'N4' ? 'Late' : 'Early' });
  const walk = async (query) => {
    const all = [];
    for (let cursor = ''; cursor !== null;) {
      const page = (await own(`customers?${query}&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { status: 200 })).json;
      all.push(...page.data.map((one) => one.name));
      cursor = page.next_cursor;
    }
    return all;
  };
  assert.deepEqual(await walk('sort=name'), [...names].sort());
  assert.deepEqual(await walk('sort=recent'), [...names].reverse());
  assert.deepEqual(await walk('sort=name&segment=Late'), ['N5', 'N6', 'N7', 'N8']);
  assert.deepEqual(await walk('sort=name&q=n3'), ['N3']);
  assert.deepEqual(await walk('assigned_to=me'), []);
  assert.equal((await walk('assigned_to=none')).length, 9);
  assert.equal((await own('customers?segment=Late&count=yes', { status: 200 })).json.matching, 4);
  await own('customers?assigned_to=somebody', { status: 422 });
});

test('a part of a name, a number, an address find the same whichever way the list goes', async () => {
  const own = await openShop();
  const people = [['Zoë O\'Brien-Kovač', 'X-1'], ['Brienne Tarth', 'X-2'], ['Anna Brien', 'brie-3'], ['Anna Other', 'X-4'], ['100% Sure_thing', 'X-5']];
  const made = [];
  for (const [name, external_id] of people) made.push(await customer(own, { name, external_id, email: `${external_id}@Part.example`, phone: `+4930123450${made.length}` }));
  await own(`customers/${made[3].id}/notes`, { json: { body: 'Knows Brien well' }, status: 201 });
  const find = async (filter, more = '') => (await own(`customers?list=all&limit=200${filter && `&filter=${encodeURIComponent(filter)}`}${more}`, { status: 200 })).json.data.map((one) => people.findIndex(([, number]) => number === one.external_id) + 1).sort();
  for (const sort of ['', '&sort=name', '&sort=recent', '&assigned_to=none']) {
    assert.deepEqual(await find('name ~ "brien"', sort), [1, 2, 3], sort);
    assert.deepEqual(await find('name ~ "ien-kov"', sort), [1]);
    assert.deepEqual(await find('name ~ "nna bri"', sort), [3]);
    assert.deepEqual(await find('name ~ "zoe"', sort), [1]);
    assert.deepEqual(await find('name ~ "0% S"', sort), [5]);
    assert.deepEqual(await find('name ~ "nobody"', sort), []);
    assert.deepEqual(await find('q ~ "brie"', sort), [1, 2, 3]);
    assert.deepEqual(await find('', `&q=brie${sort}`), [1, 2, 3]);
    assert.deepEqual(await find('q ~ "x-4@p"', sort), [4]);
    assert.deepEqual(await find('email = "X-4@part.example"', sort), [4]);
    assert.deepEqual(await find('external_id = X-2', sort), [2]);
    assert.deepEqual(await find('phone = "+49301234502"', sort), [3]);
    assert.deepEqual(await find('external_id = X-2 and name ~ "anna"', sort), []);
  }
  assert.equal((await own(`customers?list=all&limit=1&count=yes&filter=${encodeURIComponent('name ~ "brien"')}`, { status: 200 })).json.matching, 3);
  const first = (await own(`customers?list=all&limit=2&sort=name&filter=${encodeURIComponent('name ~ "brien"')}`, { status: 200 })).json;
  const rest = (await own(`customers?list=all&limit=2&sort=name&filter=${encodeURIComponent('name ~ "brien"')}&cursor=${encodeURIComponent(first.next_cursor)}`, { status: 200 })).json;
  assert.deepEqual([...first.data, ...rest.data].map((one) => one.name), ['Anna Brien', 'Brienne Tarth', 'Zoë O\'Brien-Kovač']);
  await own('customers?list=all&filter=q%20%3D%20x', { status: 422 });
});

// People of the bank's schema, without outcomes: the rule of thumb scores them.
const bank = (rows) => `${bankHeader}\n${rows.map(([id, name, age, active], i) =>
  `${i + 1},${id},${name},600,Spain,Male,${age},5,1000,1,1,${active},50000`).join('\n')}\n`;
const settled = (one) => waitUntil('the records follow', () =>
  sql(`SELECT COUNT(*) FROM jobs j JOIN tenants t ON t.id = j.tenant_id WHERE t.public_id = '${one.tenant}' AND j.kind = 'records' AND j.state IN ('queued', 'running')`) === '0');

test('a dataset makes and updates records and never touches what people entered', async () => {
  const own = await openShop();
  const mine = await customer(own, { external_id: '501', name: 'Entered by hand', segment: 'Ours' });
  await upload(own.token, bank([['501', 'Data', 40, 1], ['502', 'Second', 30, 1], ['503', 'Third', 50, 0]]));
  await settled(own);
  const find = async (external) => (await own('customers?list=all&limit=200', { status: 200 })).json.data.find((one) => one.external_id === external);
  const first = (await own(`customers/${mine.id}`, { status: 200 })).json;
  assert.deepEqual([first.name, first.segment, first.record.name, first.version], ['Entered by hand', 'Ours', 'Entered by hand', 1]);
  assert.equal(first.rule_score / 100, first.risk.score);
  assert.equal((await find('502')).name, 'Second');
  const second = (await own(`customers/${(await find('502')).id}`, { status: 200 })).json;
  assert.deepEqual((await own(`customers/${second.id}/risk-history`, { status: 200 })).json, { now: second.risk, data: [] });

  await upload(own.token, bank([['501', 'Data', 40, 1], ['502', 'Renamed', 62, 0]]));
  await settled(own);
  const now = (await own(`customers/${second.id}`, { status: 200 })).json;
  assert.equal(now.name, 'Renamed');
  const history = (await own(`customers/${second.id}/risk-history`, { status: 200 })).json;
  assert.deepEqual(history.now, now.risk);
  assert.deepEqual(history.data.map(({ score, band, from_score, from_band }) => [score, band, from_score, from_band]),
    [[now.risk.score, now.risk.band, second.risk.score, second.risk.band]]);
  assert.ok(Math.abs(now.risk.score - second.risk.score) >= 0.05 || now.risk.band !== second.risk.band);
  assert.deepEqual((await own(`customers/${mine.id}/timeline?kind=score`, { status: 200 })).json.data, [], 'nothing changed for the first');
  const third = (await own(`customers/${(await find('503')).id}`, { status: 200 })).json;
  assert.deepEqual([third.risk, third.name, third.scoring], [null, 'Third', null], 'not in the present version');
  assert.equal((await own(`customers/${mine.id}`, { status: 200 })).json.name, 'Entered by hand');
});

test('a page that was asked for before shows what people have changed since', async () => {
  const own = await openShop();
  await upload(own.token, bank(Array.from({ length: 30 }, (_, i) => [`${700 + i}`, `Person ${i}`, 30 + i, i % 2])));
  await settled(own);
  const bands = await Promise.all(['low', 'medium', 'high'].map(async (band) => [band, (await own(`customers?limit=200&band=${band}`, { status: 200 })).json.data.length]));
  const [[band, many]] = bands.sort((a, b) => b[1] - a[1]);
  assert.ok(many > 6, `${many} in ${band}`);
  const pages = ['sort=value', 'sort=name', 'sort=probability', 'segment=Spain', `sort=value&band=${band}`];
  // A page of more rows than there are is made anew each time; workers that have met the short one answer from what they keep.
  const asked = async (what) => {
    for (const page of pages) {
      const whole = (await own(`customers?limit=200&${page}`, { status: 200 })).json, answers = await together(24, 8, () => own(`customers?limit=5&${page}`, { status: 200 }));
      for (const { json } of answers) assert.deepEqual(json.data, whole.data.slice(0, 5), `${what}, ${page}`);
      const next = (await own(`customers?limit=5&${page}&cursor=${encodeURIComponent(answers[0].json.next_cursor)}`, { status: 200 })).json;
      assert.deepEqual(next.data, whole.data.slice(5, 10), `${what}, ${page}, the second page`);
    }
    return (await own('customers?limit=5&sort=name', { status: 200 })).json.data;
  };
  const [one, two, three, four] = await asked('at first');
  await own(`customers/${one.id}`, { method: 'PATCH', json: { name: 'Zacharias', segment: 'Ours', email: 'z@people.example' }, headers: match(1), status: 200 });
  await own(`customers/${one.id}/stage`, put({ stage: 'lead' }));
  await own(`customers/${two.id}/assignment`, put({ user_id: own.id }));
  assert.equal((await asked('renamed, moved, assigned')).find((row) => row.id === one.id)?.name, 'Zacharias');
  await own(`customers/${one.id}`, { method: 'PATCH', json: { name: null, segment: null }, headers: match(2), status: 200 });
  assert.equal((await asked('as in the data again')).find((row) => row.id === one.id)?.name, one.name);
  await steppedUp(own.token);
  await own(`customers/${two.id}/privacy/erase`, { json: { dry_run: false, confirm: two.external_id }, status: 200 });
  assert.equal((await asked('erased')).some((row) => row.id === two.id), false);
  await own(`customers/${three.id}/merge`, { json: { into: four.id }, status: [200, 201] });
  assert.equal((await asked('merged')).some((row) => row.id === three.id), false);
});

test('who looks after customers sees those only', async () => {
  const own = await openShop();
  const csm = await hire(own, 'csm');
  await upload(own.token, bank([['601', 'Theirs', 40, 1], ['602', 'Others', 30, 1]]));
  await settled(own);
  const rows = (await own('customers?list=all', { status: 200 })).json.data;
  const theirs = rows.find((one) => one.external_id === '601').id, others = rows.find((one) => one.external_id === '602').id;
  assert.deepEqual((await csm('customers', { status: 200 })).json.data, []);
  await own(`customers/${theirs}/assignment`, put({ user_id: csm.id }));
  for (const list of ['customers', 'customers?sort=probability', 'customers?sort=name', 'customers?sort=value', 'customers?q=e', 'customers?list=all', 'customers?list=mine',
    'customers?sort=recent', 'customers?sort=risk', `customers?assigned_to=${csm.id}`]) {
    assert.deepEqual((await csm(list, { status: 200 })).json.data.map((one) => one.id), [theirs], list);
  }
  assert.deepEqual((await csm('customers?assigned_to=none', { status: 200 })).json.data, []);
  assert.equal((await csm(`customers/${theirs}`, { status: 200 })).json.assignee.id, csm.id);
  const foreign = ['', '/timeline', '/risk-history', '/stage', '/assignment', '/notes', '/points', '/consent', '/factors', '/recommendations'];
  for (const part of foreign) await csm(`customers/${others}${part}`, { status: 404 });
  for (const part of foreign.slice(1)) await csm(`customers/${theirs}${part}`, { status: 200 });
  await csm(`customers/${others}`, { method: 'PATCH', json: { city: 'X' }, headers: match(1), status: 404 });
  await csm(`customers/${others}/points`, { json: { delta: 1 }, status: 404 });
  await csm(`customers/${others}/stage`, put({ stage: 'lead' }, { status: 404 }));
  await csm(`customers/${others}/notes`, { json: { body: 'x' }, status: 404 });
  await csm(`customers/${theirs}/assignment`, put({ user_id: null }, { status: 403 }));
  assert.equal((await csm('predictions', { json: { customer_id: others, overrides: {} }, check: false })).json.detail,
    (await csm('predictions', { json: { customer_id: randomUUID(), overrides: {} }, check: false })).json.detail, 'what-if does not know them either');
  const own_one = (await csm('customers', { json: { name: 'Found by the CSM' }, status: 201 })).json;
  assert.equal(own_one.assignee.id, csm.id, 'who may see no others keeps what they add');
});

test('who sees only their own gets the overview with the movers among those', async () => {
  const own = await openShop(), csm = await hire(own, 'csm');
  const people = (age) => bank(Array.from({ length: 8 }, (_, i) => [String(700 + i), `Mover ${i}`, age, age > 50 ? 0 : 1]));
  await upload(own.token, people(30));
  await settled(own);
  const rows = (await own('customers?list=all', { status: 200 })).json.data;
  await own(`customers/${rows[2].id}/assignment`, put({ user_id: csm.id }));
  await upload(own.token, people(62));
  await settled(own);
  // As if a model had scored them: a rule of thumb names nobody.
  const tenant = sql(`SELECT id FROM tenants WHERE public_id = '${own.tenant}'`);
  const movers = { up: [1, 2].map((i) => ({ customer_id: rows[i].id, external_id: rows[i].external_id, name: rows[i].name, before: 0.1, after: 0.9 })), down: [] };
  sql(`UPDATE timeline SET body = JSON_SET(body, '$.kind', 'model') WHERE tenant_id = ${tenant} AND kind = 'score'`);
  sql(`UPDATE figures SET body = JSON_SET(body, '$.movers', JSON_QUERY('${JSON.stringify(movers)}', '$')) WHERE tenant_id = ${tenant} AND name = 'overview'`);
  const all = (await own('reports/overview', { status: 200 })).json, mine = (await csm('reports/overview', { status: 200 })).json;
  assert.deepEqual(all.movers, movers);
  assert.deepEqual(mine.movers.up.map((one) => [one.customer_id, one.external_id, one.name]), [[rows[2].id, rows[2].external_id, rows[2].name]]);
  assert.ok(mine.movers.up[0].after > mine.movers.up[0].before);
  assert.deepEqual(mine.movers.down, []);
  assert.deepEqual({ ...mine, movers: null }, { ...all, movers: null }, 'the sums are those of all');
});

test('an import and a notification to many stand in the timelines of those whom they were about', async () => {
  const own = await openShop();
  await upload(own.token, bank([['801', 'First', 40, 1], ['802', 'Second', 30, 1]]));
  await settled(own);
  const hand = await customer(own, { segment: 'Hand' });
  const rows = (await own('customers?list=all', { status: 200 })).json.data;
  const told = async (id, kind) => (await own(`customers/${id}/timeline?kind=${kind}`, { status: 200 })).json.data;
  const first = rows.find((one) => one.external_id === '801').id;
  const came = await told(first, 'import');
  assert.deepEqual(came.map((row) => [row.body.event, row.body.dataset_no]), [['created', 1]]);
  assert.deepEqual(await told(hand.id, 'import'), []);
  await upload(own.token, bank([['801', 'First', 40, 1], ['802', 'Second', 30, 1]]));
  await settled(own);
  assert.deepEqual(await told(first, 'import'), came, 'who was there came with the first');
  const send = async (json) => {
    const made = await own('notifications', { json: { title: 'News', message: 'Read this', ...json }, status: 201 });
    const path = `notifications/${made.json.id}`;
    const seen = await own(`${path}/review`, { method: 'POST', headers: { 'if-match': made.headers.get('etag') }, status: 200 });
    await own(`${path}/confirm`, { method: 'POST', headers: { 'if-match': seen.headers.get('etag') }, status: 200 });
    return made.json.id;
  };
  const some = await send({ audience: 'segment', segment: 'Spain' });
  const all = await send({ audience: 'all', title: 'For all' });
  await waitUntil('the job', async () => (await told(hand.id, 'notification')).length === 1);
  assert.deepEqual((await told(first, 'notification')).map((row) => [row.ref_id, row.body]), [[all, { event: 'sent', text: 'For all' }], [some, { event: 'sent', text: 'News' }]]);
  assert.deepEqual((await told(hand.id, 'notification')).map((row) => row.ref_id), [all]);
});

test('nobody is there for another tenant', async () => {
  const one = await customer(shop), other = await openShop();
  for (const part of ['', '/timeline', '/stage', '/notes']) await other(`customers/${one.id}${part}`, { status: 404 });
  await other(`customers/${randomUUID()}`, { status: 404 });
});

test('factors and recommendations by hand, with what became of them', async () => {
  const one = await customer(shop);
  const factor = (await shop(`customers/${one.id}/factors`, { json: { name: 'Moved house', impact: 12 }, status: 201 })).json;
  assert.deepEqual((await shop(`customers/${one.id}/factors`, { status: 200 })).json.data, [factor]);
  await shop(`customers/${one.id}/factors/${factor.id}`, { method: 'DELETE', status: 200 });
  await shop(`customers/${one.id}/factors/${factor.id}`, { method: 'DELETE', status: 404 });
  const rec = (await shop(`customers/${one.id}/recommendations`, { json: { title: 'Call', impact: -8 }, status: 201 })).json;
  const at = `customers/${one.id}/recommendations/${rec.id}`;
  await shop(at, { method: 'PATCH', json: { state: 'snoozed' }, headers: match(1), status: 422 });
  await shop(at, { method: 'PATCH', json: { state: 'snoozed', snoozed_until: '2030-01-01T00:00:00Z' }, headers: match(1), status: 200 });
  const stale = await shop(at, { method: 'PATCH', json: { state: 'dismissed' }, headers: match(1), status: 412 });
  assert.equal(stale.json.current.state, 'snoozed');
  const done = (await shop(at, { method: 'PATCH', json: { state: 'done', outcome: 'Stays' }, headers: match(2), status: 200 })).json;
  assert.deepEqual([done.state, done.outcome, done.snoozed_until], ['done', 'Stays', null]);
  assert.deepEqual((await shop(`customers/${one.id}/recommendations?state=open`, { status: 200 })).json.data, []);
  const told = (await shop(`customers/${one.id}/timeline?kind=recommendation`, { status: 200 })).json.data;
  assert.deepEqual(told.map((row) => row.body.state), ['done', 'snoozed', 'open']);
});
