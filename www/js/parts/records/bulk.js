// What can be done with the chosen customers. Assigning many is one change with one undo.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may } from '../../lib/api.js';
import { count } from '../../lib/format.js';
import { assignees, assignMany, loadAssignees, undoMany } from '../../lib/records.js';
import { ExportMenu } from '../export-menu.js';
import { say, sayFault } from '../toast.js';

export function Bulk({ of }) {
  const [who, setWho] = useState('');
  const [busy, setBusy] = useState(false);
  const n = of.chosen.value.size;
  const all = of.all.value;
  const { data } = of.list.value;
  if (!n && !all) return html`<div role="status" class="hidden-visually"></div>`;
  const whole = !all && data && n === data.data.length && (data.next_cursor || of.at.value.trail.length > 0);

  const again = async () => { await of.load(); loadAssignees(); };
  const undo = async (batch) => { try { await undoMany(batch); await again(); say(t('bulk-undone')); } catch (fault) { sayFault(fault); } };
  const everything = async () => { of.all.value = { matching: await of.countMatching() }; };
  const assign = async () => {
    if (busy) return;
    setBusy(true);
    const user_id = who === 'nobody' ? null : who;
    const name = assignees.value.data.data.find((one) => one.id === user_id)?.name ?? t('rec-nobody');
    try {
      const batch = await assignMany(all ? { user_id, match: of.match() } : { user_id, ids: [...of.chosen.value.keys()] });
      of.forget();
      await again();
      say(t('bulk-assigned', { count: batch.changed, n: count(batch.changed), name }), { undo: () => undo(batch) });
    } catch (fault) { sayFault(fault, t('bulk-assign-failed')); } finally { setBusy(false); }
  };
  return html`<section class="bulk" aria-label=${t('bulk')}>
    <p role="status"><strong>${all ? (all.matching === null ? t('bulk-all') : t('bulk-all-n', { n: count(all.matching) })) : t('bulk-n', { n: count(n) })}</strong>
      ${whole && html`<button type="button" class="button quiet small" onClick=${everything}>${t('bulk-choose-all')}</button>`}</p>
    <div class="actions">
      ${may('customers:assign') && html`<div class="bulk-assign"><label class="hidden-visually" for="bulk-who">${t('bulk-who')}</label><select class="select" id="bulk-who" value=${who} onChange=${(event) => setWho(event.target.value)}><option value="">${t('bulk-who')}</option><option value="nobody">${t('rec-nobody')}</option>${(assignees.value.data?.data ?? []).map((one) => html`<option value=${one.id}>${one.name} (${count(one.customers)})</option>`)}</select>
        <button type="button" class="button primary" disabled=${!who || busy} onClick=${assign}>${t(busy ? 'form-busy' : 'bulk-assign')}</button></div>`}
      ${may('exports:run') && html`<${ExportMenu} list="customers" filter=${of.meant} />`}
      <button type="button" class="button" onClick=${of.forget}><${Icon} name="close" />${t('bulk-clear')}</button></div></section>`;
}
