// Tenants, their settings and the record of changes. Numbers in brackets are cases of the list of abuses.
import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { codes, enter, forgetCounters, goodPassword, pointers, post, sql, steppedUp, stranger } from './accounts-lib.mjs';
import { change, member, operator, workspace } from './admin-lib.mjs';
import { bankRows } from './uploads-lib.mjs';
import { events, feltWithinASecond, login, request, upload, waitUntil } from './lib.mjs';

let home;
before(async () => { home = await workspace(); });

test('only an operator of the system sees, makes and suspends tenants', async () => {
  const { op, admin, tenant } = home;
  for (const [path, options] of [['tenants', {}], ['tenants', { json: { name: 'X' } }], [`tenants/${tenant.id}/suspend`, { method: 'POST' }], [`tenants/${tenant.id}/resume`, { method: 'POST' }]]) {
    await admin(path, { ...options, status: 403 });
    await request(`/api/v1/${path}`, { ...options, status: 401 });
  }
  const found = (await op(`tenants?q=${encodeURIComponent(tenant.slug)}`, { status: 200 })).json.data;
  assert.deepEqual(found.map((t) => [t.id, t.state, t.staff]), [[tenant.id, 'active', 1]]);
  const page = (await op('tenants?limit=1', { status: 200 })).json;
  assert.notEqual((await op(`tenants?limit=1&cursor=${encodeURIComponent(page.next_cursor)}`, { status: 200 })).json.data[0].id, page.data[0].id);
  assert.deepEqual(pointers(await op('tenants', { json: { name: 'X', slug: tenant.slug }, status: 409 })), ['/slug']);
  for (const json of [{ name: '' }, { name: 'X', slug: 'Not A Slug' }, { name: 'X', currency: 'euro' }, { name: 'X', id: 1 }]) await op('tenants', { json, status: 422 });
  const made = (await op('tenants', { json: { name: 'Crown Shop', currency: 'GHS' }, status: 201 })).json;
  assert.match(made.slug, /^crown-shop/);
  await op(`tenants/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}/suspend`, { method: 'POST', status: 404 });
});

test('an operator acts in a tenant that is named, and its record says so [14]', async () => {
  const { op, admin, tenant } = home;
  await op('users', { status: 403 });
  const inside = op.inside(tenant.slug);
  assert.deepEqual((await inside('users', { status: 200 })).json.data.map((u) => u.id).includes(admin.id), true);
  const entered = (await admin('audit?action=tenant.entered', { status: 200 })).json.data;
  assert.ok(entered.some((e) => e.actor_id === op.id), 'it is in the record');
  assert.equal((await op.inside('no-such')('users', { status: 403 })).json.code, 'tenant_unknown');
  // For everybody else the header means nothing.
  const seen = (await admin('users', { status: 200, headers: { 'x-tenant': 'demo-bank' } })).json.data;
  assert.ok(seen.some((u) => u.id === admin.id));
});

test('a suspended tenant is felt within a second everywhere, and can go on [12]', async () => {
  const { op, admin, tenant } = await workspace();
  const live = await events({ token: admin.token });
  assert.equal(live.status, 200);
  const fresh = (await enter(admin.who, goodPassword, { status: 200 })).json;
  await admin('users', { status: 200 });
  await op(`tenants/${tenant.id}/suspend`, { method: 'POST', status: 200 });
  await feltWithinASecond('the token is refused', () => admin('users'), ({ status }) => status === 401);
  await waitUntil('the stream ends', () => live.ended(), { deadline_ms: 5000 });
  await enter(admin.who, goodPassword, { status: 401 });
  await request('/api/v1/auth/refresh', { json: { refresh_token: fresh.refresh_token }, status: 401 });
  assert.equal((await op(`tenants/${tenant.id}/resume`, { method: 'POST', status: 200 })).json.state, 'active');
  await enter(admin.who, goodPassword, { status: 200 });
  const told = (await op.inside(tenant.slug)('audit?action=tenant.', { status: 200 })).json.data.map((e) => e.action);
  for (const action of ['tenant.created', 'tenant.suspended', 'tenant.resumed']) assert.ok(told.includes(action), action);
});

test('settings: who may see and change them, and only one of two changes [54]', async () => {
  const { admin } = home;
  const csm = await member(admin, ['csm']), manager = await member(admin, ['manager']);
  await csm('tenants/current', { status: 403 });
  await manager('tenants/current', { status: 200 });
  await change(manager, 'tenants/current', { brand_name: 'X' }, { status: 403 });
  await admin('tenants/current', { method: 'PATCH', json: { brand_name: 'X' }, status: 428 });
  const etag = (await admin('tenants/current', { status: 200 })).headers.get('etag');
  const both = await Promise.all(['A', 'B'].map((brand_name) => admin('tenants/current', { method: 'PATCH', json: { brand_name }, headers: { 'if-match': etag } })));
  assert.deepEqual(both.map((g) => g.status).sort(), [200, 412]);
});

