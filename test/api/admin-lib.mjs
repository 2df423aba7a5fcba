// What the tests of administration share: a tenant of their own with its administrator, people in it, an operator of the system.
import { randomUUID } from 'node:crypto';
import { sql, goodPassword, stranger, forgetCounters, enter } from './accounts-lib.mjs';
import { mailTo } from './mail-lib.mjs';
import { login, request } from './lib.mjs';

// Requests of one person: (path, options), as `as` of lib.mjs; .token, .id, .who.
function requests(token, id, who) {
  const send = (path, options = {}) => request(`/api/v1/${path}`, { token, ...options });
  return Object.assign(send, { token, id, who });
}

// An operator of the system. superuser('slug') acts in a tenant.
export async function operator() {
  const id = randomUUID(), name = `op${id.slice(0, 8)}`;
  sql(`INSERT INTO users (id, tenant_id, username, username_key, name, kind, verified, password, superuser)
    SELECT '${id}', NULL, '${name}', '${name}', 'Op', 'staff', TRUE, password, TRUE FROM users WHERE username_key = 'admin'`);
  const token = (await enter(name, 'adminpass', { status: 200 })).json.access_token;
  const send = requests(token, id, name);
  send.inside = (tenant) => (path, options = {}) => send(path, { ...options, headers: { 'x-tenant': tenant, ...options.headers } });
  return send;
}

// Accepts the invitation that went to the address: the new person, signed in.
export async function accept(email, more = {}) {
  const { token } = await mailTo(email, /./);
  const { json } = await request('/api/v1/auth/accept-invitation', { json: { token, password: goodPassword, first_name: 'Ida', last_name: 'Bell', ...more }, status: 201 });
  const session = (await enter(email, goodPassword, { status: 200 })).json;
  return requests(session.access_token, json.id, email);
}

// A new tenant with its first administrator: {tenant, admin, op}.
export async function workspace() {
  forgetCounters();
  const op = await operator();
  const email = stranger().email;
  const tenant = (await op('tenants', { json: { name: `Shop ${email}`, admin_email: email }, status: 201 })).json;
  return { op, tenant, admin: await accept(email) };
}

// Somebody invited by `admin` with these roles.
export async function member(admin, roles) {
  const { email } = stranger();
  await admin('invitations', { json: { email, name: 'New', roles }, status: 201 });
  return accept(email);
}

// A change with the version that is there now.
export async function change(admin, path, json, options = {}) {
  const now = await admin(path, { status: 200 });
  return admin(path, { method: path.startsWith('roles/') ? 'PUT' : 'PATCH', json, headers: { 'if-match': now.headers.get('etag') }, ...options });
}

export const tokenOf = login;
