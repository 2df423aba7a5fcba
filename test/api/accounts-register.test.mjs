// Registration: who may join, under which names, with which password. Numbers in brackets are cases of the list of abuses.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { earlyInTheHour, login, request } from './lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { codes, enter, forgetCounters, goodPassword, pointers, post, registered, sql, stranger } from './accounts-lib.mjs';

const register = (json, options = {}) => {
  if (!options.counted) forgetCounters();
  return post('register', json, options);
};

beforeEach(forgetCounters);

test('a customer registers, proves the address by the link, and signs in by each name', async () => {
  const who = stranger({ phone: `+4930${String(Date.now()).slice(-8)}` });
  const { json } = await register(who, { status: 201 });
  assert.equal(json.verification, 'email');
  for (const name of [who.username, who.email, who.phone]) {
    const got = await enter(name, who.password, { status: 200 });
    assert.equal(got.json.user.id, json.id);
    assert.deepEqual(got.json.user.roles, ['customer']);
    assert.equal(got.json.user.kind, 'customer');
  }
  const mail = await mailTo(who.email);
  assert.ok(mail.token.length >= 43);
  assert.deepEqual((await post('verify-email', { token: mail.token }, { status: 200 })).json, { verified: true });
  const again = await post('verify-email', { token: mail.token }, { status: 422 });
  assert.equal(again.json.code, 'token_invalid');
  assert.equal(sql(`SELECT verified FROM users WHERE id = '${json.id}'`), '1');
});

test('a user name or a phone number alone will do', async () => {
  const name = stranger().username;
  assert.equal((await register({ username: name, password: goodPassword }, { status: 201 })).json.verification, 'none');
  await enter(name, goodPassword, { status: 200 });
  const phone = `+4940${String(Date.now()).slice(-8)}`;
  await register({ phone, password: goodPassword }, { status: 201 });
  await enter(phone.slice(1), goodPassword, { status: 200 });
  const nobody = await register({ password: goodPassword }, { status: 422 });
  assert.deepEqual(pointers(nobody), ['/username']);
});

test('rights in the body are refused by name, and nothing is written [16]', async () => {
  const bad = { role: 'admin', roles: ['admin'], is_staff: true, is_superuser: true, superuser: true, tenant: 'other-bank', tenant_id: 2, is_verified: true, verified: true, id: randomUUID(), state: 'active' };
  for (const [key, value] of Object.entries(bad)) {
    const who = stranger();
    const got = await register({ ...who, [key]: value }, { status: 422 });
    assert.deepEqual(pointers(got), [`/${key}`]);
    assert.deepEqual(codes(got), ['unknown_field']);
    assert.equal(sql(`SELECT COUNT(*) FROM users WHERE username_key = '${who.username}'`), '0', key);
  }
  await register({ ...stranger(), kind: 'staff' }, { status: 422 });
});

test('names are unique however they are typed [19]', async () => {
  const { who } = await registered();
  const wide = [...who.username].map((c) => String.fromCodePoint(c.codePointAt(0) + 0xfee0)).join('');
  for (const username of [who.username, who.username.toUpperCase(), wide, ` ${who.username} `]) {
    const got = await register({ username, password: goodPassword }, { status: 409 });
    assert.deepEqual(pointers(got), ['/username']);
  }
  for (const email of [who.email, who.email.toUpperCase(), who.email.replace('people', 'People')]) {
    const got = await register({ ...stranger(), email }, { status: 409 });
    assert.deepEqual(pointers(got), ['/email']);
  }
  const both = await register({ ...stranger(), username: who.username, email: who.email }, { status: 409 });
  assert.deepEqual(pointers(both).sort(), ['/email', '/username']);
});

test('nobody takes a name that looks like somebody else\'s address or number', async () => {
  for (const username of ['victim@people.example', '+998901234567', '998901234567', 'two words', 'a\u200bb', 'a\u202eb', '<b>x</b>', 'tab\tbed', '']) {
    const got = await register({ ...stranger(), username });
    assert.equal(got.status, 422, username);
    assert.deepEqual(pointers(got), ['/username'], username);
  }
  const who = stranger();
  await register({ ...who, username: who.email.toUpperCase() }, { status: 201 });
});

test('five at once with one name: one is registered', async () => {
  const who = stranger();
  const got = await Promise.all(Array.from({ length: 5 }, (_, i) => register({ username: who.username, email: `${i}${who.email}`, password: goodPassword }, { counted: true })));
  const made = got.filter((one) => one.status === 201).length;
  assert.ok(got.every((one) => [201, 409, 429, 503].includes(one.status)), got.map((one) => one.status).join());
  assert.equal(made, 1, got.map((one) => one.status).join());
});

