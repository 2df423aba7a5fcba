// Goals: what for, how much, how far.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { ifStill, post, remove } from '../../lib/api.js';
import { plain, share } from '../../lib/format.js';
import { Card, Meter } from '../basics.js';
import { Edit } from '../edit.js';
import { say, sayFault } from '../toast.js';

const PATH = '/me/goals';

export function Goals({ list, onChanged }) {
  const [editing, setEditing] = useState(null);
  const fields = [{ name: 'title', label: t('my-goal-title'), need: true, wide: true, max: 200 }, { name: 'target', label: t('goal-target'), kind: 'money', low: 0, need: true }, { name: 'current', label: t('goal-current'), kind: 'money', low: 0, need: true, usual: '0' }];
  const drop = async ({ title, target, current, ...goal }) => {
    try {
      await remove(`${PATH}/${goal.id}`, undefined, ifStill(goal));
      say(t('goal-dropped', { title }), { undo: async () => { try { await post(PATH, { title, target, current }); } catch (fault) { sayFault(fault); } onChanged(); } });
    } catch (fault) { sayFault(fault); }
    onChanged();
  };
  const saved = () => { setEditing(null); onChanged(); };
  return html`<${Card} id="goals" title=${t('goals')} aside=${html`<button type="button" class="button small" onClick=${() => setEditing({})}><${Icon} name="plus" />${t('goal-new')}</button>`}>
    ${list.length === 0 ? html`<p class="muted">${t('goals-none')}</p>` : html`<ul class="lines">${list.map((one) => html`<li key=${one.id}><div class="line-main goal"><p><strong>${one.title}</strong> ${one.completed && html`<span class="tag good">${t('goal-reached')}</span>`}</p><${Meter} share=${one.progress} band=${one.completed ? 'low' : ''} /><p class="small muted num">${t('my-goal-progress', { current: plain(one.current), target: plain(one.target), share: share(one.progress, 0) })}</p></div>
      <div class="row-actions"><button type="button" class="button icon-only" aria-label=${t('goal-edit', { title: one.title })} onClick=${() => setEditing(one)}><${Icon} name="edit" /></button><button type="button" class="button icon-only" aria-label=${t('goal-drop', { title: one.title })} onClick=${() => drop(one)}><${Icon} name="trash" /></button></div></li>`)}</ul>`}
    ${editing && html`<${Edit} id="goal" title=${t(editing.id ? 'goal-change' : 'goal-new')} path=${PATH} one=${editing.id ? editing : null} fields=${fields} onClose=${() => setEditing(null)} onSaved=${saved} />`}</${Card}>`;
}
