// Incidents of customers with the risk they bring.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may } from '../../lib/api.js';
import { share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { Meter, Time } from '../basics.js';
import { Edit } from '../edit.js';
import { ListCard, pagedList } from '../list.js';
import { Import } from './import.js';
import { Bar, drop, filterOf, RowActions } from './rows.js';

const PATH = '/customer-issues';
const list = pagedList(PATH, { customer_no: '', status: '' });
const MEMBERS = ['customer_no', 'contract_code', 'client_type', 'client_region', 'client_category', 'title', 'churn_risk', 'status'];
const again = (one) => Object.fromEntries(MEMBERS.filter((name) => one[name] !== null).map((name) => [name, one[name]]));
const COLUMNS = ['customer_id', 'code_contrat', 'client_type', 'client_region', 'client_categorie', 'incident_title', 'churn_risk'];
const bandOf = (risk) => (risk >= 60 ? 'high' : risk >= 30 ? 'medium' : 'low');

export function Issues() {
  const [editing, setEditing] = useState(null);
  useEffect(() => { list.load(); }, []);
  const close = () => setEditing(null);
  const code = (name) => ({ name, label: t(`issue-f-${name.replaceAll('_', '-')}`), kind: 'whole', low: 0 });
  const fields = [{ name: 'title', label: t('issue-f-title'), need: true, wide: true, max: 250 }, { name: 'customer_no', label: t('issue-no'), kind: 'whole', low: 0, hint: t('issue-no-hint') }, { name: 'churn_risk', label: t('issue-f-risk'), kind: 'number', low: 0, high: 100, unit: '%' },
    code('contract_code'), code('client_type'), code('client_region'), code('client_category'), { name: 'status', label: t('issue-status'), need: true, wide: true, usual: 'not sent', max: 60 }];
  return html`<div class="stack">${may('engagement:write') && html`<${Import} id="issues-file" path="/customer-issues/import" columns=${COLUMNS} onDone=${list.load} />`}
    <${Bar} list="customer-issues" filter=${() => filterOf(list.filters.value)} label=${t('issue-new')} onNew=${() => setEditing({})}><div class="field"><label for="issues-no">${t('issue-no')}</label><input class="input" id="issues-no" type="search" inputmode="numeric" autocomplete="off" onInput=${list.typed('customer_no')} /></div><div class="field"><label for="issues-status">${t('issue-status')}</label><input class="input" id="issues-status" type="search" autocomplete="off" onInput=${list.typed('status')} /></div></${Bar}>
    <${ListCard} list=${list} label=${t('hub-issues')} failed=${t('hub-issues-failed')} empty=${{ title: t('issues-empty'), lead: t('issues-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-issues')}</caption><thead><tr><th scope="col">${t('issue-title')}</th><th scope="col">${t('hub-customer')}</th><th scope="col">${t('issue-risk')}</th><th scope="col">${t('issue-status')}</th><th scope="col">${t('hub-when')}</th><th scope="col"><span class="hidden-visually">${t('row-actions')}</span></th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.title ?? t('issue-untitled')}<div class="cell-sub num">${one.contract_code ? t('issue-contract', { code: one.contract_code }) : ''}</div></th><td data-label=${t('hub-customer')}>${one.customer_id ? html`<a href=${customerPage(one.customer_id)}>${one.customer || one.customer_no}</a>` : one.customer_no ?? '–'}</td>
        <td data-label=${t('issue-risk')}>${one.churn_risk === null ? '–' : html`<div class="rate"><span class="num">${share(one.churn_risk / 100, 0)}</span><${Meter} share=${one.churn_risk / 100} band=${bandOf(one.churn_risk)} /></div>`}</td><td data-label=${t('issue-status')}><span class="tag">${one.status}</span></td><td data-label=${t('hub-when')}><${Time} at=${one.created_at} relative /></td>
        <td><${RowActions} name=${one.title ?? t('issue-untitled')} onEdit=${() => setEditing(one)} onDrop=${() => drop(PATH, one, one.title ?? t('issue-untitled'), again(one), list.load)} /></td></tr>`)}</tbody></table>`} />
    ${editing && html`<${Edit} id="issue" title=${t(editing.id ? 'issue-change' : 'issue-new')} path=${PATH} one=${editing.id ? editing : null} fields=${fields} onClose=${close} onSaved=${() => { close(); list.load(); }} />`}</div>`;
}
