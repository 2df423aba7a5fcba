// Shows what a push service hands to this browser (cgi/chat/push_deliver.c says what), and opens the page it names. It answers no
// requests and asks for nothing: its own policy allows it no connection.
const HOME = '/dashboard/notes/';

// Only pages of ours, whatever a message says.
function pageOf(path) {
  try {
    const page = new URL(path ?? HOME, location.origin);
    if (page.origin === location.origin) return page.href;
  } catch { /* no address at all */ }
  return new URL(HOME, location.origin).href;
}

function read(data) {
  try { return Object(data?.json()); } catch { return {}; }
}
const text = (value, otherwise) => (typeof value === 'string' && value.trim() ? value : otherwise);

// A page of ours that somebody looks at says it by itself.
async function looksAtUs() {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.some((page) => page.focused && /^\/(dashboard|admin)\//.test(new URL(page.url).pathname));
}

async function tell(data) {
  if (await looksAtUs()) return;
  const said = read(data);
  await self.registration.showNotification(text(said.sender, 'Holdfast'), { body: text(said.title, ''), tag: text(said.id, 'holdfast'), icon: '/assets/icon.svg', data: { page: pageOf(said.page) } });
}

// Where it is open already it comes to the front; nobody's page is taken away from under their hands.
async function open(notification) {
  const page = pageOf(notification.data?.page);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find((one) => one.url === page);
  await (there ? there.focus() : self.clients.openWindow(page));
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('push', (event) => event.waitUntil(tell(event.data)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification));
});
