// How staff come in: by invitation only. Numbers in brackets are cases of the list of abuses.
import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { codes, enter, forgetCounters, goodPassword, pointers, registered, sql, steppedUp, stranger } from './accounts-lib.mjs';
import { accept, change, member, workspace } from './admin-lib.mjs';
import { mailTo, mails } from './mail-lib.mjs';
import { earlyInTheHour, login, request } from './lib.mjs';

let home;
before(async () => { home = await workspace(); });

const byToken = (token, options = {}) => request('/api/v1/invitations/by-token', { json: { token }, ...options });
const join = (token, more = {}, options = {}) => request('/api/v1/auth/accept-invitation', { json: { token, password: goodPassword, first_name: 'Ida', last_name: 'Bell', ...more }, ...options });

test('many are invited at once, each by one letter', async () => {
  const { admin } = home;
  const people = Array.from({ length: 24 }, () => stranger().email);
  await Promise.all(people.map((email) => admin('invitations', { json: { email, roles: ['csm'] }, status: 201 })));
  for (const email of people) assert.equal(sql(`SELECT COUNT(*) FROM mails WHERE recipient = '${email}' AND template = 'invitation'`), '1', email);
});

test('an invitation tells what it is for, is good once, and gives its roles and no more [16]', async () => {
  const { admin, tenant } = home;
  const { email } = stranger();
  const made = (await admin('invitations', { json: { email, name: 'Ida', roles: ['csm', 'agent'] }, status: 201 })).json;
  assert.deepEqual([made.state, made.roles, made.invited_by], ['open', ['agent', 'csm'], 'Ida Bell']);
  const mail = await mailTo(email);
  assert.match(mail.text, /\/accept-invitation\/#token=[\w-]{43}/);
  const told = (await byToken(mail.token, { status: 200 })).json;
  assert.deepEqual([told.email, told.name, told.company], [email, 'Ida', tenant.name]);
  assert.equal(told.rules.password_min, 12);
  const extra = await join(mail.token, { role: 'admin', roles: ['admin'], tenant_id: 1, is_staff: true }, { status: 422 });
  assert.deepEqual(pointers(extra).sort(), ['/is_staff', '/role', '/roles', '/tenant_id']);
  const weak = await join(mail.token, { password: 'idabell' }, { status: 422 });
  assert.ok(codes(weak).includes('too_short') && codes(weak).includes('too_similar'), weak.text);
  const taken = await join(mail.token, { username: 'Admin' }, { status: 409 });
  assert.deepEqual(pointers(taken), ['/username']);
  const { json } = await join(mail.token, { username: `ida.${Date.now()}` }, { status: 201 });
  assert.equal(json.email, email);
  const { user } = (await enter(email, goodPassword, { status: 200 })).json;
  assert.deepEqual([user.roles, user.kind, user.tenant.id], [['agent', 'csm'], 'staff', tenant.id]);
  assert.equal((await join(mail.token, {}, { status: 404 })).json.code, 'invitation_invalid');
  assert.equal((await byToken(mail.token, { status: 404 })).json.code, 'invitation_invalid');
  const list = (await admin('invitations?state=accepted&limit=200', { status: 200 })).json.data;
  assert.ok(list.some((i) => i.id === made.id && i.accepted_at !== null));
  assert.equal((await admin('invitations', { json: { email: email.toUpperCase(), roles: ['csm'] }, status: 409 })).json.errors[0].pointer, '/email');
});

test('eight acceptances at once make one account', async () => {
  const { admin } = home;
  const { email } = stranger();
  await admin('invitations', { json: { email, roles: ['csm'] }, status: 201 });
  const { token } = await mailTo(email);
  const got = await Promise.all(Array.from({ length: 8 }, () => join(token)));
  assert.equal(got.filter((g) => g.status === 201).length, 1, got.map((g) => g.status).join());
  assert.ok(got.every((g) => [201, 404, 409, 503].includes(g.status)), got.map((g) => g.status).join());
  assert.equal(sql(`SELECT COUNT(*) FROM users WHERE email_key = '${email}'`), '1');
});

test('taken back, replaced, out of date or made up: not valid', async () => {
  const { admin } = home;
  const { email } = stranger();
  const first = (await admin('invitations', { json: { email, roles: ['csm'] }, status: 201 })).json;
  const one = await mailTo(email);
  await admin('invitations', { json: { email, roles: ['agent'] }, status: 201 });
  const two = await mailTo(email, /./, { seen: [one.id] });
  await byToken(one.token, { status: 404 });
  const [open] = (await admin('invitations?state=open&limit=200', { status: 200 })).json.data.filter((i) => i.email === email);
  assert.notEqual(open.id, first.id);
  await admin(`invitations/${open.id}`, { method: 'DELETE', status: 200 });
  await admin(`invitations/${open.id}`, { method: 'DELETE', status: 404 });
  await byToken(two.token, { status: 404 });
  await admin('invitations', { json: { email, roles: ['agent'] }, status: 201 });
  const three = await mailTo(email, /./, { seen: [one.id, two.id] });
  sql(`UPDATE invitations SET expires_at = UTC_TIMESTAMP(6) WHERE email = '${email}' AND revoked_at IS NULL`);
  await join(three.token, {}, { status: 404 });
  await join('x'.repeat(43), {}, { status: 404 });
  await byToken("' OR 1=1 -- ", { status: 404 });
});

test('another tenant neither sees nor takes back an invitation [13]', async () => {
  const { admin } = home;
  const { email } = stranger();
  const { id } = (await admin('invitations', { json: { email, roles: ['csm'] }, status: 201 })).json;
  const token = await login('admin');
  await request(`/api/v1/invitations/${id}`, { token, method: 'DELETE', status: 404 });
  const seen = (await request('/api/v1/invitations?limit=200', { token, status: 200 })).json.data;
  assert.ok(!seen.some((i) => i.email === email));
});

test('whoever lost his rights has promised nothing', async () => {
  const { admin } = home;
  const second = await member(admin, ['admin']);
  const { email } = stranger();
  await second('invitations', { json: { email, roles: ['admin'] }, status: 201 });
  const { token } = await mailTo(email);
  await change(admin, `users/${second.id}`, { roles: ['csm'] }, { status: 200 });
  assert.equal((await join(token, {}, { status: 404 })).json.code, 'invitation_invalid');
  await steppedUp(admin.token);
  await change(admin, `users/${second.id}`, { roles: ['admin'], state: 'inactive' }, { status: 200 });
  await join(token, {}, { status: 404 });
  await change(admin, `users/${second.id}`, { state: 'active' }, { status: 200 });
  await join(token, {}, { status: 201 });
});

test('roles and address are checked; an address is not flooded', async () => {
  await earlyInTheHour();
  const { admin } = home;
  for (const roles of [[], ['customer'], ['boss']]) await admin('invitations', { json: { email: 'a@people.example', roles }, status: 422 });
  for (const email of ['no-address', 'a@b\r\nBcc: c@d.example', 'a@b.example\nSubject: x']) {
    await admin('invitations', { json: { email, roles: ['csm'] }, status: 422 });
  }
  const { email } = stranger();
  const named = (await admin('invitations', { json: { email, name: 'Eve <script>alert(1)</script>', roles: ['csm'] }, status: 201 })).json;
  assert.equal(named.name, 'Eve <script>alert(1)</script>');
  const bad = await admin('invitations', { json: { email, name: 'Eve\r\nBcc: x@y.example', roles: ['csm'] } });
  assert.ok([201, 422].includes(bad.status));
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await admin('invitations', { json: { email, roles: ['csm'] } })).status);
  assert.equal(statuses.at(-1), 429);
  await mailTo(email);
  for (const mail of mails(email)) assert.deepEqual(mail.names.filter((n) => n === 'bcc'), [], '[49]');
  forgetCounters();
});

test('a customer account of the tenant cannot be invited, an unknown inviter cannot invite', async () => {
  const customer = await registered();
  const token = await login('admin');
  await request('/api/v1/invitations', { token, json: { email: customer.who.email, roles: ['csm'] }, status: 409 });
  await request('/api/v1/invitations', { token: customer.token, json: { email: 'z@people.example', roles: ['csm'] }, status: 403 });
  await request('/api/v1/invitations', { json: { email: 'z@people.example', roles: ['csm'] }, status: 401 });
});

test('who accepts from another site is refused [46]', async () => {
  const { admin } = home;
  const { email } = stranger();
  await admin('invitations', { json: { email, roles: ['csm'] }, status: 201 });
  const { token } = await mailTo(email);
  await join(token, {}, { status: 403, headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
  await accept(email);
});
