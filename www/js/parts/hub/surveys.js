// What customers answered, and the two figures made of it.
import { Fragment, html, useEffect } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get } from '../../lib/api.js';
import { count, decimal, share } from '../../lib/format.js';
import { resource } from '../../lib/state.js';
import { customerPage } from '../../lib/records.js';
import { Card, Fault, Meter, Time } from '../basics.js';
import { ListCard, pagedList } from '../list.js';

const list = pagedList('/surveys', { rating: '' });
const [figures, load] = resource((stop) => get('/surveys/figures', { signal: stop }));

export function Surveys() {
  useEffect(() => { list.load(); load(); }, []);
  const { rating } = list.filters.value;
  return html`<${Fragment}><${Figures} />
    <div class="filters"><fieldset class="segmented"><legend class="hidden-visually">${t('survey-rating')}</legend>${['', '1', '2', '3', '4', '5'].map((one) => html`<label key=${one}><input type="radio" name="rating" checked=${rating === one} onChange=${() => list.filter({ rating: one })} /><span>${one || t('survey-any')}</span></label>`)}</fieldset></div>
    <${ListCard} list=${list} label=${t('hub-surveys')} failed=${t('hub-surveys-failed')} empty=${{ title: t('surveys-empty'), lead: t('surveys-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-surveys')}</caption><thead><tr><th scope="col">${t('hub-customer')}</th><th scope="col">${t('survey-rating')}</th><th scope="col">${t('survey-feedback')}</th><th scope="col">${t('hub-when')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row"><a class="cell-link" href=${customerPage(one.customer_id)}>${one.customer || t('hub-customer')}</a></th><td data-label=${t('survey-rating')}><span class=${`tag ${one.segment === 'promoter' ? 'good' : one.segment === 'detractor' ? 'bad' : ''}`}>${t('survey-of-5', { n: one.rating })}</span></td><td data-label=${t('survey-feedback')}>${one.feedback || html`<span class="faint">–</span>`}</td><td data-label=${t('hub-when')}><${Time} at=${one.created_at} relative /></td></tr>`)}</tbody></table>`} /></${Fragment}>`;
}

function Figures() {
  const { data, problem } = figures.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} />`;
  const most = Math.max(1, ...(data?.ratings ?? []));
  const said = (value) => (data ? value : html`<span class="bone figure"></span>`);
  return html`<div class="grid-2 stretch"><section class="kpis two" aria-label=${t('survey-figures')}>
      <div class="kpi"><h2 class="kpi-label">${t('survey-nps')}</h2><p class="kpi-figure">${said(count(data?.nps))}</p><p class="kpi-note">${t('survey-nps-note')}</p></div>
      <div class="kpi"><h2 class="kpi-label">${t('survey-csat')}</h2><p class="kpi-figure">${said(data?.csat === null ? '–' : share(data?.csat / 100, 0))}</p><p class="kpi-note">${t('survey-csat-note', { average: decimal(data?.average, 1), n: count(data?.count) })}</p></div></section>
    <${Card} id="ratings" title=${t('survey-spread')}>${data ? html`<ul class="loads ratings">${[5, 4, 3, 2, 1].map((n) => html`<li key=${n}><span class="num">${t('survey-of-5', { n })}</span><${Meter} share=${data.ratings[n - 1] / most} band=${n >= 4 ? 'low' : n === 3 ? 'medium' : 'high'} /><span class="num">${count(data.ratings[n - 1])}</span></li>`)}</ul>` : html`<span class="bone row"></span><span class="bone row"></span>`}</${Card}></div>`;
}
