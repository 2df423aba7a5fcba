// What can be done with the chosen customers. Assigning many is one change with one undo.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { fetchFile, may } from '../../lib/api.js';
import { count } from '../../lib/format.js';
import { assignees, assignMany, loadAssignees, undoMany } from '../../lib/records.js';
import { say, sayFault } from '../toast.js';

export const FORMATS = ['csv', 'xlsx', 'jsonl'];

export async function exportAs(format, filter, columns) {
  await fetchFile('POST', '/exports', `customers.${format}`, { body: { list: 'customers', format, ...(filter && { filter }), ...(columns && { columns }) } });
}

export function Bulk({ of }) {
  const [who, setWho] = useState('');
  const [busy, setBusy] = useState('');
  const n = of.chosen.value.size;
  const all = of.all.value;
  const { data } = of.list.value;
  if (!n && !all) return html`<div role="status" class="hidden-visually"></div>`;
  const whole = !all && data && n === data.data.length && (data.next_cursor || of.at.value.trail.length > 0);

  const everything = async () => { of.all.value = { matching: await of.countMatching() }; };
  const work = (name, go) => async () => {
    if (busy) return;
    setBusy(name);
    try { await go(); } catch (fault) { if (fault.code !== 'cancelled') sayFault(fault, t(`bulk-${name}-failed`)); } finally { setBusy(''); }
  };
  const assign = work('assign', async () => {
    const user_id = who === 'nobody' ? null : who;
    const name = assignees.value.data.data.find((one) => one.id === user_id)?.name ?? t('rec-nobody');
    const batch = await assignMany(all ? { user_id, match: of.match() } : { user_id, ids: [...of.chosen.value.keys()] });
    of.forget();
    await of.load();
    loadAssignees();
    say(t('bulk-assigned', { count: batch.changed, n: count(batch.changed), name }), { undo: async () => { try { await undoMany(batch); await of.load(); loadAssignees(); say(t('bulk-undone')); } catch (fault) { sayFault(fault); } } });
  });
  const save = (format) => work('export', async () => { await exportAs(format, of.meant()); say(t('bulk-exported')); });
  return html`<section class="bulk" aria-label=${t('bulk')}>
    <p role="status"><strong>${all ? (all.matching === null ? t('bulk-all') : t('bulk-all-n', { n: count(all.matching) })) : t('bulk-n', { n: count(n) })}</strong>
      ${whole && html`<button type="button" class="button quiet small" onClick=${everything}>${t('bulk-choose-all')}</button>`}</p>
    <div class="actions">
      ${may('customers:assign') && html`<div class="bulk-assign"><label class="hidden-visually" for="bulk-who">${t('bulk-who')}</label><select class="select" id="bulk-who" value=${who} onChange=${(event) => setWho(event.target.value)}><option value="">${t('bulk-who')}</option><option value="nobody">${t('rec-nobody')}</option>${(assignees.value.data?.data ?? []).map((one) => html`<option value=${one.id}>${one.name} (${count(one.customers)})</option>`)}</select>
        <button type="button" class="button primary" disabled=${!who || busy !== ''} onClick=${assign}>${t(busy === 'assign' ? 'form-busy' : 'bulk-assign')}</button></div>`}
      ${may('exports:run') && html`<${ExportMenu} onChoose=${(format) => save(format)()} busy=${busy === 'export'} />`}
      <button type="button" class="button" onClick=${of.forget}><${Icon} name="close" />${t('bulk-clear')}</button></div></section>`;
}

export function ExportMenu({ onChoose, busy, label = t('bulk-export') }) {
  const choose = (format) => (event) => { event.currentTarget.closest('details').open = false; onChoose(format); };
  return html`<details class="menu"><summary class="button" aria-disabled=${busy ? 'true' : undefined}><${Icon} name="download" />${busy ? t('form-busy') : label}</summary>
    <div class="menu-pop">${FORMATS.map((format) => html`<button type="button" key=${format} onClick=${choose(format)}>${t(`export-${format}`)}</button>`)}</div></details>`;
}
