// A list that is fetched page by page, with its loading, empty and failed states. For admin pages.
import { Fragment, html, signal } from '../lib/dom.js';
import { get, query } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { resource } from '../lib/state.js';
import { Bones, Empty, Fault } from './basics.js';

const PAGE = 25;
const TYPING_MS = 300;

// none: what the filters are at first. Returns the state, and what changes it.
export function pagedList(path, none = {}) {
  const filters = signal(none);
  const trail = signal([]);
  const cursor = signal('');
  const [state, load] = resource((stop) => get(`${path}${query({ ...filters.value, limit: PAGE, cursor: cursor.value })}`, { signal: stop }));
  let typing = 0;
  const filter = (changes) => {
    filters.value = { ...filters.value, ...changes };
    trail.value = [];
    cursor.value = '';
    load();
  };
  return {
    filters, state, load, filter, trail,
    active: () => Object.entries(none).some(([name, value]) => filters.value[name] !== value),
    clear: () => filter(none),
    typed: (name) => (event) => {
      const text = event.target.value.trim();
      clearTimeout(typing);
      typing = setTimeout(() => { if (text !== filters.value[name]) filter({ [name]: text }); }, TYPING_MS);
    },
    turn: (forward) => {
      if (forward) { trail.value = [...trail.value, cursor.value]; cursor.value = state.value.data.next_cursor; }
      else { cursor.value = trail.value.at(-1) ?? ''; trail.value = trail.value.slice(0, -1); }
      load();
    },
  };
}

// draw(rows) gives the table; empty: { title, lead, action } for a list without filters.
export function ListCard({ list, label, empty, draw, failed }) {
  const { data, problem, loading } = list.state.value;
  const rows = data?.data ?? [];
  return html`<div class="card register plain" aria-busy=${loading ? 'true' : 'false'}>
    ${problem && html`<${Fault} problem=${problem} retry=${list.load} title=${failed} />`}
    ${!data && !problem && html`<div><${Bones} rows=${6} /></div>`}
    ${data && rows.length === 0 && (list.active()
      ? html`<${Empty} title=${t('list-no-match')} action=${html`<button type="button" class="button" onClick=${list.clear}>${t('list-clear')}</button>`} />`
      : html`<${Empty} title=${empty.title} action=${empty.action}>${empty.lead && html`<p>${empty.lead}</p>`}</${Empty}>`)}
    ${rows.length > 0 && html`<${Fragment}><div class="table-scroll" tabindex="0" role="region" aria-label=${label}>${draw(rows)}</div><${Pages} list=${list} /></${Fragment}>`}
  </div>`;
}

function Pages({ list }) {
  const { data, loading } = list.state.value;
  const back = list.trail.value.length > 0;
  if (!back && !data.next_cursor) return null;
  return html`<nav class="pager" aria-label=${t('list-pages')}>
    <button type="button" class="button" disabled=${!back || loading} onClick=${() => list.turn(false)}>${t('list-previous')}</button>
    <span class="small muted">${t('list-page', { n: list.trail.value.length + 1 })}</span>
    <button type="button" class="button" disabled=${!data.next_cursor || loading} onClick=${() => list.turn(true)}>${t('list-next')}</button>
  </nav>`;
}
