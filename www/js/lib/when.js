// Times of talk: today only the hour, this week the day, otherwise the date.
import { region } from './language.js';

const clock = new Intl.DateTimeFormat(region, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(region, { weekday: 'short' });
const days = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short' });
const long = new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long' });
const relative = new Intl.RelativeTimeFormat(region, { numeric: 'auto' });

export const dayOf = (at) => { const midnight = new Date(at); midnight.setHours(0, 0, 0, 0); return midnight.getTime(); };
const daysAgo = (at) => Math.round((dayOf(Date.now()) - dayOf(at)) / 86400000);

export const hour = (at) => clock.format(new Date(at));

export function short(at) {
  const n = daysAgo(at);
  return n <= 0 ? hour(at) : n < 6 ? weekday.format(new Date(at)) : days.format(new Date(at));
}

export function day(at) {
  const n = daysAgo(at);
  const text = n === 0 || n === 1 ? relative.format(-n, 'day') : long.format(new Date(at));
  return text[0].toUpperCase() + text.slice(1);
}
