// The rows of a record list: chosen by box or key, opened by name, as cards on small screens.
import { html, Icon, useEffect, useRef } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { money, points, share } from '../../lib/format.js';
import { customerPage, stageTitle } from '../../lib/records.js';
import { called, numberOf } from '../../lib/called.js';
import { Band, Meter, plainReason, Time } from '../basics.js';

const dash = html`<span class="faint">–</span>`;
const RIGHT = ['value'];

const CELLS = {
  risk: (one) => (one.band ? html`<div class="risk">${one.probability !== null && html`<span class="risk-figure num">${share(one.probability, 0)}</span>`}<${Meter} share=${one.probability ?? one.rule_score / 100} band=${one.band} /><${Band} band=${one.band} /></div>` : html`<span class="faint">${t('rec-no-score')}</span>`),
  reason: (one) => { const why = one.reasons?.find((reason) => reason.points > 0); return why ? html`<div>${plainReason(why.text)}<div class="cell-sub num">${t('pts', { n: points(why.points) })}</div></div>` : dash; },
  stage: (one) => (one.stage ? html`<span class="tag">${stageTitle(one.stage)}</span>` : dash),
  assignee: (one) => one.assignee?.name ?? html`<span class="faint">${t('rec-nobody')}</span>`,
  value: (one, currency) => money(one.value, currency),
  action: (one) => one.recommended_action?.title ?? dash,
  email: (one) => (one.email ? html`<span class="cell-cut">${one.email}</span>` : dash),
  phone: (one) => one.phone ?? dash,
  segment: (one) => one.segment ?? dash,
  added: (one) => html`<${Time} at=${one.created_at} relative />`,
};

export function Table({ of, currency, current, selectable }) {
  const { data } = of.list.value;
  const columns = of.columns();
  const { chosen, all } = of;
  const whole = data.data.length > 0 && data.data.every((one) => chosen.value.has(one.id));
  const head = useRef(null);
  useEffect(() => { if (head.current) head.current.indeterminate = chosen.value.size > 0 && !whole; });
  const label = (name) => t(`rec-col-${name}`);
  return html`<table class="table rows records" aria-labelledby="rows-head"><caption class="hidden-visually" id="rows-head" tabindex="-1">${t('rec-caption', { n: data.data.length, page: of.at.value.trail.length + 1 })}</caption>
    <thead><tr>${selectable && html`<th scope="col" class="pick-cell"><input type="checkbox" ref=${head} aria-label=${t('rec-choose-page')} checked=${whole} onChange=${(event) => of.choosePage(event.target.checked)} /></th>`}
      <th scope="col">${t('rec-col-name')}</th>${columns.map((name) => html`<th scope="col" key=${name} class=${RIGHT.includes(name) ? 'right' : ''}>${label(name)}</th>`)}</tr></thead>
    <tbody>${data.data.map((one, index) => { const name = called(one); const on = Boolean(all.value) || chosen.value.has(one.id); return html`<tr key=${one.id} data-at=${index === current ? 'true' : undefined} data-chosen=${on ? 'true' : undefined}>
      ${selectable && html`<td class="pick-cell"><input type="checkbox" aria-label=${t('rec-choose', { name })} checked=${on} onChange=${(event) => of.choose(one, event.target.checked)} /></td>`}
      <th scope="row"><a class="cell-link" href=${customerPage(one.id)} onClick=${of.keepWalk}>${name}</a><div class="cell-sub num">${numberOf(one)}</div></th>
      ${columns.map((column) => html`<td key=${column} class=${RIGHT.includes(column) ? 'right' : ''} data-label=${label(column)}>${CELLS[column](one, currency)}</td>`)}</tr>`; })}</tbody></table>`;
}

export function Pager({ of }) {
  const { data, loading } = of.list.value;
  const { trail } = of.at.value;
  if (!trail.length && !data.next_cursor) return null;
  const go = (forward) => of.turn(forward).then(() => { scrollTo({ top: 0 }); document.getElementById('rows-head')?.focus(); });
  return html`<nav class="pager" aria-label=${t('rec-paging')}>
    <button type="button" class="button" disabled=${!trail.length || loading} onClick=${() => go(false)}><${Icon} name="left" />${t('rec-previous')}</button>
    <span class="small muted">${t('rec-page', { n: trail.length + 1 })}</span>
    <button type="button" class="button" disabled=${!data.next_cursor || loading} onClick=${() => go(true)}>${t('rec-next')}<${Icon} name="right" /></button></nav>`;
}
