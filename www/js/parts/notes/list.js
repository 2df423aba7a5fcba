// The notes that came, or those one sent, newest first.
import { html, Icon } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { exact, initials } from '../../lib/format.js';
import { unread } from '../../lib/unread.js';
import { short } from '../../lib/when.js';
import { Bones, Empty, Fault } from '../basics.js';
import { address, choose, isMine, list, loadList, markRead, roleTitle, turn } from './state.js';

export function step(by) {
  const { rows } = list.value;
  if (!rows?.length) return;
  const at = rows.findIndex((one) => one.id === address.value.id);
  const to = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
  choose(to.id);
  document.getElementById(`note-${to.id}`)?.scrollIntoView({ block: 'nearest' });
}

function Row({ one, sent }) {
  const who = sent ? t('notes-to', { roles: one.recipients.map(roleTitle).join(', ') }) : one.sender ?? t('notes-somebody');
  const go = (event) => { if (event.metaKey || event.ctrlKey || event.shiftKey) return; event.preventDefault(); choose(one.id); };
  const fresh = !sent && !one.read && !isMine(one);
  return html`<li id=${`note-${one.id}`} class=${fresh ? 'with-do' : ''}><a class="talk-row" href=${`?id=${one.id}`} aria-current=${one.id === address.value.id ? 'true' : undefined} data-unread-row=${fresh ? 'true' : undefined} onClick=${go}>
    <span class="avatar" data-initials=${initials(sent ? one.recipients.map(roleTitle)[0] : who)} aria-hidden="true"></span>
    <span class="talk-row-main"><span class="talk-row-top"><strong>${who}</strong><time class="small faint" datetime=${one.sent_at} title=${exact(one.sent_at)}>${short(one.sent_at)}</time></span>
      <span class="note-title">${one.importance === 'important' && html`<span class="flag"><${Icon} name="flag" /><span class="hidden-visually">${t('notes-important')} </span></span>`}${fresh && html`<span class="hidden-visually">${t('notes-unread')} </span>`}<span class="cut">${one.title}</span></span>
      <span class="talk-preview">${one.body}</span>
      ${sent && html`<span class="small faint">${t('notes-read-by', { n: one.read_by })}</span>`}</span></a>
    ${fresh && html`<button type="button" class="button icon-only small mark-read" aria-label=${t('notes-mark-of', { title: one.title })} title=${t('notes-mark')} onClick=${() => markRead(one)}><${Icon} name="check" /></button>`}</li>`;
}

const EMPTY = { inbox: ['notes-empty', 'notes-empty-lead'], sent: ['notes-none-sent', 'notes-none-sent-lead'], unread: ['notes-all-read', ''], important: ['notes-none-important', ''] };

export function List() {
  const { rows, problem, next, busy } = list.value;
  const { box, show } = address.value;
  const sent = box === 'sent';
  const [title, lead] = EMPTY[sent ? 'sent' : show || 'inbox'];
  const n = unread.value.notes;
  return html`<section class="pane pane-list" aria-label=${t('notes-list')} aria-busy=${busy && !rows ? 'true' : 'false'}>
    <div class="pane-head stack-s"><fieldset class="segmented wide"><legend class="hidden-visually">${t('notes-box')}</legend>${['inbox', 'sent'].map((one) => html`<label key=${one}><input type="radio" name="box" checked=${box === one} onChange=${() => turn({ box: one, show: '' })} /><span>${t(`notes-${one}`)}${one === 'inbox' && n > 0 && html`<span class="badge">${n > 99 ? '99+' : n}</span>`}</span></label>`)}</fieldset>
      ${!sent && html`<div class="views" role="group" aria-label=${t('notes-show')}>${['', 'unread', 'important'].map((one) => html`<button key=${one} type="button" class="view" aria-pressed=${String(show === one)} onClick=${() => turn({ show: one })}>${t(`notes-show-${one || 'all'}`)}</button>`)}</div>`}</div>
    <div class="pane-body">
      ${problem && html`<div class="pad"><${Fault} problem=${problem} retry=${() => loadList()} title=${t('notes-failed')} /></div>`}
      ${!rows && !problem && html`<div class="pad"><${Bones} rows=${6} /></div>`}
      ${rows?.length === 0 && html`<${Empty} title=${t(title)}>${lead && html`<p>${t(lead)}</p>`}</${Empty}>`}
      ${rows?.length > 0 && html`<ul class="talk-rows">${rows.map((one) => html`<${Row} key=${one.id} one=${one} sent=${sent} />`)}</ul>`}
      ${next && html`<div class="pad center"><button type="button" class="button small" disabled=${busy} onClick=${() => loadList({ more: true })}>${t('notes-more')}</button></div>`}
    </div></section>`;
}
