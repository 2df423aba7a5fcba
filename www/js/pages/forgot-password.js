// Asks for a mail. The answer never says whether there is such an account.
import { load, t } from '../lib/l10n.js';
import { ask } from '../lib/api.js';
import { door, element, proof, setProof } from '../lib/door.js';

const ready = load('common', 'doors');
const email = element('email');
email.value = proof().email ?? '';
if (!email.value) email.focus();

door(ready, {
  form: 'form',
  names: ['email'],
  check: (given) => ({ email: /^\S+@\S+$/.test(given.email) ? '' : t('door-need-email') }),
  send: async (given) => {
    await ask('POST', '/auth/forgot-password', given);
    setProof({ email: given.email, purpose: 'reset', at: Date.now() });
    location.assign('/reset-password/');
  },
});
