// The customer's own page: what there is, what is open, what is offered, and what we hold about them.
import { html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, post } from '../lib/api.js';
import { count, date } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { watch } from '../lib/live.js';
import { start } from '../shell.js';
import { Card, Fault, Time } from '../parts/basics.js';
import { About } from '../parts/me/about.js';
import { Complaints } from '../parts/me/complaints.js';
import { Consent } from '../parts/me/consent.js';
import { Goals } from '../parts/me/goals.js';
import { Rate } from '../parts/me/rate.js';
import { Score } from '../parts/me/score.js';
import { sayFault, say } from '../parts/toast.js';

const shown = signal(5); // notifications

const [home, load] = resource(async (stop) => {
  const [one, notifications] = await Promise.all([get('/me/home', { signal: stop }), get(`/me/notifications?limit=${shown.value}`, { signal: stop })]);
  return { ...one, notifications: notifications.data, more: Boolean(notifications.next_cursor) };
});

function Page() {
  const { data, problem } = home.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} title=${t('me-failed')} />`;
  if (!data) return html`<div class="stack"><span class="bone page-block"></span><span class="bone tall"></span></div>`;
  return html`<div class="stack">
    <${Figures} one=${data} />
    <div class="grid-main">
      <div class="stack"><${Notifications} list=${data.notifications} more=${data.more} /><${Offers} list=${data.offers} /><${Goals} list=${data.goals} onChanged=${load} /><${Complaints} list=${data.complaints} onChanged=${load} /></div>
      <div class="stack"><${Score} brief=${data.score} /><${Rate} /><${Consent} /><${About} /></div>
    </div></div>`;
}

function Figures({ one }) {
  const kpi = (id, figure, note) => html`<div class="kpi"><h2 class="kpi-label">${t(id)}</h2><p class="kpi-figure">${figure}</p><p class="kpi-note">${note}</p></div>`;
  return html`<section class="kpis" aria-label=${t('me-figures')}>
    ${kpi('me-points', count(one.points), t('me-points-note'))}
    ${kpi('me-purchases', count(one.purchases), t('me-purchases-note'))}
    ${kpi('me-since', date(one.member_since), one.company ?? '')}
    ${kpi('me-open', count(one.complaints_open), t('me-open-note'))}</section>`;
}

function Offers({ list }) {
  const answer = (offer, verb) => async () => {
    try { await post(`/me/offers/${offer.id}/${verb}`, {}); say(t(verb === 'accept' ? 'offer-accepted-said' : 'offer-rejected-said', { name: offer.name })); load(); } catch (fault) { sayFault(fault); }
  };
  return html`<${Card} id="offers" title=${t('offers')} lead=${t('offers-lead')}>
    ${list.length === 0 ? html`<p class="muted">${t('offers-none')}</p>` : html`<ul class="lines">${list.map((one) => html`<li key=${one.id}><span class="line-icon"><${Icon} name=${one.resolution ? 'hand' : 'star'} /></span><div class="line-main"><strong>${one.name}</strong><p class="small muted">${t(`offer-${one.resolution ? 'resolution' : one.type}`)}</p></div>
      ${one.answer ? html`<span class=${one.answer === 'accepted' ? 'tag good' : 'tag'}>${t(`offer-${one.answer}`)}</span>` : html`<div class="row-actions"><button type="button" class="button small primary" aria-label=${t('offer-accept-of', { name: one.name })} onClick=${answer(one, 'accept')}>${t('offer-accept')}</button><button type="button" class="button small" aria-label=${t('offer-reject-of', { name: one.name })} onClick=${answer(one, 'reject')}>${t('offer-reject')}</button></div>`}</li>`)}</ul>`}</${Card}>`;
}

function Notifications({ list, more }) {
  const further = () => { shown.value = Math.min(200, shown.value * 4); load(); };
  const read = async (one) => { try { await post(`/me/notifications/${one.id}/read`, {}); load(); } catch (fault) { sayFault(fault); } };
  return html`<${Card} id="notifications" title=${t('my-notes')}>
    ${list.length === 0 ? html`<p class="muted">${t('my-notes-none')}</p>` : html`<ul class="lines">${list.map((one) => html`<li key=${one.id} class=${one.read ? '' : 'unread'}><div class="line-main"><strong>${one.title}</strong><p>${one.message}</p><p class="small muted"><${Time} at=${one.sent_at} relative /></p></div>${!one.read && html`<button type="button" class="button small" aria-label=${t('note-read-of', { title: one.title })} onClick=${() => read(one)}>${t('note-read')}</button>`}</li>`)}</ul>`}
    ${more && shown.value < 200 && html`<div class="center"><button type="button" class="button quiet small" onClick=${further}>${t('my-notes-more')}</button></div>`}</${Card}>`;
}

start({ page: 'me', needs: [], kind: 'customer', texts: ['me'] }, (main) => {
  render(html`<a class="button" href="/dashboard/profile/"><${Icon} name="user" />${t('me-profile')}</a>`, document.getElementById('page-actions'));
  render(html`<${Page} />`, main);
  load();
  watch(['customer', 'notification'], load);
});
