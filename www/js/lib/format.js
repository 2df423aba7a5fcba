// Numbers, money, shares and times as a person reads them. What is missing is an en dash, never a nought.
import { region } from './l10n.js';

const MISSING = '–';
const made = new Map();

function numbers(options) {
  const key = JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.NumberFormat(region, options));
  return made.get(key);
}

const missing = (value) => value === null || value === undefined || value === '' || Number.isNaN(Number(value));

export function count(value) {
  return missing(value) ? MISSING : numbers({ maximumFractionDigits: 0 }).format(value);
}

export function decimal(value, digits = 2) {
  return missing(value) ? MISSING : numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

// A value from an upload as it stands, with thousands marks when it is a plain number.
export function plain(value) {
  if (missing(value)) return value === null || value === undefined || value === '' ? MISSING : String(value);
  return numbers({ maximumFractionDigits: 2 }).format(value);
}

export function share(fraction, digits = 1) {
  return missing(fraction) ? MISSING : numbers({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(fraction);
}

// A difference between two probabilities, in percentage points with its sign.
export function points(difference, digits = 1) {
  if (missing(difference)) return MISSING;
  return numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(difference * 100).replace('-', '−');
}

// Money arrives as a decimal string; Intl formats strings without passing through a float.
export function money(amount, currency, { compact = false, cents = false } = {}) {
  if (missing(amount)) return MISSING;
  const form = { style: 'currency', currency: currency || 'EUR', currencyDisplay: 'narrowSymbol' };
  if (compact) return numbers({ ...form, notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: Math.abs(amount) >= 1e6 ? 1 : 0 }).format(amount);
  return numbers({ ...form, minimumFractionDigits: cents ? 2 : 0, maximumFractionDigits: cents ? 2 : 0 }).format(amount);
}

export function bytes(size) {
  if (missing(size)) return MISSING;
  const step = size >= 1024 * 1024 ? [1024 * 1024, 'megabyte'] : size >= 1024 ? [1024, 'kilobyte'] : [1, 'byte'];
  return numbers({ style: 'unit', unit: step[1], unitDisplay: step[1] === 'byte' ? 'long' : 'short', maximumFractionDigits: step[1] === 'megabyte' ? 1 : 0 }).format(size / step[0]);
}

const dates = new Intl.DateTimeFormat(region, { dateStyle: 'medium' });
const times = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
const whole = new Intl.DateTimeFormat(region, { dateStyle: 'full', timeStyle: 'long' });

export const date = (at) => (at ? dates.format(new Date(at)) : MISSING);
export const time = (at) => (at ? times.format(new Date(at)) : MISSING);
export const exact = (at) => (at ? whole.format(new Date(at)) : '');

const STEPS = [['year', 31536000], ['month', 2592000], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const relative = new Intl.RelativeTimeFormat(region, { numeric: 'auto' });

export function ago(at, now = Date.now()) {
  if (!at) return MISSING;
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
  return relative.format(Math.round(seconds / size), unit);
}

export function initials(name) {
  const words = String(name ?? '').trim().split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? words.at(-1)[0] : '')).toUpperCase() || '·';
}
