// Goals: what for, how much, how far.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { ifStill, patch, post, remove } from '../../lib/api.js';
import { plain, share } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { Card, Meter } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Summary } from '../form.js';
import { say, sayFault } from '../toast.js';

const number = (text) => Number(String(text).replace(',', '.'));
const wrong = (text) => String(text).trim() === '' || !(number(text) >= 0);

export function Goals({ list, onChanged }) {
  const [editing, setEditing] = useState(null);
  const drop = async (goal) => { try { await remove(`/me/goals/${goal.id}`, undefined, ifStill(goal)); say(t('goal-dropped', { title: goal.title })); onChanged(); } catch (fault) { sayFault(fault); } };
  return html`<${Card} id="goals" title=${t('goals')} aside=${html`<button type="button" class="button small" onClick=${() => setEditing({})}><${Icon} name="plus" />${t('goal-new')}</button>`}>
    ${list.length === 0 ? html`<p class="muted">${t('goals-none')}</p>` : html`<ul class="lines">${list.map((one) => html`<li key=${one.id}><div class="line-main goal"><p><strong>${one.title}</strong> ${one.completed && html`<span class="tag good">${t('goal-reached')}</span>`}</p><${Meter} share=${one.progress} band=${one.completed ? 'low' : ''} /><p class="small muted num">${t('my-goal-progress', { current: plain(one.current), target: plain(one.target), share: share(one.progress, 0) })}</p></div>
      <div class="row-actions"><button type="button" class="button icon-only" aria-label=${t('goal-edit', { title: one.title })} onClick=${() => setEditing(one)}><${Icon} name="edit" /></button><button type="button" class="button icon-only" aria-label=${t('goal-drop', { title: one.title })} onClick=${() => drop(one)}><${Icon} name="trash" /></button></div></li>`)}</ul>`}
    ${editing && html`<${Edit} goal=${editing} onClose=${() => setEditing(null)} onSaved=${() => { setEditing(null); onChanged(); }} />`}</${Card}>`;
}

function Edit({ goal, onClose, onSaved }) {
  const form = useForm({ title: goal.title ?? '', target: goal.target ?? '', current: goal.current ?? '0' }, { id: 'goal' });
  const labels = { title: t('my-goal-title'), target: t('goal-target'), current: t('goal-current') };
  const check = () => ({ ...(!form.values.title.trim() && { title: [t('goal-title-missing')] }), ...(wrong(form.values.target) && { target: [t('goal-number')] }), ...(wrong(form.values.current) && { current: [t('goal-number')] }) });
  const send = async () => {
    const body = { title: form.values.title.trim(), target: number(form.values.target).toFixed(2), current: number(form.values.current).toFixed(2) };
    if (goal.id) await patch(`/me/goals/${goal.id}`, body, ifStill(goal)); else await post('/me/goals', body);
    form.accept(form.values);
    say(t('form-saved'));
    onSaved();
  };
  return html`<${Dialog} title=${t(goal.id ? 'goal-change' : 'goal-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="title" label=${labels.title} maxlength="200" autocomplete="off" /><div class="form-grid"><${Field} form=${form} name="target" label=${labels.target} inputmode="decimal" autocomplete="off" /><${Field} form=${form} name="current" label=${labels.current} inputmode="decimal" autocomplete="off" /></div>
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'form-save')}</button></div></form></${Dialog}>`;
}
