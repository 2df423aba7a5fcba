// Mail that could not be delivered, and what waits.
import { Fragment, html, useEffect } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { count } from '../lib/format.js';
import { Time } from './basics.js';
import { ListCard, pagedList } from './list.js';

const list = pagedList('/mails', { state: 'dead' });
const STATES = ['dead', 'queued', 'sent', ''];
const TAGS = { dead: 'tag bad', queued: 'tag busy', sent: 'tag good' };

export function Mails() {
  useEffect(() => { list.load(); }, []);
  const { state } = list.filters.value;
  return html`<${Fragment}>
    <form class="filters" role="search" aria-label=${t('mails-filters')} onSubmit=${(event) => event.preventDefault()}><fieldset class="segmented"><legend class="hidden-visually">${t('user-state')}</legend>
      ${STATES.map((one) => html`<label key=${one}><input type="radio" name="mail-state" checked=${state === one} onChange=${() => list.filter({ state: one })} /><span>${t(one ? `mail-${one}` : 'mail-all')}</span></label>`)}</fieldset></form>
    <${ListCard} list=${list} label=${t('admin-mails')} failed=${t('mails-failed')} empty=${{ title: t('mails-none'), lead: t('mails-none-lead') }} draw=${(rows) => html`
      <table class="table rows"><caption class="hidden-visually">${t('admin-mails')}</caption>
        <thead><tr><th scope="col">${t('mail-to')}</th><th scope="col">${t('mail-template')}</th><th scope="col">${t('mail-written')}</th><th scope="col" class="right">${t('mail-tries')}</th><th scope="col">${t('user-state')}</th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.recipient}${one.error && html`<div class="cell-sub">${one.error}</div>`}</th><td data-label=${t('mail-template')}><code>${one.template}</code></td>
          <td data-label=${t('mail-written')}><${Time} at=${one.created_at} relative /></td><td data-label=${t('mail-tries')} class="right num">${count(one.attempts)}</td><td data-label=${t('user-state')}><span class=${TAGS[one.state]}>${t(`mail-${one.state}`)}</span></td></tr>`)}</tbody></table>`} />
  </${Fragment}>`;
}
