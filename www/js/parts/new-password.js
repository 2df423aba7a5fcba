// The two fields of a new password on a page in front of the sign-in: rules that tick themselves off, and what is wrong
// before it is sent.
import { html, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { element } from '../lib/door.js';
import { passwordChecks } from '../lib/password.js';
import { Rules } from './rules.js';

const PERSON = ['username', 'first_name', 'last_name', 'email'];
const person = () => Object.fromEntries(PERSON.map((name) => [name, element(name)?.value ?? '']));

// rules() gives { password_min, password_classes } as far as they are known.
export function newPassword(rules = () => ({})) {
  const box = element('password-rules');
  const checks = () => passwordChecks(element('password').value, person(), rules());
  const draw = () => render(html`<${Rules} checks=${checks()} />`, box);
  for (const name of ['password', ...PERSON]) element(name)?.addEventListener('input', draw);
  draw();
  return {
    draw,
    wrong: ({ password, confirm }) => ({
      password: !password ? t('password-missing') : checks().every((one) => one.ok) ? '' : t('password-weak'),
      confirm: password !== confirm ? t('password-different') : '',
    }),
  };
}
