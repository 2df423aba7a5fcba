// What was read out of the open conversation. A person accepts, corrects or rejects each value; that stays when it is read again.
import { Fragment, html, Icon, useEffect, useRef, useState } from '../../lib/dom.js';
import { has, t } from '../../lib/l10n.js';
import { get, may, post, put } from '../../lib/api.js';
import { resource } from '../../lib/state.js';
import { Bones, Fault, Notice, Time, words } from '../basics.js';
import { say, sayFault } from '../toast.js';
import { context, loadContext, open, pane, reveal } from './state.js';
import { amount, Confidence, Decided, grouped, groupTitle, nowOf, Quote } from './values.js';

const [settings, loadSettings] = resource(async (stop) => {
  const [set, schemas] = await Promise.all([get('/chat/settings', { signal: stop }), get('/chat/schemas', { signal: stop })]);
  return { ...set, schemas: schemas.data };
});

const CHOICES = { sentiment: ['positive', 'neutral', 'negative'], urgency: ['low', 'medium', 'high'] };
const said = (value) => { const now = nowOf(value); return value.path in CHOICES && has(`value-${value.path}-${now}`) ? t(`value-${value.path}-${now}`) : amount(now); };

export function Context() {
  const { data, problem } = context.value;
  const id = open.value?.id;
  useEffect(() => { loadSettings(); }, []);
  if (!id || (open.value.problem && !open.value.ready)) return html`<aside class="pane pane-context" aria-label=${t('chat-context')}></aside>`;
  return html`<aside class="pane pane-context" aria-labelledby="context-head"><header class="pane-head"><button type="button" class="button icon-only only-context" aria-label=${t('chat-back-talk')} onClick=${() => { pane.value = 'talk'; }}><${Icon} name="left" /></button>
      <h2 id="context-head">${t('chat-context')}</h2>${data && may('chats:write') && data.state !== 'none' && html`<${Again} id=${id} waiting=${data.state === 'waiting'} />`}</header>
    <div class="pane-body pad stack-m" aria-busy=${!data && !problem ? 'true' : 'false'}>
      ${problem && html`<${Fault} problem=${problem} retry=${() => loadContext()} title=${t('context-failed')} />`}
      ${!data && !problem && html`<${Bones} rows=${5} />`}
      ${data && html`<${Fragment}><${State} data=${data} id=${id} /><${Values} data=${data} id=${id} /></${Fragment}>`}
      <${Schema} data=${data} /></div></aside>`;
}

async function extract(id) {
  try { await post(`/chat/sessions/${id}/context/extract`, {}); await loadContext(id); } catch (fault) { sayFault(fault); }
}

const Again = ({ id, waiting }) => html`<button type="button" class="button icon-only small" disabled=${waiting} aria-label=${t('context-again')} title=${t('context-again')} onClick=${() => extract(id)}><${Icon} name="again" /></button>`;

function State({ data, id }) {
  if (data.state === 'none') {
    return html`<div class="context-none"><p class="muted">${t('context-none')}</p>${may('chats:write') && html`<button type="button" class="button small" onClick=${() => extract(id)}><${Icon} name="spark" />${t('context-now')}</button>`}</div>`;
  }
  if (data.state === 'waiting') return html`<p class="context-state small" role="status"><span class="tag busy"><${Icon} name="clock" />${t(data.error ? 'context-retrying' : 'context-waiting')}</span>${data.error && html`<span class="muted">${data.error}</span>`}</p>`;
  if (data.state === 'failed') {
    return html`<${Notice} kind="bad" icon="fault" title=${t('context-is-failed')}><p>${data.error}</p>${may('chats:write') && html`<div class="actions"><button type="button" class="button small" onClick=${() => extract(id)}>${t('try-again')}</button></div>`}</${Notice}>`;
  }
  const behind = (open.value?.talk.messages() ?? []).some((one) => one.no > data.upto && one.sender === 'client' && one.data_type === 'message');
  return html`<p class="context-state small muted">${t(`context-by-${data.engine === 'ai' ? 'ai' : 'rules'}`)} · <${Time} at=${data.extracted_at} relative />${behind && html` · ${t('context-behind')}`}</p>`;
}

function Values({ data, id }) {
  if (!data.values.length) return data.state === 'done' ? html`<p class="muted">${t('context-empty')}</p>` : null;
  const judged = ['summary', 'intent', 'sentiment', 'urgency'];
  const top = judged.map((path) => data.values.find((value) => value.path === path)).filter(Boolean);
  const rest = data.values.filter((value) => !judged.includes(value.path));
  return html`<${Fragment}>${top.length > 0 && html`<ul class="values">${top.map((value) => html`<${Value} key=${value.path} value=${value} id=${id} />`)}</ul>`}
    ${grouped(rest).map(([name, values]) => html`<section key=${name} class="value-group">${name && html`<h3>${groupTitle(name)}</h3>`}<ul class="values">${values.map((value) => html`<${Value} key=${`${value.path} ${value.ord}`} value=${value} id=${id} />`)}</ul></section>`)}</${Fragment}>`;
}

