// Incidents of customers with the risk they bring.
import { html, useEffect } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may } from '../../lib/api.js';
import { share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { Meter, Time } from '../basics.js';
import { ListCard, pagedList } from '../list.js';
import { Import } from './import.js';

const list = pagedList('/customer-issues', { customer_no: '' });
const COLUMNS = ['customer_id', 'code_contrat', 'client_type', 'client_region', 'client_categorie', 'incident_title', 'churn_risk'];
const bandOf = (risk) => (risk >= 60 ? 'high' : risk >= 30 ? 'medium' : 'low');

export function Issues() {
  useEffect(() => { list.load(); }, []);
  return html`<div class="stack">${may('engagement:write') && html`<${Import} id="issues-file" path="/customer-issues/import" columns=${COLUMNS} onDone=${list.load} />`}
    <form class="filters" role="search" aria-label=${t('hub-issues')} onSubmit=${(event) => event.preventDefault()}><div class="filter-rest"><div class="field"><label for="issues-no">${t('issue-no')}</label><input class="input" id="issues-no" type="search" inputmode="numeric" autocomplete="off" onInput=${list.typed('customer_no')} /></div></div></form>
    <${ListCard} list=${list} label=${t('hub-issues')} failed=${t('hub-issues-failed')} empty=${{ title: t('issues-empty'), lead: t('issues-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-issues')}</caption><thead><tr><th scope="col">${t('issue-title')}</th><th scope="col">${t('hub-customer')}</th><th scope="col">${t('issue-risk')}</th><th scope="col">${t('issue-status')}</th><th scope="col">${t('hub-when')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.title ?? t('issue-untitled')}<div class="cell-sub num">${one.contract_code ? t('issue-contract', { code: one.contract_code }) : ''}</div></th><td data-label=${t('hub-customer')}>${one.customer_id ? html`<a href=${customerPage(one.customer_id)}>${one.customer || one.customer_no}</a>` : one.customer_no ?? '–'}</td>
        <td data-label=${t('issue-risk')}>${one.churn_risk === null ? '–' : html`<div class="rate"><span class="num">${share(one.churn_risk / 100, 0)}</span><${Meter} share=${one.churn_risk / 100} band=${bandOf(one.churn_risk)} /></div>`}</td><td data-label=${t('issue-status')}><span class="tag">${one.status}</span></td><td data-label=${t('hub-when')}><${Time} at=${one.created_at} relative /></td></tr>`)}</tbody></table>`} /></div>`;
}
