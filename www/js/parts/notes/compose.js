// Writing a note: to which roles one may, says the server.
import { html, Icon, useEffect, useRef, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { post } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { Bones, Fault } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Check, Field, Summary } from '../form.js';
import { mentionedIn, Mentions } from '../mentions.js';
import { say } from '../toast.js';
import { address, choose, colleagues, isMine, loadList, loadRoles, loadThread, roles, roleTitle } from './state.js';

const known = () => roles.value.data?.data ?? [];

// Those mentioned have to be among the recipients: a name that was merely written is no mention.
const among = (text, recipients) => mentionedIn(text).filter((id) => colleagues.value.find((one) => one.id === id)?.roles.some((role) => recipients.includes(role)));

function Recipients({ form, id, legend }) {
  const faults = form.wrong.by.recipients ?? [];
  const turn = (name, on) => form.set('recipients', known().map((one) => one.name).filter((one) => (one === name ? on : form.values.recipients.includes(one))));
  return html`<fieldset class="to" id=${id} tabindex="-1" aria-describedby=${faults.length ? `${id}-error` : undefined}><legend>${legend}</legend>
    ${known().map((one) => html`<label key=${one.name} class="to-role"><input type="checkbox" checked=${form.values.recipients.includes(one.name)} onChange=${(event) => turn(one.name, event.target.checked)} /><span>${one.title}</span></label>`)}
    ${faults.length > 0 && html`<p class="field-error" id=${`${id}-error`}><${Icon} name="fault" /><span>${faults.join(' ')}</span></p>`}</fieldset>`;
}

const check = (values) => ({
  ...(!values.title.trim() && { title: [t('notes-subject-missing')] }),
  ...(!values.recipients.length && { recipients: [t('notes-to-missing')] }),
  ...(!values.body.trim() && { body: [t('notes-body-missing')] }),
});

async function write(values, more = {}) {
  const body = values.body.trim();
  return post('/notes', { title: values.title.trim(), body, recipients: values.recipients, importance: values.important ? 'important' : 'normal', mentions: among(body, values.recipients), ...more });
}

export function Compose({ onClose }) {
  useEffect(() => { loadRoles(); }, []);
  const { data, problem } = roles.value;
  return html`<${Dialog} title=${t('notes-write')} onClose=${onClose}>${data ? html`<${Sheet} onClose=${onClose} />` : problem ? html`<${Fault} problem=${problem} retry=${loadRoles} />` : html`<${Bones} rows=${4} />`}</${Dialog}>`;
}

function Sheet({ onClose }) {
  const only = known().length === 1 ? [known()[0].name] : [];
  const form = useForm({ title: '', recipients: only, body: '', important: false }, { id: 'note' });
  const labels = { title: t('notes-subject'), recipients: t('notes-recipients'), body: t('notes-body') };
  useEffect(() => { document.getElementById('note-title')?.focus(); }, []);
  const send = async () => {
    const note = await write(form.values);
    form.accept(form.values);
    say(t('notes-sent-ok'));
    onClose();
    if (address.value.box === 'sent') loadList(); else if (note.recipients.length) loadList();
    choose(note.id);
  };
  return html`<form class="stack" onSubmit=${form.submit(() => check(form.values), send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Recipients} form=${form} id="note-recipients" legend=${labels.recipients} />
    <${Field} form=${form} name="title" label=${labels.title} maxlength="255" autocomplete="off" />
    <${Mentions} form=${form} label=${labels.body} rows=${5} maxlength=${8000} roles=${form.values.recipients.length ? form.values.recipients : undefined} />
    <${Check} form=${form} name="important" label=${t('notes-important')} hint=${t('notes-important-hint')} />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}><${Icon} name="send" />${t(form.busy ? 'form-busy' : 'notes-send')}</button></div></form>`;
}

// To whom an answer goes at first: whom the note was for, and whose role its writer has; as far as one may write to them.
function answered(note) {
  const writer = isMine(note) ? [] : colleagues.value.find((one) => one.id === note.sender_id)?.roles ?? [];
  const wanted = isMine(note) ? note.recipients : [...writer, ...note.recipients];
  const may = known().map((one) => one.name);
  const to = may.filter((name) => wanted.includes(name));
  return to.length ? to : may.length === 1 ? may : [];
}

export function Reply({ notes }) {
  const first = notes[0];
  const last = notes.at(-1);
  const title = t('notes-re', { title: first.title }).slice(0, 255);
  const ready = Boolean(roles.value.data) && colleagues.value.length > 0;
  const form = useForm({ title, recipients: [], body: '', important: false }, { id: 'reply' });
  const [choosing, setChoosing] = useState(false);
  const filled = useRef(false);
  useEffect(() => {
    if (!ready) return;
    if (!form.values.body) form.accept({ title, recipients: answered(last), body: '', important: false });
    else if (!filled.current) form.set('recipients', answered(last)); // written before it was known who may be written to
    filled.current = true;
  }, [ready, last.id]);
  useEffect(() => { if (!roles.value.data) loadRoles(); }, []);
  const labels = { recipients: t('notes-recipients'), body: t('notes-answer') };
  const send = async () => {
    await write(form.values, { reply_to: last.id });
    form.accept({ ...form.values, body: '', important: false });
    setChoosing(false);
    await loadThread();
    loadList();
  };
  const to = form.values.recipients.map(roleTitle).join(', ');
  return html`<form class="reply" onSubmit=${form.submit(() => { const found = check(form.values); if (found.recipients) setChoosing(true); return found; }, send)} novalidate><${Summary} form=${form} labels=${labels} />
    ${choosing && html`<${Recipients} form=${form} id="reply-recipients" legend=${labels.recipients} />`}
    <${Mentions} form=${form} label=${labels.body} maxlength=${8000} roles=${form.values.recipients.length ? form.values.recipients : undefined} />
    <div class="reply-foot"><p class="small muted">${to ? t('notes-to', { roles: to }) : t('notes-to-nobody')}${known().length > 1 && !choosing && html` · <button type="button" class="as-link plain-link small" onClick=${() => setChoosing(true)}>${t('notes-to-change')}</button>`}</p>
      <label class="check small"><input type="checkbox" checked=${form.values.important} onChange=${(event) => form.set('important', event.target.checked)} />${t('notes-important')}</label>
      <button type="submit" class="button primary small" disabled=${form.busy || !form.values.body.trim()}><${Icon} name="reply" />${t(form.busy ? 'form-busy' : 'notes-reply')}</button></div></form>`;
}
