// Sessions: where somebody is signed in, ending them, and what must not end them.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { cookieOf, events, feltWithinASecond, request, sameOrigin, signIn, url, waitUntil } from './lib.mjs';
import { enter, goodPassword, post, registered, sessionOf, sql } from './accounts-lib.mjs';
import { mails, mailTo } from './mail-lib.mjs';

const list = async (token) => (await request('/api/v1/auth/sessions', { token, status: 200 })).json.data;
const me = (token) => request('/api/v1/auth/me', { token });
const refused = (token) => feltWithinASecond('the token is refused', () => me(token), ({ status }) => status === 401);
const byCookie = (cookie, options = {}) => request('/api/v1/auth/refresh', { method: 'POST', headers: { ...sameOrigin(), cookie }, ...options });

test('sessions are listed with device, address and last use; one is ended, the others stay', async () => {
  const { who, token } = await registered();
  const phone = (await post('login', { identifier: who.email, password: goodPassword }, { headers: { 'user-agent': 'Pocket/1.0' }, status: 200 })).json;
  const third = await signIn(who.email, goodPassword);
  const before = await list(token);
  assert.equal(before.length, 3);
  assert.deepEqual(before.filter((s) => s.current).map((s) => s.id), [sessionOf(token)]);
  const row = before.find((s) => s.id === sessionOf(phone.access_token));
  assert.match(row.device, /^Pocket\/1\.0$/);
  assert.match(row.address, /^(127\.0\.0\.1|::1)$/);
  assert.equal(row.client, 'api');
  for (const key of ['created_at', 'last_used_at', 'expires_at']) assert.ok(Date.parse(row[key]) > 0, key);
  assert.equal((await me(phone.access_token)).status, 200);
  await request(`/api/v1/auth/sessions/${row.id}`, { method: 'DELETE', token, status: 200 });
  await refused(phone.access_token);
  await post('refresh', { refresh_token: phone.refresh_token }, { status: 401 });
  await request(`/api/v1/auth/sessions/${row.id}`, { method: 'DELETE', token, status: 404 });
  assert.equal((await me(third.access_token)).status, 200);
  assert.equal(sql(`SELECT COUNT(*) FROM audit WHERE action = 'session.revoked' AND object_id = '${row.id}'`), '1');
});

test('all others at once', async () => {
  const { who, token } = await registered();
  const others = [await signIn(who.email, goodPassword), await signIn(who.email, goodPassword)];
  for (const one of others) assert.equal((await me(one.access_token)).status, 200);
  assert.deepEqual((await request('/api/v1/auth/sessions', { method: 'DELETE', token, status: 200 })).json, { ended: 2 });
  await Promise.all(others.map((one) => refused(one.access_token)));
  assert.deepEqual((await list(token)).map((s) => s.current), [true]);
});

test("somebody else's session is as good as none [13]", async () => {
  const mine = await registered();
  const theirs = await registered();
  const foreign = await request(`/api/v1/auth/sessions/${sessionOf(theirs.token)}`, { method: 'DELETE', token: mine.token, status: 404 });
  const none = await request('/api/v1/auth/sessions/01900000-0000-7000-8000-000000000000', { method: 'DELETE', token: mine.token, status: 404 });
  assert.equal(foreign.json.detail, none.json.detail);
  assert.equal((await me(theirs.token)).status, 200);
});

test('two tabs, reloads and navigations that are broken off do not end the session', async () => {
  const cookie = await cookieOf('csm');
  const tabs = await Promise.all(Array.from({ length: 6 }, () => byCookie(cookie)));
  assert.ok(tabs.every((one) => one.status === 200), tabs.map((one) => one.status).join());
  // The replacement falls due, and the answers that carry it are never read.
  const session = sessionOf(tabs[0].json.access_token);
  sql(`UPDATE sessions SET rotated_at = rotated_at - INTERVAL 2 HOUR WHERE id = '${session}'`);
  for (let i = 0; i < 5; i++) {
    const stop = new AbortController();
    const sent = fetch(new URL('/api/v1/auth/refresh', url), { method: 'POST', headers: { ...sameOrigin(), cookie }, signal: stop.signal });
    setImmediate(() => stop.abort());
    await sent.then((a) => a.arrayBuffer()).catch(() => {});
  }
  const old = await Promise.all([byCookie(cookie), byCookie(cookie)]);
  assert.ok(old.every((one) => one.status === 200), old.map((one) => one.text).join());
  const next = new Set(old.map((one) => one.headers.getSetCookie()[0]?.split(';')[0]));
  assert.equal(next.size, 1, 'both tabs are given the same successor');
  const [fresh] = next;
  assert.ok(fresh);
  await byCookie(fresh, { status: 200 });
  await byCookie(cookie, { status: 200 });
  assert.equal(sql(`SELECT revoked_at IS NULL FROM sessions WHERE id = '${session}'`), '1');
});

test('the stream of a session that was ended is closed [50]', async () => {
  const cookie = await cookieOf('marketing');
  const { json } = await byCookie(cookie, { status: 200 });
  const live = await events({ cookie });
  assert.equal(live.status, 200);
  const other = await signIn('marketing@example.com', 'marketingpass');
  await request(`/api/v1/auth/sessions/${sessionOf(json.access_token)}`, { method: 'DELETE', token: other.access_token, status: 200 });
  await waitUntil('the stream ends', () => live.ended(), { deadline_ms: 5000 });
});

test('a role that was taken is felt within a second [12]', async () => {
  const { access_token: token } = await signIn('technical@example.com', 'technicalpass');
  await request('/api/v1/customers?limit=1', { token, status: 200 });
  sql("DELETE r FROM user_roles r JOIN users u ON u.id = r.user_id WHERE u.email_key = 'technical@example.com'");
  try {
    await feltWithinASecond('the right is gone', () => request('/api/v1/customers?limit=1', { token }), ({ status }) => status === 403);
  } finally {
    sql("INSERT IGNORE INTO user_roles (tenant_id, user_id, role) SELECT tenant_id, id, 'technical_agent' FROM users WHERE email_key = 'technical@example.com'");
  }
});

test('a sign-in with a device that was never seen is told by mail, one with a known device is not', async () => {
  const { who } = await registered();
  const from = (device) => enter(who.username, who.password, { headers: { 'user-agent': device }, status: 200 });
  const told = () => mails(who.email).filter((mail) => /new sign-in/.test(mail.headers.subject));
  await from('node');
  await from('Mozilla/5.0 (Odd 9) Gecko/1.0\u00e9');
  const mail = await mailTo(who.email, /new sign-in/);
  assert.match(mail.text, /Device: {2}Mozilla 5\.0 \(Odd 9\) Gecko 1\.0\?/);
  assert.match(mail.text, /Address: (127\.0\.0\.1|::1)/);
  assert.match(mail.text, /Time: {4}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
  await from('Mozilla/5.0 (Odd 9) Gecko/2.5\u00e9'); // a newer one of the same
  await from('Another/1.0');
  await waitUntil('the other device', () => told().some((one) => one.text.includes('Another')));
  assert.equal(sql(`SELECT COUNT(*) FROM mails WHERE recipient = '${who.email}' AND template = 'new_sign_in'`), '2');
});
