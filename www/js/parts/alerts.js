// Important notes make themselves heard: a word at the edge of the page and, where somebody switched it on in this browser, a
// notification of the desktop and a sound. Of several open tabs one rings; while none is open, lib/push.js brings the notification.
import { signal } from '../lib/dom.js';
import { ASKED, get, query, session } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { hear, staysOpen } from '../lib/live.js';
import { say } from './toast.js';

// Kept in this browser, since the browser is what somebody allowed to ring. user: who did; push: what lib/push.js said.
const KEPT = 'alerts';
const OFF = { desktop: false, sound: false, user: null, push: null };

function kept() {
  try { return { ...OFF, ...JSON.parse(localStorage.getItem(KEPT) ?? '{}') }; } catch { return OFF; }
}
export const alerts = signal(kept());

export const desktopState = () => (typeof Notification === 'undefined' ? 'missing' : Notification.permission); // missing, default, granted, denied

export function setAlerts(change) {
  alerts.value = { ...alerts.value, user: session.user?.id ?? null, ...change };
  try {
    if (alerts.value.desktop || alerts.value.sound) localStorage.setItem(KEPT, JSON.stringify(alerts.value)); else localStorage.removeItem(KEPT);
  } catch { /* storage may be closed to us: the choice then lasts for this page */ }
}

// Only after a click: browsers refuse to be asked without one.
export async function allowDesktop() {
  if (desktopState() === 'missing') return 'missing';
  return desktopState() === 'granted' ? 'granted' : Notification.requestPermission();
}

export async function turnPushOn() {
  const { begin } = await import('../lib/push.js');
  setAlerts({ push: await begin() });
}

export async function turnPushOff(change) {
  const { push } = alerts.value;
  setAlerts({ push: null, ...change });
  if (push) await (await import('../lib/push.js')).end(push);
}

// Whoever signs out hears nothing of us here any more; signed in again, the same person does.
export const signOff = () => turnPushOff({ user: alerts.value.user });

// Said anew after each sign-in of a tab: what a browser or we forgot is made up for, and what is told ends with the sign-in it began in.
async function keepPush() {
  const { desktop, push } = alerts.value;
  if (!desktop || desktopState() !== 'granted' || (push && sessionStorage.getItem(ASKED))) return;
  sessionStorage.setItem(ASKED, '1');
  await turnPushOn();
}

let audio = null;

// Two soft tones, made here: there is no file to load.
export function ring() {
  try {
    audio ??= new AudioContext();
    audio.resume();
    const begin = audio.currentTime + 0.02;
    for (const [step, pitch] of [[0, 659.25], [0.16, 880]]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, begin + step);
      volume.gain.exponentialRampToValueAtTime(0.2, begin + step + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, begin + step + 0.45);
      tone.connect(volume).connect(audio.destination);
      tone.start(begin + step);
      tone.stop(begin + step + 0.5);
    }
  } catch { /* no sound here */ }
}

export const notePage = (id) => `/dashboard/notes/${query({ id })}`;

// In the words of www/push-worker.js, and by it where it works: then what comes both ways is shown once.
async function notify(note) {
  const about = { body: note.title, tag: note.id, icon: '/assets/icon.svg', data: { page: notePage(note.id) } };
  const worker = alerts.value.push?.state === 'on' ? await navigator.serviceWorker.getRegistration(notePage(note.id)) : null;
  if (worker) { worker.showNotification(note.sender ?? 'Holdfast', about); return; }
  const shown = new Notification(note.sender ?? 'Holdfast', about);
  shown.onclick = () => { window.focus(); location.assign(notePage(note.id)); shown.close(); };
}

let rings = false; // this tab is the one
let newest = null; // the id of the newest note that was told of; ids grow with time

function tell(note) {
  if (document.visibilityState !== 'hidden') say(t('alert-note', { name: note.sender ?? '', title: note.title }), { go: { href: notePage(note.id), words: t('alert-open') } });
  if (!rings) return;
  const { desktop, sound } = alerts.value;
  if (desktop && desktopState() === 'granted' && !document.hasFocus()) notify(note);
  if (sound) ring();
}

async function look() {
  const { data } = await get('/notes/inbox?unread=true&important=true&limit=5');
  const fresh = newest === null ? [] : data.filter((note) => note.id > newest && note.sender_id !== session.user.id).reverse();
  newest = [newest ?? '', ...data.map((note) => note.id)].sort().at(-1);
  for (const note of fresh) tell(note);
}

export function attend() {
  if (session.user.kind !== 'staff') return;
  if (alerts.value.user && alerts.value.user !== session.user.id) turnPushOff(OFF).catch(() => {}); // somebody else switched it on
  let looking = Promise.resolve();
  const soon = () => { looking = looking.then(look).catch(() => {}); };
  soon(); // what waits already is not told of
  hear(['note'], soon, soon);
  addEventListener('storage', (event) => { if (event.key === KEPT) alerts.value = kept(); });
  alerts.subscribe(({ desktop, sound }) => { staysOpen.value = rings && (desktop || sound); });
  const mine = () => { rings = true; staysOpen.value = alerts.value.desktop || alerts.value.sound; keepPush().catch(() => {}); return new Promise(() => {}); };
  // Held until the tab goes; the next one in the line takes over.
  if (navigator.locks) navigator.locks.request('holdfast-alerts', mine); else mine();
}
