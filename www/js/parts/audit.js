// What was done by whom: newest first, searchable.
import { Fragment, html, Icon, useEffect } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { Time } from './basics.js';
import { ListCard, pagedList } from './list.js';

const list = pagedList('/audit', { action: '', object: '', object_id: '', after: '', before: '' });
const DAY_MS = 86400000;
const detailOf = (detail) => (detail && Object.keys(detail).length ? JSON.stringify(detail, null, 1).replace(/[{}"\n]/g, ' ').replace(/\s+/g, ' ').trim() : '');

export function Audit() {
  useEffect(() => { list.load(); }, []);
  const field = (name, label, props = {}) => html`<div class="field"><label for=${`audit-${name}`}>${label}</label><input class="input" id=${`audit-${name}`} autocomplete="off" spellcheck="false" ...${props} /></div>`;
  // A day is meant whole, in the zone of the person.
  const day = (name, add) => ({ type: 'date', onChange: ({ target }) => list.filter({ [name]: target.value ? new Date(new Date(`${target.value}T00:00`).getTime() + add).toISOString() : '' }) });
  return html`<${Fragment}>
    <form class="filters" role="search" aria-label=${t('audit-filters')} onSubmit=${(event) => event.preventDefault()}><div class="filter-rest">
      ${field('action', t('audit-action'), { type: 'search', placeholder: 'login', onInput: list.typed('action') })}
      ${field('object', t('audit-object'), { type: 'search', placeholder: 'user', onInput: list.typed('object') })}
      ${field('after', t('audit-after'), day('after', 0))}
      ${field('before', t('audit-before'), day('before', DAY_MS))}
    </div></form>
    <${ListCard} list=${list} label=${t('admin-audit')} failed=${t('audit-failed')} empty=${{ title: t('audit-none') }} draw=${(rows) => html`
      <table class="table rows"><caption class="hidden-visually">${t('admin-audit')}</caption>
        <thead><tr><th scope="col">${t('audit-what')}</th><th scope="col">${t('audit-who')}</th><th scope="col">${t('audit-to')}</th><th scope="col">${t('audit-when')}</th><th scope="col">${t('audit-sealed')}</th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row"><code>${one.action}</code>${detailOf(one.detail) && html`<div class="cell-sub clip">${detailOf(one.detail)}</div>`}</th>
          <td data-label=${t('audit-who')}>${one.actor ?? '–'}</td><td data-label=${t('audit-to')}><div>${one.object}${one.object_id && html`<div class="cell-sub mono-id" title=${one.object_id}>${one.object_id}</div>`}</div></td>
          <td data-label=${t('audit-when')} class="nowrap"><${Time} at=${one.at} /></td><td data-label=${t('audit-sealed')}>${one.sealed ? html`<${Icon} name="lock" /><span class="hidden-visually">${t('has-yes')}</span>` : html`<span class="faint">${t('audit-soon')}</span>`}</td></tr>`)}</tbody></table>`} />
  </${Fragment}>`;
}
