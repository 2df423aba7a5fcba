// The assumptions behind every expected figure, said beside it.
import { html } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { money, share } from '../lib/format.js';

export function Economics({ economics, currency: fallback }) {
  if (!economics) return null;
  const { currency = fallback, acceptance, incentive, redemption, value_rate: rate } = economics;
  return html`<p>${t('economics', { acceptance: share(acceptance, 0), incentive: money(incentive, currency, { cents: true }), redemption: share(redemption, 0), rate: share(rate, 0) })}</p>`;
}
