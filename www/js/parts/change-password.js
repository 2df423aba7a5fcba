// The old password, and a new one with its rules.
import { html } from '../lib/dom.js';
import { post } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { passwordChecks } from '../lib/password.js';
import { Card } from './basics.js';
import { Password, Summary } from './form.js';
import { Rules } from './rules.js';
import { say } from './toast.js';

const NONE = { old_password: '', new_password: '', confirm: '' };

export function ChangePassword({ me }) {
  const form = useForm(NONE, { id: 'password-form' });
  const checks = passwordChecks(form.values.new_password, me, me.rules);
  const check = () => {
    const { old_password: old, new_password: fresh, confirm } = form.values;
    return {
      ...(!old && { old_password: [t('settings-old-missing')] }),
      ...(!fresh ? { new_password: [t('password-missing')] } : !checks.every((one) => one.ok) && { new_password: [t('password-weak')] }),
      ...(fresh !== confirm && { confirm: [t('password-different')] }),
    };
  };
  const send = async () => {
    await post('/auth/change-password', { old_password: form.values.old_password, new_password: form.values.new_password });
    form.accept(NONE);
    say(t('settings-password-done'));
  };
  const labels = { old_password: t('settings-old'), new_password: t('password-new'), confirm: t('password-confirm') };
  return html`<${Card} id="password" title=${t('settings-password')} lead=${t('settings-password-lead')}>
    <form class="stack tight one-column" onSubmit=${form.submit(check, send)} novalidate>
      <${Summary} form=${form} labels=${labels} />
      <input class="hidden-visually" type="text" name="username" autocomplete="username" value=${me.email ?? me.username} readonly tabindex="-1" aria-hidden="true" />
      <${Password} form=${form} name="old_password" label=${labels.old_password} autocomplete="current-password" />
      <${Password} form=${form} name="new_password" label=${labels.new_password} autocomplete="new-password" after=${html`<${Rules} checks=${checks} />`} />
      <${Password} form=${form} name="confirm" label=${labels.confirm} autocomplete="new-password" />
      <div class="actions"><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'settings-password-go')}</button></div>
    </form>
  </${Card}>`;
}
