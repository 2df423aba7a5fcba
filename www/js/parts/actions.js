// What could be done for a customer: each line changes one property, and costs something.
import { html, Icon } from '../lib/dom.js';
import { t } from '../lib/l10n.js';

const MOST = 8;

export const actionFaults = (actions) => (actions.some((action) => !action.title.trim() || action.set === '' || !/^\d+([.,]\d{1,2})?$/.test(action.cost)) ? [t('actions-incomplete')] : []);

// Costs travel as decimal strings, numbers as numbers.
export const actionsToSend = (actions, columns) => actions.map((action) => {
  const type = columns.find((column) => column.header === action.feature)?.type;
  const set = type === 'number' ? Number(action.set) : action.set;
  return { feature: action.feature, set, title: action.title.trim(), cost: Number(action.cost.replace(',', '.')).toFixed(2) };
});

export function ActionsEditor({ actions, columns, onChange }) {
  const features = columns.filter((column) => column.role === 'feature');
  const set = (index, change) => onChange(actions.map((action, at) => (at === index ? { ...action, ...change } : action)));
  const input = (index, name, label, extra = {}) => html`<div class="field"><label for=${`action-${index}-${name}`}>${label}</label><input class="input" id=${`action-${index}-${name}`} value=${actions[index][name]} autocomplete="off" ...${extra} onInput=${(event) => set(index, { [name]: event.target.value })} /></div>`;
  return html`<fieldset class="actions-editor"><legend>${t('actions-editor')}</legend><p class="small muted">${t('actions-editor-lead')}</p>
    ${actions.map((action, index) => html`<div class="action-line" key=${index}>
      ${input(index, 'title', t('action-title'))}
      <div class="field"><label for=${`action-${index}-feature`}>${t('action-changes')}</label><select class="select" id=${`action-${index}-feature`} value=${action.feature} onChange=${(event) => set(index, { feature: event.target.value })}>${features.map((column) => html`<option value=${column.header}>${column.header}</option>`)}</select></div>
      ${input(index, 'set', t('action-to'))}
      ${input(index, 'cost', t('action-cost'), { inputmode: 'decimal' })}
      <button type="button" class="button icon-only" aria-label=${t('action-drop', { n: index + 1 })} onClick=${() => onChange(actions.filter((_, at) => at !== index))}><${Icon} name="close" /></button></div>`)}
    ${actions.length < MOST && features.length > 0 && html`<button type="button" class="button small" onClick=${() => onChange([...actions, { title: '', feature: features[0].header, set: '', cost: '' }])}>${t('action-add')}</button>`}
  </fieldset>`;
}
