// Values that were read out of a conversation, each with the words it stands on and how sure the reading is.
import { html, Icon } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { decimal, money, share } from '../../lib/format.js';
import { Meter } from '../basics.js';

const SURE = 0.8;
export const nowOf = (value) => (value.state === 'corrected' ? value.corrected : value.value);

// Sums come as "USD 250000.00" or "250000.00".
export function amount(text) {
  const [, currency, figure] = /^(?:([A-Z]{3}) )?(\d+\.\d\d)$/.exec(text) ?? [];
  if (!figure) return text;
  const cents = !figure.endsWith('.00');
  return currency ? money(figure, currency, { cents }) : decimal(figure, cents ? 2 : 0);
}

export function Confidence({ value }) {
  return html`<span class="sure small" title=${t('value-sure-hint')}><${Meter} share=${value.confidence} band=${value.confidence >= SURE ? 'low' : 'medium'} /><span class="num">${t('value-sure', { share: share(value.confidence, 0) })}</span></span>`;
}

// go(no): shows the message that is quoted.
export function Quote({ value, go }) {
  if (!value.quote) return null;
  const words = html`<q>${value.quote}</q>`;
  if (!go || value.message_no === null) return html`<p class="quote small">${words}</p>`;
  return html`<p class="quote small"><button type="button" class="as-link" title=${t('value-go')} onClick=${() => go(value.message_no)}>${words}<span class="hidden-visually"> ${t('value-go')}</span></button></p>`;
}

export function Decided({ value }) {
  if (value.state === 'proposed') return null;
  const icon = { accepted: 'check', corrected: 'edit', rejected: 'close' }[value.state];
  return html`<p class=${`decided small ${value.state}`}><${Icon} name=${icon} />${t(`value-${value.state}`, { name: value.decided_by ?? t('value-somebody') })}</p>`;
}

// Fields of one group stand together, in the order of what was declared: [[group, [values]]].
export function grouped(values) {
  const groups = new Map();
  for (const value of values) {
    const name = value.path.includes('.') ? value.path.slice(0, value.path.indexOf('.')) : '';
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(value);
  }
  return [...groups];
}

export const groupTitle = (name) => name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
