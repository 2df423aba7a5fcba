// How soon 500 who listen hear a message, from the sending of the request: what accepting it takes is included.
import { randomUUID } from 'node:crypto';
import * as is from '../instance.mjs';
import { request, signIn, waitUntil } from '../../api/lib.mjs';
import { listen } from '../../api/listeners-lib.mjs';
import { add } from '../table.mjs';
import { tenant } from '../kit.mjs';

export const limit_s = 120;
const listeners = 500, each = 20, messages = 50; // twenty streams are as many as one person may have

async function person(n) {
  const id = randomUUID(), name = `listener${n}-${id.slice(0, 8)}`;
  is.sql(`INSERT INTO users (id, tenant_id, username, username_key, name, kind, verified, password)
    SELECT '${id}', tenant_id, '${name}', '${name}', '${name}', 'staff', TRUE, password FROM users WHERE username_key = 'csm' AND tenant_id = ${tenant};
    INSERT INTO user_roles (tenant_id, user_id, role) VALUES (${tenant}, '${id}', 'csm')`);
  const { access_token: token } = await signIn(name, 'csmpass');
  return listen(is.port, '/api/v1/events', { Authorization: `Bearer ${token}` }, each);
}

export async function run() {
  const people = [], sent = [], took = [], session = randomUUID();
  for (let n = 0; n < listeners / each; n += 1) people.push(await person(n));
  const heard = () => people.reduce((sum, one) => sum + one.heard.length, 0);
  for (let n = 0; n < messages; n += 1) {
    sent.push(performance.now());
    await request('/api/v1/chat/messages', { json: { session_id: session, message: `${n}`, tenant: 'demo-bank' }, status: 201, check: false });
    await waitUntil('everybody to hear it', () => heard() >= (n + 1) * listeners, { every_ms: 5, deadline_ms: 10_000 });
  }
  for (const one of people) {
    const times = Array.from({ length: each }, () => []);
    for (const [stream, , at] of one.heard) times[stream].push(at);
    for (const list of times) took.push(...list.map((at, i) => at - sent[i]));
    one.close();
  }
  took.sort((a, b) => a - b);
  for (const [name, share] of [['p50', 0.5], ['p99', 0.99]]) add(`a message sent and heard by ${listeners} listeners, ${name}`, took[Math.floor(took.length * share)], 250, '< 1', { unit: 'ms', note: `${took.length} times heard` });
}
