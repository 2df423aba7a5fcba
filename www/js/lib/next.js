// Where to go after signing in: only a path of this site is accepted.
export function safeNext(wanted, fallback = '/dashboard/') {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return fallback;
  // eslint-disable-next-line no-control-regex -- browsers drop tabs and newlines inside a URL, so "/\t/evil" would be "//evil"
  if (/[\u0000-\u001f\\]/.test(wanted)) return fallback;
  let there;
  try { there = new URL(wanted, location.origin); } catch { return fallback; }
  return there.origin === location.origin && !there.pathname.startsWith('/login') ? there.pathname + there.search + there.hash : fallback;
}
