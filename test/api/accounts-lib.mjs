// What the tests of accounts share: the database's own view, people who register, codes of a second factor, commands.
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { request, state, waitUntil } from './lib.mjs';

export const sql = (text) => execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-N', '-B', 'holdfast', '-e', text], { encoding: 'utf8' }).trim();
// What people may do so many times an hour, sign-ins and the like, is forgotten; the general limits are not.
export const forgetCounters = () => sql("DELETE FROM rate_counters WHERE scope IN ('login:account', 'login:network', 'register', 'code', 'code-hour', 'picture')");
export const goodPassword = 'tall Green 7 kettles';

const word = () => randomUUID().replaceAll('-', '').slice(0, 12);
// Names that nobody has: {username, email, password, first_name, last_name}.
export const stranger = (more = {}) => {
  const name = `p${word()}`;
  return { username: name, email: `${name}@people.example`, password: goodPassword, first_name: 'Nia', last_name: 'Okoro', ...more };
};

export const post = (path, json, options = {}) => request(`/api/v1/auth/${path}`, { json, ...options });
export const enter = (identifier, password, options = {}) => post('login', { identifier, password }, options);

// A customer of the demo tenant who registered and is signed in: {who, id, token, refresh_token}.
export async function registered(more = {}) {
  forgetCounters();
  const who = stranger(more);
  const { json } = await post('register', who, { status: 201 });
  const session = (await enter(who.username ?? who.email ?? who.phone, who.password, { status: 200 })).json;
  return { who, id: json.id, token: session.access_token, refresh_token: session.refresh_token };
}

export const part = (token, i) => JSON.parse(Buffer.from(token.split('.')[i], 'base64url'));
export const sessionOf = (token) => part(token, 1).sid;

const base32 = (text) => {
  const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
};
// RFC 6238: the code of a secret in the step that is so many steps away.
export function totp(secret, away = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away));
  const mac = createHmac('sha1', base32(secret)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// Steps up with the password; then gives the token back.
export async function steppedUp(token, password = goodPassword) {
  await post('step-up', { password }, { token, status: 200 });
  return token;
}

// A second factor that is on: its secret and recovery codes. Afterwards codes of later steps only are good.
export async function withFactor(token) {
  const { json } = await post('second-factor/setup', {}, { token, status: 200 });
  await waitUntil('a step that lasts', () => Date.now() % 30_000 < 25_000); // with its end the code of the one before is no good
  const codes = (await post('second-factor/confirm', { code: totp(json.secret, -1) }, { token, status: 200 })).json.recovery_codes;
  return { secret: json.secret, uri: json.uri, qr: json.qr, codes };
}

// Runs holdfast-auth with the settings of the running instance: {status, out, err}.
export function command(args, { input = '', env = {} } = {}) {
  const bin = process.env.HF_TEST_BIN ?? 'build/asan/bin';
  const got = spawnSync(`${bin}/holdfast-auth`, args, {
    input, encoding: 'utf8', timeout: 30_000,
    env: { ...process.env, HF_MODE: 'demo', HF_STATE: state, HF_DB_SOCKET: `${state}/run/db.sock`, HF_DB_USER: 'holdfast-auth',
      HF_DB_PASSWORD_FILE: `${state}/secrets/db-auth`, ...env },
  });
  return { status: got.status, out: got.stdout, err: got.stderr };
}

export const pointers = (answer) => (answer.json.errors ?? []).map((e) => e.pointer);
export const codes = (answer) => (answer.json.errors ?? []).map((e) => e.code);

// The medians of what each of these takes, in ms, all in turn: a machine that becomes slow does so for each. before is not counted.
export async function medians(times, runs, before = () => {}) {
  const all = runs.map(() => []);
  for (let i = 0; i < times; i++) {
    before(i);
    for (const [k, run] of runs.entries()) {
      const began = performance.now();
      await run(i);
      all[k].push(performance.now() - began);
    }
  }
  return all.map((took) => took.sort((a, b) => a - b)[times >> 1]);
}

export const sameAnswer = (a, b) => {
  const plain = ({ status, json }) => ({ status, ...json, request_id: '' });
  assert.deepEqual(plain(a), plain(b));
};
