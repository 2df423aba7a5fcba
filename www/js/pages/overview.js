// Where things stand: how many are at risk, what that is worth, who to begin with.
import { Fragment, html, Icon, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may, query, session } from '../lib/api.js';
import { count, date, money, points, share } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { watch } from '../lib/live.js';
import { called } from '../lib/called.js';
import { start } from '../shell.js';
import { Band, Card, Empty, Fault, Meter, Notice, Time, Where } from '../parts/basics.js';
import { Figure } from '../parts/chart.js';
import { bars, histogram, trend } from '../parts/plots.js';
import { Economics } from '../parts/economics.js';

const [figures, load] = resource(async (signal) => {
  const optional = (path) => get(path, { signal }).catch((fault) => { if (fault.name === 'AbortError') throw fault; return { data: [], problem: fault }; });
  const [overview, trends, factors, actions, first] = await Promise.all([
    get('/reports/overview', { signal }),
    optional('/reports/churn-trends'),
    optional('/reports/churn-factors'),
    optional('/reports/retention-actions'),
    may('customers:read') ? optional(`/customers${query({ sort: 'expected_value', limit: 6 })}`) : { data: [] },
  ]);
  return { overview, trends, factors, actions, first };
});

// What a role needs first stands on top; nothing is hidden from anybody who may see the page.
const ROWS = { standard: ['risk', 'segments', 'actions', 'trend'], csm: ['risk', 'actions', 'segments', 'trend'], marketing: ['segments', 'actions', 'risk', 'trend'], technical: ['trend', 'risk', 'segments', 'actions'] };

