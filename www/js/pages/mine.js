// My customers: those whom I look after, the ones at risk first, and what they have complained about.
import { html, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may } from '../lib/api.js';
import { customerPage, recordList } from '../lib/records.js';
import { resource } from '../lib/state.js';
import { start } from '../shell.js';
import { Card, Fault, Time } from '../parts/basics.js';
import { Register } from '../parts/records/register.js';

const of = recordList({ fixed: { assigned_to: 'me' }, base: 'assigned = me', usual: ['risk', 'stage', 'value', 'action', 'email'] });
const [complaints, loadComplaints] = resource((stop) => get('/complaints?state=open&limit=5', { signal: stop }));

function Complaints() {
  const { data, problem } = complaints.value;
  return html`<${Card} id="mine-complaints" title=${t('mine-complaints')} aside=${html`<a class="button quiet small" href="/dashboard/engagement-hub/?tab=complaints">${t('mine-complaints-all')}</a>`}>
    ${problem && !data && html`<${Fault} problem=${problem} retry=${loadComplaints} />`}
    ${!data && !problem && html`<div aria-hidden="true"><span class="bone line w80"></span><span class="bone line w60"></span></div>`}
    ${data && (data.data.length === 0 ? html`<p class="muted">${t('mine-complaints-none')}</p>` : html`<ul class="lines">${data.data.map((one) => html`<li key=${one.id}><div class="line-main"><a href=${customerPage(one.customer_id)}>${one.customer || t('rec-someone')}</a><p class="small muted clip">${one.text}</p></div><span class="small muted"><${Time} at=${one.created_at} relative /></span></li>`)}</ul>`)}</${Card}>`;
}

function Page() {
  return html`<div class="stack"><${Register} of=${of} without=${['mine', 'nobody']} empty=${{ title: t('mine-none'), lead: t('mine-none-lead'), action: may('customers:all') && html`<a class="button" href="/dashboard/customers/">${t('mine-all')}</a>` }} />
    ${may('engagement:read') && html`<${Complaints} />`}</div>`;
}

start({ page: 'mine', needs: ['customers:read'], texts: ['records'] }, (main) => {
  render(html`<${Page} />`, main);
  if (may('engagement:read')) loadComplaints();
});
