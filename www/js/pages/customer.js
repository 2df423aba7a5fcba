// One customer: who it is, how likely to leave and why, what happened, what comes next.
import { Fragment, html, Icon, render, signal, useEffect } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may, post, Problem, query } from '../lib/api.js';
import { money } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { titled } from '../lib/title.js';
import { watch } from '../lib/live.js';
import { customerPage, loadAssignees, loadPipelines, walk } from '../lib/records.js';
import { called, numberOf } from '../lib/called.js';
import { start } from '../shell.js';
import { Card, Empty, Fault, Notice } from '../parts/basics.js';
import { Said } from '../parts/customer/context.js';
import { Factors } from '../parts/customer/factors.js';
import { RiskHistory } from '../parts/customer/history.js';
import { Lifecycle } from '../parts/customer/lifecycle.js';
import { saidMerged } from '../parts/customer/merges.js';
import { Notes } from '../parts/customer/notes.js';
import { Privacy } from '../parts/customer/privacy.js';
import { Recommendations } from '../parts/customer/recommendations.js';
import { editing, RecordCard } from '../parts/customer/record.js';
import { Advice, Explanation, Facts, Risk, RuleScore } from '../parts/customer/risk.js';
import { Timeline, reloadTimeline } from '../parts/customer/timeline.js';
import { Upkeep } from '../parts/customer/upkeep.js';
import { pageKeys } from '../parts/shortcuts.js';
import { WhatIf } from '../parts/whatif.js';

const id = new URLSearchParams(location.search).get('id') ?? '';
const scenario = signal(null); // the answer of the what-if panel, or null
const way = walk(id);

// An address of an earlier dashboard names the customer's own number.
async function byNumber(stop) {
  const { data } = /^[\w.-]{1,64}$/.test(id) ? await get(`/customers${query({ list: 'all', limit: 1, filter: `external_id = "${id}"` })}`, { signal: stop }) : { data: [] };
  if (!data.length) throw new Problem({ status: 404, code: 'not_found' });
  location.replace(customerPage(data[0].id));
  return new Promise(() => {});
}

const [customer, load] = resource(async (stop) => {
  if (!/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id)) return byNumber(stop);
  const optional = (path) => (may('reports:read') ? get(path, { signal: stop }).catch(() => null) : null);
  const [one, overview] = await Promise.all([get(`/customers/${id}`, { signal: stop }), optional('/reports/overview')]);
  return { ...one, average: overview?.average_probability ?? null };
});
const reload = () => { load(); reloadTimeline(); };

