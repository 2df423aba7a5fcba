// The model: how good it is on people it has not seen, what it looks at, and which one is in charge.
import { Fragment, html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may, post } from '../lib/api.js';
import { count, decimal, share } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { watch } from '../lib/live.js';
import { start } from '../shell.js';
import { Bones, Card, Empty, Fault, Notice, Time, Where } from '../parts/basics.js';
import { Figure } from '../parts/chart.js';
import { bars, calibration, gain } from '../parts/plots.js';
import { Dialog } from '../parts/dialog.js';
import { say, sayFault } from '../parts/toast.js';

const SHOWN_FEATURES = 10;

const [models, load] = resource(async (stop) => {
  const [list, events] = await Promise.all([get('/scores/models', { signal: stop }), get('/scores/history', { signal: stop }).catch(() => ({ data: [] }))]);
  const champions = list.data.filter((model) => model.state === 'champion');
  // Each shape of data has a champion of its own: with several, the one of the data in use stands first.
  const present = champions.length > 1 ? await get('/scores/models/champion', { signal: stop }).catch(() => null) : null;
  return { list: list.data, history: events.data, present: champions.find((model) => model.id === present?.id) ?? champions[0], shapes: new Set(list.data.map((model) => model.schema)).size };
});
const chosen = signal(null); // the model a person is about to promote
const looking = signal(new URLSearchParams(location.search).get('id') ?? '');

function look(id) {
  looking.value = id;
  history.replaceState(null, '', id ? `?id=${id}` : location.pathname);
  scrollTo({ top: 0 });
}

async function promote(model) {
  try {
    await post(`/scores/models/${model.id}/promote`);
    chosen.value = null;
    say(t('promoted', { no: model.no }));
    await load();
  } catch (problem) {
    chosen.value = null;
    sayFault(problem, t('promote-failed'));
  }
}

