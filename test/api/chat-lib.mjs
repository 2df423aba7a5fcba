// What the tests of conversations share.
import { randomUUID } from 'node:crypto';
import { request } from './lib.mjs';

// A visitor in a conversation of their own. tenant: the workspace's short name; without it the deployment's default.
export function visitor({ tenant, session = randomUUID() } = {}) {
  const home = tenant === undefined ? {} : { tenant };
  const query = tenant === undefined ? '' : `&tenant=${tenant}`;
  return {
    session,
    say: (message, options = {}) => {
      const { status = 201, ...more } = options;
      return request('/api/v1/chat/messages', { json: { session_id: session, message, ...home, ...more }, status });
    },
    history: async (after = 0, limit = 100) => (await request(`/api/v1/chat/sessions/${session}/history?after=${after}&limit=${limit}${query}`, { status: 200 })).json,
    live: `/api/v1/chat/sessions/${session}/live${tenant === undefined ? '' : `?tenant=${tenant}`}`,
  };
}
