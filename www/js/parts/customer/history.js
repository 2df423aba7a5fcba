// How the probability of leaving went, from one activation of data to the next. quiet: nothing is shown where nothing is known.
import { html, useMemo } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { date, points, share } from '../../lib/format.js';
import { Card, Bones, Fault, plainReason } from '../basics.js';
import { Figure } from '../chart.js';
import { riskLine } from '../plots.js';

const MOST = 100;

// Oldest first: where it began, each noticeable change, and last of all how it is now.
function course({ data, now }, since) {
  const list = data.map((one) => ({ at: one.at, score: one.score, band: one.band, text: one.text, no: one.dataset_no })).reverse();
  const first = data.at(-1);
  if (first?.from_band) list.unshift({ at: since < first.at ? since : first.at, score: first.from_score, band: first.from_band, first: true });
  return now && now.source !== 'entered' && list.length ? [...list, { at: new Date().toISOString(), score: now.score, band: now.band, now: true }] : list;
}
const when = (one) => (one.now ? t('risk-history-now') : one.first ? date(one.at) : `${date(one.at)} · ${t('dataset-no', { no: one.no })}`);

export function RiskHistory({ id, since, seen, quiet }) {
  const [{ data: list, problem }, load] = useFetched(async () => course(await get(`/customers/${id}/risk-history?limit=${MOST}`), since), [id, seen]);
  const make = useMemo(() => list?.length && riskLine(list), [list]);
  if (quiet && !list?.length) return null;
  return html`<${Card} id="history-head" title=${t('risk-history')} lead=${t('risk-history-lead')}>
    ${problem && !list && html`<${Fault} problem=${problem} retry=${load} />`}${!list && !problem && html`<${Bones} rows=${3} />`}
    ${list && list.length < 2 && html`<p class="muted">${t('risk-history-none')}</p>`}
    ${list?.length > 1 && html`<${Figure} make=${make} size="short" summary=${said(list)} caption=${t('risk-history')} head=${[t('risk-history-at'), t('probability'), t('risk-history-change'), t('risk-history-why')]}
      rows=${list.map((one, index) => [when(one), share(one.score), index ? points(one.score - list[index - 1].score) : '–', plainReason(one.text) || '–']).reverse()} />`}</${Card}>`;
}

function said(list) {
  const first = list[0];
  const last = list.at(-1);
  const highest = list.reduce((best, one) => (one.score > best.score ? one : best));
  return t('risk-history-summary', { first: share(first.score, 0), at: date(first.at), now: share(last.score, 0), highest: share(highest.score, 0) });
}