function Page() {
  const { data, problem } = models.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} title=${t('model-failed')} />`;
  if (!data) return html`<${Loading} />`;
  const model = data.list.find((one) => one.id === looking.value) ?? data.present ?? data.list[0];
  const champion = data.present;
  if (!model) return html`<${None} />`;
  return html`<div class="stack">
    ${problem && html`<${Fault} problem=${problem} retry=${load} title=${t('stale-title')} />`}
    ${model.state !== 'champion' && champion && html`<${Notice} icon="info" title=${t('not-champion', { no: model.no })}><div class="actions"><button type="button" class="button small" onClick=${() => look('')}>${t('to-champion', { no: champion.no })}</button></div></${Notice}>`}
    <${About} model=${model} />
    <div class="grid-2 stretch" key=${model.id}>
      <${Calibration} model=${model} />
      <${Gain} model=${model} />
    </div>
    <div class="grid-main stretch" key=${`${model.id}-more`}>
      <${Importance} model=${model} />
      <${History} history=${data.history} />
    </div>
    <${List} list=${data.list} shown=${model} shapes=${data.shapes} />
    ${chosen.value && html`<${Confirm} model=${chosen.value} champion=${data.list.find((one) => one.state === 'champion' && one.schema === chosen.value.schema)} />`}
  </div>`;
}

function Loading() {
  return html`<div class="stack" aria-label=${t('loading')}><div class="card"><span class="bone line w40"></span><span class="bone figure"></span><span class="bone line w80"></span></div>
    <div class="grid-2">${[1, 2].map(() => html`<div class="card"><span class="bone line w40"></span><span class="bone chart"></span></div>`)}</div><${Bones} rows=${4} /></div>`;
}

function None() {
  return html`<section class="card"><${Empty} title=${t('model-none')} action=${may('datasets:write') && html`<a class="button primary large" href="/dashboard/data-management/"><${Icon} name="upload" />${t('go-upload')}</a>`}><p>${t('model-none-lead')}</p></${Empty}></section>`;
}

const STATE_TAGS = { champion: 'good', challenger: 'busy', refused: 'bad', retired: '' };
const State = ({ state }) => html`<span class=${`tag ${STATE_TAGS[state] ?? ''}`}>${state === 'champion' && html`<${Icon} name="check" />`}${t(`model-state-${state}`)}</span>`;

function verdictOf(auc) {
  if (auc >= 0.9) return 'very-good';
  if (auc >= 0.8) return 'good';
  return auc >= 0.7 ? 'fair' : 'weak';
}

function About({ model }) {
  const { metrics } = model;
  const tiles = [
    ['auc', decimal(metrics.auc, 3), metrics.auc_low !== undefined && metrics.auc_low !== null ? t('interval', { low: decimal(metrics.auc_low, 3), high: decimal(metrics.auc_high, 3) }) : t('auc-note')],
    ['log-loss', decimal(metrics.log_loss, 3), t('log-loss-note')],
    ['brier', decimal(metrics.brier, 3), t('brier-note')],
    ['ece', share(metrics.ece, 2), t('ece-note')],
    ['lift', metrics.lift_top_decile ? `${decimal(metrics.lift_top_decile, 1)}×` : '–', t('lift-note', { capture: share(metrics.capture_top_decile, 0) })],
  ];
  return html`<section class="card" aria-labelledby="about-head">
    <header><div><h2 id="about-head" class="model-name">${t('model-no', { no: model.no })} <${State} state=${model.state} /></h2>
      <p>${t('model-from', { rows: count(model.rows), churners: count(model.churners), no: model.dataset_no })} <${Time} at=${model.created_at} />${model.created_by_name ? html` · ${model.created_by_name}` : ''}</p></div>
      ${model.state !== 'champion' && model.state !== 'refused' && may('models:promote') && html`<button type="button" class="button" onClick=${() => { chosen.value = model; }}>${t('promote')}</button>`}</header>
    <p class="plain-words">${t(`verdict-${verdictOf(metrics.auc)}`, { auc: share(metrics.auc, 0) })}</p>
    <div class="metrics">${tiles.map(([name, figure, note]) => html`<div key=${name}><div class="kpi-label"><span>${t(`metric-${name}`)}</span><${Where} start label=${t(`metric-${name}`)}><p>${t(`metric-${name}-where`)}</p><p>${t('judged')}</p></${Where}></div>
      <div class="metric-figure num">${figure}</div><div class="kpi-note num">${note}</div></div>`)}</div>
    ${model.comparison?.verdict && html`<${Notice} icon="info" title=${t('compared')}><p>${model.comparison.verdict}</p></${Notice}>`}
    ${model.excluded?.length > 0 && html`<${Notice} kind="warn" icon="warn" title=${t('excluded')}><ul>${model.excluded.map((one) => html`<li>${t('excluded-one', { feature: one.feature, reason: one.reason, auc: decimal(one.auc, 3) })}</li>`)}</ul></${Notice}>`}
    ${model.warnings?.length > 0 && html`<${Notice} kind="warn" icon="warn" title=${t('model-warnings')}><ul>${model.warnings.map((text) => html`<li>${typeof text === 'string' ? text : text.message}</li>`)}</ul></${Notice}>`}
  </section>`;
}

const made = new Map();
function memo(name, model, make) {
  const key = `${name} ${model.id}`;
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

function Calibration({ model }) {
  const full = (model.calibration ?? []).filter((bin) => bin.count > 0);
  const off = full.filter((bin) => bin.low !== null && (bin.mean_probability < bin.low || bin.mean_probability > bin.high)).length;
  return html`<${Card} id="calibration-head" title=${t('calibration-title')} lead=${t('calibration-lead')} where=${html`<p>${t('calibration-where')}</p>`}>
    ${full.length === 0 ? html`<p class="muted">${t('nothing-measured')}</p>` : html`<${Figure} make=${memo('calibration', model, () => calibration(full))} size="tall" summary=${t('calibration-summary', { inside: full.length - off, all: full.length })} caption=${t('calibration-title')}
      head=${[t('calibration-x'), t('calibration-y'), t('range'), t('kpi-customers')]} rows=${full.map((bin) => [share(bin.mean_probability), share(bin.churn_rate), `${share(bin.low)} – ${share(bin.high)}`, count(bin.count)])} />`}
  </${Card}>`;
}

function Gain({ model }) {
  const steps = model.lift ?? [];
  const fifth = steps.reduce((best, step) => (Math.abs(step.fraction - 0.2) < Math.abs((best?.fraction ?? 9) - 0.2) ? step : best), null);
  return html`<${Card} id="gain-head" title=${t('gain-title')} lead=${t('gain-lead')} where=${html`<p>${t('gain-where')}</p>`}>
    ${steps.length === 0 ? html`<p class="muted">${t('nothing-measured')}</p>` : html`<${Figure} make=${memo('gain', model, () => gain(steps))} size="tall" summary=${t('gain-summary', { fraction: share(fifth.fraction, 0), capture: share(fifth.capture, 0) })} caption=${t('gain-title')}
      head=${[t('gain-x'), t('gain-y'), t('metric-lift')]} rows=${steps.map((step) => [share(step.fraction, 0), share(step.capture, 1), `${decimal(step.lift, 2)}×`])} />`}
  </${Card}>`;
}

function Importance({ model }) {
  const items = (model.importance ?? []).slice(0, SHOWN_FEATURES).map((one) => ({ title: one.title, value: one.mean_abs_shap, text: decimal(one.mean_abs_shap, 2) }));
  return html`<${Card} id="importance-head" title=${t('importance-title')} lead=${t('importance-lead')} where=${html`<p>${t('importance-where')}</p>`}>
    ${items.length > 0 && html`<${Figure} make=${memo('importance', model, () => bars(items))} summary=${t('importance-summary', { first: items[0].title, second: items[1]?.title ?? '' })} size="tall" caption=${t('importance-title')} head=${[t('feature'), t('importance-col')]} rows=${items.map((one) => [one.title, one.text])} />`}
  </${Card}>`;
}

function History({ history: events }) {
  return html`<${Card} id="history-head" title=${t('history-title')} lead=${t('history-lead')}>
    ${events.length === 0 ? html`<p class="muted">${t('history-none')}</p>` : html`<ol class="timeline">${events.slice(0, 12).map((one) => html`<li><div><strong>${t(`history-${one.action}`, { no: one.model_no })}</strong></div>
      ${(one.reason || one.dataset_no) && html`<p class="small muted">${one.reason || t(one.dataset_name ? 'history-dataset' : 'history-removed', { no: one.dataset_no, name: one.dataset_name })}</p>`}<p class="small faint"><${Time} at=${one.at} />${one.actor_name ? ` · ${one.actor_name}` : ''}</p></li>`)}</ol>`}
  </${Card}>`;
}

function List({ list, shown, shapes }) {
  return html`<${Card} id="list-head" title=${t('list-title')} lead=${t('list-lead')} cls="register versions">
    <div class="register-wrap versions-wrap"><table class="table rows" aria-labelledby="list-head">
      <thead><tr><th scope="col">${t('nav-model')}</th><th scope="col">${t('state')}</th><th scope="col" class="right">${t('metric-auc')}</th><th scope="col" class="right">${t('metric-log-loss')}</th><th scope="col" class="right">${t('learnt-from')}</th><th scope="col"><span class="hidden-visually">${t('action')}</span></th></tr></thead>
      <tbody>${list.map((one) => html`<tr key=${one.id}><th scope="row"><span class="cell-main">${t('model-no', { no: one.no })}</span><div class="cell-sub"><${Time} at=${one.created_at} />${shapes > 1 ? ` · ${one.schema}` : ''}</div></th>
        <td data-label=${t('state')}><${State} state=${one.state} /></td><td class="right" data-label=${t('metric-auc')}>${decimal(one.metrics?.auc, 3)}</td><td class="right" data-label=${t('metric-log-loss')}>${decimal(one.metrics?.log_loss, 3)}</td>
        <td class="right" data-label=${t('learnt-from')}>${t('dataset-no', { no: one.dataset_no })}</td>
        <td class="right"><div class="row-actions">${one !== shown && html`<button type="button" class="button small" onClick=${() => look(one.id)}>${t('look')}<span class="hidden-visually"> ${t('model-no', { no: one.no })}</span></button>`}
          ${one.state !== 'champion' && one.state !== 'refused' && may('models:promote') && html`<button type="button" class="button small" onClick=${() => { chosen.value = one; }}>${t(one.state === 'retired' ? 'roll-back' : 'promote')}<span class="hidden-visually"> ${t('model-no', { no: one.no })}</span></button>`}</div></td></tr>`)}</tbody></table></div>
  </${Card}>`;
}

function Confirm({ model, champion }) {
  return html`<${Dialog} title=${t('promote-title', { no: model.no })} onClose=${() => { chosen.value = null; }}>
    <div class="stack"><p>${t('promote-lead')}</p>
      ${champion && html`<table class="table"><thead><tr><th scope="col"><span class="hidden-visually">${t('measure')}</span></th><th scope="col" class="right">${t('model-no', { no: champion.no })}</th><th scope="col" class="right">${t('model-no', { no: model.no })}</th></tr></thead>
        <tbody>${[['auc', 3], ['log_loss', 3], ['brier', 3]].map(([name, digits]) => html`<tr><th scope="row">${t(`metric-${name.replace('_', '-')}`)}</th><td class="right">${decimal(champion.metrics[name], digits)}</td><td class="right">${decimal(model.metrics[name], digits)}</td></tr>`)}</tbody></table>`}
      <p class="small muted">${t('promote-note')}</p>
      <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="button" class="button primary" onClick=${() => promote(model)}>${t('promote-do')}</button></div></div>
  </${Dialog}>`;
}

start({ page: 'model', needs: ['models:read'], texts: ['model'] }, (main) => {
  render(html`<${Fragment}><${Page} /></${Fragment}>`, main);
  load();
  watch(['model', 'dataset', 'scoring'], load);
});
