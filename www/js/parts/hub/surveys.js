// What customers answered, and the two figures made of it.
import { Fragment, html, signal, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, query } from '../../lib/api.js';
import { count, decimal, share } from '../../lib/format.js';
import { resource } from '../../lib/state.js';
import { customerPage } from '../../lib/records.js';
import { Card, Fault, Meter, Time } from '../basics.js';
import { Edit } from '../edit.js';
import { ListCard, pagedList } from '../list.js';
import { Bar, filterOf, Segmented } from './rows.js';

const list = pagedList('/surveys', { rating: '' });
const days = signal(''); // of how many days the figures are; '' for all
const since = () => (days.value ? new Date(Date.now() - Number(days.value) * 24 * 3600 * 1000).toISOString() : '');
const [figures, load] = resource((stop) => get(`/surveys/figures${query({ after: since() })}`, { signal: stop }));

export function Surveys() {
  useEffect(() => { list.load(); load(); }, []);
  const [adding, setAdding] = useState(false);
  const { rating } = list.filters.value;
  const close = () => setAdding(false);
  const fields = [{ name: 'customer_id', label: t('hub-customer'), kind: 'customer', need: true }, { name: 'rating', label: t('survey-rating'), kind: 'pick', wide: true, need: true, options: [['', t('survey-choose')], ...[5, 4, 3, 2, 1].map((n) => [String(n), t('survey-of-5', { n })])] }, { name: 'feedback', label: t('survey-feedback'), kind: 'area', max: 2000 }];
  return html`<${Fragment}><${Figures} />
    <${Bar} list="surveys" filter=${() => filterOf({ rating })} label=${t('survey-new')} onNew=${() => setAdding(true)}><${Segmented} name="rating" legend=${t('survey-rating')} values=${['', '1', '2', '3', '4', '5']} now=${rating} words=${(one) => one || t('survey-any')} onChoose=${(one) => list.filter({ rating: one })} /></${Bar}>
    <${ListCard} list=${list} label=${t('hub-surveys')} failed=${t('hub-surveys-failed')} empty=${{ title: t('surveys-empty'), lead: t('surveys-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-surveys')}</caption><thead><tr><th scope="col">${t('hub-customer')}</th><th scope="col">${t('survey-rating')}</th><th scope="col">${t('survey-feedback')}</th><th scope="col">${t('hub-when')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row"><a class="cell-link" href=${customerPage(one.customer_id)}>${one.customer || t('hub-customer')}</a></th><td data-label=${t('survey-rating')}><span class=${`tag ${one.segment === 'promoter' ? 'good' : one.segment === 'detractor' ? 'bad' : ''}`}>${t('survey-of-5', { n: one.rating })}</span></td><td data-label=${t('survey-feedback')}>${one.feedback || html`<span class="faint">–</span>`}</td><td data-label=${t('hub-when')}><${Time} at=${one.created_at} relative /></td></tr>`)}</tbody></table>`} />
    ${adding && html`<${Edit} id="survey" title=${t('survey-new')} path="/surveys" fields=${fields} onClose=${close} onSaved=${() => { close(); list.load(); load(); }} />`}</${Fragment}>`;
}

function Figures() {
  const { data, problem } = figures.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} />`;
  const most = Math.max(1, ...(data?.ratings ?? []));
  const said = (value) => (data ? value : html`<span class="bone figure"></span>`);
  return html`<div class="stack tight"><div class="filters"><${Segmented} name="days" legend=${t('survey-period')} values=${['', '30', '90', '365']} now=${days.value} words=${(one) => (one ? t(`survey-last-${one}`) : t('survey-always'))} onChoose=${(one) => { days.value = one; load(); }} /></div>
    <div class="grid-2 stretch"><section class="kpis two" aria-label=${t('survey-figures')}>
      <div class="kpi"><h2 class="kpi-label">${t('survey-nps')}</h2><p class="kpi-figure">${said(count(data?.nps))}</p><p class="kpi-note">${t('survey-nps-note')}</p></div>
      <div class="kpi"><h2 class="kpi-label">${t('survey-csat')}</h2><p class="kpi-figure">${said(data?.csat === null ? '–' : share(data?.csat / 100, 0))}</p><p class="kpi-note">${t('survey-csat-note', { average: decimal(data?.average, 1), n: count(data?.count) })}</p></div></section>
    <${Card} id="ratings" title=${t('survey-spread')}>${data ? html`<ul class="loads ratings">${[5, 4, 3, 2, 1].map((n) => html`<li key=${n}><span class="num">${t('survey-of-5', { n })}</span><${Meter} share=${data.ratings[n - 1] / most} band=${n >= 4 ? 'low' : n === 3 ? 'medium' : 'high'} /><span class="num">${count(data.ratings[n - 1])}</span></li>`)}</ul>` : html`<span class="bone row"></span><span class="bone row"></span>`}</${Card}></div></div>`;
}
