// What the tests of engagement share: a tenant of their own with its administrator, and customers who registered there.
import { enter, forgetCounters, post, sql, stranger } from './accounts-lib.mjs';
import { request } from './lib.mjs';

// Requests of one person under /api/v1: send(path, options); .who, .id, .token, and old(path, options) for older clients' paths.
const person = (token, id, who) => Object.assign(
  (path, options = {}) => request(`/api/v1/${path}`, { token, ...options }),
  { token, id, who, old: (path, options = {}) => request(path, { token, ...options }) },
);

// A new tenant: {admin, slug, customer()}; each call of customer() registers another one and signs in.
export async function shop() {
  forgetCounters();
  const who = stranger();
  const { json } = await post('register-business', { ...who, company: `Shop of ${who.username}` }, { status: 201 });
  const session = (await enter(who.email, who.password, { status: 200 })).json;
  const slug = json.workspace.slug;
  return {
    slug,
    admin: person(session.access_token, json.id, who),
    customer: async (more = {}) => {
      forgetCounters();
      const her = stranger(more);
      const made = (await post('register', { ...her, workspace: slug }, { status: 201 })).json;
      const in_ = (await enter(her.email, her.password, { status: 200 })).json;
      return person(in_.access_token, made.id, her);
    },
  };
}

// A change of a record with the version that is there now.
export async function change(send, path, json, options = {}) {
  const now = await send(path.replace(/\/(resolve|review|confirm)$/, ''), { status: 200 });
  return send(path, { method: 'PATCH', json, ...options, headers: { 'if-match': now.headers.get('etag'), ...options.headers } });
}

export const match = (got) => ({ 'if-match': got.headers.get('etag') });
export { sql };
