// Saved views: what the address says, under a name, for oneself, for a role or for all.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, may, patch, post, query, remove, session } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { resource } from '../../lib/state.js';
import { USUAL } from '../../lib/records.js';
import { Dialog } from '../dialog.js';
import { Field, Select, Summary } from '../form.js';
import { say, sayFault } from '../toast.js';

const [views, load] = resource((stop) => get(`/views${query({ list: 'customers' })}`, { signal: stop }));
const BUILT_IN = [['all', ''], ['high', 'band = high'], ['nobody', 'assigned = none'], ['mine', 'assigned = me']];
const textOf = ({ q, filter, sort }) => query({ q, filter, sort: sort === 'recent' ? '' : sort }).slice(1);

export function Views({ of, without = [] }) {
  useEffect(() => { load(); }, []);
  const [saving, setSaving] = useState(false);
  const { view, filter, q } = of.address.value;
  const list = views.value.data?.data ?? [];
  const current = list.find((one) => one.id === view);
  const show = (changes) => of.change({ q: '', filter: '', sort: 'recent', columns: '', ...changes });
  const open = (one) => {
    const kept = new URLSearchParams(one.query);
    show({ q: kept.get('q') ?? '', filter: kept.get('filter') ?? '', sort: kept.get('sort') ?? 'recent', columns: (one.columns ?? []).join(','), view: one.id });
  };
  const again = async () => {
    try { await patch(`/views/${current.id}`, { query: textOf(of.address.value), columns: of.columns() }, ifStill(current)); say(t('view-kept', { name: current.name })); load(); } catch (fault) { sayFault(fault); }
  };
  const drop = async () => {
    try { await remove(`/views/${current.id}`, undefined, ifStill(current)); say(t('view-dropped', { name: current.name })); of.setAddress({ view: '' }); load(); } catch (fault) { sayFault(fault); }
  };
  const built = BUILT_IN.filter(([name]) => !without.includes(name));
  const on = (text) => !current && !q && filter === text;
  return html`<div class="views"><ul class="view-list" aria-label=${t('views')}>
      ${built.map(([name, text]) => html`<li key=${name}><button type="button" class="view" aria-pressed=${String(on(text))} onClick=${() => show({ filter: text })}>${t(`view-${name}`)}</button></li>`)}
      ${list.map((one) => html`<li key=${one.id}><button type="button" class="view" aria-pressed=${String(one === current)} title=${one.scope === 'private' ? undefined : t(`view-of-${one.scope}`, { name: one.owner?.name ?? '' })} onClick=${() => open(one)}>${one.name}${one.scope !== 'private' && html`<${Icon} name="people" />`}</button></li>`)}</ul>
    ${current?.mine && html`<details class="menu"><summary class="button small" aria-label=${t('view-change', { name: current.name })}><${Icon} name="more" /></summary><div class="menu-pop"><button type="button" onClick=${again}><${Icon} name="check" />${t('view-keep')}</button><button type="button" onClick=${drop}><${Icon} name="trash" />${t('view-drop')}</button></div></details>`}
    ${(filter || q) && !current && html`<button type="button" class="button small quiet" onClick=${() => setSaving(true)}><${Icon} name="star" />${t('view-save')}</button>`}
    ${saving && html`<${Save} of=${of} onClose=${() => setSaving(false)} onSaved=${(one) => { setSaving(false); load(); of.setAddress({ view: one.id }, { replace: true }); }} />`}</div>`;
}

function Save({ of, onClose, onSaved }) {
  const form = useForm({ name: '', scope: 'private', role: session.user.roles?.[0] ?? '' }, { id: 'view' });
  const labels = { name: t('view-name'), scope: t('view-scope'), role: t('view-role') };
  const scopes = [['private', t('view-private')], ...(may('views:write') ? [['role', t('view-for-role')], ['tenant', t('view-for-all')]] : [])];
  const send = async () => {
    const { name, scope, role } = form.values;
    const columns = of.columns();
    const one = await post('/views', { list: 'customers', name: name.trim(), scope, ...(scope === 'role' && { role }), query: textOf(of.address.value), ...(columns !== USUAL && { columns }) });
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