function Page() {
  const { data, problem } = customer.value;
  useEffect(() => { if (data) heading(data); }, [data]);
  useEffect(() => { if (data) saidMerged(reload); }, [Boolean(data)]);
  if (problem?.status === 404 && !data) return html`<${Unknown} />`;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} title=${t('customer-failed')} />`;
  if (!data) return html`<${Loading} />`;
  return html`<div class="stack">
    ${problem && html`<${Fault} problem=${problem} retry=${load} title=${t('stale-title')} />`}
    ${data.state === 'merged' && html`<${Notice} kind="warn" icon="people" title=${t('merged-title')}><p><a href=${customerPage(data.merged_into)}>${t('merged-go')}</a></p></${Notice}>`}
    <${Sheet} one=${data} />
  </div>`;
}

function Sheet({ one }) {
  const kind = one.scoring?.kind ?? (one.probability === null ? 'none' : 'model');
  const model = kind === 'model' && one.probability !== null;
  return html`<div class="grid-main customer"><div class="stack">
      ${model && html`<${Risk} one=${one} />`}
      ${kind === 'rule' && html`<${Fragment}><${RuleScore} one=${one} /><${Notice} kind="warn" icon="warn" title=${t('rule-title')}><p>${t('rule-lead')}</p></${Notice}></${Fragment}>`}
      ${!model && kind !== 'rule' && html`<${NoScore} one=${one} />`}
      <${Timeline} id=${id} open=${one.state === 'active'} />
      ${model && html`<${Explanation} one=${one} scenario=${scenario} />`}
      <${RiskHistory} id=${id} since=${one.created_at} seen=${one.scoring?.scored_at} quiet=${!model} />
      ${one.attributes?.length > 0 && (!model || !may('predictions:run')) && html`<${Facts} one=${one} />`}
      <${Factors} id=${id} />
    </div><div class="stack">
      ${model && html`<${Advice} one=${one} ask=${ask} />`}
      <${Recommendations} id=${id} />
      <${Said} id=${id} />
      <${Lifecycle} one=${one} onChanged=${reload} />
      ${one.record && html`<${RecordCard} one=${one} onSaved=${(fresh) => { customer.value = { data: { ...one, ...fresh }, problem: null, loading: false }; reloadTimeline(); }} />`}
      <${Notes} id=${id} onChanged=${reloadTimeline} />
      ${model && may('predictions:run') && html`<${WhatIf} one=${one} scenario=${scenario} ask=${ask} />`}
      ${one.record && html`<${Upkeep} one=${one} onChanged=${reload} />`}
      ${one.record && may('privacy:run') && html`<${Privacy} one=${one} onChanged=${reload} />`}
    </div></div>`;
}

const ask = (overrides, options) => post('/predictions', { customer_id: id, overrides }, options);

// A record that no dataset knows: said once, plainly.
function NoScore({ one }) {
  const { risk } = one;
  return html`<${Card} id="risk-head" title=${t('no-score-title')}><p class="plain-words">${risk?.source === 'entered' ? t('no-score-entered', { n: Math.round(risk.score * 100) }) : t('no-score-lead')}</p></${Card}>`;
}

function heading(one) {
  const name = called(one);
  document.getElementById('title').textContent = name;
  titled(`${name} · Holdfast`);
  document.getElementById('lead').textContent = [one.name && numberOf(one) && t('customer-number', { no: numberOf(one) }), one.segment, one.value !== null && t('holds', { value: money(one.value, one.economics?.currency) })].filter(Boolean).join(' · ');
}

function Loading() {
  return html`<div class="grid-main" aria-label=${t('loading')}><div class="stack"><div class="card"><span class="bone line w20"></span><span class="bone figure"></span><span class="bone line w80"></span><span class="bone chart"></span></div></div>
    <div class="card"><span class="bone line w40"></span><span class="bone chart"></span></div></div>`;
}

function Unknown() {
  document.getElementById('title').textContent = t('unknown-title');
  return html`<section class="card"><${Empty} title=${t('unknown-head')} action=${html`<a class="button primary" href="/dashboard/customers/">${t('to-list')}</a>`}><p>${t('unknown-lead')}</p></${Empty}></section>`;
}

// Back in the history where one came from a list, so that its page and place are found again.
const LISTS = ['/dashboard/risk-level/', '/dashboard/customers/', '/dashboard/csm/', '/dashboard/admin/'];
const cameFrom = () => document.referrer.startsWith(location.origin) && LISTS.includes(new URL(document.referrer).pathname);
const back = (event) => { if (!event.ctrlKey && !event.metaKey && cameFrom()) { event.preventDefault(); history.back(); } };

// Replaced, so that "back" leads to the list however many have been looked at.
const step = (to) => () => { if (to) location.replace(customerPage(to)); };

function Walk() {
  const link = (to, key, icon, words) => html`<button type="button" class="button icon-only" disabled=${!to} aria-label=${words} title=${`${words} (${key})`} onClick=${step(to)}><${Icon} name=${icon} /></button>`;
  return html`<${Fragment}>${way.index >= 0 && html`<div class="walk" role="group" aria-label=${t('walk')}>${link(way.before, 'K', 'left', t('walk-before'))}<span class="small muted num">${t('walk-at', { n: way.index + 1, of: way.of })}</span>${link(way.after, 'J', 'right', t('walk-after'))}</div>`}
    <a class="button" href=${way.back ?? '/dashboard/customers/'} onClick=${back}><${Icon} name="left" />${t('to-list')}</a></${Fragment}>`;
}

start({ page: 'customer', needs: ['customers:read'], texts: ['customer', 'record'] }, (main) => {
  render(html`<${Walk} />`, document.getElementById('page-actions'));
  render(html`<${Page} />`, main);
  pageKeys({ j: step(way.after), k: step(way.before), e: () => { if (may('customers:write')) editing.value = true; } });
  load();
  loadPipelines();
  loadAssignees();
  watch(['dataset', 'model', 'scoring', 'customer'], reload);
});
