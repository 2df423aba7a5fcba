// The register: filters in the address, keyset pages, the same rows as cards on small screens.
import { drawing, Fragment, html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, query } from '../lib/api.js';
import { count, date, money, points, share } from '../lib/format.js';
import { resource, urlState } from '../lib/state.js';
import { watch } from '../lib/live.js';
import { called, numberOf } from '../lib/called.js';
import { start } from '../shell.js';
import { Band, Bones, Empty, Fault, Meter, Notice, plainReason, Where } from '../parts/basics.js';
import { Economics } from '../parts/economics.js';

const PAGE = 25;
const BANDS = ['', 'high', 'medium', 'low'];
// Without expected values the usual order is by risk, or by value where nothing was scored.
const SORTS = { model: ['expected_value', 'probability', 'value', 'name'], rule: ['expected_value', 'value', 'name'], none: ['expected_value', 'name'] };
const USUAL = { rule: 'score', none: 'value' };
const TYPING_MS = 300;

const [filters, setFilters] = urlState({ band: '', segment: '', sort: 'expected_value', q: '' });
const trail = signal(history.state?.trail ?? []); // cursors of the pages behind this one
const cursor = signal(history.state?.cursor ?? '');

const [overview, loadOverview] = resource((stop) => get('/reports/overview', { signal: stop }));
const [list, loadList] = resource((stop) => get(`/customers${query({ ...filters.value, limit: PAGE, cursor: cursor.value })}`, { signal: stop }));

// The place in the list is kept in the history entry, so that "back" from a customer returns to the same page.
function remember() { history.replaceState({ trail: trail.value, cursor: cursor.value }, ''); }

function filter(changes, options) {
  trail.value = [];
  cursor.value = '';
  setFilters(changes, options);
  remember();
  loadList();
}

function turn(forward) {
  if (forward) {
    trail.value = [...trail.value, cursor.value];
    cursor.value = list.value.data.next_cursor;
  } else {
    cursor.value = trail.value.at(-1) ?? '';
    trail.value = trail.value.slice(0, -1);
  }
  remember();
  loadList().then(() => { scrollTo({ top: 0 }); document.getElementById('rows-head')?.focus(); });
}

const active = () => Boolean(filters.value.band || filters.value.segment || filters.value.q);

function Page() {
  const { data, problem, loading } = list.value;
  const known = overview.value.data;
  if (known && !known.customers && !active()) return html`<${Nobody} />`;
  const kind = data?.scoring?.kind ?? known?.kind ?? 'model';
  return html`<div class="stack">
    ${kind === 'rule' && html`<${Notice} kind="warn" icon="warn" title=${t('rule-title')}><p>${t('rule-lead')}</p></${Notice}>`}
    ${kind === 'none' && data && html`<${Notice} kind="warn" icon="warn" title=${t('none-title')}><p>${t('none-lead')}</p></${Notice}>`}
    <${Filters} known=${known} kind=${kind} />
    <section class="card register" aria-label=${t('register')} aria-busy=${loading ? 'true' : 'false'}>
      ${problem && html`<${Fault} problem=${problem} retry=${loadList} title=${t('register-failed')} />`}
      ${!data && !problem && html`<${Bones} rows=${10} />`}
      ${data && (data.data.length === 0 ? html`<${NoMatch} />` : html`<${Fragment}><${Rows} data=${data} kind=${kind} known=${known} /><${Pager} data=${data} loading=${loading} /></${Fragment}>`)}
    </section>
  </div>`;
}

function Nobody() {
  return html`<section class="card"><${Empty} title=${t('customers-empty')} action=${html`<a class="button primary large" href="/dashboard/data-management/"><${Icon} name="upload" />${t('go-upload')}</a>`}><p>${t('customers-empty-lead')}</p></${Empty}></section>`;
}

function NoMatch() {
  const { band, segment, q } = filters.value;
  const drops = [['q', q, q], ['segment', segment, segment], ['band', band, band && t(`band-${band}`)]].filter(([, value]) => value);
  return html`<${Empty} title=${t('no-match')} action=${html`<${Fragment}>${drops.map(([name, , said]) => html`<button type="button" class="button" onClick=${() => filter({ [name]: '' })}><${Icon} name="close" />${t('drop-filter', { what: said })}</button>`)}</${Fragment}>`}>
    <p>${t('no-match-lead')}</p></${Empty}>`;
}

let typing = 0;