function Value({ value, id }) {
  const [editing, setEditing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const decide = async (decision, text) => {
    setBusy(true);
    setProblem(null);
    try {
      const data = await post(`/chat/sessions/${id}/context/review`, { path: value.path, ord: value.ord, decision, ...(text && { value: text }) });
      if (open.value?.id === id) context.value = { data, problem: null };
      setEditing(false);
    } catch (fault) { setProblem(fault); }
    setBusy(false);
  };
  const of = `${value.title}: ${nowOf(value)}`;
  const button = (decision, icon) => html`<button type="button" class="button icon-only small" disabled=${busy} aria-label=${t(`value-${decision}-of`, { value: of })} title=${t(`value-${decision}`)} onClick=${decision === 'correct' ? () => setEditing(true) : () => decide(decision)}><${Icon} name=${icon} /></button>`;
  return html`<li class=${`value ${value.state}`} data-path=${value.path}><div class="value-top"><p class="small muted">${value.title}</p>
      ${may('chats:write') && !editing && html`<div class="value-do">${value.state === 'proposed' ? html`${button('accept', 'check')}${button('correct', 'edit')}${button('reject', 'close')}` : html`${value.state === 'corrected' && button('correct', 'edit')}${button('reopen', 'back')}`}</div>`}</div>
    ${editing ? html`<${Correction} value=${value} busy=${busy} onSave=${(text) => decide('correct', text)} onClose=${() => setEditing(false)} />` : html`<p class=${value.path === 'summary' ? 'value-now plain' : 'value-now'}>${said(value)}</p>`}
    ${value.state === 'corrected' && !editing && html`<p class="small faint">${t('value-was', { value: value.value })}</p>`}
    <${Quote} value=${value} go=${reveal} />
    ${value.state === 'proposed' ? html`<${Confidence} value=${value} />` : html`<${Decided} value=${value} />`}
    ${problem && html`<p class="field-error" role="alert"><${Icon} name="fault" /><span>${words(problem)}</span></p>`}</li>`;
}

function Correction({ value, busy, onSave, onClose }) {
  const [text, setText] = useState(nowOf(value));
  const box = useRef(null);
  useEffect(() => { box.current.focus(); box.current.select?.(); }, []);
  const submit = (event) => { event.preventDefault(); if (text.trim()) onSave(text.trim()); };
  const common = { ref: box, 'aria-label': value.title, onKeyDown: (event) => { if (event.key === 'Escape') { event.stopPropagation(); onClose(); } } };
  const choices = CHOICES[value.path];
  return html`<form class="correction" onSubmit=${submit}>${choices ? html`<select class="select slim" ...${common} value=${text} onChange=${(event) => setText(event.target.value)}>${choices.map((one) => html`<option value=${one} selected=${one === text}>${t(`value-${value.path}-${one}`)}</option>`)}</select>`
    : html`<textarea class="input area" rows=${value.path === 'summary' ? 3 : 1} maxlength="300" ...${common} value=${text} onInput=${(event) => setText(event.target.value)}></textarea>`}
    <div class="actions"><button type="submit" class="button primary small" disabled=${busy || !text.trim()}>${t(busy ? 'form-busy' : 'value-save')}</button><button type="button" class="button small" onClick=${onClose}>${t('cancel')}</button></div></form>`;
}

// What is read out: the declaration that holds for the workspace.
function Schema({ data }) {
  const set = settings.value.data;
  if (!set) return null;
  const title = (name) => set.schemas.find((one) => one.name === name)?.body.title ?? name;
  if (!may('tenants:write') || set.schemas.length < 2) return html`<p class="small faint context-schema">${t('context-schema-is', { title: title(data?.schema ?? set.schema) })}</p>`;
  const turn = async (schema) => {
    try {
      const fresh = await put('/chat/settings', { schema }, { headers: { 'If-Match': `"${set.version}"` } });
      settings.value = { data: { ...set, ...fresh }, problem: null, loading: false };
      say(t('context-schema-set', { title: title(schema) }));
    } catch (fault) { sayFault(fault); loadSettings(); }
  };
  return html`<div class="field context-schema"><label for="chat-schema">${t('context-schema')}</label><select class="select" id="chat-schema" value=${set.schema} onChange=${(event) => turn(event.target.value)}>${set.schemas.map((one) => html`<option value=${one.name} selected=${one.name === set.schema}>${one.body.title}</option>`)}</select><p class="field-hint">${t('context-schema-hint')}</p></div>`;
}
