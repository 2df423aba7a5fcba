// The open conversation: what was said, live, and a place to answer.
import { Fragment, html, Icon, useEffect, useLayoutEffect, useRef, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may, query } from '../../lib/api.js';
import { day, dayOf } from '../../lib/when.js';
import { Bones, Empty, Fault } from '../basics.js';
import { again, draft, keepDraft, markRead, open, others, pane, typing, writes } from './state.js';
import { whoIs } from './list.js';
import { Message, Waiting } from './message.js';

const NEAR_PX = 80;
const TOGETHER_MS = 180000;

export function Talk() {
  const now = open.value;
  if (!now) return html`<section class="pane pane-talk" aria-label=${t('chat-talk')}><div class="pane-body centred"><${Empty} title=${t('chat-choose')}><p>${t('chat-choose-lead')}</p></${Empty}></div></section>`;
  if (now.problem && !now.ready) {
    return html`<section class="pane pane-talk" aria-label=${t('chat-talk')}><div class="pane-head"><${Back} /></div><div class="pane-body centred">${now.problem.status === 404 ? html`<${Empty} title=${t('chat-unknown')}><p>${t('chat-unknown-lead')}</p></${Empty}>` : html`<div class="pad"><${Fault} problem=${now.problem} retry=${again} title=${t('chat-failed')} /></div>`}</div></section>`;
  }
  return html`<section class="pane pane-talk" aria-labelledby="chat-with"><${Head} one=${now.session} id=${now.id} />${now.ready ? html`<${Fragment}><${Lines} key=${now.id} now=${now} />${may('chats:write') ? html`<${Composer} key=${`say-${now.id}`} id=${now.id} talk=${now.talk} />` : html`<p class="pad small muted">${t('chat-read-only')}</p>`}</${Fragment}>` : html`<div class="pane-body pad" aria-busy="true"><${Bones} rows=${5} /></div>`}</section>`;
}

const Back = () => html`<button type="button" class="button icon-only only-narrow" aria-label=${t('chat-back')} onClick=${() => { pane.value = 'list'; }}><${Icon} name="left" /></button>`;

function Head({ one, id }) {
  const who = whoIs(one ?? { id });
  const reach = [one?.email, one?.phone].filter((part) => part && part !== who);
  const otherwise = one?.customer_id ? t('chat-known') : one?.name || one?.email || one?.phone ? '' : t('chat-unknown-visitor');
  return html`<header class="pane-head talk-head"><${Back} /><div class="talk-with"><h2 id="chat-with">${who}</h2>
      ${(reach.length > 0 || otherwise) && html`<p class="small muted talk-reach">${reach.join(' · ') || otherwise}</p>`}</div>
    <${Others} />
    ${one?.customer_id && may('customers:read') && html`<a class="button small talk-customer" href=${`/dashboard/customer/${query({ id: one.customer_id })}`}><${Icon} name="user" /><span>${t('chat-customer')}</span></a>`}
    <button type="button" class="button icon-only only-context" aria-label=${t('chat-context')} title=${t('chat-context')} onClick=${() => { pane.value = pane.value === 'context' ? 'talk' : 'context'; }}><${Icon} name="panel" /></button></header>`;
}

function Others() {
  const names = others.value.map((one) => one.name);
  return html`<p class="talk-others small" role="status">${names.length > 0 && html`<span class="tag busy"><${Icon} name="eye" /><span>${t('chat-viewing', { names: names.slice(0, 2).join(', '), n: names.length, more: names.length - 2 })}</span></span>`}</p>`;
}

const otherDay = (before, one) => !before || dayOf(before.sent_at) !== dayOf(one.sent_at);
const follows = (before, one) => Boolean(before && one) && !otherDay(before, one) && before.sender === one.sender && before.author === one.author && new Date(one.sent_at) - new Date(before.sent_at) < TOGETHER_MS;

