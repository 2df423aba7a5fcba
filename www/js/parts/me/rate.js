// How are we doing: one to five, and a word if one likes.
import { html, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { post } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { Card, Notice } from '../basics.js';
import { Summary, TextArea } from '../form.js';

export function Rate() {
  const form = useForm({ rating: 0, feedback: '' }, { id: 'rate' });
  const [done, setDone] = useState(false);
  const labels = { rating: t('rate-title'), feedback: t('rate-feedback') };
  const send = async () => {
    const { rating, feedback } = form.values;
    await post('/me/surveys', { rating, ...(feedback.trim() && { feedback: feedback.trim() }) });
    form.accept({ rating: 0, feedback: '' });
    setDone(true);
  };
  return html`<${Card} id="rate-head" title=${t('rate-title')}>${done ? html`<div role="status"><${Notice} kind="good" icon="check"><p>${t('rate-thanks')}</p></${Notice}></div>` : html`<form class="stack tight" onSubmit=${form.submit(() => (form.values.rating ? {} : { rating: [t('rate-missing')] }), send)} novalidate>
    <${Summary} form=${form} labels=${labels} />
    <fieldset class="segmented rating" id="rate-rating" tabindex="-1"><legend class="hidden-visually">${t('rate-title')}</legend>${[1, 2, 3, 4, 5].map((n) => html`<label key=${n} title=${t(`rate-${n}`)}><input type="radio" name="rating" value=${n} aria-label=${t('rate-of', { n, word: t(`rate-${n}`) })} checked=${form.values.rating === n} onChange=${() => form.set('rating', n)} /><span class="num" aria-hidden="true">${n}</span></label>`)}</fieldset>
    <div class="rating-ends small muted"><span>${t('rate-1')}</span><span>${t('rate-5')}</span></div>
    <${TextArea} form=${form} name="feedback" label=${labels.feedback} maxlength="2000" />
    <div class="actions"><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'rate-send')}</button></div></form>`}</${Card}>`;
}
