// Everything that happened with a customer, the latest first.
import { Fragment, html, Icon, signal, useEffect, useState } from '../../lib/dom.js';
import { has, t } from '../../lib/l10n.js';
import { get, may, query } from '../../lib/api.js';
import { points as pts, share } from '../../lib/format.js';
import { Bones, Card, Fault, plainReason, Time } from '../basics.js';
import { Later } from '../later.js';

const PAGE = 20;
const KINDS = ['score', 'stage', 'assignment', 'interaction', 'note', 'complaint', 'goal', 'survey', 'notification', 'offer', 'recommendation', 'points', 'profile', 'consent', 'import', 'message', 'merge'];
const ICONS = { score: 'model', stage: 'board', assignment: 'user', interaction: 'phone', note: 'edit', complaint: 'talk', goal: 'goal', survey: 'star', notification: 'bell', offer: 'spark', recommendation: 'hand', points: 'spark', profile: 'file', consent: 'shield', import: 'upload', message: 'mail', merge: 'people' };
const state = signal({ rows: [], next: null, loading: true, problem: null, kind: '', id: '' });
let running = null;

async function load({ more = false } = {}) {
  const { id, kind, rows, next } = state.value;
  running?.abort();
  running = new AbortController();
  const mine = running;
  state.value = { ...state.value, loading: true };
  try {
    const answer = await get(`/customers/${id}/timeline${query({ kind, limit: PAGE, cursor: more ? next : '' })}`, { signal: mine.signal });
    if (mine === running) state.value = { ...state.value, rows: more ? [...rows, ...answer.data] : answer.data, next: answer.next_cursor, loading: false, problem: null };
  } catch (problem) {
    if (mine === running && problem.name !== 'AbortError') state.value = { ...state.value, loading: false, problem };
  }
}
export const reloadTimeline = () => (state.value.id ? load() : undefined);

export function Timeline({ id, open }) {
  const [writing, setWriting] = useState(false);
  useEffect(() => { state.value = { ...state.value, id }; load(); }, [id]);
  const { rows, next, loading, problem, kind } = state.value;
  const choose = (event) => { state.value = { ...state.value, kind: event.target.value, rows: [], next: null }; load(); };
  return html`<${Card} id="timeline-head" title=${t('timeline')} aside=${html`<div class="actions"><label class="hidden-visually" for="timeline-kind">${t('timeline-kind')}</label><select class="select slim" id="timeline-kind" value=${kind} onChange=${choose}><option value="">${t('timeline-all')}</option>${KINDS.map((one) => html`<option value=${one} selected=${one === kind}>${t(`kind-${one}`)}</option>`)}</select>${open && may('engagement:write') && html`<button type="button" class="button small" onClick=${() => setWriting(true)}><${Icon} name="phone" />${t('interaction-new')}</button>`}</div>`}>
    ${writing && html`<${Later} load=${() => import('./interaction.js').then((part) => part.Interaction)} id=${id} onClose=${() => setWriting(false)} onSaved=${() => { setWriting(false); load(); }} />`}
    ${problem && html`<${Fault} problem=${problem} retry=${() => load()} title=${t('timeline-failed')} />`}
    ${!rows.length && loading && html`<${Bones} rows=${4} />`}
    ${!rows.length && !loading && !problem && html`<p class="muted">${t(kind ? 'timeline-none-kind' : 'timeline-none')}</p>`}
    ${rows.length > 0 && html`<${Fragment}><ol class="events" data-test="timeline">${rows.map((one) => html`<li key=${one.id} data-kind=${one.kind}><span class="line-icon"><${Icon} name=${ICONS[one.kind] ?? 'info'} /></span><div class="line-main"><${What} one=${one} /><p class="small muted">${one.actor?.name ? `${one.actor.name} · ` : ''}<${Time} at=${one.at} relative /></p></div></li>`)}</ol>
      ${next && html`<div class="center"><button type="button" class="button" disabled=${loading} onClick=${() => load({ more: true })}>${t(loading ? 'form-busy' : 'timeline-more')}</button></div>`}</${Fragment}>`}</${Card}>`;
}

const nobody = () => t('nobody');
const quote = (text) => (text ? html`<p class="event-text">${text}</p>` : null);

const SAY = {
  score: (body, one) => [body.from === null || body.from === undefined ? t('did-score-first', { to: share(body.to, 0) }) : t('did-score', { from: share(body.from, 0), to: share(body.to, 0), points: pts(body.to - body.from) }), plainReason(one.text)],
  stage: (body) => [body.from ? t('did-stage', { from: body.from_title || body.from, to: body.to_title || body.to }) : t('did-stage-first', { to: body.to_title || body.to }), body.remarks],
  assignment: (body) => [t('did-assignment', { to: body.to?.name ?? nobody(), from: body.from?.name ?? nobody() }), body.remarks],
  note: (body) => [t('did-note'), body.text],
  profile: (body) => [body.created ? t('did-created') : t('did-profile', { fields: (body.changed ?? []).map((name) => (has(`fact-${name.replaceAll('_', '-')}`) ? t(`fact-${name.replaceAll('_', '-')}`) : name)).join(', ') })],
  consent: (body) => [t(body.given ? 'did-consent' : 'did-consent-not', { channel: has(`fact-consent-${body.channel}`) ? t(`fact-consent-${body.channel}`) : body.channel ?? '' })],
  points: (body) => [t('did-points', { delta: body.delta > 0 ? `+${body.delta}` : String(body.delta), points: String(body.points ?? '–') }), body.reason],
  recommendation: (body) => [t('did-recommendation', { title: body.title ?? '', state: has(`rec-state-${body.state}`) ? t(`rec-state-${body.state}`) : body.state ?? '' }), body.outcome],
  complaint: (body) => [t(body.event === 'resolved' ? 'did-complaint-resolved' : 'did-complaint'), body.text],
  goal: (body) => [t(`did-goal-${['changed', 'completed', 'removed'].includes(body.event) ? body.event : 'set'}`), body.text],
  survey: (body) => [t('did-survey', { n: body.rating ?? '–' }), body.text],
  notification: () => [t('did-notification')],
  interaction: (body) => [has(`did-${body.kind}`) ? t(`did-${body.kind}`) : t('kind-interaction'), body.text],
  offer: (body) => [t(body.event === 'accepted' ? 'did-offer' : 'did-offer-not'), body.text],
  merge: (body) => [t(body.event === 'undone' ? 'did-merge-undone' : 'did-merge', { from: body.from?.name ?? '', into: body.into?.name ?? '' })],
  import: (body) => [body.event === 'issue' ? t('did-issue') : body.event === 'prediction' ? t('did-prediction', { average: share((body.average ?? 0) / 100, 0) }) : t('did-import'), body.text],
  message: (body) => [t('kind-message'), body.text ?? body.subject],
};

function What({ one }) {
  const [what, more] = (SAY[one.kind] ?? (() => [one.kind, one.body?.text]))(one.body ?? {}, one);
  return html`<p>${what}</p>${quote(one.kind === 'notification' ? one.body?.text : more)}`;
}
