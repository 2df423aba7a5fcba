// What people wrote down about a customer: pinned first. @ names a colleague, who is told.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, may, patch, post, remove, session } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { useForm } from '../../lib/form.js';
import { watch } from '../../lib/live.js';
import { Bones, Card, Fault, Time } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Conflict, Summary } from '../form.js';
import { mentionedIn, Mentioning, Mentions } from '../mentions.js';
import { say, sayFault } from '../toast.js';

const SHOWN = 5;

export function Notes({ id, onChanged }) {
  const [{ data, problem }, load] = useFetched(async () => (await get(`/customers/${id}/notes?limit=100`)).data, [id]);
  const [editing, setEditing] = useState('');
  const [edits, setEdits] = useState(null);
  const [more, setMore] = useState(false);
  const [written, setWritten] = useState(0);
  useEffect(() => { watch(['customer'], load); }, []); // colleagues write, too
  const changed = () => { load(); onChanged(); };
  const pin = async (note) => { try { await patch(`/customers/${id}/notes/${note.id}`, { pinned: !note.pinned }, ifStill(note)); changed(); } catch (fault) { sayFault(fault); load(); } };
  const drop = async (note) => {
    try { await remove(`/customers/${id}/notes/${note.id}`, undefined, ifStill(note)); say(t('note-dropped'), { undo: async () => { await post(`/customers/${id}/notes`, { body: note.body, pinned: note.pinned }); changed(); } }); changed(); } catch (fault) { sayFault(fault); load(); }
  };
  const write = may('customers:write');
  const shown = more ? data : data?.slice(0, SHOWN);
  return html`<${Card} id="notes-head" title=${t('notes')} cls="notes"><div class="stack tight">
    ${write && html`<${Write} key=${written} id=${id} onSaved=${() => { setWritten(written + 1); changed(); }} />`}
    ${problem && !data && html`<${Fault} problem=${problem} retry=${load} />`}${!data && !problem && html`<${Bones} rows=${2} />`}
    ${data?.length === 0 && html`<p class="muted">${t('notes-none')}</p>`}
    ${shown?.length > 0 && html`<ul class="note-list">${shown.map((note) => html`<li key=${note.id} class=${note.pinned ? 'note pinned' : 'note'}>${editing === note.id ? html`<${Write} id=${id} note=${note} onClose=${() => setEditing('')} onSaved=${() => { setEditing(''); changed(); }} />` : html`<p class="note-body"><${Mentioning} text=${note.body} people=${note.mentions} /></p>
      <div class="note-foot"><span class="small muted">${note.pinned && html`<${Icon} name="pin" /><span class="hidden-visually">${t('note-pinned')}</span>`}${note.author?.name ?? ''} · <${Time} at=${note.created_at} relative />${note.edited && html` · <button type="button" class="as-link small" onClick=${() => setEdits(note)}>${t('note-edited')}</button>`}</span>
        ${write && html`<span class="row-actions"><button type="button" class="button icon-only small" aria-label=${t(note.pinned ? 'note-unpin' : 'note-pin')} aria-pressed=${String(note.pinned)} onClick=${() => pin(note)}><${Icon} name="pin" /></button>
          ${(note.author?.id === session.user.id || may('customers:all')) && html`<button type="button" class="button icon-only small" aria-label=${t('note-edit')} onClick=${() => setEditing(note.id)}><${Icon} name="edit" /></button><button type="button" class="button icon-only small" aria-label=${t('note-drop')} onClick=${() => drop(note)}><${Icon} name="trash" /></button>`}</span>`}</div>`}</li>`)}</ul>`}
    ${data?.length > SHOWN && !more && html`<div><button type="button" class="button quiet small" onClick=${() => setMore(true)}>${t('notes-all', { n: data.length })}</button></div>`}
    ${edits && html`<${Edits} id=${id} note=${edits} onClose=${() => setEdits(null)} />`}</div></${Card}>`;
}

// note: the one that is reworded, as it was when that began.
function Write({ id, note: now, onSaved, onClose }) {
  const [note] = useState(now);
  const [theirs, setTheirs] = useState(null); // the note as somebody else saved it meanwhile
  const form = useForm({ body: note?.body ?? '' }, { id: note ? `note-${note.id}` : 'note' });
  const labels = { body: t('note-body') };
  const send = (version) => async () => {
    const body = form.values.body.trim();
    const mentions = mentionedIn(body, note?.mentions);
    if (note) await patch(`/customers/${id}/notes/${note.id}`, { body, mentions }, ifStill({ version })); else await post(`/customers/${id}/notes`, { body, mentions });
    form.accept({ body: note ? body : '' });
    say(t('note-saved'));
    onSaved();
  };
  const meet = (problem) => {
    if (problem.status !== 412 || !problem.current?.version) return false;
    setTheirs(problem.current);
    return true;
  };
  const check = () => (form.values.body.trim() ? {} : { body: [t('note-missing')] });
  return html`<form class="stack tight" onSubmit=${form.submit(check, send(note?.version), meet)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Mentions} form=${form} label=${labels.body} />
    ${(note || form.values.body) && html`<div class="actions"><button type="submit" class="button primary small" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'note-save')}</button>${note && html`<button type="button" class="button small" onClick=${onClose}>${t('cancel')}</button>`}</div>`}
    ${theirs && html`<${Conflict} form=${form} theirs=${{ body: theirs.body }} labels=${labels} onClose=${() => setTheirs(null)} onTheirs=${onSaved} onMine=${() => { const { version } = theirs; setTheirs(null); form.submit(check, send(version), meet)(); }} />`}</form>`;
}

function Edits({ id, note, onClose }) {
  const [state, setState] = useState({});
  useEffect(() => { get(`/customers/${id}/notes/${note.id}/edits`).then((data) => setState({ data }), (problem) => setState({ problem })); }, []);
  return html`<${Dialog} title=${t('note-history')} onClose=${onClose}>${state.problem && html`<${Fault} problem=${state.problem} />`}
    ${state.data && html`<ol class="timeline">${state.data.data.map((one) => html`<li key=${one.version}><p class="note-body">${one.body}</p><p class="small muted">${one.by?.name ?? ''} · <${Time} at=${one.at} /></p></li>`)}</ol>`}
    <form method="dialog" class="actions"><button class="button">${t('close')}</button></form></${Dialog}>`;
}
