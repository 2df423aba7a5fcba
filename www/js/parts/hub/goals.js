// What customers want to reach, and how far they are.
import { Fragment, html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { plain, share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { Meter, Time } from '../basics.js';
import { Edit } from '../edit.js';
import { ListCard, pagedList } from '../list.js';
import { Bar, drop, filterOf, RowActions, Segmented } from './rows.js';

const PATH = '/goals';
const list = pagedList(PATH, { completed: '' });
const WORDS = { '': 'any', false: 'open', true: 'reached' };
const again = ({ customer_id, title, target, current }) => ({ customer_id, title, target, current });

export function Goals() {
  const [editing, setEditing] = useState(null);
  useEffect(() => { list.load(); }, []);
  const { completed } = list.filters.value;
  const close = () => setEditing(null);
  const fields = [{ name: 'customer_id', label: t('hub-customer'), kind: 'customer', need: true, fresh: true }, { name: 'title', label: t('goal-title'), need: true, wide: true, max: 200 },
    { name: 'target', label: t('goals-f-target'), kind: 'money', low: 0, need: true }, { name: 'current', label: t('goals-f-current'), kind: 'money', low: 0, usual: '0' }];
  return html`<${Fragment}><${Bar} list="goals" filter=${() => filterOf({ completed: { false: 'no', true: 'yes' }[completed] ?? '' })} label=${t('goals-new')} onNew=${() => setEditing({})}><${Segmented} name="completed" legend=${t('hub-state')} values=${Object.keys(WORDS)} now=${completed} words=${(one) => t(`goals-${WORDS[one]}`)} onChoose=${(one) => list.filter({ completed: one })} /></${Bar}>
    <${ListCard} list=${list} label=${t('hub-goals')} failed=${t('hub-goals-failed')} empty=${{ title: t('goals-empty'), lead: t('goals-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-goals')}</caption><thead><tr><th scope="col">${t('goal-title')}</th><th scope="col">${t('hub-customer')}</th><th scope="col">${t('goal-progress')}</th><th scope="col">${t('hub-when')}</th><th scope="col"><span class="hidden-visually">${t('row-actions')}</span></th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.title}</th><td data-label=${t('hub-customer')}><a href=${customerPage(one.customer_id)}>${one.customer || t('hub-customer')}</a></td>
        <td data-label=${t('goal-progress')}><div class="rate"><span class="num">${share(one.progress, 0)}</span><${Meter} share=${one.progress} band=${one.completed ? 'low' : ''} /><small class="muted num">${t('goal-of', { current: plain(one.current), target: plain(one.target) })}</small></div></td><td data-label=${t('hub-when')}><${Time} at=${one.created_at} relative /></td>
        <td><${RowActions} name=${one.title} onEdit=${() => setEditing(one)} onDrop=${() => drop(PATH, one, one.title, again(one), list.load)} /></td></tr>`)}</tbody></table>`} />
    ${editing && html`<${Edit} id="goal" title=${t(editing.id ? 'goals-change' : 'goals-new')} path=${PATH} one=${editing.id ? editing : null} fields=${fields} onClose=${close} onSaved=${() => { close(); list.load(); }} />`}</${Fragment}>`;
}
