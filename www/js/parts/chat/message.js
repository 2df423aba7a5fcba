// One message, with what may be done about it.
import { html, Icon, useEffect, useRef, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { ifStill, may, patch, Problem, remove } from '../../lib/api.js';
import { exact } from '../../lib/format.js';
import { hour } from '../../lib/when.js';
import { words } from '../basics.js';
import { Dialog } from '../dialog.js';
import { say, sayFault } from '../toast.js';
import { open } from './state.js';

const side = (sender) => (sender === 'client' ? 'theirs' : 'ours');
const name = (one, who) => (one.sender === 'client' ? who : one.sender === 'bot' ? t('chat-bot') : one.author ?? t('chat-staff'));

// together: the one before is by the same person, shortly before; more: so is the next one.
export function Message({ one, who, together, more, marked }) {
  const [doing, setDoing] = useState('');
  const contact = one.data_type !== 'message';
  const close = () => setDoing('');
  return html`<li class=${`said ${side(one.sender)} ${one.sender}${together ? ' together' : ''}`} id=${`no-${one.no}`} data-marked=${marked ? 'true' : undefined}>
    ${!together && html`<p class="said-who small">${name(one, who)}</p>`}
    <div class="said-line"><div class=${`bubble${one.removed ? ' removed' : ''}`}>
      ${contact && !one.removed && html`<span class="said-kind"><${Icon} name=${one.data_type === 'phone' ? 'phone' : one.data_type === 'email' ? 'mail' : 'user'} />${t(`chat-gave-${one.data_type}`)}</span>`}
      ${one.removed ? html`<em>${t('chat-removed')}</em>` : html`<span class="said-text">${one.message}</span>`}</div>
      ${may('chats:write') && !one.removed && html`<${Menu} onChoose=${setDoing} of=${one.message} />`}</div>
    ${(!more || one.edited_at) && html`<p class="said-foot small faint"><time datetime=${one.sent_at} title=${exact(one.sent_at)}>${hour(one.sent_at)}</time>${one.edited_at && !one.removed && html` · <span title=${exact(one.edited_at)}>${t('chat-edited')}</span>`}</p>`}
    ${doing === 'correct' && html`<${Correct} one=${one} onClose=${close} />`}
    ${doing === 'remove' && html`<${Remove} one=${one} onClose=${close} />`}</li>`;
}

function Menu({ onChoose, of }) {
  const box = useRef(null);
  const choose = (what) => () => { box.current.open = false; onChoose(what); };
  return html`<details class="menu said-menu" ref=${box}><summary class="button icon-only small" aria-label=${t('chat-actions-of', { text: of.slice(0, 40) })}><${Icon} name="more" /></summary>
    <div class="menu-pop"><button type="button" onClick=${choose('correct')}><${Icon} name="edit" />${t('chat-correct')}</button><button type="button" onClick=${choose('remove')}><${Icon} name="trash" />${t('chat-remove')}</button></div></details>`;
}

const Buttons = ({ busy, label, danger }) => html`<div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class=${danger ? 'button danger' : 'button primary'} disabled=${busy}>${busy ? t('form-busy') : label}</button></div>`;

// Somebody else was quicker: what they left is read again, and said.
const stale = (problem) => { if (problem.status === 412 || problem.status === 404) open.value?.talk.refresh({ corrections: true }).catch(() => {}); };

function Correct({ one, onClose }) {
  const [text, setText] = useState(one.message);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const box = useRef(null);
  useEffect(() => { box.current.focus(); box.current.setSelectionRange(text.length, text.length); }, []);
  const submit = async (event) => {
    event?.preventDefault();
    if (!text.trim()) { setProblem(new Problem({ code: 'chat_empty' })); return; }
    setBusy(true);
    try { open.value?.talk.put(await patch(`/chat/messages/${one.id}`, { message: text.trim() }, ifStill(one))); say(t('chat-corrected')); onClose(); } catch (fault) { stale(fault); setProblem(fault); setBusy(false); }
  };
  return html`<${Dialog} title=${t('chat-correct')} onClose=${onClose}><form class="stack" onSubmit=${submit} novalidate>
    <p class="muted">${t('chat-correct-lead')}</p>
    <div class="field"><label for="chat-text">${t('chat-text')}</label><textarea class="input area" id="chat-text" ref=${box} rows="3" maxlength="4000" value=${text} aria-invalid=${problem ? 'true' : undefined} onInput=${(event) => { setText(event.target.value); setProblem(null); }} onKeyDown=${(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event); }}></textarea>
      <p class="field-error" role="alert">${problem && words(problem)}</p></div><${Buttons} busy=${busy} label=${t('form-save')} /></form></${Dialog}>`;
}

function Remove({ one, onClose }) {
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try { await remove(`/chat/messages/${one.id}`, undefined, ifStill(one)); say(t('chat-is-removed')); onClose(); } catch (fault) { sayFault(fault); onClose(); }
    open.value?.talk.refresh({ corrections: true }).catch(() => {});
  };
  return html`<${Dialog} title=${t('chat-remove')} onClose=${onClose}><form class="stack" onSubmit=${submit}><blockquote class="quote">${one.message}</blockquote><p class="muted">${t('chat-remove-sure')}</p><${Buttons} busy=${busy} danger=${true} label=${t('chat-remove')} /></form></${Dialog}>`;
}

// One that is not said yet.
export function Waiting({ item }) {
  const { talk } = open.value;
  const failed = item.state === 'failed';
  return html`<li class="said ours staff waiting" data-state=${item.state}><div class="said-line"><div class="bubble"><span class="said-text">${item.message}</span></div></div>
    <p class=${`said-foot small${failed ? ' bad' : ' faint'}`}>${failed ? html`<${Icon} name="fault" />${words(item.problem)} <button type="button" class="as-link plain-link" onClick=${() => talk.retry(item.id)}>${t('try-again')}</button> <button type="button" class="as-link plain-link" onClick=${() => talk.drop(item.id)}>${t('chat-drop')}</button>`
      : html`<${Icon} name="clock" />${t(item.problem ? 'chat-waits' : 'chat-sending')}`}</p></li>`;
}