function Lines({ now }) {
  const { talk, session } = now;
  const box = useRef(null);
  const stuck = useRef(true); // the reader is at the newest
  const height = useRef(0);
  const [older, setOlder] = useState({ busy: false, problem: null });
  const [below, setBelow] = useState(0);
  const messages = talk.messages();
  const waiting = talk.waiting();
  const last = messages.at(-1)?.no ?? 0;
  const seen = useRef(last);

  const bottom = () => { const it = box.current; it.scrollTop = it.scrollHeight; stuck.current = true; setBelow(0); };
  // What comes in at the end moves the page only for a reader who is there; what comes in at the top never does.
  useLayoutEffect(() => {
    const it = box.current;
    const grown = it.scrollHeight - height.current;
    if (stuck.current) bottom();
    else if (older.anchor && grown > 0) { it.scrollTop += grown; setOlder({ busy: false, problem: null }); }
    height.current = it.scrollHeight;
  });
  useEffect(() => {
    if (stuck.current) { seen.current = last; markRead(); } else setBelow(messages.filter((one) => one.no > seen.current).length);
  }, [last, waiting.length]);
  useEffect(() => { const grow = new ResizeObserver(() => { if (box.current && stuck.current) bottom(); }); grow.observe(box.current); return () => grow.disconnect(); }, []);

  const earlier = async () => {
    if (older.busy || !talk.hasOlder()) return;
    height.current = box.current.scrollHeight;
    setOlder({ busy: true, problem: null, anchor: true });
    try { await talk.older(); } catch (problem) { setOlder({ busy: false, problem }); }
  };
  const scrolled = () => {
    const it = box.current;
    stuck.current = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_PX;
    if (stuck.current) { seen.current = last; if (below) setBelow(0); markRead(); }
    if (it.scrollTop < NEAR_PX) earlier();
  };
  const who = whoIs(session ?? { id: now.id });
  return html`<div class="talk-lines"><div class="pane-body said-scroll" ref=${box} onScroll=${scrolled} tabindex="0" role="region" aria-label=${t('chat-lines')}>
      ${older.problem && html`<${Fault} problem=${older.problem} retry=${earlier} title=${t('chat-older-failed')} />`}
      ${talk.hasOlder() && html`<p class="center"><button type="button" class="button quiet small" disabled=${older.busy} onClick=${earlier}>${t(older.busy ? 'loading' : 'chat-older')}</button></p>`}
      ${messages.length === 0 && waiting.length === 0 && html`<p class="center muted">${t('chat-nothing')}</p>`}
      <div class="said-log" role="log" aria-label=${t('chat-log')}><ol class="said-list">${messages.map((one, index) => html`<${Fragment} key=${one.no}>${otherDay(messages[index - 1], one) && html`<li class="said-day"><span>${day(one.sent_at)}</span></li>`}
          <${Message} one=${one} who=${who} marked=${now.mark === one.no} together=${follows(messages[index - 1], one)} more=${follows(one, messages[index + 1])} /></${Fragment}>`)}
        ${waiting.map((item) => html`<${Waiting} key=${item.id} item=${item} />`)}</ol></div>
      <p class="said-types small muted" role="status">${writes.value && html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${writes.value === 'client' ? t('chat-types', { name: who }) : t('chat-types', { name: writes.value })}`}</p></div>
    ${below > 0 && html`<button type="button" class="button small primary to-newest" onClick=${bottom}><${Icon} name="down" />${t('chat-new-below', { n: below })}</button>`}</div>`;
}

function Composer({ id, talk }) {
  const [text, setText] = useState(() => draft(id));
  const box = useRef(null);
  useLayoutEffect(() => { const it = box.current; it.style.height = 'auto'; it.style.height = `${Math.min(it.scrollHeight + 2, 180)}px`; }, [text]);
  useEffect(() => { if (matchMedia('(min-width: 901px)').matches && document.activeElement === document.body) box.current.focus({ preventScroll: true }); }, []);
  const change = (value) => { setText(value); keepDraft(id, value); };
  const send = (event) => {
    event?.preventDefault();
    if (!text.trim()) return;
    talk.say(text.trim());
    change('');
    box.current.focus();
    requestAnimationFrame(() => { const it = document.querySelector('.said-scroll'); it.scrollTop = it.scrollHeight; });
  };
  const keys = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
    if (event.key === 'Escape') box.current.blur();
  };
  return html`<form class="composer" onSubmit=${send}><label class="hidden-visually" for="chat-say">${t('chat-say')}</label>
    <textarea class="input area" id="chat-say" ref=${box} rows="1" maxlength="4000" placeholder=${t('chat-say-hint')} value=${text} onInput=${(event) => { change(event.target.value); typing(); }} onKeyDown=${keys}></textarea>
    <button type="submit" class="button primary icon-only" aria-label=${t('chat-send')} title=${t('chat-send')} disabled=${!text.trim()}><${Icon} name="send" /></button></form>`;
}
