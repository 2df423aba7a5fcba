// The search box of the top bar, and the palette: a combobox over customers and the pages one may open. Enter without a
// choice opens the filtered list of customers.
import { html, Icon, useEffect, useRef, useState } from '../lib/dom.js';
import { get, may, query } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { called, numberOf } from '../lib/called.js';
import { Band } from './basics.js';

const WAIT_MS = 250;
const SHOWN = 8;
const PAGES_SHOWN = 4;

// What the frame offers this person, and what is behind the picture at the end of the bar.
function places(wanted) {
  const links = [...document.querySelectorAll('.rail .nav li:not([hidden]) a')].map((link) => ({ href: link.getAttribute('href'), name: (link.querySelector('[data-l10n]') ?? link).textContent.trim() }));
  const more = [may('customers:write') && { href: '/dashboard/customers/?new=1', name: t('find-new') }, { href: '/dashboard/profile/', name: t('nav-profile') }, { href: '/dashboard/settings/', name: t('nav-settings') }];
  const all = [...links, ...more].filter(Boolean).map((one) => ({ ...one, id: one.href, page: true }));
  return wanted ? all.filter((one) => one.name.toLowerCase().includes(wanted.toLowerCase())).slice(0, PAGES_SHOWN) : all;
}

export function Find() {
  const [text, setText] = useState('');
  const [hits, setHits] = useState(null); // null: closed; otherwise { rows, note }
  const [at, setAt] = useState(-1);
  const box = useRef(null);
  const running = useRef(null);
  const now = useRef();
  now.current = { hits, at };

  useEffect(() => {
    const wanted = text.trim();
    running.current?.abort();
    if (wanted.length < 2) { setHits(wanted && places(wanted).length ? { rows: places(wanted) } : null); setAt(-1); return undefined; }
    const timer = setTimeout(async () => {
      running.current = new AbortController();
      try {
        const { data } = await get(`/search${query({ q: wanted, limit: SHOWN })}`, { signal: running.current.signal });
        if (document.activeElement !== box.current) return; // gone elsewhere meanwhile
        const rows = [...data, ...places(wanted)];
        const { hits: before, at: chosen } = now.current;
        setHits({ rows, note: data.length ? '' : t('find-none', { q: wanted }) });
        setAt(rows.findIndex((row) => row.id === before?.rows[chosen]?.id)); // what was chosen while this was on its way stays chosen
      } catch (fault) {
        if (fault.name !== 'AbortError') setHits({ rows: [], note: t('find-down') });
      }
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);

  useEffect(() => {
    const palette = () => { box.current.focus(); box.current.select(); if (!box.current.value) { setHits({ rows: places('') }); setAt(-1); } };
    document.addEventListener('palette', palette);
    return () => document.removeEventListener('palette', palette);
  }, []);

  const open = (row) => { location.href = row.page ? row.href : `/dashboard/customer/${query({ id: row.id })}`; };
  const keys = (event) => {
    const rows = hits?.rows ?? [];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!rows.length) { if (!text.trim()) setHits({ rows: places('') }); return; }
      setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + rows.length + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % rows.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (rows[at]) open(rows[at]);
      else if (text.trim()) location.href = `/dashboard/customers/${query({ q: text.trim() })}`;
    } else if (event.key === 'Escape') {
      if (hits) setHits(null); else box.current.blur();
    }
  };

  return html`<div class="find" role="search">
    <${Icon} name="search" />
    <input ref=${box} id="find" type="search" role="combobox" aria-autocomplete="list" aria-expanded=${hits ? 'true' : 'false'} aria-controls="find-list"
      aria-activedescendant=${at >= 0 ? `find-${at}` : undefined} aria-label=${t('find-label')} placeholder=${t('find-placeholder')} autocomplete="off" spellcheck="false"
      value=${text} onInput=${(event) => { setText(event.target.value); setAt(-1); }} onKeyDown=${keys} onBlur=${() => setHits(null)} />
    ${!text && html`<kbd aria-hidden="true">/</kbd>`}
    <ul id="find-list" class="find-list" role="listbox" aria-label=${t('find-results')} hidden=${!hits?.rows.length}>
      ${(hits?.rows ?? []).map((row, index) => html`<li key=${row.id} id=${`find-${index}`} role="option" aria-selected=${index === at ? 'true' : 'false'}
        onPointerdown=${(event) => { event.preventDefault(); open(row); }}>
        ${row.page ? html`<span class="cell-main">${row.name}</span><span class="cell-sub">${t('find-page')}</span>` : html`<span><span class="cell-main">${called(row)}</span> <span class="cell-sub num">${row.name && numberOf(row)}</span></span><span><${Band} band=${row.band} /></span>`}</li>`)}
    </ul>
    <div role="status">${hits?.note && !hits.rows.length && html`<div class="find-list find-note">${hits.note}</div>`}</div>
  </div>`;
}
