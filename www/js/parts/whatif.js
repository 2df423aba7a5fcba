// "What if": change several properties at once and see the new probability. Asks after a short pause, newest wins.
import { html, Icon, useEffect, useId, useRef, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { points, share } from '../lib/format.js';
import { Band, Card, words } from './basics.js';

const PAUSE_MS = 180;
const YES = /^(1|yes|true|y|t)$/i;

export function WhatIf({ one, scenario, ask }) {
  const [changes, setChanges] = useState({});
  const [fault, setFault] = useState(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(null);
  const changed = Object.keys(changes).length;

  useEffect(() => {
    running.current?.abort();
    setFault(null);
    if (!changed) { scenario.value = null; setBusy(false); return undefined; }
    const mine = new AbortController();
    running.current = mine;
    setBusy(true);
    const timer = setTimeout(async () => {
      try {
        const answer = await ask(typed(changes, one.attributes), { signal: mine.signal });
        if (running.current === mine) { scenario.value = answer; setBusy(false); }
      } catch (problem) {
        if (problem.name !== 'AbortError' && running.current === mine) { setFault(problem); setBusy(false); }
      }
    }, PAUSE_MS);
    return () => { clearTimeout(timer); mine.abort(); };
  }, [changes]);

  const change = (attribute, value) => {
    const next = { ...changes };
    if (value === '' || same(attribute, value)) delete next[attribute.feature]; else next[attribute.feature] = value;
    setChanges(next);
  };
  const now = scenario.value;
  const wrong = (feature) => fault?.errors?.find((error) => String(error.pointer ?? '').endsWith(`/${feature}`));

  return html`<${Card} id="whatif-head" title=${t('whatif-title')} lead=${t('whatif-lead')} where=${html`<p>${t('whatif-where')}</p>`} cls="whatif">
    <div class="whatif-result" role="status" aria-live="polite" aria-busy=${busy ? 'true' : 'false'}>
      <div><span class="small muted">${t('now')}</span><p class="effect-figure num">${share(one.probability)}</p></div>
      <${Icon} name="right" />
      <div><span class="small muted">${t('then')}</span><p class="effect-figure num" data-test="whatif">${now ? html`<strong>${share(now.probability)}</strong>` : html`<span class="faint">${t('unchanged')}</span>`}</p></div>
      ${now && html`<div class="whatif-change"><${Band} band=${now.band} /><span class="small num">${t('pts', { n: points(now.probability - one.probability) })}</span></div>`}
    </div>
    ${fault && !fault.errors?.length && html`<p class="field-error" role="alert">${words(fault)}</p>`}
    <form class="whatif-form" onSubmit=${(event) => event.preventDefault()}>
      ${one.attributes.map((attribute) => html`<${Input} key=${attribute.feature} attribute=${attribute} choices=${attribute.choices} value=${changes[attribute.feature]} wrong=${wrong(attribute.feature)} onChange=${(value) => change(attribute, value)} />`)}
    </form>
    <div class="whatif-foot"><span class="small muted">${t('changed-n', { n: changed })}</span><button type="button" class="button small" disabled=${!changed} onClick=${() => setChanges({})}><${Icon} name="back" />${t('reset')}</button></div>
  </${Card}>`;
}

// Numbers and yes or no travel as what they are.
function typed(changes, attributes) {
  const kinds = Object.fromEntries(attributes.map((attribute) => [attribute.feature, attribute.type]));
  return Object.fromEntries(Object.entries(changes).map(([feature, value]) => [feature,
    kinds[feature] === 'number' ? Number(value) : kinds[feature] === 'yes_no' ? YES.test(value) : value]));
}

function same({ type, value }, given) {
  if (type === 'number') return Number(value) === Number(given);
  if (type === 'yes_no') return YES.test(String(value)) === YES.test(String(given));
  return String(value ?? '') === String(given);
}

function Input({ attribute, choices, value, wrong, onChange }) {
  const { type, title, unit } = attribute;
  const id = useId();
  const changed = value !== undefined;
  const current = value ?? attribute.value ?? '';
  const about = wrong ? `${id}-wrong` : undefined;
  const label = html`<label for=${id}>${title}${unit && html`<span class="faint"> (${unit})</span>`}</label>`;
  const fault = wrong && html`<p class="field-error" id=${about}>${wrong.message}</p>`;
  const frame = (input) => html`<div class=${changed ? 'field changed' : 'field'}>${label}${input}${fault}</div>`;
  const shared = { id, 'aria-invalid': wrong ? 'true' : undefined, 'aria-describedby': about };

  if (type === 'yes_no') {
    return frame(html`<select class="select" ...${shared} value=${YES.test(String(current)) ? '1' : '0'} onChange=${(event) => onChange(event.target.value)}><option value="1">${t('yes')}</option><option value="0">${t('no')}</option></select>`);
  }
  if (type === 'category' && choices?.length) {
    const all = choices.includes(String(current)) ? choices : [String(current), ...choices];
    return frame(html`<select class="select" ...${shared} value=${current} onChange=${(event) => onChange(event.target.value)}>${all.map((choice) => html`<option value=${choice}>${choice || '–'}</option>`)}</select>`);
  }
  if (type === 'number') {
    return frame(html`<input class="input num" type="number" step="any" inputmode="decimal" ...${shared} min=${attribute.min} max=${attribute.max} value=${current} onInput=${(event) => onChange(event.target.value)} />`);
  }
  return frame(html`<input class="input" type="text" ...${shared} value=${current} onInput=${(event) => onChange(event.target.value)} />`);
}
