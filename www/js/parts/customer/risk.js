// What the active scoring says of one customer: how likely to leave, why, what would help.
import { html, Icon, useMemo, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may } from '../../lib/api.js';
import { count, date, decimal, money, plain, points, share } from '../../lib/format.js';
import { Band, Card, plainReason, Where } from '../basics.js';
import { Figure } from '../chart.js';
import { waterfall } from '../plots.js';
import { Economics } from '../economics.js';

const SHOWN_STEPS = 8;

function Before({ one }) {
  const { previous } = one;
  if (!previous || previous.probability === null) return null;
  const change = one.probability - previous.probability;
  if (Math.abs(change) < 0.005) return html`<p class="small muted">${t('as-before', { no: previous.dataset_no })}</p>`;
  return html`<p class="small muted change"><${Icon} name=${change > 0 ? 'up' : 'down'} /><span>${t('since', { points: points(change), before: share(previous.probability), no: previous.dataset_no })}</span></p>`;
}

// "Of 100 customers like this one ..." is understood by more people than a probability.
function sentence(p, average) {
  const many = Math.round(p * 100);
  const plainly = many < 1 ? t('of-hundred-few') : t('of-hundred', { many });
  if (!average) return plainly;
  const times = p / average;
  const compared = times >= 1.3 ? 'more' : times <= 0.77 ? 'less' : 'same';
  return `${plainly} ${t(`compared-${compared}`, { times: decimal(times, 1), average: share(average, 0) })}`;
}

export function Risk({ one }) {
  const up = one.reasons.filter((reason) => reason.points > 0).slice(0, 3);
  const down = one.reasons.filter((reason) => reason.points < 0).slice(0, 1);
  return html`<section class="card hero" aria-labelledby="risk-head">
    <div class="hero-figure">
      <h2 id="risk-head" class="kpi-label">${t('probability')}<${Where} start label=${t('probability')}><p>${t('probability-where')}</p><p>${t('scored-on', { at: date(one.scoring?.scored_at) })}</p><p><a href="/dashboard/model-insight/">${t('see-model')}</a></p></${Where}></h2>
      <div class="big-figure" data-test="probability">${share(one.probability)}</div>
      <${Band} band=${one.band} />
    </div>
    <div class="hero-words">
      <p class="plain-words">${sentence(one.probability, one.average)}</p>
      <${Before} one=${one} />
    </div>
    <div class="reasons">
      <${Reasons} list=${up} way="up" title=${t('reasons-for')} none=${t('reasons-for-none')} />
      <${Reasons} list=${down} way="down" title=${t('reasons-against')} none=${t('reasons-against-none')} />
    </div>
  </section>`;
}

function Reasons({ list, way, title, none }) {
  return html`<div class=${`reason-list ${way}`}><h3>${title}</h3>
    ${list.length === 0 ? html`<p class="muted small">${none}</p>` : html`<ul class="reason-items">${list.map((reason) => html`<li key=${reason.feature}><${Icon} name=${way} /><span>${plainReason(reason.text)}</span><span class="num reason-points">${t('pts', { n: points(reason.points) })}</span></li>`)}</ul>`}</div>`;
}

export function RuleScore({ one }) {
  return html`<section class="card hero" aria-labelledby="risk-head">
    <div class="hero-figure"><h2 id="risk-head" class="kpi-label">${t('rule-score')}<${Where} start label=${t('rule-score')}><p>${t('rule-where')}</p></${Where}></h2>
      <div class="big-figure">${count(one.rule_score)}<small> ${t('of-100')}</small></div><${Band} band=${one.band} /></div>
    <div class="hero-words"><p class="plain-words">${t('rule-sentence')}</p></div>
  </section>`;
}

// Base, the strongest properties one by one, the rest together, and where that ends. It adds up by construction.
function steps(from, answer, attributes) {
  const order = [...answer.contributions].sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap));
  const named = order.length > SHOWN_STEPS + 1 ? order.slice(0, SHOWN_STEPS) : order;
  const rest = order.slice(named.length);
  const list = [{ title: t('start-point'), from: 0, to: from, kind: 'start', text: share(from) }];
  let at = from;
  const add = (title, size) => { list.push({ title, from: at, to: at + size, kind: size >= 0 ? 'up' : 'down', text: points(size) }); at += size; };
  for (const one of named) add(`${one.title}: ${plain(said(one, attributes))}`, one.points);
  if (rest.length) add(t('the-rest', { n: rest.length }), rest.reduce((sum, one) => sum + one.points, 0));
  list.push({ title: t('ends-at'), from: 0, to: answer.probability, kind: 'end', text: share(answer.probability) });
  return list;
}

