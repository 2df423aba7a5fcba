// How long a message takes to everybody who listens: 500 streams of 25 people, each as many as one may have.
import { randomUUID } from 'node:crypto';
import * as is from '../instance.mjs';
import { request, signIn, waitUntil } from '../../api/lib.mjs';
import { listen } from '../../api/listeners-lib.mjs';
import { add } from '../table.mjs';
import { tenant } from '../kit.mjs';

export const limit_s = 120;
const messages = 50, listeners = 500, each = 20;

async function listeningStaff() {
  const streams = [];
  for (let n = 0; n < listeners / each; n += 1) {
    const id = randomUUID(), name = `listener${n}-${id.slice(0, 8)}`;
    is.sql(`INSERT INTO users (id, tenant_id, username, username_key, name, kind, verified, password)
      SELECT '${id}', tenant_id, '${name}', '${name}', '${name}', 'staff', TRUE, password FROM users WHERE username_key = 'csm' AND tenant_id = ${tenant};
      INSERT INTO user_roles (tenant_id, user_id, role) VALUES (${tenant}, '${id}', 'csm')`);
    const { access_token: theirs } = await signIn(name, 'csmpass');
    streams.push(await listen(is.port, '/api/v1/events', { Authorization: `Bearer ${theirs}` }, each));
  }
  return streams;
}

export async function run() {
  const streams = await listeningStaff(), session = randomUUID(), sent = [], took = [];
  const heard = () => streams.reduce((sum, s) => sum + s.heard.length, 0);
  for (let n = 0; n < messages; n += 1) {
    sent.push(performance.now());
    await request('/api/v1/chat/messages', { json: { session_id: session, message: `${n}`, tenant: 'demo-bank' }, status: 201, check: false });
    await waitUntil('everybody to hear it', () => heard() >= (n + 1) * listeners, { every_ms: 5, deadline_ms: 10_000 });
  }
  for (const s of streams) {
    const times = new Map();
    for (const [n, , at] of s.heard) times.set(n, [...(times.get(n) ?? []), at]);
    for (const list of times.values()) list.forEach((at, i) => took.push(at - sent[i]));
    s.close();
  }
  took.sort((x, y) => x - y);
  const at = (share) => took[Math.floor(took.length * share)];
  for (const [name, share] of [['p50', 0.5], ['p99', 0.99]]) add(`a message sent and heard by ${listeners} listeners, ${name}`, at(share), 250, '< 1', { unit: 'ms', note: `${took.length} times heard; the time to accept it included` });
}
