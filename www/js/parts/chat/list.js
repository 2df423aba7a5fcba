// The conversations, the latest first.
import { html, Icon, useEffect, useRef } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { initials, exact } from '../../lib/format.js';
import { short } from '../../lib/when.js';
import { Bones, Empty, Fault } from '../basics.js';
import { address, list, loadList, loadMore, pane, setAddress, show } from './state.js';

const TYPING_MS = 250;
let typed = null;

export const whoIs = (one) => one?.name || one?.email || one?.phone || t('chat-visitor', { no: (one?.id ?? '').slice(-4) });

export function choose(id) {
  if (address.value.id !== id) setAddress({ id });
  pane.value = 'talk';
  show(id);
}

// J and K: the next one and the one before.
export function step(by) {
  const { rows } = list.value;
  if (!rows?.length) return;
  const at = rows.findIndex((one) => one.id === address.value.id);
  const to = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
  choose(to.id);
  document.getElementById(`chat-${to.id}`)?.scrollIntoView({ block: 'nearest' });
}

function search(event) {
  const q = event.target.value.trim();
  clearTimeout(typed);
  typed = setTimeout(() => { if (q !== address.value.q) { setAddress({ q }, { replace: true }); loadList({ fresh: true }); } }, TYPING_MS);
}

const filter = (unread) => () => { setAddress({ unread }, { replace: true }); loadList({ fresh: true }); };

function State({ one }) {
  if (one.context_state === 'failed') return html`<span class="tag bad">${t('chat-state-failed')}</span>`;
  if (one.completed_at) return html`<span class="tag good">${t('chat-state-contact')}</span>`;
  return null;
}

function Row({ one }) {
  const who = whoIs(one);
  const from = one.last_sender === 'client' ? '' : t(`chat-from-${one.last_sender}`);
  const go = (event) => { if (event.metaKey || event.ctrlKey || event.shiftKey) return; event.preventDefault(); choose(one.id); };
  return html`<li id=${`chat-${one.id}`}><a class="talk-row" href=${`?id=${one.id}`} aria-current=${one.id === address.value.id ? 'true' : undefined} data-unread-row=${one.unread > 0 ? 'true' : undefined} onClick=${go}>
    <span class="avatar" data-initials=${one.name ? initials(one.name) : '?'} aria-hidden="true"></span>
    <span class="talk-row-main"><span class="talk-row-top"><strong>${who}</strong><time class="small faint" datetime=${one.last_at} title=${exact(one.last_at)}>${short(one.last_at)}</time></span>
      <span class="talk-row-end"><span class="talk-preview">${from && html`<span class="faint">${from} </span>`}${one.preview || t('chat-removed')}</span>${one.unread > 0 && html`<span class="badge"><span aria-hidden="true">${one.unread > 99 ? '99+' : one.unread}</span><span class="hidden-visually"> ${t('unread-n', { n: one.unread })}</span></span>`}</span>
      <${State} one=${one} /></span></a></li>`;
}

export function List() {
  const { rows, problem, next, busy } = list.value;
  const { q, unread } = address.value;
  const box = useRef(null);
  useEffect(() => { if (box.current && box.current.value.trim() !== q) box.current.value = q; }, [q]);
  const none = q || unread;
  const clear = () => { setAddress({ q: '', unread: '' }, { replace: true }); loadList({ fresh: true }); };
  return html`<section class="pane pane-list" aria-label=${t('chat-list')} aria-busy=${busy && !rows ? 'true' : 'false'}>
    <div class="pane-head stack-s"><div class="find slim"><${Icon} name="search" /><input ref=${box} id="chat-find" type="search" aria-label=${t('chat-find')} placeholder=${t('chat-find')} autocomplete="off" onInput=${search} onKeyDown=${(event) => { if (event.key === 'Escape') { event.target.value = ''; search(event); event.target.blur(); } }} /></div>
      <fieldset class="segmented wide"><legend class="hidden-visually">${t('chat-show')}</legend>${[['', 'all'], ['1', 'unread']].map(([value, id]) => html`<label key=${id}><input type="radio" name="unread" checked=${unread === value} onChange=${filter(value)} /><span>${t(`chat-show-${id}`)}</span></label>`)}</fieldset></div>
    <div class="pane-body">
      ${problem && html`<div class="pad"><${Fault} problem=${problem} retry=${() => loadList()} title=${t('chat-list-failed')} /></div>`}
      ${!rows && !problem && html`<div class="pad"><${Bones} rows=${6} /></div>`}
      ${rows?.length === 0 && (none ? html`<${Empty} title=${t(unread && !q ? 'chat-none-unread' : 'list-no-match')} action=${html`<button type="button" class="button" onClick=${clear}>${t('list-clear')}</button>`} />`
        : html`<${Empty} title=${t('chat-none')}><p>${t('chat-none-lead')}</p></${Empty}>`)}
      ${rows?.length > 0 && html`<ul class="talk-rows">${rows.map((one) => html`<${Row} key=${one.id} one=${one} />`)}</ul>`}
      ${next && html`<div class="pad center"><button type="button" class="button small" disabled=${busy} onClick=${loadMore}>${t('chat-more')}</button></div>`}
    </div></section>`;
}
