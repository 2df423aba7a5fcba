// The rules of a new password, each with a tick as soon as it holds.
import { html, Icon } from '../lib/dom.js';
import { t } from '../lib/l10n.js';

export function Rules({ checks }) {
  return html`<ul class="pw-rules">${checks.map(({ id, ok, n }) => html`<li key=${id} data-ok=${String(ok)}><${Icon} name=${ok ? 'check' : 'low'} /><span>${t(`pw-${id}`, { n: n ?? 0 })}<span class="hidden-visually">${ok ? t('rule-held') : t('rule-open')}</span></span></li>`)}
    <li data-ok="later"><${Icon} name="info" /><span>${t('pw-common')}</span></li></ul>`;
}
