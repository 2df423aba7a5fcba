// The sweep's cases of conversations and notes. What is made anew each time has ids made of the key; what changes is put back before.
import { randomUUID } from 'node:crypto';
import { request } from '../api/lib.mjs';

export async function chatCases(token, sql, all) {
  const home = 'other-bank', tenant = sql(`SELECT id FROM tenants WHERE slug = '${home}'`), chat = randomUUID();
  const message = (await request('/api/v1/chat/messages', { json: { session_id: chat, message: 'I owe $250,000', tenant: home }, status: 201 })).json.id;
  const note = (await request('/api/v1/notes', { token, json: { title: 'Sweep', body: 'Sweep', recipients: ['admin'] }, status: 201 })).json.id;
  // The first customer of all makes rows that stay.
  await request('/api/v1/chat/messages', { json: { session_id: randomUUID(), data_type: 'name', message: 'Sweep Er', tenant: home }, status: 201 });
  const headers = { 'content-type': 'application/json' };
  const json = (object, more = {}) => ({ body: (key) => JSON.stringify(typeof object === 'function' ? object(key) : object), headers: { ...headers, ...more } });
  const made = (key, n) => `${key}-0000-7000-8000-00000000000${n}`;
  const said = (more) => ({ ...json((key) => ({ session_id: made(key, 1), id: made(key, 2), message: 'Said', tenant: home, ...more })), open: true, repeat: true });
  const asBefore = () => sql(`UPDATE chat_messages SET version = 1, body = 'Said', removed_at = NULL, edited_at = NULL WHERE id = '${message}'; DELETE FROM chat_message_edits WHERE message_id = '${message}'`);
  const proposed = () => sql(`REPLACE INTO chat_values (tenant_id, session_id, path, value, confidence) VALUES (${tenant}, '${chat}', 'intent', '"Sweep"', 0.5)`);
  const at = `/api/v1/chat/sessions/${chat}`, match = { 'if-match': '"1"' };
  const cases = [
    ['POST', '/api/v1/chat/messages', said({})],
    ['POST', '/api/v1/chat/messages', { // the last datum: a customer, a lead, an assignment, a job
      ...said({ data_type: 'phone', message: '555 010 99 99' }),
      prepare: (key) => sql(`INSERT INTO chat_sessions (tenant_id, id, name, email) VALUES (${tenant}, '${made(key, 1)}', 'Sweep Er', 'sweep@example.com')`),
    }],
    ['POST', `${at}/messages`, { ...json((key) => ({ message: 'Answered', message_id: made(key, 3) })), repeat: true }],
    ['PATCH', `/api/v1/chat/messages/${message}`, { ...json({ message: 'Put right' }, match), repeat: true, prepare: asBefore }],
    ['POST', `${at}/context/review`, { ...json({ path: 'intent', decision: 'accept' }), repeat: true, prepare: proposed }],
    ['GET', `${at}/context`, { prepare: proposed }],
    ['POST', '/api/v1/notes', { ...json({ title: 'Sweep', body: 'Sweep', recipients: ['admin'], importance: 'important' }), repeat: true }],
  ];
  const others = [
    ['POST', '/api/v1/chat/messages', said({ data_type: 'name', message: 'Sweep Er' })],
    ['DELETE', `/api/v1/chat/messages/${message}`, { headers: match, repeat: true, prepare: asBefore }],
    ['GET', `/api/v1/chat/messages/${message}/edits`],
    ['GET', `${at}/history?tenant=${home}`, { open: true }],
    ['GET', `${at}/live?tenant=${home}`, { open: true, headers: { accept: 'text/event-stream' } }],
    ['POST', `${at}/typing`, { ...json({ tenant: home }), open: true, prepare: () => sql('DELETE FROM rate_counters') }],
    ['GET', '/api/v1/chat/sessions?limit=5&q=a'],
    ['GET', at],
    ['GET', `${at}/messages?before=100`],
    ['POST', `${at}/read`, { ...json({ upto: 1 }), repeat: true, prepare: () => sql(`DELETE FROM chat_reads WHERE session_id = '${chat}'`) }],
    ['GET', '/api/v1/chat/unread'],
    ['GET', '/api/v1/chat/messages?q=owe&limit=5'],
    ['POST', `${at}/context/extract`, { repeat: true, prepare: () => sql(`UPDATE chat_sessions SET context_state = 'none' WHERE id = '${chat}'`) }],
    ['GET', '/api/v1/chat/settings'],
    ['PUT', '/api/v1/chat/settings', { ...json({ title: 'Sweep', parents: ['https://a.example'] }, { 'if-match': '"0"' }), repeat: true, prepare: () => sql(`DELETE FROM chat_settings WHERE tenant_id = ${tenant}`) }],
    ['GET', '/api/v1/chat/schemas'],
    ['PUT', (key) => `/api/v1/chat/schemas/sweep_${key}`, { ...json({ title: 'Sweep', fields: [{ path: 'a', type: 'money' }] }), repeat: true }],
    ['GET', `/api/v1/chat/widget?tenant=${home}`, { open: true }],
    ['GET', `/chat/?tenant=${home}`, { open: true }],
    ['GET', '/api/v1/notes/inbox?limit=5'],
    ['GET', '/api/v1/notes/sent?limit=5'],
    ['GET', '/api/v1/notes/unread'],
    ['GET', '/api/v1/notes/roles'],
    ['GET', `/api/v1/notes/${note}`],
    ['GET', `/api/v1/notes/${note}/thread`],
    ['GET', `/api/v1/notes/${note}/readers`],
    ['POST', `/api/v1/notes/${note}/read`, { repeat: true, prepare: () => sql(`DELETE FROM note_reads WHERE note_id = '${note}'`) }],
    ['GET', `/api/v1/presence?object=chat:${chat}`],
    ['PUT', '/api/v1/presence', { ...json({ object: `chat:${chat}`, state: 'viewing' }), prepare: () => sql('DELETE FROM presence') }],
    ['GET', '/api/v1/push-subscriptions'],
    ['GET', '/api/v1/push-subscriptions/key'],
    ['POST', '/api/v1/push-subscriptions', { ...json((key) => ({ endpoint: `https://push.example/${key}`, p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) })), repeat: true }],
    ['GET', `/api/v1/chat/history/?session_id=${chat}`, { open: true }],
    ['POST', '/api/v1/chat/stream/', { ...json((key) => ({ session_id: made(key ?? 'aaaaaaaa', 4), message: 'Said' })), open: true }],
    ['GET', '/notes/inbox'],
    ['POST', '/notes/', { ...json({ title: 'Sweep', description: 'Sweep', recipients: ['admin'] }), repeat: true }],
  ];
  return [...cases, ...(all ? others : [])].map((one) => ['chat', ...one]);
}
