// The pipeline: who stands where, as a board, as a table, as a funnel.
import { html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may, session } from '../lib/api.js';
import { resource, urlState } from '../lib/state.js';
import { columns, move, refill } from '../lib/pipeline.js';
import { loadPipelines, pipelines } from '../lib/records.js';
import { watch } from '../lib/live.js';
import { called } from '../lib/called.js';
import { start } from '../shell.js';
import { Bones, Fault } from '../parts/basics.js';
import { Board } from '../parts/pipeline/board.js';
import { Funnel } from '../parts/pipeline/funnel.js';
import { reloadTable, StageTable } from '../parts/pipeline/table.js';
import { say, sayFault } from '../parts/toast.js';

const VIEWS = ['board', 'table', 'funnel'];
const [address, setAddress] = urlState({ view: 'board', pipeline: '', days: '' });
const said = signal('');
const current = () => { const all = pipelines.value.data?.data ?? []; return all.find((one) => one.id === address.value.pipeline) ?? all.find((one) => one.default) ?? all[0]; };
const [funnel, loadCounts] = resource(async (stop) => { const one = current(); return one ? get(`/pipelines/${one.id}/funnel`, { signal: stop }) : null; });

async function moved(one, to) {
  const pipeline = current();
  const from = one.stage;
  const name = called(one);
  const title = pipeline.stages.find((stage) => stage.code === to)?.title;
  try {
    await move(one, from, to, pipeline.id);
    said.value = t('pipe-moved', { name, stage: title });
    say(said.value, from ? { undo: () => moved({ ...one, stage: to }, from) } : undefined);
    loadCounts();
    requestAnimationFrame(() => document.querySelector(`.piece[data-id="${one.id}"] summary`)?.focus());
  } catch (problem) { sayFault(problem, t('pipe-not-moved', { name, stage: title })); }
}

function Page() {
  const { data, problem } = pipelines.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${loadPipelines} />`;
  const pipeline = current();
  if (!pipeline) return html`<section class="card"><${Bones} rows=${8} /></section>`;
  const view = VIEWS.includes(address.value.view) ? address.value.view : 'board';
  const counts = funnel.value.data && Object.fromEntries(funnel.value.data.stages.map((one) => [one.code, one.count]));
  const currency = session.user.tenant?.currency;
  const choose = (id) => { columns.value = {}; setAddress({ pipeline: id }); loadCounts(); };
  return html`<div class="stack tight"><div class="filters ends"><fieldset class="segmented"><legend class="hidden-visually">${t('pipe-view')}</legend>${VIEWS.map((one) => html`<label key=${one}><input type="radio" name="view" value=${one} checked=${one === view} onChange=${() => setAddress({ view: one })} /><span>${t(`pipe-${one}`)}</span></label>`)}</fieldset>
      ${data.data.length > 1 && html`<div class="filter-rest"><div class="field"><label for="pipeline">${t('pipe-which')}</label><select class="select" id="pipeline" value=${pipeline.id} onChange=${(event) => choose(event.target.value)}>${data.data.map((one) => html`<option value=${one.id} selected=${one === pipeline}>${one.name}</option>`)}</select></div></div>`}</div>
    ${view === 'board' && html`<${Board} key=${pipeline.id} ...${{ pipeline, counts, currency, onMove: moved }} />`}
    ${view === 'table' && html`<${StageTable} key=${pipeline.id} ...${{ pipeline, currency, onMove: moved }} />`}
    ${view === 'funnel' && html`<${Funnel} key=${pipeline.id} pipeline=${pipeline} days=${address.value.days} onDays=${(days) => setAddress({ days })} />`}
    <div class="hidden-visually" role="status">${said.value}</div></div>`;
}

start({ page: 'pipeline', needs: ['customers:read'], texts: ['pipeline'] }, (main) => {
  if (may('pipelines:write')) render(html`<a class="button" href="/admin/?tab=pipelines"><${Icon} name="edit" />${t('pipe-edit')}</a>`, document.getElementById('page-actions'));
  render(html`<${Page} />`, main);
  loadPipelines().then(loadCounts);
  watch(['customer'], () => { loadCounts(); if (address.value.view === 'table') reloadTable(); else refill(); });
});
