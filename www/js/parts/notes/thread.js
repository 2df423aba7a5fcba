// A note with all that was answered to it, and a place to answer.
import { Fragment, html, Icon, useEffect, useRef, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get } from '../../lib/api.js';
import { initials } from '../../lib/format.js';
import { Bones, Empty, Fault, Time } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Mentioning, nameOf } from '../mentions.js';
import { Reply } from './compose.js';
import { isMine, loadThread, open, pane, roleTitle } from './state.js';

const Back = () => html`<button type="button" class="button icon-only only-narrow" aria-label=${t('notes-back')} onClick=${() => { pane.value = 'list'; }}><${Icon} name="left" /></button>`;

export function Thread() {
  const now = open.value;
  if (!now) return html`<section class="pane pane-thread" aria-label=${t('notes-thread')}><div class="pane-body centred"><${Empty} title=${t('notes-choose')}><p>${t('notes-choose-lead')}</p></${Empty}></div></section>`;
  const { notes, problem } = now;
  if (!notes) {
    const gone = problem?.status === 404 || problem?.status === 403;
    return html`<section class="pane pane-thread" aria-label=${t('notes-thread')}><div class="pane-head"><${Back} /></div><div class=${problem ? 'pane-body centred' : 'pane-body pad'} aria-busy=${problem ? 'false' : 'true'}>
      ${gone ? html`<${Empty} title=${t('notes-unknown')}><p>${t('notes-unknown-lead')}</p></${Empty}>` : problem ? html`<div class="pad"><${Fault} problem=${problem} retry=${() => loadThread()} title=${t('notes-thread-failed')} /></div>` : html`<${Bones} rows=${4} />`}</div></section>`;
  }
  return html`<${Notes} key=${notes[0].thread_id} notes=${notes} id=${now.id} />`;
}

function Notes({ notes, id }) {
  const [readers, setReaders] = useState(null);
  const end = useRef(null);
  const count = useRef(notes.length);
  useEffect(() => { if (notes.length > 1) (document.getElementById(`in-${id}`) ?? end.current).scrollIntoView({ block: 'nearest' }); }, [id]);
  useEffect(() => { if (notes.length > count.current) end.current.scrollIntoView({ block: 'nearest' }); count.current = notes.length; }, [notes.length]);
  return html`<section class="pane pane-thread" aria-labelledby="thread-title"><header class="pane-head"><${Back} /><div class="talk-with"><h2 id="thread-title">${notes[0].title}</h2><p class="small muted">${t('notes-count', { n: notes.length })}</p></div></header>
    <div class="pane-body pad said-scroll" tabindex="0" role="region" aria-label=${t('notes-thread')}><ol class="letters">${notes.map((one) => html`<${Letter} key=${one.id} one=${one} first=${notes[0]} onReaders=${() => setReaders(one)} />`)}</ol><span ref=${end}></span></div>
    <${Reply} key=${`reply-${notes[0].thread_id}`} notes=${notes} />
    ${readers && html`<${Readers} note=${readers} onClose=${() => setReaders(null)} />`}</section>`;
}

function Letter({ one, first, onReaders }) {
  const mine = isMine(one);
  const people = one.mentions.map((id) => ({ id, name: nameOf(id) })).filter((person) => person.name);
  const title = one === first || one.title === t('notes-re', { title: first.title }) || one.title === first.title ? '' : one.title;
  return html`<li id=${`in-${one.id}`} class=${`letter${one.importance === 'important' ? ' important' : ''}`}><header><span class="avatar" data-initials=${initials(one.sender)} aria-hidden="true"></span>
      <div class="line-main"><p><strong>${mine ? t('notes-you') : one.sender ?? t('notes-somebody')}</strong> <span class="muted">${t('notes-to', { roles: one.recipients.map(roleTitle).join(', ') })}</span></p><p class="small faint"><${Time} at=${one.sent_at} /></p></div>
      ${one.fresh && html`<span class="tag brand-tag">${t('notes-new')}</span>`}${one.importance === 'important' && html`<span class="tag bad"><${Icon} name="flag" />${t('notes-important')}</span>`}</header>
    ${title && html`<h3>${title}</h3>`}<p class="note-body">${html`<${Mentioning} text=${one.body} people=${people} />`}</p>
    <p class="small"><button type="button" class="as-link small muted" onClick=${onReaders}>${t('notes-read-by', { n: one.read_by })}</button></p></li>`;
}

function Readers({ note, onClose }) {
  const [state, setState] = useState({});
  useEffect(() => { get(`/notes/${note.id}/readers`).then((data) => setState({ data: data.data }), (problem) => setState({ problem })); }, []);
  return html`<${Dialog} title=${t('notes-readers')} onClose=${onClose}><div class="stack">${state.problem && html`<${Fault} problem=${state.problem} />`}${!state.data && !state.problem && html`<${Bones} rows=${2} kind="line" />`}
    ${state.data && (state.data.length ? html`<ul class="lines">${state.data.map((one) => html`<li key=${one.user_id}><span class="line-main">${one.name}</span><span class="small muted"><${Time} at=${one.at} relative /></span></li>`)}</ul>` : html`<p class="muted">${t('notes-readers-none')}</p>`)}
    <${Fragment}><form method="dialog" class="actions"><button class="button">${t('close')}</button></form></${Fragment}></div></${Dialog}>`;
}
