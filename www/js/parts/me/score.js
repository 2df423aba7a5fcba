// One's own score, and what it is made of.
import { html, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get } from '../../lib/api.js';
import { count, decimal } from '../../lib/format.js';
import { Card, Fault, Meter, Time } from '../basics.js';

export function Score({ brief }) {
  const [whole, setWhole] = useState(null);
  const [problem, setProblem] = useState(null);
  const opened = (event) => { if (event.target.open && !whole) { setProblem(null); get('/me/score').then(setWhole, setProblem); } };
  return html`<${Card} id="score" title=${t('score')} where=${html`<p>${t('score-where')}</p>`}>
    <p class="score-figure num">${count(brief.credit)} <small>${t('score-range', { min: whole?.min ?? 300, max: whole?.max ?? 850 })}</small></p>
    <${Meter} share=${(brief.credit - 300) / 550} />
    <details class="twin" onToggle=${opened}><summary>${t('score-made-of')}</summary>
      ${problem && html`<${Fault} problem=${problem} />`}
      ${whole && html`<div class="stack tight"><p>${whole.summary}</p>${whole.basis === 'starter' && html`<p class="small muted">${t('score-starter')}</p>`}
        <table class="table"><thead><tr><th scope="col">${t('score-part')}</th><th scope="col" class="right">${t('score-points')}</th></tr></thead><tbody>${whole.credit_factors.map((one) => html`<tr key=${one.name}><th scope="row">${one.name}<div class="cell-sub">${one.description}</div></th><td class="right num">${decimal(one.points, 0)}<span class="muted"> / ${decimal(one.max_points, 0)}</span></td></tr>`)}</tbody></table>
        <p class="small"><strong>${t('score-leaving', { n: decimal(whole.probability, 0) })}</strong> ${whole.drivers.join(', ')}</p><p class="small muted">${t('score-computed')} <${Time} at=${whole.computed_at} relative /></p></div>`}</details></${Card}>`;
}