test('settings keep what is sensible and refuse the rest, each fault by name', async () => {
  const { admin } = home;
  const sent = { name: 'Crown & Co', currency: 'GHS', time_zone: 'Africa/Accra', locale: 'en-GH', band_high: 0.65, band_medium: 0.35, acceptance: 0.25, incentive: '40.50',
    redemption: 0.9, value_rate: 0.2, password_min: 10, password_classes: true, phone_rule: 'uz', open_registration: false, second_factor_roles: ['manager'],
    access_seconds: 600, refresh_seconds: 86400, brand_name: 'Crown', brand_color: '#00aa77' };
  const kept = (await change(admin, 'tenants/current', sent, { status: 200 })).json;
  for (const [key, value] of Object.entries(sent)) assert.deepEqual(kept[key], value, key);
  assert.equal(kept.rescoring, false, 'there is no data yet');
  for (const [json, pointer] of [
    [{ band_high: 0.3 }, '/band_high'], [{ band_medium: 0.9 }, '/band_medium'], [{ band_high: 1.5 }, '/band_high'], [{ acceptance: 0 }, '/acceptance'], [{ incentive: '-1' }, '/incentive'],
    [{ currency: 'euro' }, '/currency'], [{ time_zone: '../etc/passwd' }, '/time_zone'], [{ locale: '<b>' }, '/locale'], [{ password_min: 4 }, '/password_min'],
    [{ phone_rule: 'any' }, '/phone_rule'], [{ second_factor_roles: ['boss'] }, '/second_factor_roles'], [{ access_seconds: 5 }, '/access_seconds'], [{ refresh_seconds: 60 }, '/refresh_seconds'],
    [{ brand_color: 'red;}' }, '/brand_color'], [{ slug: 'other' }, '/slug'], [{ state: 'suspended' }, '/state'], [{ name: '' }, '/name'],
  ]) {
    const got = await change(admin, 'tenants/current', json, { status: 422 });
    assert.deepEqual(pointers(got), [pointer], JSON.stringify(json));
  }
  const back = (await change(admin, 'tenants/current', { access_seconds: 0, refresh_seconds: 0, second_factor_roles: [], open_registration: true, password_min: 12, password_classes: false }, { status: 200 })).json;
  assert.deepEqual([back.access_seconds, back.refresh_seconds], [null, null]);
});

test('what is set is what holds: lifetimes, password rules, closed registration', async () => {
  const { admin, tenant } = await workspace();
  await change(admin, 'tenants/current', { access_seconds: 120, password_min: 30 }, { status: 200 });
  const one = await member(admin, ['csm']).catch((error) => error);
  assert.match(String(one), /422/, 'the password of the helper is too short now');
  await change(admin, 'tenants/current', { password_min: 12 }, { status: 200 });
  assert.equal((await enter(admin.who, goodPassword, { status: 200 })).json.expires_in, 120);
  const who = { ...stranger(), workspace: tenant.slug };
  forgetCounters();
  await post('register', who, { status: 201 });
  await change(admin, 'tenants/current', { open_registration: false }, { status: 200 });
  await post('register', { ...stranger(), workspace: tenant.slug }, { status: 403 });
});

test('a role that needs a second factor is stopped until there is one', async () => {
  const { admin } = await workspace();
  const one = await member(admin, ['manager']);
  await one('users', { status: 200 });
  await change(admin, 'tenants/current', { second_factor_roles: ['manager'] }, { status: 200 });
  const stopped = await waitUntil('the rule holds', async () => { const got = await one('users'); return got.status === 403 && got; }, { deadline_ms: 2500, every_ms: 50 });
  assert.equal(stopped.json.code, 'second_factor_setup_required');
  await admin('users', { status: 200 });
});

test('other bands and economics reach the figures of the active customers', async () => {
  const { admin } = await workspace();
  const ready = await upload(admin.token, bankRows(60), { name: 'bands.csv' });
  assert.equal(ready.state, 'ready');
  const figures = async () => {
    const { scoring, data } = (await admin('customers?limit=200', { status: 200 })).json;
    return { no: scoring.no, data };
  };
  const first = await figures();
  const changed = (await change(admin, 'tenants/current', { band_high: 0.9, band_medium: 0.8 }, { status: 200 })).json;
  assert.equal(changed.rescoring, true);
  const now = await waitUntil('new figures', async () => { const f = await figures(); return f.no !== first.no && f; }, { deadline_ms: 60_000, every_ms: 200 });
  const counts = { high: 0, medium: 0, low: 0 };
  for (const one of now.data) {
    const score = one.probability ?? one.rule_score / 100;
    assert.equal(one.band, score >= 0.9 ? 'high' : score >= 0.8 ? 'medium' : 'low', `${score}`);
    counts[one.band]++;
  }
  assert.ok(first.data.some((c) => c.band !== now.data.find((n) => n.id === c.id).band), 'some are in another band now');
  assert.deepEqual((await admin('reports/overview', { status: 200 })).json.bands, counts);
  assert.equal((await change(admin, 'tenants/current', { brand_name: 'Only a name' }, { status: 200 })).json.rescoring, false);
  assert.equal((await change(admin, 'tenants/current', { band_high: 0.9 }, { status: 200 })).json.rescoring, false, 'nothing changed');
});

