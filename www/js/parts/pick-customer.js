// Choosing one customer by typing: a combobox over the search.
import { html, useEffect, useRef, useState } from '../lib/dom.js';
import { get, query } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { called, numberOf } from '../lib/called.js';

const WAIT_MS = 250;
const SHOWN = 6;

export function PickCustomer({ id, label, chosen, onChoose, fault }) {
  const [text, setText] = useState('');
  const [rows, setRows] = useState([]);
  const [at, setAt] = useState(-1);
  const box = useRef(null);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted.length < 2) { setRows([]); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => get(`/search${query({ q: wanted, limit: SHOWN })}`, { signal: stop.signal }).then((found) => { setRows(found.data); setAt(-1); }, () => {}), WAIT_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text]);
  const take = (one) => { onChoose({ id: one.id, name: called(one), external_id: one.external_id }); setText(''); setRows([]); };
  const keys = (event) => {
    if (event.key === 'Escape' && rows.length) { event.preventDefault(); event.stopPropagation(); setRows([]); }
    if (!rows.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + rows.length + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % rows.length); }
    if (event.key === 'Enter') { event.preventDefault(); take(rows[Math.max(0, at)]); }
  };
  return html`<div class="field pick-customer"><label for=${id}>${label}</label>
    ${chosen ? html`<div class="picked" id=${id} tabindex="-1"><strong>${chosen.name}</strong><button type="button" class="button small" onClick=${() => { onChoose(null); requestAnimationFrame(() => box.current?.focus()); }}>${t('pick-other')}</button></div>`
    : html`<input class="input" ref=${box} id=${id} type="search" role="combobox" aria-autocomplete="list" aria-expanded=${rows.length ? 'true' : 'false'} aria-controls=${`${id}-list`} aria-activedescendant=${at >= 0 ? `${id}-${at}` : undefined}
      aria-invalid=${fault ? 'true' : undefined} placeholder=${t('find-placeholder')} autocomplete="off" spellcheck="false" value=${text} onInput=${(event) => setText(event.target.value)} onKeyDown=${keys} onBlur=${() => setRows([])} />
      <ul id=${`${id}-list`} class="find-list" role="listbox" aria-label=${t('find-results')} hidden=${!rows.length}>${rows.map((one, index) => html`<li key=${one.id} id=${`${id}-${index}`} role="option" aria-selected=${index === at ? 'true' : 'false'} onPointerdown=${(event) => { event.preventDefault(); take(one); }}><span class="cell-main">${called(one)}</span><span class="cell-sub num">${one.name && numberOf(one)}</span></li>`)}</ul>`}
    ${fault && html`<div class="field-error">${fault}</div>`}</div>`;
}
