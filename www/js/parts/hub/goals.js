// What customers want to reach, and how far they are.
import { Fragment, html, useEffect } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { plain, share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { Meter, Time } from '../basics.js';
import { ListCard, pagedList } from '../list.js';

const list = pagedList('/goals', { completed: '' });

export function Goals() {
  useEffect(() => { list.load(); }, []);
  const { completed } = list.filters.value;
  return html`<${Fragment}><div class="filters"><fieldset class="segmented"><legend class="hidden-visually">${t('hub-state')}</legend>${[['', 'any'], ['false', 'open'], ['true', 'reached']].map(([one, id]) => html`<label key=${id}><input type="radio" name="completed" checked=${completed === one} onChange=${() => list.filter({ completed: one })} /><span>${t(`goals-${id}`)}</span></label>`)}</fieldset></div>
    <${ListCard} list=${list} label=${t('hub-goals')} failed=${t('hub-goals-failed')} empty=${{ title: t('goals-empty'), lead: t('goals-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-goals')}</caption><thead><tr><th scope="col">${t('goal-title')}</th><th scope="col">${t('hub-customer')}</th><th scope="col">${t('goal-progress')}</th><th scope="col">${t('hub-when')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.title}</th><td data-label=${t('hub-customer')}><a href=${customerPage(one.customer_id)}>${one.customer || t('hub-customer')}</a></td>
        <td data-label=${t('goal-progress')}><div class="rate"><span class="num">${share(one.progress, 0)}</span><${Meter} share=${one.progress} band=${one.completed ? 'low' : ''} /><small class="muted num">${t('goal-of', { current: plain(one.current), target: plain(one.target) })}</small></div></td><td data-label=${t('hub-when')}><${Time} at=${one.created_at} relative /></td></tr>`)}</tbody></table>`} /></${Fragment}>`;
}
