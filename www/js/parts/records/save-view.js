// A name for what the list shows now, and for whom.
import { html } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may, post, session } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { Dialog } from '../dialog.js';
import { Field, Select, Summary } from '../form.js';
import { say } from '../toast.js';
import { textOf } from './views.js';

export function Save({ of, onClose, onSaved }) {
  const form = useForm({ name: '', scope: 'private', role: session.user.roles?.[0] ?? '' }, { id: 'view' });
  const labels = { name: t('view-name'), scope: t('view-scope'), role: t('view-role') };
  const scopes = [['private', t('view-private')], ...(may('views:write') ? [['role', t('view-for-role')], ['tenant', t('view-for-all')]] : [])];
  const send = async () => {
    const { name, scope, role } = form.values;
    const columns = of.columns();
    const one = await post('/views', { list: 'customers', name: name.trim(), scope, ...(scope === 'role' && { role }), query: textOf(of.address.value), ...(columns !== of.usual && { columns }) });
    form.accept(form.values);
    say(t('view-saved', { name: one.name }));
    onSaved(one);
  };
  return html`<${Dialog} title=${t('view-save')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(() => (form.values.name.trim() ? {} : { name: [t('view-name-missing')] }), send)} novalidate>
    <${Summary} form=${form} labels=${labels} /><${Field} form=${form} name="name" label=${labels.name} maxlength="80" autocomplete="off" />
    ${scopes.length > 1 && html`<${Select} form=${form} name="scope" label=${labels.scope} options=${scopes} />`}
    ${form.values.scope === 'role' && html`<${Select} form=${form} name="role" label=${labels.role} options=${(session.user.roles ?? []).map((one) => [one, one])} />`}
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'view-save-go')}</button></div>
  </form></${Dialog}>`;
}
