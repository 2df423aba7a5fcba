// Every contact that was written down, whoever the customer was.
import { Fragment, html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { customerPage } from '../../lib/records.js';
import { Time } from '../basics.js';
import { Edit } from '../edit.js';
import { ListCard, pagedList } from '../list.js';
import { Bar, filterOf } from './rows.js';

const list = pagedList('/interactions', { kind: '' });
const BY_HAND = ['call', 'mail', 'visit', 'meeting', 'chat', 'other'];
const KINDS = [...BY_HAND, 'product_accepted', 'product_rejected', 'resolution_sent', 'resolution_success'];
const words = (kind) => t(`interaction-${kind.replaceAll('_', '-')}`);

export function Interactions() {
  const [adding, setAdding] = useState(false);
  useEffect(() => { list.load(); }, []);
  const { kind } = list.filters.value;
  const close = () => setAdding(false);
  const fields = [{ name: 'customer_id', label: t('hub-customer'), kind: 'customer', need: true }, { name: 'kind', label: t('interaction-f-kind'), kind: 'select', need: true, usual: 'call', options: BY_HAND.map((one) => [one, words(one)]) },
    { name: 'at', label: t('interaction-f-at'), kind: 'moment', need: true, usual: new Date().toISOString() }, { name: 'summary', label: t('interaction-f-summary'), kind: 'area', need: true, max: 4000 }];
  return html`<${Fragment}><${Bar} list="interactions" filter=${() => filterOf({ kind })} label=${t('interaction-add')} onNew=${() => setAdding(true)}><div class="field"><label for="interaction-which">${t('interaction-f-kind')}</label><select class="select" id="interaction-which" value=${kind} onChange=${(event) => list.filter({ kind: event.target.value })}><option value="">${t('interaction-any')}</option>${KINDS.map((one) => html`<option value=${one} selected=${one === kind}>${words(one)}</option>`)}</select></div></${Bar}>
    <${ListCard} list=${list} label=${t('hub-interactions')} failed=${t('hub-interactions-failed')} empty=${{ title: t('interactions-empty'), lead: t('interactions-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-interactions')}</caption><thead><tr><th scope="col">${t('hub-customer')}</th><th scope="col">${t('interaction-f-kind')}</th><th scope="col">${t('interaction-f-summary')}</th><th scope="col">${t('interaction-f-by')}</th><th scope="col">${t('hub-when')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.customer_id ? html`<a href=${customerPage(one.customer_id)}>${one.customer || t('hub-customer')}</a>` : t('hub-no-customer')}</th><td data-label=${t('interaction-f-kind')}><span class="tag">${words(one.kind)}</span></td><td data-label=${t('interaction-f-summary')}><span class="event-text">${one.summary || '–'}</span></td><td data-label=${t('interaction-f-by')}>${one.created_by ?? '–'}</td><td data-label=${t('hub-when')}><${Time} at=${one.at} relative /></td></tr>`)}</tbody></table>`} />
    ${adding && html`<${Edit} id="contact" title=${t('interaction-add')} path="/interactions" fields=${fields} onClose=${close} onSaved=${() => { close(); list.load(); }} />`}</${Fragment}>`;
}