function Page() {
  const { data, problem } = figures.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} title=${t('overview-failed')} />`;
  if (!data) return html`<${Loading} />`;
  const { overview } = data;
  if (!overview.customers) return html`<${Nothing} />`;
  const rows = ROWS[session.user.roles?.find((role) => ROWS[role])] ?? ROWS.standard;
  return html`<div class="stack">
    ${problem && html`<${Fault} problem=${problem} retry=${load} title=${t('stale-title')} />`}
    <${Kind} overview=${overview} />
    <${Kpis} overview=${overview} />
    ${rows.map((name) => html`<${BLOCKS[name]} key=${name} ...${data} />`)}
  </div>`;
}

function Loading() {
  return html`<div class="stack" aria-label=${t('loading')}>
    <div class="kpis">${[1, 2, 3, 4].map(() => html`<div class="kpi"><span class="bone line w40"></span><span class="bone figure"></span><span class="bone line w60"></span></div>`)}</div>
    <div class="grid-main">${[1, 2].map(() => html`<div class="card"><span class="bone line w40"></span><span class="bone chart"></span></div>`)}</div>
  </div>`;
}

function Nothing() {
  const mayLoad = may('datasets:write');
  return html`<section class="card"><${Empty} title=${t('overview-empty')} action=${mayLoad && html`<a class="button primary large" href="/dashboard/data-management/"><${Icon} name="upload" />${t('go-upload')}</a>`}>
    <p>${t(mayLoad ? 'overview-empty-lead' : 'overview-empty-ask')}</p></${Empty}></section>`;
}

function Kind({ overview }) {
  if (overview.kind === 'rule') {
    return html`<${Notice} kind="warn" icon="warn" title=${t('rule-title')}><p>${t('rule-lead')}</p>
      ${may('datasets:write') && html`<div class="actions"><a class="button small" href="/dashboard/data-management/">${t('rule-action')}</a></div>`}</${Notice}>`;
  }
  return overview.kind === 'none' ? html`<${Notice} kind="warn" icon="warn" title=${t('none-title')}><p>${t('none-lead')}</p></${Notice}>` : null;
}

function Kpi({ label, figure, note, where }) {
  return html`<div class="kpi"><div class="kpi-label"><span>${label}</span>${where && html`<${Where} label=${label} start>${where}</${Where}>`}</div>
    <div class="kpi-figure">${figure}</div><div class="kpi-note">${note}</div></div>`;
}

function Kpis({ overview }) {
  const { bands, currency, customers, kind } = overview;
  const rule = kind !== 'model';
  const from = html`<p>${t('from-dataset', { no: overview.dataset_no, name: overview.dataset_name, at: date(overview.scored_at) })}</p>`;
  return html`<div class="kpis">
    <${Kpi} label=${t('kpi-customers')} figure=${count(customers)} note=${html`${t('dataset-no', { no: overview.dataset_no })} · ${t('scored')} <${Time} at=${overview.scored_at} relative />`} where=${from} />
    ${kind === 'none'
      ? html`<${Kpi} label=${t('kpi-high')} figure="–" note=${t('kpi-high-none')} where=${from} />`
      : html`<${Kpi} label=${t(rule ? 'kpi-high-score' : 'kpi-high')} figure=${count(bands.high)} note=${t(rule ? 'kpi-high-note-rule' : 'kpi-high-note', { share: share(bands.high / customers), medium: count(bands.medium) })}
        where=${html`<p>${t(rule ? 'kpi-high-where-rule' : 'kpi-high-where', { cut: level(overview.cutoffs.high, rule) })}</p>${from}`} />`}
    ${rule
      ? html`<${Kpi} label=${t('kpi-value-total')} figure=${money(overview.value_total, currency, { compact: true })} note=${t('kpi-value-total-note')} where=${from} />`
      : html`<${Kpi} label=${t('kpi-value')} figure=${money(overview.value_at_risk, currency, { compact: true })} note=${t('kpi-value-note', { total: money(overview.value_total, currency, { compact: true }) })}
        where=${html`<p>${t('kpi-value-where')}</p>${from}`} />`}
    ${overview.churn_rate === null || overview.churn_rate === undefined
      ? html`<${Kpi} label=${t('kpi-average')} figure=${share(overview.average_probability)} note=${t(rule ? 'kpi-average-rule' : 'kpi-average-note')} where=${html`<p>${t('kpi-average-where')}</p>${from}`} />`
      : html`<${Kpi} label=${t('kpi-churn')} figure=${share(overview.churn_rate)} note=${t('kpi-churn-note', { expected: share(overview.average_probability) })} where=${html`<p>${t('kpi-churn-where')}</p>${from}`} />`}
  </div>`;
}

// A rule of thumb counts from 0 to 100 and is never shown as a percentage.
const level = (x, rule) => (rule ? count(Math.round(x * 100)) : share(x, 0));

function Risk({ overview, first }) {
  const rule = overview.kind !== 'model';
  const { bands, customers, histogram: bins = [] } = overview;
  const summary = t(rule ? 'hist-summary-rule' : 'hist-summary', { high: count(bands.high), medium: count(bands.medium), low: count(bands.low), share: share(bands.low / customers, 0) });
  return html`<div class="grid-main stretch">
    ${overview.kind !== 'none' && html`<${Card} id="hist-head" title=${t(rule ? 'hist-title-rule' : 'hist-title')} lead=${t(rule ? 'hist-lead-rule' : 'hist-lead')}>
      <${Figure} make=${memo('hist', bins, () => histogram(bins, overview.cutoffs, (x) => level(x, rule)))} summary=${summary} caption=${t(rule ? 'hist-title-rule' : 'hist-title')} head=${[t(rule ? 'rule-score' : 'probability'), t('kpi-customers')]}
        rows=${bins.map((n, i) => [t('hist-range', { from: level(i / bins.length, rule), to: level((i + 1) / bins.length, rule) }), count(n)])} /></${Card}>`}
    ${may('customers:read') && html`<${First} first=${first} currency=${overview.currency} economics=${overview.economics} kind=${overview.kind} />`}
  </div>`;
}

function First({ first, currency, economics, kind }) {
  const rule = kind !== 'model';
  const which = { rule: '-rule', none: '-none' }[kind] ?? '';
  return html`<${Card} id="first-head" title=${t(`first-title${which}`)} lead=${t(`first-lead${which}`)} where=${!rule && html`<p>${t('expected-where')}</p><${Economics} economics=${economics} currency=${currency} />`}>
    ${first.problem ? html`<${Fault} problem=${first.problem} retry=${load} />` : html`<ol class="people">${first.data.map((one) => html`<li key=${one.id}>
      <a href=${`/dashboard/customer/${query({ id: one.id })}`}><span class="cell-main">${called(one)}</span> <span class="cell-sub">${one.recommended_action?.title ?? one.segment ?? ''}</span></a>
      <span class="people-end">${kind === 'none' ? html`<span class="num">${money(one.value, currency)}</span>` : html`<span class="num">${rule ? count(one.rule_score) : share(one.probability, 0)}</span><${Band} band=${one.band} />`}
      ${!rule && html`<span class="num people-money">${money(one.expected_value, currency)}</span>`}</span></li>`)}</ol>
    <p><a href="/dashboard/risk-level/">${t('first-all')}</a></p>`}
  </${Card}>`;
}

// What is known of the groups depends on the data: what happened, else what the model expects, else only how the rule scores.
function Segments({ overview, factors }) {
  const { segments, currency, kind } = overview;
  const known = segments.some((one) => one.churn_rate !== null) ? 'churn_rate' : 'average_probability';
  const rated = segments.some((one) => one[known] !== null);
  const most = Math.max(0.01, ...segments.map((one) => one.high || one[known] || 0));
  const items = factors.data.slice(0, 8).map((one) => ({ title: one.title, value: one.mean_abs_points, text: t('pts', { n: points(one.mean_abs_points).replace('+', '') }) }));
  const lead = !rated ? 'segments-lead-plain' : known === 'churn_rate' ? 'segments-lead' : 'segments-lead-average';
  return html`<div class="grid-main stretch">
    <${Card} id="segments-head" title=${t('segments-title')} lead=${t(lead)} where=${rated && html`<p>${t('segments-where')}</p>`}>
      ${segments.length === 0 ? html`<p class="muted">${t('segments-none')}</p>` : html`<div class="table-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: t('segments-title') })}><table class="table">
        <thead><tr><th scope="col">${t('segment')}</th><th scope="col" class="right">${t('kpi-customers')}</th>${rated && html`<th scope="col">${t(known === 'churn_rate' ? 'churn-rate' : 'kpi-average')}</th>`}
          ${kind !== 'none' && html`<th scope="col" class="right">${t(kind === 'rule' ? 'kpi-high-score' : 'kpi-high')}</th>`}${kind === 'model' && html`<th scope="col" class="right">${t('kpi-value')}</th>`}</tr></thead>
        <tbody>${segments.map((one) => html`<tr key=${one.name}><th scope="row"><a class="plain-link" href=${`/dashboard/risk-level/${query({ segment: one.name })}`}>${one.name}</a></th><td class="right">${count(one.customers)}</td>
          ${rated && html`<td><div class="rate"><span>${share(one[known])}</span><${Meter} share=${(one[known] ?? 0) / most} /><small class="faint">${one.low === null || one.low === undefined ? '' : `${share(one.low)} – ${share(one.high)}`}</small></div></td>`}
          ${kind !== 'none' && html`<td class="right">${count(one.high_band)}</td>`}${kind === 'model' && html`<td class="right">${money(one.value_at_risk, currency, { compact: true })}</td>`}</tr>`)}</tbody></table></div>`}
    </${Card}>
    ${kind === 'model' && html`<${Card} id="factors-head" title=${t('factors-title')} lead=${t('factors-lead')} where=${html`<p>${t('factors-where')}</p>`}>
      ${items.length > 0 && html`<${Figure} make=${memo('factors', factors, () => bars(items))} size="short-bars" summary=${t('factors-summary', { first: items[0].title, second: items[1]?.title ?? '' })} caption=${t('factors-title')} head=${[t('feature'), t('average-effect')]} rows=${items.map((one) => [one.title, one.text])} />`}
    </${Card}>`}
  </div>`;
}

function Actions({ overview, actions }) {
  const { currency, economics, movers } = overview;
  const useful = actions.data.filter((one) => one.customers > 0);
  if (overview.kind !== 'model') return null;
  return html`<div class="grid-main stretch">
    <${Card} id="actions-head" title=${t('actions-title')} lead=${t('actions-lead')} where=${html`<p>${t('expected-where')}</p><${Economics} economics=${economics} currency=${currency} />`}>
      ${useful.length === 0 ? html`<p class="muted">${t('actions-none')}</p>` : html`<div class="table-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: t('actions-title') })}><table class="table">
        <thead><tr><th scope="col">${t('action')}</th><th scope="col" class="right">${t('actions-for')}</th><th scope="col" class="right">${t('average-effect')}</th><th scope="col" class="right">${t('cost-each')}</th><th scope="col" class="right">${t('expected-gain')}</th></tr></thead>
        <tbody>${useful.map((one) => html`<tr key=${one.title}><th scope="row">${one.title}</th><td class="right">${count(one.customers)}</td><td class="right">${t('pts', { n: points(-Math.abs(one.average_effect)) })}</td><td class="right">${money(one.cost, currency)}</td><td class="right"><strong>${money(one.expected_value, currency, { compact: true })}</strong></td></tr>`)}</tbody></table></div>`}
    </${Card}>
    <${Card} id="movers-head" title=${t('movers-title')} lead=${t('movers-lead')}>
      ${movers?.up?.length || movers?.down?.length ? html`<div class="movers">${[['up', movers.up ?? []], ['down', movers.down ?? []]].map(([way, list]) => html`<div><h3><${Icon} name=${way} />${t(`movers-${way}`)}</h3>
        ${list.length === 0 ? html`<p class="small faint">${t('movers-nobody')}</p>` : html`<ul class="people tight">${list.map((one) => html`<li key=${one.customer_id}><a href=${`/dashboard/customer/${query({ id: one.customer_id })}`}>${called(one)}</a><span class="num small">${share(one.before, 0)} → <strong>${share(one.after, 0)}</strong></span></li>`)}</ul>`}</div>`)}</div>`
      : html`<p class="muted">${t('movers-none')}</p>`}
    </${Card}>
  </div>`;
}

function Trend({ trends }) {
  const versions = trends.data.map((one) => ({ ...one, label: t('dataset-no', { no: one.dataset_no }) }));
  if (versions.filter((one) => one.churn_rate !== null || one.average_probability !== null).length < 2) return null;
  const [before, now] = versions.slice(-2);
  return html`<${Card} id="trend-head" title=${t('trend-title')} lead=${t('trend-lead')}>
    <p class="legend small muted" aria-hidden="true"><span><svg viewBox="0 0 26 8"><path d="M0 4h26" /><circle cx="13" cy="4" r="3.5" /></svg>${t('trend-observed')}</span><span class="dashed"><svg viewBox="0 0 26 8"><path d="M0 4h26" stroke-dasharray="4 3" /><path d="M13 0l4 4-4 4-4-4z" /></svg>${t('trend-expected')}</span></p>
    <${Figure} make=${memo('trend', trends, () => trend(versions))} size="short" summary=${t('trend-summary', { before: share(before.average_probability), now: share(now.average_probability) })} caption=${t('trend-title')}
      head=${[t('dataset'), t('uploaded'), t('kpi-customers'), t('trend-observed'), t('trend-expected'), t('kpi-high')]}
      rows=${versions.map((one) => [`${one.label} · ${one.name}`, date(one.created_at), count(one.customers), share(one.churn_rate), share(one.average_probability), count(one.high)])} />
  </${Card}>`;
}

const BLOCKS = { risk: Risk, segments: Segments, actions: Actions, trend: Trend };

// A chart is drawn again only when its data is another object.
const made = new Map();
function memo(name, data, make) {
  if (made.get(name)?.data !== data) made.set(name, { data, option: make() });
  return made.get(name).option;
}

// Who signs in lands here, and goes on to the view that fits the role; ?view=overview stays.
function instead(user) {
  if (user.kind === 'customer') return '/me/';
  if (new URLSearchParams(location.search).get('view') === 'overview' || !may('customers:read')) return null;
  return may('customers:all') ? !may('reports:read') && '/dashboard/customers/' : '/dashboard/csm/';
}

start({ page: 'overview', needs: ['reports:read'], texts: ['overview'], instead }, (main) => {
  render(html`<${Fragment}><${Page} /></${Fragment}>`, main);
  load();
  watch(['dataset', 'model', 'scoring'], load);
});
