// What the lists of Engagement have in common: a row is changed or removed, and a removal can be taken back.
import { html, Icon } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { ifStill, may, post, remove } from '../../lib/api.js';
import { write } from '../../lib/filter.js';
import { ExportMenu } from '../export-menu.js';
import { say, sayFault } from '../toast.js';

// again: what a POST needs to bring it back.
export async function drop(path, one, name, again, reload) {
  try {
    await remove(`${path}/${one.id}`, undefined, ifStill(one));
    say(t('row-dropped', { name }), { undo: async () => { try { await post(path, again); } catch (fault) { sayFault(fault); } reload(); } });
  } catch (fault) { sayFault(fault); }
  reload();
}

export function RowActions({ name, onEdit, onDrop }) {
  if (!may('engagement:write')) return null;
  return html`<div class="row-actions"><button type="button" class="button icon-only small" aria-label=${t('row-edit', { name })} onClick=${onEdit}><${Icon} name="edit" /></button>
    ${onDrop && html`<button type="button" class="button icon-only small" aria-label=${t('row-drop', { name })} onClick=${onDrop}><${Icon} name="trash" /></button>`}</div>`;
}

// Filters at the left; at the right what can be made or taken away as a file.
export function Bar({ children, list, filter, label, onNew, needs = 'engagement:write' }) {
  return html`<div class="filters ends"><div class="filters">${children}</div><div class="actions">
    ${list && may('exports:run') && html`<${ExportMenu} list=${list} filter=${filter} />`}
    ${onNew && may(needs) && html`<button type="button" class="button primary" onClick=${onNew}><${Icon} name="plus" />${label}</button>`}</div></div>`;
}

export const Segmented = ({ name, legend, values, now, words, onChoose }) => html`<fieldset class="segmented"><legend class="hidden-visually">${legend}</legend>${values.map((one) => html`<label key=${one}><input type="radio" name=${name} checked=${now === one} onChange=${() => onChoose(one)} /><span>${words(one)}</span></label>`)}</fieldset>`;

// { state: 'open', category: '' } as the filter of an export.
export const filterOf = (given) => write(Object.entries(given).filter(([, value]) => value !== '').map(([field, value]) => ({ field, op: '=', value })));
