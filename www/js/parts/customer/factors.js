// What moves this customer, as the model sees it and as people do.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, may, post, remove } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { useForm } from '../../lib/form.js';
import { Bones, Card, Fault, plainReason } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Summary, TextArea } from '../form.js';
import { say, sayFault } from '../toast.js';

const signed = (n) => (n > 0 ? `+${n}` : String(n).replace('-', '−'));
const whole = (text) => /^[-+−]?\d+$/.test(text.trim());

export function Factors({ id }) {
  const [{ data, problem }, load] = useFetched(async () => (await get(`/customers/${id}/factors`)).data, [id]);
  const [adding, setAdding] = useState(false);
  const drop = async (one) => { try { await remove(`/customers/${id}/factors/${one.id}`); say(t('factor-dropped', { name: one.name })); load(); } catch (fault) { sayFault(fault); } };
  return html`<${Card} id="factors-head" title=${t('factors')} lead=${t('factors-explained')} aside=${may('customers:write') && html`<button type="button" class="button small" onClick=${() => setAdding(true)}><${Icon} name="plus" />${t('factor-add')}</button>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}${!data && !problem && html`<${Bones} rows=${3} />`}
    ${data?.length === 0 && html`<p class="muted">${t('factors-none')}</p>`}
    ${data?.length > 0 && html`<ul class="lines">${data.map((one, index) => html`<li key=${one.id ?? index}><span class=${`line-icon ${one.impact > 0 ? 'up' : 'down'}`}><${Icon} name=${one.impact > 0 ? 'up' : 'down'} /></span><div class="line-main"><p>${one.name}</p><p class="small muted">${t(`source-${one.source}`)}${one.details ? ` · ${plainReason(one.details)}` : ''}</p></div><span class="num">${t('pts', { n: signed(one.impact) })}</span>
      ${one.source === 'person' && may('customers:write') && html`<button type="button" class="button icon-only small" aria-label=${t('factor-drop', { name: one.name })} onClick=${() => drop(one)}><${Icon} name="trash" /></button>`}</li>`)}</ul>`}
    ${adding && html`<${Add} id=${id} onClose=${() => setAdding(false)} onSaved=${() => { setAdding(false); load(); }} />`}</${Card}>`;
}

function Add({ id, onClose, onSaved }) {
  const form = useForm({ name: '', impact: '', details: '' }, { id: 'factor' });
  const labels = { name: t('factor-name'), impact: t('factor-impact'), details: t('details') };
  const check = () => ({ ...(!form.values.name.trim() && { name: [t('factor-name-missing')] }), ...(!whole(form.values.impact) && { impact: [t('factor-impact-wrong')] }) });
  const send = async () => {
    const { name, impact, details } = form.values;
    await post(`/customers/${id}/factors`, { name: name.trim(), impact: Number(impact.trim().replace('−', '-')), ...(details.trim() && { details: details.trim() }) });
    form.accept(form.values);
    say(t('form-saved'));
    onSaved();
  };
  return html`<${Dialog} title=${t('factor-add')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="name" label=${labels.name} maxlength="200" autocomplete="off" /><${Field} form=${form} name="impact" label=${labels.impact} hint=${t('factor-impact-hint')} unit=${t('points-unit')} inputmode="numeric" autocomplete="off" /><${TextArea} form=${form} name="details" label=${labels.details} maxlength="2000" />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'form-save')}</button></div></form></${Dialog}>`;
}
