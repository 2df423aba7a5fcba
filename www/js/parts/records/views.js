// Saved views: what the address says, under a name, for oneself, for a role or for all.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, patch, query, remove } from '../../lib/api.js';
import { resource } from '../../lib/state.js';
import { Later } from '../later.js';
import { say, sayFault } from '../toast.js';

const [views, load] = resource((stop) => get(`/views${query({ list: 'customers' })}`, { signal: stop }));
const BUILT_IN = [['all', ''], ['high', 'band = high'], ['nobody', 'assigned = none'], ['mine', 'assigned = me']];
export const textOf = ({ q, filter, sort }) => query({ q, filter, sort: sort === 'recent' ? '' : sort }).slice(1);

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
    ${saving && html`<${Later} load=${() => import('./save-view.js').then((part) => part.Save)} of=${of} onClose=${() => setSaving(false)} onSaved=${(one) => { setSaving(false); load(); of.setAddress({ view: one.id }, { replace: true }); }} />`}</div>`;
}
