// A filter in words: what it says, and each condition of it with a way to drop it.
import { html, Icon } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { kindOf, own, parse, write } from '../../lib/filter.js';
import { assignees, stages } from '../../lib/records.js';

export const fieldTitle = (field) => (field.startsWith('custom.') ? own.get(field)?.title ?? field.slice(7) : t(`field-${field.replaceAll('_', '-')}`));
export const choicesOf = (field) => ({
  band: () => ['high', 'medium', 'low'].map((one) => [one, t(`band-${one}`)]),
  stage: () => stages().map((one) => [one.code, one.title]),
  assigned: () => [['me', t('filter-me')], ['none', t('rec-nobody')], ...(assignees.value.data?.data ?? []).map((one) => [one.id, one.name])],
}[field]?.() ?? (own.get(field)?.choices ?? []).map((one) => [one, one]));

// A field of the workspace's own keeps yes and no as 1 and 0.
export const flags = (field) => (own.has(field) ? ['1', '0'] : ['yes', 'no']).map((value, index) => [value, t(index ? 'filter-no' : 'filter-yes')]);
const said = (field, value) => (kindOf(field) === 'flag' ? flags(field).find(([one]) => one === value)?.[1] ?? value : choicesOf(field).find(([one]) => one === value)?.[1] ?? value);
export const sentence = ({ field, op, value }) => `${fieldTitle(field)} ${t(`filter-op-${OPS[op]}`)} ${[].concat(value).map((one) => said(field, one)).join(', ')}`;
export const OPS = { '=': 'is', '!=': 'not', '~': 'has', '>=': 'least', '<=': 'most', '>': 'over', '<': 'under', in: 'in' };

// What is filtered now, each with a way to drop it.
export function Chips({ text, onChange }) {
  const list = parse(text);
  if (!text) return null;
  if (!list) return html`<code class="chip">${text}</code>`;
  return html`<ul class="chips" aria-label=${t('filter-now')}>${list.map((one, index) => html`<li key=${index}><span class="chip">${sentence(one)}
    <button type="button" aria-label=${t('filter-drop', { what: sentence(one) })} onClick=${() => onChange(write(list.filter((_, at) => at !== index)))}><${Icon} name="close" /></button></span></li>`)}</ul>`;
}
