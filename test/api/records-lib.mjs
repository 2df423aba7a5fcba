// What the tests of records share: a tenant of their own that somebody has just opened, customers in it, people of some roles.
import { forgetCounters, post, enter, stranger } from './accounts-lib.mjs';
import { member } from './admin-lib.mjs';
import { request } from './lib.mjs';

// The administrator of a new tenant: shop('customers?limit=1', options); .token, .id, .tenant.
export async function openShop() {
  forgetCounters();
  const who = stranger();
  const { json } = await post('register-business', { ...who, company: `Shop of ${who.email}` }, { status: 201 });
  const session = (await enter(who.email, who.password, { status: 200 })).json;
  const send = (path, options = {}) => request(`/api/v1/${path}`, { token: session.access_token, ...options });
  return Object.assign(send, { token: session.access_token, id: json.id, tenant: json.workspace.id, who });
}

export const hire = (shop, ...roles) => {
  forgetCounters();
  return member(shop, roles);
};

let made = 0;
// A customer of that tenant, as POST answers.
export async function customer(shop, more = {}) {
  made++;
  return (await shop('customers', { json: { name: `Customer ${made}`, email: `c${made}@people.example`, ...more }, status: 201 })).json;
}

export const put = (json, more = {}) => ({ method: 'PUT', json, status: 200, ...more });
export const match = (version) => ({ 'if-match': `"${version}"` });

// Runs n(i) for i in 0..count-1 with so many at a time.
export async function together(count, at_a_time, n) {
  let next = 0;
  const results = [];
  await Promise.all(Array.from({ length: at_a_time }, async () => {
    while (next < count) {
      const i = next++;
      results[i] = await n(i);
    }
  }));
  return results;
}