test('a bad password is told in full, with everything else that is wrong', async () => {
  const who = stranger({ username: 'margaret', email: 'margaret@people.example' });
  const got = await register({ ...who, password: '7654321', phone: 'x' }, { status: 422 });
  assert.deepEqual(pointers(got).sort(), ['/password', '/password', '/password', '/phone']);
  assert.deepEqual(codes(got).filter((c) => c !== 'invalid').sort(), ['all_numeric', 'too_common', 'too_short']);
  assert.ok(codes(await register({ ...who, password: 'Margaret' }, { status: 422 })).includes('too_similar'));
  assert.ok(!got.text.includes('7654321'));
  const long = await register({ ...who, password: 'x'.repeat(1025) }, { status: 422 });
  assert.deepEqual(pointers(long), ['/password']);
});

test('the rules of the tenant count: classes, length, phone numbers', async () => {
  sql("UPDATE tenant_settings SET password_classes = TRUE, password_min = 8, phone_rule = 'uz' WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'other-bank')");
  try {
    const plain = await register({ ...stranger(), workspace: 'other-bank', password: 'kettlesgreen', phone: '+4930123456' }, { status: 422 });
    assert.deepEqual(codes(plain).sort(), ['invalid', 'needs_digit', 'needs_special']);
    for (const phone of ['+99890123456', '99890123456789', '90 123 45 67', '+998 90 123 45 67']) {
      assert.deepEqual(pointers(await register({ ...stranger(), workspace: 'other-bank', password: 'Kettles-7g', phone }, { status: 422 })), ['/phone'], phone);
    }
    const phone = `998${String(Date.now()).slice(-9)}`;
    const { json } = await register({ ...stranger(), workspace: 'other-bank', password: 'Kettles-7g', phone }, { status: 201 });
    assert.equal(sql(`SELECT CONCAT(u.phone, t.slug) FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE u.id = '${json.id}'`), `+${phone}other-bank`);
  } finally {
    sql("UPDATE tenant_settings SET password_classes = FALSE, password_min = 12, phone_rule = 'e164' WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'other-bank')");
  }
});

test('an unknown workspace, a suspended one, one that is closed', async () => {
  assert.deepEqual(pointers(await register({ ...stranger(), workspace: 'nowhere' }, { status: 422 })), ['/workspace']);
  sql("UPDATE tenant_settings SET open_registration = FALSE WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'other-bank')");
  try {
    assert.equal((await register({ ...stranger(), workspace: 'other-bank' }, { status: 403 })).json.code, 'registration_closed');
  } finally {
    sql("UPDATE tenant_settings SET open_registration = TRUE WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'other-bank')");
  }
});

test('the same request again makes nobody twice and gets the same answer', async () => {
  const who = stranger();
  const headers = { 'idempotency-key': randomUUID() };
  const first = await register(who, { headers, status: 201 });
  const second = await register(who, { headers, status: 201 });
  assert.deepEqual(second.json, first.json);
  assert.equal(second.headers.get('idempotent-replayed'), 'true');
  assert.equal((await register({ ...who, first_name: 'Other' }, { headers, status: 422 })).json.code, 'idempotency_mismatch');
  await mailTo(who.email);
  assert.equal(sql(`SELECT COUNT(*) FROM mails WHERE recipient = '${who.email}'`), '1');
});

test('header lines cannot be smuggled into a mail [49]', async () => {
  const who = stranger();
  for (const change of [{ email: `${who.email}\r\nBcc: evil@people.example` }, { email: `"a\r\nb"@people.example` }, { first_name: 'Nia\r\nBcc: evil@people.example' }, { last_name: 'a\nb' }, { first_name: 'a\u0000b' }]) {
    await register({ ...who, ...change }, { status: 422 });
  }
  await register({ ...who, first_name: 'Nia <b>=?UTF-8?B?QmNj?=', last_name: '"Bcc: evil@people.example"' }, { status: 201 });
  const mail = await mailTo(who.email);
  assert.equal(mail.headers.to, `<${who.email}>`);
  assert.ok(!mail.names.includes('bcc'));
  assert.equal(sql("SELECT COUNT(*) FROM mails WHERE recipient LIKE '%evil@people.example%'"), '0');
});