function Filters({ known, kind }) {
  const { band, segment, q } = filters.value;
  const sort = SORTS[kind].includes(filters.value.sort) ? filters.value.sort : 'expected_value';
  const counts = known ? { '': known.customers, ...known.bands } : {};
  const type = (event) => {
    const text = event.target.value.trim();
    clearTimeout(typing);
    typing = setTimeout(() => { if (text !== filters.value.q) filter({ q: text }, { replace: true }); }, TYPING_MS);
  };
  return html`<form class="filters" role="search" aria-label=${t('filters')} onSubmit=${(event) => event.preventDefault()}>
    <fieldset class="segmented"><legend class="hidden-visually">${t(kind === 'rule' ? 'filter-band-rule' : 'filter-band')}</legend>
      ${BANDS.map((one) => html`<label key=${one}><input type="radio" name="band" value=${one} checked=${band === one} onChange=${() => filter({ band: one })} />
        <span>${one && html`<svg class=${`dot ${one}`} aria-hidden="true"><use href=${drawing(one)} /></svg>`}${one ? t(`band-${one}`) : t('band-all')} <small class="num">${known ? count(counts[one]) : ''}</small></span></label>`)}
    </fieldset>
    <div class="filter-rest">
      <div class="field"><label for="q">${t('filter-text')}</label><input class="input" id="q" type="search" value=${q} onInput=${type} autocomplete="off" spellcheck="false" /></div>
      ${(known?.segments?.length > 0 || segment) && html`<div class="field"><label for="segment">${t('segment')}</label><select class="select" id="segment" value=${segment} onChange=${(event) => filter({ segment: event.target.value })}>
        <option value="">${t('segment-all')}</option>${(known?.segments ?? [{ name: segment }]).map((one) => html`<option value=${one.name}>${one.name}</option>`)}</select></div>`}
      <div class="field"><label for="sort">${t('sort')}</label><select class="select" id="sort" value=${sort} onChange=${(event) => filter({ sort: event.target.value })}>
        ${SORTS[kind].map((one) => html`<option value=${one}>${t(`sort-${one === 'expected_value' ? USUAL[kind] ?? one : one}`)}</option>`)}</select></div>
      ${active() && html`<button type="button" class="button quiet" onClick=${() => { document.getElementById('q').value = ''; filter({ band: '', segment: '', q: '' }); }}>${t('filters-clear')}</button>`}
    </div>
  </form>`;
}

function Rows({ data, kind, known }) {
  const currency = known?.currency;
  const rule = kind === 'rule';
  const scored = kind !== 'none';
  const source = html`<p>${t('register-where', { at: date(data.scoring?.scored_at) })}</p>`;
  return html`<div class="register-wrap"><table class="table rows" aria-labelledby="rows-head">
    <caption class="hidden-visually" id="rows-head" tabindex="-1">${t('register-caption', { n: data.data.length, page: trail.value.length + 1 })}</caption>
    <thead><tr><th scope="col">${t('customer')}</th>
      ${scored && html`<th scope="col"><span class="with-where">${t(rule ? 'rule-score' : 'probability')}<${Where} start label=${t(rule ? 'rule-score' : 'probability')}><p>${t(rule ? 'rule-where' : 'probability-where')}</p>${source}</${Where}></span></th>`}
      ${scored && !rule && html`<th scope="col" class="col-why">${t('main-reason')}</th>`}
      <th scope="col" class="right">${t('value')}</th>
      ${scored && !rule && html`<th scope="col">${t('best-action')}</th><th scope="col" class="right"><span class="with-where">${t('expected-gain')}<${Where} label=${t('expected-gain')}><p>${t('expected-where')}</p><${Economics} economics=${known?.economics} currency=${currency} /></${Where}></span></th>`}
    </tr></thead>
    <tbody>${data.data.map((one) => html`<${Row} key=${one.id} one=${one} currency=${currency} rule=${rule} scored=${scored} />`)}</tbody></table></div>`;
}

function Row({ one, currency, rule, scored }) {
  const why = one.reasons?.find((reason) => reason.points > 0) ?? one.reasons?.[0];
  const strength = rule ? (one.rule_score ?? 0) / 100 : one.probability;
  return html`<tr>
    <th scope="row"><a class="cell-link" href=${`/dashboard/customer/${query({ id: one.id })}`}>${called(one)}</a><div class="cell-sub num">${[numberOf(one), one.segment].filter(Boolean).join(' · ')}</div></th>
    ${scored && html`<td data-label=${t(rule ? 'rule-score' : 'probability')}><div class="risk"><span class="risk-figure num">${rule ? count(one.rule_score) : share(one.probability)}</span><${Meter} share=${strength} band=${one.band} /><${Band} band=${one.band} /></div></td>`}
    ${scored && !rule && html`<td class="col-why" data-label=${t('main-reason')}><div>${why ? html`${plainReason(why.text)}<div class="cell-sub num">${t('pts', { n: points(why.points) })}</div>` : '–'}</div></td>`}
    <td class="right" data-label=${t('value')}>${money(one.value, currency)}</td>
    ${scored && !rule && html`<td data-label=${t('best-action')}><div>${one.recommended_action ? one.recommended_action.title : html`<span class="faint">${t('no-action')}</span>`}</div></td>
    <td class="right" data-label=${t('expected-gain')}><strong>${one.recommended_action || one.expected_value !== '0.00' ? money(one.expected_value, currency) : '–'}</strong></td>`}
  </tr>`;
}

function Pager({ data, loading }) {
  const back = trail.value.length > 0;
  return html`<nav class="pager" aria-label=${t('paging')}>
    <button type="button" class="button" disabled=${!back || loading} onClick=${() => turn(false)}><${Icon} name="left" />${t('previous')}</button>
    <span class="small muted">${t('page-no', { n: trail.value.length + 1 })}</span>
    <button type="button" class="button" disabled=${!data.next_cursor || loading} onClick=${() => turn(true)}>${t('next')}<${Icon} name="right" /></button>
  </nav>`;
}

start({ page: 'customers', needs: ['customers:read'], texts: ['customers'] }, (main) => {
  render(html`<${Page} />`, main);
  loadOverview();
  loadList();
  addEventListener('popstate', () => { trail.value = history.state?.trail ?? []; cursor.value = history.state?.cursor ?? ''; loadList(); });
  watch(['dataset', 'model', 'scoring'], () => { loadOverview(); loadList(); });
});
