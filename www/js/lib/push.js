// Important notes while no page of ours is open: the push service of the browser wakes a worker (/push-worker.js), which shows them.
// Loaded only where somebody switched notifications on, or signs out.
import { bearer, get, post, superuser } from './api.js';

const WORKER = '/push-worker.js';
const SCOPE = '/dashboard/';
const LONGEST_MS = 15000; // a browser that does not reach its push service goes on trying

const able = () => 'serviceWorker' in navigator && 'PushManager' in window && !superuser();
export const registration = async () => (able() ? navigator.serviceWorker.getRegistration(SCOPE) : undefined);

// The policy of our pages lets a script be loaded by none but a named rule: this one knows a single address.
let rule = null;
function address() {
  if (!window.trustedTypes) return WORKER;
  rule ??= window.trustedTypes.createPolicy('default', { createScriptURL: (url) => { if (url !== WORKER) throw new TypeError('not a script of ours'); return url; } });
  return rule.createScriptURL(WORKER);
}

async function registered() {
  const made = await navigator.serviceWorker.register(address(), { scope: SCOPE });
  const worker = made.installing ?? made.waiting ?? made.active;
  if (worker.state !== 'activated') await new Promise((done, failed) => { worker.addEventListener('statechange', () => { if (worker.state === 'activated') done(); if (worker.state === 'redundant') failed(new Error('replaced')); }); });
  return made;
}

const bytes = (base64url) => Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const same = (key, buffer) => { const has = new Uint8Array(buffer ?? []); return has.length === key.length && has.every((byte, i) => byte === key[i]); };

// With the key of today: what was made with another reaches nobody.
async function subscribed(manager, key) {
  const there = await manager.getSubscription();
  if (there && same(key, there.options.applicationServerKey)) return there;
  await there?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

const soonEnough = (work) => Promise.race([work, new Promise((_, late) => { setTimeout(() => late(new Error('too late')), LONGEST_MS); })]);

// { state: 'on', id }, or why not: 'none', the browser has no push service or did not reach it; 'keyless', nobody sends from this
// installation. Throws a Problem of the API.
export async function begin() {
  if (!able()) return { state: 'none' };
  const { key } = await get('/push-subscriptions/key');
  if (!key) return { state: 'keyless' };
  let made;
  try { made = await soonEnough(subscribed((await registered()).pushManager, bytes(key))); } catch { return { state: 'none' }; }
  const { endpoint, keys } = made.toJSON();
  const { id } = await post('/push-subscriptions', { endpoint, p256dh: keys.p256dh, auth: keys.auth, device: navigator.userAgent.slice(0, 255) });
  return { state: 'on', id };
}

// before: what begin() said. Nothing comes any more: the browser forgets its end, which is enough, and we forget ours. Never stands in
// the way of signing out.
export async function end(before) {
  try {
    const there = await registration();
    await (await there?.pushManager.getSubscription())?.unsubscribe();
    await there?.unregister();
  } catch { /* it was none */ }
  if (before?.state !== 'on') return;
  try {
    await fetch(`/api/v1/push-subscriptions/${before.id}`, { method: 'DELETE', headers: { Authorization: await bearer(), 'X-Holdfast-Request': '1' }, signal: AbortSignal.timeout(5000) });
  } catch { /* the service will say that the browser is gone */ }
}