test('a foreign page cannot register anybody [46] [48]', async () => {
  const got = await register(stranger(), { status: 403, headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
  assert.equal(got.headers.get('access-control-allow-origin'), null);
});

test('a business opens a workspace of its own', async () => {
  const who = stranger();
  const { json } = await post('register-business', { ...who, company: 'Müller & Söhne' }, { status: 201 });
  assert.equal(json.verification, 'email');
  assert.match(json.workspace.slug, /^m-ller-s-hne/);
  const { json: session } = await enter(who.email, who.password, { status: 200 });
  assert.deepEqual(session.user.roles, ['admin']);
  assert.equal(session.user.tenant.name, 'Müller & Söhne');
  assert.equal(session.user.tenant.id, json.workspace.id);
  const people = await request('/api/v1/users', { token: session.access_token, status: 200 });
  assert.deepEqual(people.json.data.map((p) => p.id), [json.id], 'nobody else is there');
  const second = await post('register-business', { ...stranger(), company: 'Müller & Söhne' }, { status: 201 });
  assert.notEqual(second.json.workspace.slug, json.workspace.slug);
  await post('register-business', { ...who, company: 'Other' }, { status: 409 });
  assert.equal(sql("SELECT COUNT(*) FROM tenants WHERE name = 'Other'"), '0', 'no workspace without its person');
  await post('register-business', { ...stranger(), company: 'X', role: 'admin' }, { status: 422 });
});

test('five registrations an hour and network; slips of the pen are not counted', async () => {
  await earlyInTheHour();
  const headers = { 'x-forwarded-for': '10.9.8.7', 'x-real-ip': '10.9.8.7' };
  for (let i = 0; i < 8; i++) await register({ ...stranger(), password: 'short' }, { status: 422, counted: true });
  const limit = Number(process.env.HF_REGISTER_LIMIT ?? 5);
  for (let i = 0; i < limit; i++) await register(stranger(), { status: 201, counted: true, headers: { 'x-forwarded-for': `10.9.8.${i}` } });
  const got = await register(stranger(), { status: 429, counted: true, headers });
  assert.ok(Number(got.headers.get('retry-after')) >= 1);
  assert.match(got.headers.get('ratelimit-policy'), /^"register";q=\d+;w=3600$/);
  assert.match(got.headers.get('ratelimit'), /^"register";r=0;t=\d+$/);
  await post('register-business', { ...stranger(), company: 'Too many' }, { status: 429 });
});

test('registration is told in the audit', async () => {
  const { id } = await registered();
  const admin = await login('admin');
  const { json } = await request(`/api/v1/audit?object_id=${id}`, { token: admin, status: 200 });
  assert.deepEqual(json.data.map((row) => row.action), ['account.registered']);
});

test('whether somebody may register, and with which password, is told before a form is filled in', async () => {
  const ask = async (workspace) => (await request(`/api/v1/auth/registration${workspace === undefined ? '' : `?workspace=${encodeURIComponent(workspace)}`}`, { status: 200 })).json;
  const rules = { password_min: 12, password_classes: false };
  const slug = `door-${randomUUID().slice(0, 8)}`;
  sql(`INSERT INTO tenants (public_id, slug, name) VALUES ('${randomUUID()}', '${slug}', 'Door'); INSERT INTO tenant_settings (tenant_id) SELECT id FROM tenants WHERE slug = '${slug}'`);
  const set = (what) => sql(`UPDATE tenant_settings SET ${what} WHERE tenant_id = (SELECT id FROM tenants WHERE slug = '${slug}')`);
  assert.deepEqual(await ask(slug), { business: { open: true, rules }, customer: { open: true, workspace_needed: false, rules, phone_rule: 'e164' } });
  set("open_registration = FALSE, password_min = 20, password_classes = TRUE, phone_rule = 'uz'");
  assert.deepEqual((await ask(slug)).customer, { open: false, workspace_needed: false, rules: { password_min: 20, password_classes: true }, phone_rule: 'uz' });
  assert.equal((await register({ ...stranger(), workspace: slug }, { status: 403 })).json.code, 'registration_closed');
  for (const unknown of ['nobody-has-this', 'x\u00e9', '%', "'"]) assert.equal((await ask(unknown)).customer.workspace_needed, true, unknown);
  await register({ ...stranger(), workspace: 'x\u00e9' }, { status: 422 });
  sql(`UPDATE tenants SET state = 'suspended' WHERE slug = '${slug}'`);
  assert.equal((await ask(slug)).customer.workspace_needed, true);
  assert.equal((await ask()).business.open, true);
  await request('/api/v1/auth/registration?workspace=a%0ab', { status: 422 });
});
