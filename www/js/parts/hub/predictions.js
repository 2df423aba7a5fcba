// Incidents expected in each quarter of the year, the riskiest first to be looked at.
import { html, useEffect, useState } from '../../lib/dom.js';
import { has, t } from '../../lib/l10n.js';
import { may } from '../../lib/api.js';
import { share } from '../../lib/format.js';
import { called } from '../../lib/called.js';
import { customerPage } from '../../lib/records.js';
import { Band } from '../basics.js';
import { Edit } from '../edit.js';
import { ListCard, pagedList } from '../list.js';
import { Import } from './import.js';
import { Bar, drop, filterOf, RowActions, Segmented } from './rows.js';

const PATH = '/incident-predictions';
const list = pagedList(PATH, { level: '', incident: '', region: '' });
const COLUMNS = ['customer_id', 'client_region', 'client_type', 'client_category', 'q1_prediction', 'q2_prediction', 'q3_prediction', 'q4_prediction', 'most_likely_incident', 'recommendation'];
const incident = (code) => (code && has(`incident-${code}`) ? t(`incident-${code}`) : code || '–');
const LEVELS = ['', 'high', 'medium', 'low'];
const QUARTERS = ['q1', 'q2', 'q3', 'q4'];
const INCIDENTS = ['internet_problem', 'wifi_issue', 'hardware_config', 'slow_connection', 'disconnection', 'other_incident'];
const said = (one) => called({ name: one.customer, external_id: one.customer_no });
const MEMBERS = ['customer_no', 'region', 'client_type', 'category', ...QUARTERS, 'incident', 'recommendation'];
const again = (one) => Object.fromEntries(MEMBERS.filter((name) => one[name] !== null).map((name) => [name, one[name]]));

export function Predictions() {
  const [editing, setEditing] = useState(null);
  useEffect(() => { list.load(); }, []);
  const { level, incident: kind } = list.filters.value;
  const close = () => setEditing(null);
  const incidents = INCIDENTS.map((one) => [one, incident(one)]);
  const fields = [{ name: 'customer_no', label: t('hub-customer'), kind: 'customer', as: 'external_id', need: true, fresh: true }, { name: 'region', label: t('prediction-region'), need: true, max: 60 }, { name: 'client_type', label: t('prediction-f-type'), need: true, max: 60 },
    ...QUARTERS.map((one) => ({ name: one, label: t('prediction-f-quarter', { quarter: one.toUpperCase() }), kind: 'number', low: 0, high: 100, unit: '%', need: true })), { name: 'incident', label: t('prediction-f-incident'), kind: 'select', wide: true, need: true, usual: INCIDENTS[0], options: incidents }, { name: 'recommendation', label: t('prediction-f-advice'), kind: 'area', need: true, max: 1000 }];
  return html`<div class="stack">${may('engagement:write') && html`<${Import} id="predictions-file" path="/incident-predictions/import" columns=${COLUMNS} onDone=${list.load} />`}
    <${Bar} list="incident-predictions" filter=${() => filterOf(list.filters.value)} label=${t('prediction-new')} onNew=${() => setEditing({})}><${Segmented} name="level" legend=${t('prediction-level')} values=${LEVELS} now=${level} words=${(one) => t(one ? `band-${one}` : 'prediction-any')} onChoose=${(one) => list.filter({ level: one })} />
      <div class="filter-rest"><div class="field"><label for="prediction-incident">${t('prediction-f-incident')}</label><select class="select" id="prediction-incident" value=${kind} onChange=${(event) => list.filter({ incident: event.target.value })}><option value="">${t('prediction-any')}</option>${incidents.map(([one, words]) => html`<option value=${one} selected=${one === kind}>${words}</option>`)}</select></div><div class="field"><label for="prediction-region">${t('prediction-region')}</label><input class="input" id="prediction-region" type="search" autocomplete="off" onInput=${list.typed('region')} /></div></div></${Bar}>
    <${ListCard} list=${list} label=${t('hub-predictions')} failed=${t('hub-predictions-failed')} empty=${{ title: t('predictions-empty'), lead: t('predictions-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-predictions')}</caption><thead><tr><th scope="col">${t('hub-customer')}</th><th scope="col">${t('prediction-incident')}</th>${QUARTERS.map((one) => html`<th scope="col" class="right" key=${one}>${one.toUpperCase()}</th>`)}<th scope="col" class="right">${t('prediction-average')}</th><th scope="col">${t('prediction-level')}</th><th scope="col"><span class="hidden-visually">${t('row-actions')}</span></th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.customer_id ? html`<a href=${customerPage(one.customer_id)}>${said(one)}</a>` : said(one)}<div class="cell-sub">${[one.region, one.client_type].filter(Boolean).join(' · ')}</div></th><td data-label=${t('prediction-incident')}><div>${incident(one.incident)}${one.recommendation && html`<div class="cell-sub">${one.recommendation}</div>`}</div></td>
        ${QUARTERS.map((quarter) => html`<td key=${quarter} class="right num" data-label=${quarter.toUpperCase()}>${share(one[quarter] / 100, 0)}</td>`)}<td class="right num" data-label=${t('prediction-average')}><strong>${share(one.average / 100, 0)}</strong></td><td data-label=${t('prediction-level')}><${Band} band=${one.level} /></td>
        <td><${RowActions} name=${said(one)} onEdit=${() => setEditing(one)} onDrop=${() => drop(PATH, one, said(one), again(one), list.load)} /></td></tr>`)}</tbody></table>`} />
    ${editing && html`<${Edit} id="expectation" title=${t(editing.id ? 'prediction-change' : 'prediction-new')} path=${PATH} one=${editing.id ? editing : null} fields=${fields} onClose=${close} onSaved=${() => { close(); list.load(); }} />`}</div>`;
}