function said({ feature, value }, attributes) {
  const kind = attributes.find((one) => one.feature === feature)?.type;
  return kind === 'yes_no' ? t(/^(1|yes|true|y|t)$/i.test(String(value)) ? 'yes' : 'no') : value;
}

export function Explanation({ one, scenario }) {
  const shown = scenario.value ?? one;
  const list = useMemo(() => steps(shown.base_probability ?? one.base_probability, shown, one.attributes), [shown]);
  const make = useMemo(() => waterfall(list), [list]);
  const strongest = list.slice(1, -1).reduce((best, step) => (Math.abs(step.to - step.from) > Math.abs(best.to - best.from) ? step : best), list[1]);
  const summary = t('waterfall-summary', { base: share(list[0].to), strongest: strongest?.title ?? '', points: points(strongest.to - strongest.from), end: share(shown.probability) });
  return html`<${Card} id="why-head" title=${t('waterfall-title')} lead=${scenario.value ? t('waterfall-scenario') : t('waterfall-lead')} where=${html`<p>${t('waterfall-where')}</p>`}
    aside=${scenario.value && html`<span class="tag busy">${t('what-if-on')}</span>`}>
    <${Figure} make=${make} size=${list.length > 7 ? 'waterfall' : 'waterfall few'} summary=${summary} caption=${t('waterfall-title')} head=${[t('feature'), t('points-col'), t('running')]}
      rows=${list.map((step) => [step.title, step.kind === 'start' || step.kind === 'end' ? '' : step.text, share(step.to)])} />
  </${Card}>`;
}

export function Advice({ one, ask }) {
  const { economics, actions = [], recommended_action: best } = one;
  const currency = economics?.currency;
  const chosen = best && actions.find((action) => action.feature === best.feature && action.set === best.set);
  const others = actions.filter((action) => action !== chosen);
  return html`<${Card} id="advice-head" title=${t('advice-title')} cls="advice" where=${html`<p>${t('expected-where')}</p>`}>
    ${best ? html`<p class="advice-name">${best.title}</p>
      <div class="effect">
        ${chosen && html`<div><span class="small muted">${t('risk-after')}</span><p class="effect-figure num">${share(one.probability, 0)} <${Icon} name="right" /><span class="hidden-visually">${t('becomes')}</span> <strong>${share(chosen.probability_after, 0)}</strong></p></div>`}
        <div><span class="small muted">${t('expected-gain')}</span><p class="effect-figure num"><strong>${money(one.expected_value, currency)}</strong></p></div>
        <div><span class="small muted">${t('costs')}</span><p class="effect-figure num">${money(best.cost, currency)}</p></div>
      </div>`
    : html`<p class="advice-name">${t('advice-none')}</p><p class="muted">${t(one.value === null ? 'advice-none-value' : 'advice-none-lead')}</p>`}
    <div class="assumptions"><${Economics} economics=${economics} /></div>
    ${others.length > 0 && html`<${Others} actions=${others} currency=${currency} ask=${ask} />`}
  </${Card}>`;
}

// Only the best action's effect is kept with a scoring; the others are asked for when somebody looks.
function Others({ actions, currency, ask }) {
  const [after, setAfter] = useState({});
  const opened = async (event) => {
    if (!event.target.open || !may('predictions:run')) return;
    for (const action of actions) {
      if (action.probability_after !== null) continue;
      const answer = await ask({ [action.feature]: action.set }).catch(() => null);
      if (answer) setAfter((known) => ({ ...known, [action.title]: answer.probability }));
    }
  };
  return html`<details class="twin" onToggle=${opened}><summary>${t('other-actions', { n: actions.length })}</summary><table class="table">
    <thead><tr><th scope="col">${t('action')}</th><th scope="col" class="right">${t('risk-after')}</th><th scope="col" class="right">${t('expected-gain')}</th></tr></thead>
    <tbody>${actions.map((action) => html`<tr key=${action.title}><th scope="row">${action.title}</th><td class="right">${share(action.probability_after ?? after[action.title], 0)}</td><td class="right">${money(action.expected_value, currency)}</td></tr>`)}</tbody></table></details>`;
}

export function Facts({ one }) {
  return html`<${Card} id="facts-head" title=${t('facts')}><dl class="facts">${one.attributes.map((fact) => html`<div key=${fact.feature}><dt>${fact.title}</dt><dd class="num">${plain(said(fact, one.attributes))}${fact.unit && !fact.title.toLowerCase().includes(fact.unit.toLowerCase()) ? ` ${fact.unit}` : ''}</dd></div>`)}</dl></${Card}>`;
}
