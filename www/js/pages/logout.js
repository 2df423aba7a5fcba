// Signing out is a form, not a link: a link could be followed by a program, or put into another site's page.
import { load } from '../lib/l10n.js';
import { logout, renew } from '../lib/api.js';
import { door } from '../lib/door.js';

door(load('common', 'doors'), {
  form: 'form',
  names: [],
  send: async () => {
    try { await renew(); } catch { /* then there is nothing to end but the cookie */ }
    if (localStorage.getItem('alerts')) await (await import('../parts/alerts.js')).signOff();
    await logout();
    location.replace('/login/?out=1');
  },
});