test('bands that change while a file is being scored hold for it, too', async () => {
  const { admin } = await workspace();
  const { id } = await upload(admin.token, bankRows(400), { name: 'meanwhile.csv', wait: false });
  let high = 0.6;
  await waitUntil('it is ready', async () => {
    high = Math.round((high + 0.01) * 100) / 100;
    await change(admin, 'tenants/current', { band_high: Math.min(high, 0.9) }, { status: 200 });
    return (await admin(`uploads/datasets/${id}`, { status: 200 })).json.state === 'ready';
  }, { deadline_ms: 60_000, every_ms: 20 });
  await waitUntil('the bands are the last ones', async () => (await admin('customers?limit=200', { status: 200 })).json.data.every((one) =>
    (one.band === 'high') === ((one.probability ?? one.rule_score / 100) >= Math.min(high, 0.9))), { deadline_ms: 60_000, every_ms: 100 });
});

test('the record is found by action, actor, object and time, and is for those who may read it', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm']);
  await one('audit', { status: 403 });
  const began = new Date().toISOString();
  await change(admin, `users/${one.id}`, { roles: ['agent'] }, { status: 200 });
  const find = async (query) => (await admin(`audit?${query}`, { status: 200 })).json.data;
  const [entry] = await find(`action=user.changed&object_id=${one.id}`);
  assert.deepEqual([entry.action, entry.object, entry.actor_id, entry.actor], ['user.changed', 'user', admin.id, 'Ida Bell']);
  assert.deepEqual(entry.detail.roles, { from: ['csm'], to: ['agent'] });
  assert.ok(entry.at >= began);
  assert.deepEqual((await find(`object_id=${one.id}&before=${began}&action=user.changed`)), []);
  assert.deepEqual((await find(`object_id=${one.id}&after=${began}`)).map((e) => e.id), [entry.id]);
  assert.ok((await find(`actor=${one.id}`)).every((e) => e.actor_id === one.id));
  assert.ok((await find('action=login')).every((e) => e.action.startsWith('login')));
  for (const action of ['%25', '_', "x'%20OR%20'1'='1"]) assert.deepEqual(await find(`action=${action}`), [], `${action} [42, 43]`);
  const ids = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await admin(`audit?limit=5&action=user${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { status: 200 })).json;
    ids.push(...page.data.map((e) => e.id));
    cursor = page.next_cursor;
  }
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids, [...ids].sort().reverse());
  await admin('audit?after=yesterday', { status: 422 });
  const foreign = (await request(`/api/v1/audit?object_id=${one.id}`, { token: await login('admin'), status: 200 })).json.data;
  assert.deepEqual(foreign, [], '[13]');
});

test('every privileged change leaves its row', async () => {
  const { admin } = await workspace();
  const { email } = stranger();
  await admin('roles', { json: { name: 'auditor', title: 'A', permissions: ['audit:read'] }, status: 201 });
  await change(admin, 'roles/auditor', { permissions: [] }, { status: 200 });
  await steppedUp(admin.token);
  await admin('roles/auditor', { method: 'DELETE', status: 200 });
  const { id } = (await admin('invitations', { json: { email, roles: ['csm'] }, status: 201 })).json;
  await admin(`invitations/${id}`, { method: 'DELETE', status: 200 });
  const one = await member(admin, ['csm']);
  await change(admin, `users/${one.id}`, { first_name: 'Eva' }, { status: 200 });
  await admin(`users/${one.id}/end-sessions`, { method: 'POST', status: 200 });
  await change(admin, 'tenants/current', { brand_name: 'B' }, { status: 200 });
  const actions = new Set((await admin('audit?limit=200', { status: 200 })).json.data.map((e) => e.action));
  for (const action of ['role.created', 'role.changed', 'role.deleted', 'invitation.created', 'invitation.revoked', 'invitation.accepted', 'user.changed', 'user.sessions_ended', 'tenant.changed']) assert.ok(actions.has(action), action);
  const refused = await admin('roles', { json: { name: 'auditor2', title: 'A', permissions: ['no:such'] } });
  assert.deepEqual(codes(refused), ['permission_unknown']);
  assert.ok(!(await admin('audit?object_id=auditor2', { status: 200 })).json.data.length, 'what was refused is not in it');
});

test('tokens and passwords are in no record', async () => {
  const { op } = home;
  await operator();
  const rows = sql("SELECT COALESCE(GROUP_CONCAT(detail SEPARATOR ' '), '') FROM audit");
  for (const secret of [goodPassword, op.token, 'argon2']) assert.ok(!rows.includes(secret));
});
