// How are we doing: one to five, and a word if one likes.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, post } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { Card, Notice, Time } from '../basics.js';
import { Summary, TextArea } from '../form.js';

export function Rate() {
  const form = useForm({ rating: 0, feedback: '' }, { id: 'rate' });
  const [done, setDone] = useState(false);
  const [before, setBefore] = useState([]);
  useEffect(() => { get('/me/surveys?limit=10').then(({ data }) => setBefore(data), () => {}); }, [done]);
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
    <div class="actions"><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'rate-send')}</button></div></form>`}
    ${done && html`<div class="actions"><button type="button" class="button quiet small" onClick=${() => setDone(false)}>${t('rate-again')}</button></div>`}
    ${before.length > 0 && html`<details class="twin"><summary>${t('rate-before')}</summary><ul class="lines small">${before.map((one) => html`<li key=${one.id}><div class="line-main"><p>${t('rate-of', { n: one.rating, word: t(`rate-${one.rating}`) })}</p>${one.feedback && html`<p class="muted">${one.feedback}</p>`}</div><${Time} at=${one.created_at} relative /></li>`)}</ul></details>`}</${Card}>`;
}
