// People of a tenant, their roles and rights, and who may change them. Numbers in brackets are cases of the list of abuses.
import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { codes, enter, forgetCounters, goodPassword, pointers, registered, sql, steppedUp } from './accounts-lib.mjs';
import { change, member, workspace } from './admin-lib.mjs';
import { events, feltWithinASecond, login, request, waitUntil } from './lib.mjs';

let home;
before(async () => { home = await workspace(); });

const me = (token) => request('/api/v1/auth/me', { token });
const roleNames = ['accountant', 'admin', 'agent', 'csm', 'customer', 'manager', 'marketing_agent', 'supervisor', 'technical_agent'];

test('the people of a tenant are listed by pages, found by name, role and state', async () => {
  const { admin } = home;
  const one = await member(admin, ['agent']), two = await member(admin, ['agent', 'accountant']);
  const all = (await admin('users?limit=200', { status: 200 })).json;
  assert.equal(all.next_cursor, null);
  const ids = all.data.map((u) => u.id);
  assert.ok(ids.indexOf(two.id) < ids.indexOf(one.id), 'newest first');
  const paged = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await admin(`users?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { status: 200 })).json;
    assert.ok(page.data.length <= 1);
    paged.push(...page.data.map((u) => u.id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(paged, ids);
  const find = async (query) => (await admin(`users?${query}`, { status: 200 })).json.data.map((u) => u.id);
  assert.deepEqual(await find('role=accountant'), [two.id]);
  assert.deepEqual(await find(`q=${two.who.slice(0, 9).toUpperCase()}`), [two.id]);
  assert.deepEqual(await find('state=inactive'), []);
  assert.deepEqual(await find('kind=customer'), []);
  for (const q of ['%', '_', '!', "' OR '1'='1"]) assert.deepEqual(await find(`q=${encodeURIComponent(q)}`), [], `${q} [42, 43]`);
  await admin('users?cursor=abc', { status: [400, 422] });
  const shown = (await admin(`users/${two.id}`, { status: 200 })).json;
  assert.deepEqual([shown.roles, shown.kind, shown.state, shown.verified, shown.name], [['accountant', 'agent'], 'staff', 'active', true, 'Ida Bell']);
});

test('another tenant sees nobody of these [13]', async () => {
  const token = await login('admin');
  await request(`/api/v1/users/${home.admin.id}`, { token, status: 404 });
  await request(`/api/v1/users/${home.admin.id}`, { token, method: 'PATCH', json: { state: 'inactive' }, headers: { 'if-match': '"1"' }, status: 404 });
  await request(`/api/v1/users/${home.admin.id}/end-sessions`, { token, json: {}, status: [404, 415, 422] });
  await request(`/api/v1/users/${home.admin.id}/why?permission=users:read`, { token, status: 404 });
  const found = (await request(`/api/v1/users?q=${encodeURIComponent(home.admin.who)}`, { token, status: 200 })).json;
  assert.deepEqual(found.data, []);
});

test('a change of roles is felt within a second, in requests and in the open stream [12, 50]', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm']);
  await one('customers', { status: 200 });
  const live = await events({ token: one.token });
  assert.equal(live.status, 200);
  const changed = await change(admin, `users/${one.id}`, { roles: ['accountant'] }, { status: 200 });
  assert.deepEqual(changed.json.roles, ['accountant']);
  await feltWithinASecond('the old right is gone', () => one('customers'), ({ status }) => status === 403);
  await waitUntil('the stream ends', () => live.ended(), { deadline_ms: 5000 });
  await one('reports/overview', { status: [200, 404] });
});

test('deactivation ends all sessions within a second, and there is no way back in [12]', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm']);
  const live = await events({ token: one.token });
  const second = (await enter(one.who, goodPassword, { status: 200 })).json;
  assert.equal((await change(admin, `users/${one.id}`, { state: 'inactive' }, { status: 403 })).json.code, 'step_up_required');
  assert.equal((await me(one.token)).status, 200);
  await steppedUp(admin.token);
  await change(admin, `users/${one.id}`, { state: 'inactive' }, { status: 200 });
  await feltWithinASecond('the token is refused', () => me(one.token), ({ status }) => status === 401);
  await waitUntil('the stream ends', () => live.ended(), { deadline_ms: 5000 });
  await request('/api/v1/auth/refresh', { json: { refresh_token: second.refresh_token }, status: 401 });
  await enter(one.who, goodPassword, { status: 401 });
  await change(admin, `users/${one.id}`, { state: 'active' }, { status: 200 });
  await enter(one.who, goodPassword, { status: 200 });
  // A worker may hold what it knew for the rest of its second; after it none of them lets the old token in again.
  const refusedByAll = async () =>
    (await Promise.all(Array.from({ length: 16 }, () => me(one.token)))).every(({ status }) => status === 401);
  await waitUntil('an ended session stays ended', refusedByAll, { deadline_ms: 2500, every_ms: 100 });
});

test('sessions of a person can be ended by an administrator', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm']);
  await enter(one.who, goodPassword, { status: 200 });
  assert.equal((await me(one.token)).status, 200);
  const { ended } = (await admin(`users/${one.id}/end-sessions`, { method: 'POST', status: 200 })).json;
  assert.equal(ended, 2);
  await feltWithinASecond('the token is refused', () => me(one.token), ({ status }) => status === 401);
  assert.equal((await admin(`users/${one.id}/end-sessions`, { method: 'POST', status: 200 })).json.ended, 0);
});

test('the version has to be named, and only one of two changes of it is made [54]', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm']);
  await admin(`users/${one.id}`, { method: 'PATCH', json: { first_name: 'X' }, status: 428 });
  const etag = (await admin(`users/${one.id}`, { status: 200 })).headers.get('etag');
  const both = await Promise.all(['Ann', 'Ben'].map((first_name) => admin(`users/${one.id}`, { method: 'PATCH', json: { first_name }, headers: { 'if-match': etag } })));
  assert.deepEqual(both.map((g) => g.status).sort(), [200, 412]);
  await admin(`users/${one.id}`, { method: 'PATCH', json: { tenant_id: 1, superuser: true, verified: false, kind: 'customer' }, headers: { 'if-match': '"3"' }, status: 422 });
});

test('the last administrator stays, also when two are taken away at once', async () => {
  const { admin, tenant } = await workspace();
  const refused = await change(admin, `users/${admin.id}`, { roles: ['csm'] }, { status: 409 });
  assert.equal(refused.json.code, 'last_admin');
  assert.equal((await change(admin, `users/${admin.id}`, { state: 'inactive' }, { status: 409 })).json.code, 'own_account');
  for (let round = 0; round < 6; round++) {
    const second = await member(admin, ['admin']);
    const etags = await Promise.all([admin, second].map(async (p) => (await admin(`users/${p.id}`, { status: 200 })).headers.get('etag')));
    const got = await Promise.all([
      admin(`users/${second.id}`, { method: 'PATCH', json: { roles: ['csm'] }, headers: { 'if-match': etags[1] } }),
      second(`users/${admin.id}`, { method: 'PATCH', json: { roles: ['csm'] }, headers: { 'if-match': etags[0] } }),
    ]);
    const left = Number(sql(`SELECT COUNT(*) FROM user_roles ur JOIN users u ON u.id = ur.user_id JOIN tenants t ON t.id = ur.tenant_id
      WHERE t.public_id = '${tenant.id}' AND ur.role = 'admin' AND u.state = 'active'`));
    assert.ok(left >= 1, 'somebody is administrator');
    assert.ok(got.filter((g) => g.status === 200).length <= 1, got.map((g) => g.status).join());
    if (got[1].status === 200) { // the other one won: back again
      await second(`users/${admin.id}`, { method: 'PATCH', json: { roles: ['admin'] }, headers: { 'if-match': (await second(`users/${admin.id}`, { status: 200 })).headers.get('etag') }, status: 200 });
      const askMany = () => Promise.all(Array.from({ length: 16 }, () => admin('users'))); // of each worker: the next request may be anyone's
      await waitUntil('rights are back', async () => (await askMany()).every(({ status }) => status === 200), { deadline_ms: 2500 });
    }
    const now = await admin(`users/${second.id}`, { status: 200 });
    if (now.json.roles.includes('admin')) await change(admin, `users/${second.id}`, { roles: ['csm'] }, { status: 200 });
  }
});

test('nobody gives what he does not have, nor rules whoever may more', async () => {
  const { admin } = home;
  const name = `hr_${Date.now()}`;
  await admin('roles', { json: { name, title: 'People', permissions: ['users:read', 'users:write', 'roles:write', 'reports:read', 'self:read'] }, status: 201 });
  const hr = await member(admin, [name]), agent = await member(admin, ['accountant']);
  for (const roles of [['admin'], ['csm'], ['accountant', 'manager']]) {
    const got = await change(hr, `users/${agent.id}`, { roles }, { status: 403 });
    assert.equal(got.json.code, 'permission_not_held');
    assert.deepEqual(pointers(got), ['/roles']);
  }
  assert.equal((await change(hr, `users/${hr.id}`, { roles: [name, 'admin'] }, { status: 403 })).json.code, 'permission_not_held');
  assert.equal((await change(hr, `users/${admin.id}`, { state: 'inactive' }, { status: 403 })).json.code, 'permission_not_held');
  assert.equal((await hr(`users/${admin.id}/end-sessions`, { method: 'POST', status: 403 })).json.code, 'permission_not_held');
  assert.equal((await hr('invitations', { json: { email: 'x@people.example', roles: ['admin'] }, status: 403 })).json.code, 'permission_not_held');
  assert.equal((await change(hr, `roles/${name}`, { permissions: ['users:read', 'users:write', 'roles:write', 'audit:read'] }, { status: 403 })).json.code, 'permission_not_held');
  assert.equal((await hr('roles', { json: { name: `x_${name}`, title: 'X', permissions: ['customers:read'] }, status: 403 })).json.code, 'permission_not_held');
  await change(hr, `users/${agent.id}`, { roles: [name] }, { status: 200 });
  assert.deepEqual((await me(admin.token)).json.roles, ['admin']);
});

test('roles that are unknown or of the other kind are refused', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm']);
  for (const [roles, code] of [[['boss'], 'role_unknown'], [['customer'], 'wrong_kind'], [['Bad Name'], 'wrong_format'], ['csm', 'wrong_type']]) {
    const got = await change(admin, `users/${one.id}`, { roles }, { status: 422 });
    assert.ok(codes(got).includes(code) || roles === 'csm', `${JSON.stringify(roles)}: ${got.text}`);
  }
  const customer = await registered();
  const token = await login('admin');
  const there = (path, options) => request(`/api/v1/${path}`, { token, ...options });
  assert.deepEqual(codes(await change(there, `users/${customer.id}`, { roles: ['customer', 'csm'] }, { status: 422 })), ['wrong_kind']);
  forgetCounters();
});

test('why somebody may do something is told', async () => {
  const { admin } = home;
  const one = await member(admin, ['csm', 'agent']);
  const why = async (permission) => (await admin(`users/${one.id}/why?permission=${permission}`, { status: 200 })).json;
  const yes = await why('customers:read');
  assert.deepEqual([yes.allowed, yes.because, yes.roles.map((r) => r.role)], [true, 'roles', ['agent', 'csm']]);
  const no = await why('audit:read');
  assert.deepEqual([no.allowed, no.because, no.roles], [false, 'none', []]);
  await steppedUp(admin.token);
  await change(admin, `users/${one.id}`, { state: 'inactive' }, { status: 200 });
  assert.deepEqual([(await why('customers:read')).allowed, (await why('customers:read')).because], [false, 'inactive']);
  await admin(`users/${one.id}/why?permission=fly`, { status: 422 });
  await admin(`users/${one.id}/why`, { status: 422 });
});

test('every tenant begins with the built-in roles; its own come and go', async () => {
  const { admin } = await workspace();
  const roles = (await admin('roles', { status: 200 })).json.data;
  assert.deepEqual(roles.map((r) => r.name).sort(), roleNames);
  assert.ok(roles.every((r) => r.builtin));
  const permissions = (await admin('permissions', { status: 200 })).json.data.map((p) => p.name);
  assert.deepEqual(roles.find((r) => r.name === 'admin').permissions, permissions);
  const made = await admin('roles', { json: { name: 'auditor', title: 'Auditor', permissions: ['audit:read', 'self:read'] }, status: 201 });
  assert.deepEqual([made.json.builtin, made.json.users, made.headers.get('etag')], [false, 0, '"1"']);
  await admin('roles', { json: { name: 'auditor', title: 'Again', permissions: [] }, status: 409 });
  for (const [json, code] of [[{ name: 'Bad', title: 'x', permissions: [] }], [{ name: 'x', title: 'x', permissions: [] }], [{ name: 'good', title: 'x', permissions: ['fly:high'] }, 'permission_unknown']]) {
    const got = await admin('roles', { json, status: 422 });
    if (code) assert.equal(got.json.code, code);
  }
  const one = await member(admin, ['auditor']);
  await one('audit', { status: 200 });
  assert.equal((await admin('roles/auditor', { method: 'DELETE', status: 403 })).json.code, 'step_up_required');
  await steppedUp(admin.token);
  assert.equal((await admin('roles/auditor', { method: 'DELETE', status: 409 })).json.code, 'role_in_use');
  await admin('roles/auditor', { method: 'PUT', json: { permissions: ['self:read'] }, status: 428 });
  await one('audit', { status: 200 });
  await change(admin, 'roles/auditor', { title: 'None', permissions: ['self:read'] }, { status: 200 });
  await feltWithinASecond('the right is gone', () => one('audit'), ({ status }) => status === 403);
  await change(admin, `users/${one.id}`, { roles: [] }, { status: 200 });
  await admin('roles/auditor', { method: 'DELETE', status: 200 });
  await admin('roles/auditor', { status: 404 });
  assert.equal((await admin('roles/csm', { method: 'DELETE', status: 409 })).json.code, 'builtin');
  assert.equal((await change(admin, 'roles/admin', { permissions: ['self:read'] }, { status: 409 })).json.code, 'admin_fixed');
});

test('letters beyond ASCII in a search find names, and where only plain names stand they are no fault of ours', async () => {
  const { admin } = home;
  const one = await member(admin, ['agent']);
  const name = `Zoë Ångström ${one.id.slice(0, 4)}`;
  sql(`UPDATE users SET name = '${name}' WHERE id = '${one.id}'`);
  assert.deepEqual((await admin(`users?q=${encodeURIComponent(name)}`, { status: 200 })).json.data.map((u) => u.id), [one.id]);
  assert.deepEqual((await admin('audit?action=%C3%A9', { status: 200 })).json.data, []);
  for (const path of ['users?role=%C3%A9', 'roles/%C3%A9', 'audit?object=%C3%A9', `users/${one.id}/why?permission=%C3%A9`]) await admin(path, { status: [404, 422] });
});
