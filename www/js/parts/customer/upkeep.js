// Seldom needed: points, and a second record of the same person.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may, post } from '../../lib/api.js';
import { count } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { Card } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Summary } from '../form.js';
import { say } from '../toast.js';
import { Alike, Merges } from './merges.js';

export function Upkeep({ one, onChanged }) {
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  const button = (id, icon, when) => when && html`<li><button type="button" class="button small" onClick=${() => setOpen(id)}><${Icon} name=${icon} />${t(`upkeep-${id}`)}</button></li>`;
  const write = may('customers:write') && one.state === 'active';
  return html`<${Card} id="upkeep" title=${t('upkeep')}><p class="upkeep-points">${t('upkeep-has', { points: count(one.record.points), purchases: count(one.record.purchases) })}</p>
    ${write && html`<ul class="actions">${button('points', 'spark', true)}${button('alike', 'people', may('customers:all'))}</ul>`}
    <${Merges} one=${one} onChanged=${onChanged} />
    ${open === 'points' && html`<${Points} one=${one} onClose=${close} onDone=${() => { close(); onChanged(); }} />`}
    ${open === 'alike' && html`<${Alike} one=${one} onClose=${close} />`}</${Card}>`;
}

function Points({ one, onClose, onDone }) {
  const form = useForm({ delta: '', reason: '' }, { id: 'points' });
  const labels = { delta: t('points-delta'), reason: t('points-reason') };
  const read = () => Number(form.values.delta.trim().replace('−', '-'));
  const send = async () => {
    const { points } = await post(`/customers/${one.id}/points`, { delta: read(), ...(form.values.reason.trim() && { reason: form.values.reason.trim() }) });
    form.accept(form.values);
    say(t('points-now', { n: count(points) }));
    onDone();
  };
  return html`<${Dialog} title=${t('upkeep-points')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(() => (Number.isInteger(read()) && read() !== 0 ? {} : { delta: [t('points-wrong')] }), send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="delta" label=${labels.delta} hint=${t('points-hint')} inputmode="numeric" autocomplete="off" /><${Field} form=${form} name="reason" label=${labels.reason} maxlength="200" autocomplete="off" />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'form-save')}</button></div></form></${Dialog}>`;
}
