// For those who share out the work: how much there is, who has how much of it, and all customers to assign.
import { html, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may } from '../lib/api.js';
import { count, money } from '../lib/format.js';
import { assignees, recordList } from '../lib/records.js';
import { resource } from '../lib/state.js';
import { start } from '../shell.js';
import { Bones, Card, Fault, Meter } from '../parts/basics.js';
import { Register } from '../parts/records/register.js';

const of = recordList();
const quiet = (path, stop) => get(path, { signal: stop }).catch((problem) => { if (problem.name === 'AbortError') throw problem; return null; });
const [figures, load] = resource(async (stop) => {
  const [overview, surveys] = await Promise.all([may('reports:read') && quiet('/reports/overview', stop), may('engagement:read') && quiet('/surveys/figures', stop)]);
  return { overview, surveys };
});

const Kpi = ({ name, children, note }) => html`<div class="kpi"><h2 class="kpi-label">${t(`desk-${name}`)}</h2><p class="kpi-figure">${children}</p><p class="kpi-note">${note}</p></div>`;

function Figures() {
  const { data } = figures.value;
  const { overview, surveys } = data ?? {};
  const wait = html`<span class="bone figure"></span>`;
  const said = (draw) => (data ? draw() : wait);
  const shared = (assignees.value.data?.data ?? []).reduce((sum, one) => sum + one.customers, 0);
  return html`<section class="kpis" aria-label=${t('desk-figures')}>
    <${Kpi} name="assigned" note=${t('desk-assigned-note')}>${assignees.value.data ? count(shared) : wait}</${Kpi}>
    <${Kpi} name="high" note=${t('desk-high-note')}>${said(() => count(overview?.bands?.high))}</${Kpi}>
    <${Kpi} name="value" note=${t('desk-value-note')}>${said(() => money(overview?.value_at_risk, overview?.currency, { compact: true }))}</${Kpi}>
    <${Kpi} name="nps" note=${t('desk-nps-note', { n: count(surveys?.count ?? 0) })}>${said(() => count(surveys?.nps))}</${Kpi}></section>`;
}

function People() {
  const { data, problem } = assignees.value;
  const most = Math.max(1, ...(data?.data ?? []).map((one) => one.customers));
  const show = (one) => of.change({ filter: `assigned = ${one.id}`, q: '' });
  return html`<${Card} id="desk-people" title=${t('desk-people')} lead=${t('desk-people-lead')}>
    ${problem && !data && html`<${Fault} problem=${problem} />`}${!data && !problem && html`<${Bones} rows=${3} />`}
    ${data && html`<ul class="loads">${data.data.map((one) => html`<li key=${one.id}><button type="button" class="as-link plain-link" onClick=${() => show(one)}>${one.name}</button><${Meter} share=${one.customers / most} /><span class="num">${t('desk-n', { count: one.customers, n: count(one.customers) })}</span></li>`)}</ul>`}</${Card}>`;
}

function Page() {
  return html`<div class="stack"><${Figures} /><${People} /><${Register} of=${of} empty=${{ title: t('rec-none'), lead: t('rec-none-lead') }} /></div>`;
}

start({ page: 'desk', needs: ['customers:read', 'customers:assign'], texts: ['records'] }, (main) => {
  render(html`<${Page} />`, main);
  load();
});
