// The whole list of customer records: views, search, filter, columns, rows, pages, what to do with the chosen ones.
import { Fragment, html, Icon, signal, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, may, query, session } from '../../lib/api.js';
import { COLUMNS, customerPage, loadAssignees, loadOwnFields, loadPipelines, ownFields, SORTS } from '../../lib/records.js';
import { parse, write } from '../../lib/filter.js';
import { watch } from '../../lib/live.js';
import { called } from '../../lib/called.js';
import { Bones, Empty, Fault } from '../basics.js';
import { Later } from '../later.js';
import { pageKeys } from '../shortcuts.js';
import { ExportMenu } from '../export-menu.js';
import { Bulk } from './bulk.js';
import { Chips } from './filter.js';
import { Pager, Table } from './table.js';
import { Views } from './views.js';

const TYPING_MS = 300;
const current = signal(-1);
let typing = 0;

// views: without those built in views that say nothing on this page.
export function Register({ of, empty, without, onCreate }) {
  const [building, setBuilding] = useState(false);
  useEffect(() => { of.load(); loadPipelines(); loadAssignees(); loadOwnFields(); watch(['customer', 'assignments', 'dataset', 'scoring'], of.load); }, []);
  useKeys(of, onCreate);
  const { data, problem, loading } = of.list.value;
  void ownFields.value; // titles and choices of conditions
  const { filter, q } = of.address.value;
  const selectable = may('customers:assign') || may('exports:run');
  const apply = (text) => { setBuilding(false); of.change({ filter: text }); };
  const noRows = data && data.data.length === 0;
  return html`<div class="stack tight">
    <${Views} of=${of} without=${without} />
    <${Tools} of=${of} building=${building} onBuild=${() => setBuilding(!building)} />
    ${building ? html`<${Later} load=${() => import('./builder.js').then((part) => part.Builder)} text=${filter} onApply=${apply} onClose=${() => setBuilding(false)} />` : html`<${Chips} text=${filter} onChange=${apply} />`}
    <section class="card register" aria-label=${t('rec-register')} aria-busy=${loading ? 'true' : 'false'}>
      ${problem && html`<${Fault} problem=${problem} retry=${of.load} title=${t('rec-failed')} />`}
      ${!data && !problem && html`<div><${Bones} rows=${10} /></div>`}
      ${noRows && (filter || q ? html`<${NoMatch} of=${of} />` : html`<${Empty} title=${empty.title} action=${empty.action}><p>${empty.lead}</p></${Empty}>`)}
      ${data && !noRows && html`<${Fragment}><div class="register-wrap"><${Table} of=${of} currency=${session.user.tenant?.currency} current=${current.value} selectable=${selectable} /></div><${Pager} of=${of} /></${Fragment}>`}
    </section>
    <${Bulk} of=${of} />
  </div>`;
}

function Tools({ of, building, onBuild }) {
  const { q, sort, filter } = of.address.value;
  const columns = of.columns();
  const type = (event) => {
    const text = event.target.value.trim();
    clearTimeout(typing);
    typing = setTimeout(() => { if (text !== of.address.value.q) of.change({ q: text }, { replace: true }); }, TYPING_MS);
  };
  const column = (name, on) => {
    const next = COLUMNS.filter((one) => (one === name ? on : columns.includes(one)));
    of.setAddress({ columns: next.join() === of.usual.join() ? '' : next.join(',') }, { replace: true });
  };
  return html`<form class="filters tools" role="search" aria-label=${t('rec-filters')} onSubmit=${(event) => event.preventDefault()}>
    <div class="field grow"><label for="q">${t('rec-q')}</label><input class="input" id="q" type="search" key=${of.address.value.view} defaultValue=${q} onInput=${type} autocomplete="off" spellcheck="false" /></div>
    <div class="field"><label for="sort">${t('rec-sort')}</label><select class="select" id="sort" value=${sort} onChange=${(event) => of.change({ sort: event.target.value })}>${SORTS.map((one) => html`<option value=${one} selected=${one === sort}>${t(`rec-sort-${one}`)}</option>`)}</select></div>
    <button type="button" class="button" aria-expanded=${String(building)} onClick=${onBuild}><${Icon} name="filter" />${t('rec-filter')}${filter && html`<span class="tag brand-tag">${parse(filter)?.length ?? '…'}</span>`}</button>
    <details class="menu"><summary class="button"><${Icon} name="columns" />${t('rec-columns')}</summary><fieldset class="menu-pop checks-pop"><legend class="hidden-visually">${t('rec-columns')}</legend>${COLUMNS.map((name) => html`<label class="check" key=${name}><input type="checkbox" checked=${columns.includes(name)} onChange=${(event) => column(name, event.target.checked)} /> ${t(`rec-col-${name}`)}</label>`)}</fieldset></details>
    ${may('exports:run') && html`<${ExportMenu} list="customers" filter=${of.shown} />`}
  </form>`;
}

// Nobody of that name: whoever is called nearly so is offered.
function NoMatch({ of }) {
  const { filter, q } = of.address.value;
  const [near, setNear] = useState([]);
  useEffect(() => {
    setNear([]);
    if (q.length < 2) return undefined;
    const stop = new AbortController();
    get(`/search${query({ q, limit: 5 })}`, { signal: stop.signal }).then(({ data }) => setNear(data), () => {});
    return () => stop.abort();
  }, [q]);
  const last = parse(filter);
  const drops = [q && [q, { q: '' }], filter && [t('rec-last-condition'), { filter: last ? write(last.slice(0, -1)) : '' }]].filter(Boolean);
  return html`<${Empty} title=${t('rec-no-match')} action=${html`<${Fragment}>${drops.map(([what, change]) => html`<button type="button" class="button" onClick=${() => of.change(change)}><${Icon} name="close" />${t('rec-drop', { what })}</button>`)}</${Fragment}>`}><p>${t('rec-no-match-lead')}</p>${near.length > 0 && html`<p>${t('rec-near')} ${near.map((one, index) => html`${index ? ', ' : ''}<a href=${customerPage(one.id)}>${called(one)}</a>`)}</p>`}</${Empty}>`;
}

// J and K move, X chooses, Enter opens, N makes a new one.
function useKeys(of, onCreate) {
  useEffect(() => {
    const rows = () => of.list.value.data?.data ?? [];
    const move = (by) => () => {
      current.value = Math.max(0, Math.min(rows().length - 1, current.value + by));
      document.querySelector('.records [data-at]')?.scrollIntoView({ block: 'nearest' });
      requestAnimationFrame(() => document.querySelector('.records [data-at] .cell-link')?.focus());
    };
    const one = () => rows()[current.value];
    return pageKeys({
      j: move(1), k: move(-1),
      x: () => { if (one()) of.choose(one(), !of.chosen.value.has(one().id)); },
      Enter: (event) => { if (event.target.closest('a, button, summary')) event.target.click(); else if (one()) { of.keepWalk(); location.href = customerPage(one().id); } },
      n: () => onCreate?.(),
    });
  }, []);
}
