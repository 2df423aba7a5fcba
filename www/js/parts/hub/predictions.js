// Incidents expected in each quarter of the year, the riskiest first to be looked at.
import { html, useEffect } from '../../lib/dom.js';
import { has, t } from '../../lib/l10n.js';
import { may } from '../../lib/api.js';
import { share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { Band } from '../basics.js';
import { ListCard, pagedList } from '../list.js';
import { Import } from './import.js';

const list = pagedList('/incident-predictions', { level: '', region: '' });
const COLUMNS = ['customer_id', 'client_region', 'client_type', 'client_category', 'q1_prediction', 'q2_prediction', 'q3_prediction', 'q4_prediction', 'most_likely_incident', 'recommendation'];
const incident = (code) => (code && has(`incident-${code}`) ? t(`incident-${code}`) : code || '–');
const LEVELS = ['', 'high', 'medium', 'low'];
const QUARTERS = ['q1', 'q2', 'q3', 'q4'];

export function Predictions() {
  useEffect(() => { list.load(); }, []);
  const { level } = list.filters.value;
  return html`<div class="stack">${may('engagement:write') && html`<${Import} id="predictions-file" path="/incident-predictions/import" columns=${COLUMNS} onDone=${list.load} />`}
    <form class="filters" role="search" aria-label=${t('hub-predictions')} onSubmit=${(event) => event.preventDefault()}><fieldset class="segmented"><legend class="hidden-visually">${t('prediction-level')}</legend>${LEVELS.map((one) => html`<label key=${one}><input type="radio" name="level" checked=${level === one} onChange=${() => list.filter({ level: one })} /><span>${t(one ? `band-${one}` : 'prediction-any')}</span></label>`)}</fieldset>
      <div class="filter-rest"><div class="field"><label for="prediction-region">${t('prediction-region')}</label><input class="input" id="prediction-region" type="search" autocomplete="off" onInput=${list.typed('region')} /></div></div></form>
    <${ListCard} list=${list} label=${t('hub-predictions')} failed=${t('hub-predictions-failed')} empty=${{ title: t('predictions-empty'), lead: t('predictions-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-predictions')}</caption><thead><tr><th scope="col">${t('hub-customer')}</th><th scope="col">${t('prediction-incident')}</th>${QUARTERS.map((one) => html`<th scope="col" class="right" key=${one}>${one.toUpperCase()}</th>`)}<th scope="col">${t('prediction-level')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.customer_id ? html`<a href=${customerPage(one.customer_id)}>${one.customer || one.customer_no}</a>` : one.customer_no}<div class="cell-sub">${[one.region, one.client_type].filter(Boolean).join(' · ')}</div></th><td data-label=${t('prediction-incident')}><div>${incident(one.incident)}${one.recommendation && html`<div class="cell-sub">${one.recommendation}</div>`}</div></td>
        ${QUARTERS.map((quarter) => html`<td key=${quarter} class="right num" data-label=${quarter.toUpperCase()}>${share(one[quarter] / 100, 0)}</td>`)}<td data-label=${t('prediction-level')}><${Band} band=${one.level} /></td></tr>`)}</tbody></table>`} /></div>`;
}
