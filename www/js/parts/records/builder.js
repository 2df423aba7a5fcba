// Conditions one under the other, in words; the same as text for those who like to type. Both are one filter.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { FIELDS, kindOf, opsOf, own, parse, write } from '../../lib/filter.js';
import { choicesOf, fieldTitle, flags, OPS } from './filter.js';

const firstValue = (field) => ((kindOf(field) === 'flag' ? flags(field) : choicesOf(field))[0]?.[0] ?? '');

export function Builder({ text, onApply, onClose }) {
  const [rows, setRows] = useState(() => parse(text) ?? []);
  const [typed, setTyped] = useState(text);
  const [asText, setAsText] = useState(parse(text) === null);
  useEffect(() => { document.getElementById(asText ? 'filter-text' : 'filter-field-0')?.focus(); }, [asText]);
  const set = (index, change) => setRows(rows.map((one, at) => (at === index ? { ...one, ...change } : one)));
  const add = () => setRows([...rows, { field: 'segment', op: '=', value: '' }]);
  useEffect(() => { if (!rows.length) add(); }, []);
  const turn = () => { if (asText) { const read = parse(typed); if (!read) return; setRows(read); } else setTyped(write(rows)); setAsText(!asText); };
  const submit = (event) => { event.preventDefault(); onApply(asText ? typed.trim() : write(rows)); };
  return html`<form class="card builder stack tight" aria-label=${t('filter-title')} onSubmit=${submit} onKeyDown=${(event) => { if (event.key === 'Escape') onClose(); }}>
    ${asText ? html`<div class="field"><label for="filter-text">${t('filter-text-label')}</label><input class="input mono" id="filter-text" value=${typed} spellcheck="false" autocomplete="off" aria-describedby="filter-text-hint" onInput=${(event) => setTyped(event.target.value)} />
      <p class="field-hint" id="filter-text-hint">${t('filter-text-hint')}</p></div>`
    : html`<ul class="conditions" aria-label=${t('filter-title')}>${rows.map((one, index) => html`<${Condition} key=${index} ...${{ one, index, set, drop: () => setRows(rows.filter((_, at) => at !== index)) }} />`)}</ul>
      <div><button type="button" class="button small" onClick=${add}><${Icon} name="plus" />${t('filter-add')}</button></div>`}
    <div class="actions spread"><button type="button" class="button quiet" onClick=${turn}>${t(asText ? 'filter-as-rows' : 'filter-as-text')}</button>
      <button type="button" class="button" onClick=${onClose}>${t('cancel')}</button><button type="submit" class="button primary">${t('filter-apply')}</button></div>
  </form>`;
}

function Condition({ one, index, set, drop }) {
  const known = [...Object.keys(FIELDS), ...own.keys()];
  const fields = known.includes(one.field) ? known : [...known, one.field];
  const field = (name) => set(index, { field: name, op: opsOf(name)[0], value: firstValue(name) });
  const op = (sign) => set(index, { op: sign, value: sign === 'in' ? [].concat(one.value || []) : [].concat(one.value)[0] ?? '' });
  return html`<li class="condition">
    <select class="select" id=${`filter-field-${index}`} aria-label=${t('filter-field', { n: index + 1 })} value=${one.field} onChange=${(event) => field(event.target.value)}>${fields.map((name) => html`<option value=${name} selected=${name === one.field}>${fieldTitle(name)}</option>`)}</select>
    <select class="select" aria-label=${t('filter-op', { n: index + 1 })} value=${one.op} onChange=${(event) => op(event.target.value)}>${opsOf(one.field).map((sign) => html`<option value=${sign} selected=${sign === one.op}>${t(`filter-op-${OPS[sign]}`)}</option>`)}</select>
    <${Value} ...${{ one, index, set }} />
    <button type="button" class="button icon-only" aria-label=${t('filter-drop-n', { n: index + 1 })} onClick=${drop}><${Icon} name="close" /></button></li>`;
}

function Value({ one, index, set }) {
  const label = t('filter-value', { n: index + 1 });
  const kind = kindOf(one.field);
  const choices = kind === 'flag' ? flags(one.field) : choicesOf(one.field);
  if (one.op === 'in') {
    const on = [].concat(one.value);
    return html`<fieldset class="several"><legend class="hidden-visually">${label}</legend>${choices.map(([value, words]) => html`<label class="check" key=${value}><input type="checkbox" checked=${on.includes(value)} onChange=${(event) => set(index, { value: event.target.checked ? [...on, value] : on.filter((other) => other !== value) })} /> ${words}</label>`)}</fieldset>`;
  }
  if (choices.length) return html`<select class="select" aria-label=${label} value=${one.value} onChange=${(event) => set(index, { value: event.target.value })}>${choices.map(([value, words]) => html`<option value=${value} selected=${value === one.value}>${words}</option>`)}</select>`;
  return html`<input class="input" aria-label=${label} type=${kind === 'date' ? 'date' : 'text'} inputmode=${kind === 'number' ? 'decimal' : undefined} autocomplete="off" value=${one.value} onInput=${(event) => set(index, { value: event.target.value })} />`;
}
