// What went wrong, told in one's own words, and what became of it.
import { html, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, post } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { Card, Time } from '../basics.js';
import { Summary, TextArea } from '../form.js';
import { say, sayFault } from '../toast.js';

export function Complaints({ list, onChanged }) {
  const form = useForm({ text: '' }, { id: 'complaint' });
  const [all, setAll] = useState(null);
  const labels = { text: t('my-complaint-text') };
  const send = async () => {
    await post('/me/complaints', { text: form.values.text.trim() });
    form.accept({ text: '' });
    setAll(null);
    say(t('complaint-filed'));
    onChanged();
  };
  const check = () => (form.values.text.trim() ? {} : { text: [t('complaint-missing')] });
  const shown = all ?? list;
  return html`<${Card} id="complaints" title=${t('complaints')} lead=${t('complaints-lead')}><div class="stack tight">
    <form class="stack tight" onSubmit=${form.submit(check, send)} novalidate><${Summary} form=${form} labels=${labels} /><${TextArea} form=${form} name="text" label=${labels.text} maxlength="4000" />
      <div class="actions"><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'complaint-send')}</button></div></form>
    ${shown.length > 0 && html`<ul class="lines">${shown.map((one) => html`<li key=${one.id}><div class="line-main"><p>${one.text}</p><p class="small muted">${t(`category-${one.category}`)} · <${Time} at=${one.created_at} relative /></p>${one.resolution_note && html`<p class="answer small">${one.resolution_note}</p>`}</div><span class=${one.state === 'resolved' ? 'tag good' : 'tag busy'}>${t(`complaint-${one.state}`)}</span></li>`)}</ul>`}
    ${!all && html`<div><button type="button" class="button quiet small" onClick=${() => get('/me/complaints').then((answer) => setAll(answer.data), sayFault)}>${t('complaints-all')}</button></div>`}
  </div></${Card}>`;
}
