// Speaks to /api/v1. The access token lives in this module's memory only; the refresh cookie is the browser's and
// out of our reach. Everything that fails arrives as a Problem (RFC 9457).

export class Problem extends Error {
  constructor({ status = 0, code = 'network', detail = '', request_id = '', errors = [], challenge = '', current = null, waitS = 0 } = {}) {
    super(detail || code);
    Object.assign(this, { status, code, detail, requestId: request_id, errors: Array.isArray(errors) ? errors : [], challenge, current, waitS });
  }
}

let access = null; // { token, expiresAt }
let renewing = null;

export const session = { user: null };

export function key() {
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function problemOf(answer) {
  let body = {};
  try { body = await answer.json(); } catch { /* not ours: a proxy's page */ }
  return new Problem({ status: answer.status, code: body.code ?? `http_${answer.status}`, detail: body.detail ?? body.title ?? '',
    request_id: body.request_id ?? answer.headers.get('X-Request-Id') ?? '', errors: body.errors, challenge: body.challenge, current: body.current,
    waitS: Number(answer.headers.get('Retry-After')) || 0 });
}

async function send(path, options) {
  try {
    return await fetch(path, { credentials: 'same-origin', ...options });
  } catch (fault) {
    if (fault.name === 'AbortError') throw fault;
    throw new Problem({ code: 'network' });
  }
}

// Notes to ourselves that this tab has signed in, and what it did since (parts/alerts.js); they open nothing.
const HERE = 'signed-in';
export const ASKED = 'push-asked';
const forget = () => { for (const note of [HERE, ASKED]) sessionStorage.removeItem(note); };
export const signedInHere = () => sessionStorage.getItem(HERE) === '1';

function adopt(answer) {
  sessionStorage.setItem(HERE, '1');
  access = { token: answer.access_token, expiresAt: performance.now() + (answer.expires_in - 30) * 1000 };
  session.user = answer.user;
  return answer.user;
}

// Asks what needs no sign-in.
export async function ask(method, path, body) {
  const headers = { Accept: 'application/json', 'X-Holdfast-Request': '1' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await send(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!answer.ok) throw await problemOf(answer);
  return answer.headers.get('Content-Type')?.includes('json') ? answer.json() : null;
}

// Where a second factor is asked for, the Problem has the code second_factor_required and a challenge.
export const login = async (identifier, password) => adopt(await ask('POST', '/auth/login', { identifier, password }));
export const answerChallenge = async (challenge, code) => adopt(await ask('POST', '/auth/login/second-factor', { challenge, code }));

// Exchanges the cookie for an access token. Several callers share one request.
export function renew() {
  renewing ??= (async () => {
    const answer = await send('/api/v1/auth/refresh', { method: 'POST', keepalive: true, headers: { 'X-Holdfast-Request': '1' } });
    if (!answer.ok) throw await problemOf(answer);
    return adopt(await answer.json());
  })().finally(() => { renewing = null; });
  return renewing;
}

// Whoever signs out says where to go then: what is refused meanwhile sends nobody elsewhere.
let signingOut = false;

export async function logout() {
  const headers = { 'X-Holdfast-Request': '1' };
  if (access) headers.Authorization = `Bearer ${access.token}`;
  signingOut = true;
  try { await send('/api/v1/auth/logout', { method: 'POST', headers }); } catch (problem) { signingOut = false; throw problem; }
  forget();
  access = null;
  session.user = null;
}

export async function bearer() {
  if (!access || performance.now() >= access.expiresAt) await renew();
  return `Bearer ${access.token}`;
}

export function leave() {
  if (!signingOut) {
    forget();
    location.replace(`/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  return new Promise(() => {}); // the page is going away: nothing that awaits this may go on
}

async function authorized(path, options) {
  try {
    const first = await send(path, { ...options, headers: { ...options.headers, Authorization: await bearer() } });
    if (first.status !== 401) return first;
    await renew();
    return await send(path, { ...options, headers: { ...options.headers, Authorization: await bearer() } });
  } catch (fault) {
    if (fault instanceof Problem && fault.status === 401) return leave();
    throw fault;
  }
}

// A superuser belongs to no workspace and says in which one to work. Gone with the tab; the server checks it each time.
const ACTING = 'workspace';
export function actingIn() {
  try { return JSON.parse(sessionStorage.getItem(ACTING)); } catch { return null; }
}
export const actIn = (workspace) => (workspace ? sessionStorage.setItem(ACTING, JSON.stringify(workspace)) : sessionStorage.removeItem(ACTING));
export const superuser = () => Boolean(session.user) && !session.user.tenant;

// Some things need the password again (parts/step-up.js asks for it), and a role may need a second factor first.
let provesAgain = null;
export const onStepUp = (prove) => { provesAgain = prove; };
const SET_UP = '/dashboard/settings/';

async function refused(problem) {
  if (problem.code === 'step_up_required' && provesAgain) {
    if (await provesAgain()) return true;
    throw new Problem({ code: 'cancelled' });
  }
  if (problem.code === 'second_factor_setup_required' && location.pathname !== SET_UP) {
    location.replace(`${SET_UP}?setup=1#factor`);
    await new Promise(() => {});
  }
  return false;
}

async function call(method, path, settings = {}) {
  const problem = await tried(method, path, settings);
  if (!(problem instanceof Problem)) return problem;
  if (!await refused(problem)) throw problem;
  const second = await tried(method, path, settings);
  if (second instanceof Problem) throw second;
  return second;
}

// A change that is being sent outlives the page: who saves and goes on at once loses nothing. Browsers take 64 KiB for all that is on
// its way; what is longer than this many characters (or has no length, as a file) is waited for by a page that says so.
const KEPT_ALIVE = 4096;

async function tried(method, path, { body, type, signal, raw, headers = {} }) {
  const options = { method, signal, headers: { Accept: 'application/json', ...headers } };
  const acting = superuser() ? actingIn() : null;
  if (acting) options.headers['X-Tenant'] = acting.slug;
  if (method !== 'GET') options.headers['X-Holdfast-Request'] = '1';
  if (body !== undefined) {
    options.headers['Content-Type'] = type ?? 'application/json';
    options.body = type ? body : JSON.stringify(body);
  }
  options.keepalive = method !== 'GET' && !raw && !signal && (options.body === undefined || options.body.length <= KEPT_ALIVE);
  const answer = await authorized(`/api/v1${path}`, options);
  if (!answer.ok) return problemOf(answer);
  if (raw) return answer;
  return answer.headers.get('Content-Type')?.includes('json') ? answer.json() : null;
}

export const get = (path, options) => call('GET', path, options);
export const post = (path, body, options = {}) => call('POST', path, { ...options, body, headers: { 'Idempotency-Key': key(), ...options.headers } });
export const put = (path, body, options = {}) => call('PUT', path, { ...options, body });
export const patch = (path, body, options = {}) => call('PATCH', path, { ...options, body });
export const remove = (path, body, options = {}) => call('DELETE', path, { ...options, body });

// A file that the server makes: it goes to the person's downloads.
export async function fetchFile(method, path, name, options = {}) {
  const answer = await call(method, path, { ...options, raw: true, headers: { Accept: '*/*', ...(method === 'POST' && { 'Idempotency-Key': key() }) } });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="?([^";]+)/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// For a change of a record that others may change too: what is not the newest any more is refused with 412.
export const ifStill = (record) => ({ headers: { 'If-Match': `"${record.version}"` } });

// A superuser may everything in the workspace he works in.
export const may = (permission) => (superuser() ? actingIn() !== null : session.user?.permissions?.includes(permission) ?? false);

export function query(parameters) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== '' && value !== null && value !== undefined) parts.set(name, value);
  const text = parts.toString();
  return text ? `?${text}` : '';
}
