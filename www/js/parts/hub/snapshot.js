// Everything about one customer at a glance, for whoever has that customer on the phone.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, query } from '../../lib/api.js';
import { count, share } from '../../lib/format.js';
import { customerPage } from '../../lib/records.js';
import { called } from '../../lib/called.js';
import { Band, Bones, Card, Empty, Fault, Time } from '../basics.js';
import { PickCustomer } from '../pick-customer.js';
import { Offers, standing } from './products.js';

const LATEST = 5;

async function gather(id) {
  const some = (path, more = {}) => get(`${path}${query({ customer_id: id, limit: LATEST, ...more })}`);
  const [one, eligible, complaints, goals, surveys, interactions] = await Promise.all([get(`/customers/${id}`), standing(id).catch(() => null),
    some('/complaints'), some('/goals'), some('/surveys'), some('/interactions')]);
  return { one, eligible, complaints: complaints.data, goals: goals.data, surveys: surveys.data, interactions: interactions.data };
}

// of: whom the address names.
export function Snapshot({ of, onChoose }) {
  const [chosen, setChosen] = useState(null);
  const [state, setState] = useState({});
  const choose = (customer) => {
    setChosen(customer);
    setState({});
    onChoose(customer?.id ?? '');
    if (customer) look(customer.id);
  };
  const look = (id) => gather(id).then((data) => { setChosen({ id, name: called(data.one) }); setState({ data }); }, (problem) => setState({ problem }));
  useEffect(() => { if (of) { setChosen({ id: of, name: '…' }); look(of); } }, []);
  return html`<div class="stack"><section class="card one-column"><${PickCustomer} id="snapshot-customer" label=${t('snapshot-who')} chosen=${chosen} onChoose=${choose} /></section>
    ${!chosen && html`<section class="card"><${Empty} title=${t('snapshot-empty')}><p>${t('snapshot-empty-lead')}</p></${Empty}></section>`}
    ${state.problem && html`<${Fault} problem=${state.problem} retry=${() => choose(chosen)} />`}
    ${chosen && !state.data && !state.problem && html`<section class="card"><${Bones} rows=${6} /></section>`}
    ${state.data && html`<${Facts} ...${state.data} />`}</div>`;
}

const List = ({ id, title, rows, draw }) => html`<${Card} id=${id} title=${title}>${rows.length ? html`<ul class="lines">${rows.map((one) => html`<li key=${one.id}>${draw(one)}</li>`)}</ul>` : html`<p class="muted">${t('snapshot-nothing')}</p>`}</${Card}>`;

function Facts({ one, eligible, complaints, goals, surveys, interactions }) {
  const kpi = (id, figure, note) => html`<div class="kpi"><h2 class="kpi-label">${t(id)}</h2><p class="kpi-figure">${figure}</p><p class="kpi-note">${note}</p></div>`;
  const line = (main, at, end) => html`<div class="line-main"><p>${main}</p><p class="small muted"><${Time} at=${at} relative /></p></div>${end}`;
  return html`<div class="stack"><section class="kpis" aria-label=${t('snapshot-figures')}>
      ${kpi('snapshot-risk', one.probability === null ? '–' : share(one.probability, 0), html`<${Band} band=${one.band ?? one.risk?.band} />`)}
      ${kpi('snapshot-credit', count(eligible?.credit), eligible?.tier ? t('snapshot-tier', { tier: t(`band-${eligible.tier}`).toLowerCase() }) : '')}
      ${kpi('snapshot-leaving', eligible ? share(eligible.probability / 100, 0) : '–', eligible?.driver ?? '')}
      ${kpi('snapshot-points', count(one.record?.points), html`<a href=${customerPage(one.id)}>${t('snapshot-open')}</a>`)}</section>
    <div class="grid-2">
      <${List} id="s-complaints" title=${t('hub-complaints')} rows=${complaints} draw=${(row) => line(row.text, row.created_at, html`<span class=${row.state === 'open' ? 'tag busy' : 'tag good'}>${t(`complaint-${row.state}`)}</span>`)} />
      <${Card} id="s-products" title=${t('snapshot-products')}><${Offers} list=${eligible?.offers ?? []} /></${Card}>
      <${List} id="s-goals" title=${t('hub-goals')} rows=${goals} draw=${(row) => line(row.title, row.created_at, html`<span class="num">${share(row.progress, 0)}</span>`)} />
      <${List} id="s-surveys" title=${t('hub-surveys')} rows=${surveys} draw=${(row) => line(row.feedback || t('survey-no-words'), row.created_at, html`<span class="tag">${t('survey-of-5', { n: row.rating })}</span>`)} />
      <${List} id="s-interactions" title=${t('snapshot-interactions')} rows=${interactions} draw=${(row) => line(row.summary || t(`interaction-${row.kind.replaceAll('_', '-')}`), row.at, html`<span class="tag">${t(`interaction-${row.kind.replaceAll('_', '-')}`)}</span>`)} />
    </div></div>`;
}
