// How many came how far, how long they stayed, and where they went on to.
import { html } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, query } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { count, decimal, share } from '../../lib/format.js';
import { Bones, Card, Empty, Fault, Meter } from '../basics.js';

const PERIODS = ['', '30', '90', '365'];
const DAY = 24;

// A median in hours as a person says it.
export const lasting = (hours) => (hours === null || hours === undefined ? '–' : hours < 1 ? t('pipe-minutes', { n: count(hours * 60) }) : hours < 2 * DAY ? t('pipe-hours', { n: decimal(hours, 1) }) : t('pipe-days', { n: decimal(hours / DAY, 1) }));

export function Funnel({ pipeline, days, onDays }) {
  const [state, load] = useFetched(() => get(`/pipelines/${pipeline.id}/funnel${query({ days })}`), [pipeline.id, days]);
  const { problem } = state;
  const data = problem ? null : state.data;
  return html`<div class="stack"><div><fieldset class="segmented"><legend class="hidden-visually">${t('pipe-period')}</legend>${PERIODS.map((one) => html`<label key=${one}><input type="radio" name="days" value=${one} checked=${days === one} onChange=${() => onDays(one)} /><span>${t(one ? `pipe-last-${one}` : 'pipe-always')}</span></label>`)}</fieldset></div>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}${!data && !problem && html`<section class="card"><${Bones} rows=${8} /></section>`}
    ${data && (data.stages.some((one) => one.entered || one.count) ? html`<${Stages} stages=${data.stages} />` : html`<section class="card"><${Empty} title=${t('pipe-no-moves')}><p>${t('pipe-no-moves-lead')}</p></${Empty}></section>`)}
    ${data?.moves.length > 0 && html`<${Moves} pipeline=${pipeline} moves=${data.moves} />`}</div>`;
}

function Stages({ stages }) {
  const most = Math.max(1, ...stages.map((one) => one.entered));
  return html`<${Card} id="funnel-head" title=${t('pipe-funnel')} lead=${t('pipe-funnel-lead')} where=${html`<p>${t('pipe-funnel-where')}</p>`}>
    <div class="table-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: t('pipe-funnel') })}><table class="table funnel"><thead><tr><th scope="col">${t('pipe-stage')}</th><th scope="col">${t('pipe-entered')}</th><th scope="col" class="right">${t('pipe-now')}</th><th scope="col" class="right">${t('pipe-left')}</th><th scope="col" class="right">${t('pipe-median')}</th></tr></thead>
      <tbody>${stages.map((one) => html`<tr key=${one.code}><th scope="row">${one.title}</th><td><div class="funnel-bar"><${Meter} share=${one.entered / most} band=${one.kind === 'lost' ? 'high' : ''} /><span class="num">${count(one.entered)}</span></div></td>
        <td class="right num">${count(one.count)}</td><td class="right num">${count(one.left)}${one.entered > 0 && html` <span class="small muted">${share(Math.min(1, one.left / one.entered), 0)}</span>`}</td><td class="right num">${lasting(one.median_hours)}</td></tr>`)}</tbody></table></div></${Card}>`;
}

function Moves({ pipeline, moves }) {
  const title = (code) => (code ? pipeline.stages.find((one) => one.code === code)?.title ?? code : t('pipe-new'));
  const list = [...moves].sort((a, b) => b.count - a.count);
  return html`<${Card} id="moves-head" title=${t('pipe-moves')}><div class="table-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: t('pipe-moves') })}><table class="table"><thead><tr><th scope="col">${t('pipe-from')}</th><th scope="col">${t('pipe-to')}</th><th scope="col" class="right">${t('pipe-times')}</th><th scope="col" class="right">${t('pipe-median')}</th></tr></thead>
    <tbody>${list.map((one) => html`<tr><th scope="row">${title(one.from)}</th><td>${title(one.to)}</td><td class="right num">${count(one.count)}</td><td class="right num">${lasting(one.median_hours)}</td></tr>`)}</tbody></table></div></${Card}>`;
}
