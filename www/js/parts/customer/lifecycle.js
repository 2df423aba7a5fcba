// Where a customer stands, who looks after it, and how that came about.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, may, put } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { assignees, loadPipelines, pipelines } from '../../lib/records.js';
import { Bones, Card, Fault, Time } from '../basics.js';
import { Dialog } from '../dialog.js';
import { Field, Select, Summary } from '../form.js';
import { say } from '../toast.js';

export function Lifecycle({ one, onChanged }) {
  const [open, setOpen] = useState('');
  const { stage, assignee } = one;
  const write = may('customers:write') && one.state === 'active';
  const close = () => setOpen('');
  const done = () => { close(); onChanged(); };
  return html`<${Card} id="lifecycle" title=${t('lifecycle')}>
    <dl class="standing"><div><dt>${t('stage')}</dt><dd><strong data-test="stage">${stage?.title ?? t('stage-none')}</strong>${stage?.since && html`<span class="small muted"> ${t('since-when')} <${Time} at=${stage.since} relative /></span>`}</dd>
        <dd class="row-actions">${write && html`<button type="button" class="button small" onClick=${() => setOpen('stage')}><${Icon} name="board" />${t('stage-move')}</button>`}<button type="button" class="button quiet small" onClick=${() => setOpen('stages')}>${t('history')}<span class="hidden-visually"> ${t('stage')}</span></button></dd></div>
      <div><dt>${t('assignee')}</dt><dd><strong data-test="assignee">${assignee?.name ?? t('nobody')}</strong></dd>
        <dd class="row-actions">${may('customers:assign') && one.state === 'active' && html`<button type="button" class="button small" onClick=${() => setOpen('assign')}><${Icon} name="user" />${t('assign')}</button>`}<button type="button" class="button quiet small" onClick=${() => setOpen('assignments')}>${t('history')}<span class="hidden-visually"> ${t('assignee')}</span></button></dd></div></dl>
    ${open === 'stage' && html`<${Dialog} title=${t('stage-move')} onClose=${close}>${pipelines.value.data ? html`<${Move} one=${one} onDone=${done} />` : pipelines.value.problem ? html`<${Fault} problem=${pipelines.value.problem} retry=${loadPipelines} />` : html`<${Bones} rows=${3} />`}</${Dialog}>`}
    ${open === 'assign' && html`<${Assign} one=${one} onClose=${close} onDone=${done} />`}
    ${open === 'stages' && html`<${History} path=${`/customers/${one.id}/stage`} title=${t('stage-history')} onClose=${close} draw=${(row) => [row.from ? t('did-stage', { from: row.from_title || row.from, to: row.to_title || row.to }) : t('did-stage-first', { to: row.to_title || row.to }), row]} />`}
    ${open === 'assignments' && html`<${History} path=${`/customers/${one.id}/assignment`} title=${t('assignee-history')} onClose=${close} draw=${(row) => [row.to?.name ?? t('nobody'), row]} />`}</${Card}>`;
}

const Buttons = ({ form, label }) => html`<div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${form.busy ? t('form-busy') : label}</button></div>`;

function Move({ one, onDone }) {
  const all = pipelines.value.data?.data ?? [];
  const first = one.stage?.pipeline_id ?? (all.find((pipeline) => pipeline.default) ?? all[0])?.id ?? '';
  const form = useForm({ pipeline_id: first, stage: '', remarks: '' }, { id: 'stage' });
  const [allowed, setAllowed] = useState(null); // codes, or null: any
  useEffect(() => { get(`/customers/${one.id}/stage`).then((answer) => setAllowed(answer.moves?.map((move) => move.code) ?? null), () => {}); }, []);
  const stages = all.find((pipeline) => pipeline.id === form.values.pipeline_id)?.stages ?? [];
  const here = one.stage?.pipeline_id === form.values.pipeline_id;
  const open = stages.filter((stage) => !(here && stage.code === one.stage?.code) && (!here || !allowed || allowed.includes(stage.code)));
  const labels = { pipeline_id: t('stage-pipeline'), stage: t('stage-to'), remarks: t('remarks') };
  const send = async () => {
    const { stage, pipeline_id, remarks } = form.values;
    const answer = await put(`/customers/${one.id}/stage`, { stage, pipeline_id, ...(remarks.trim() && { remarks: remarks.trim() }) });
    form.accept(form.values);
    say(t('stage-moved', { stage: answer.stage?.title ?? stage }));
    onDone();
  };
  return html`<form class="stack" onSubmit=${form.submit(() => (form.values.stage ? {} : { stage: [t('stage-choose')] }), send)} novalidate><${Summary} form=${form} labels=${labels} />
    ${all.length > 1 && html`<${Select} form=${form} name="pipeline_id" label=${labels.pipeline_id} options=${all.map((pipeline) => [pipeline.id, pipeline.name])} />`}
    <${Select} form=${form} name="stage" label=${labels.stage} options=${[['', t('choose')], ...open.map((stage) => [stage.code, stage.title])]} /><${Field} form=${form} name="remarks" label=${labels.remarks} maxlength="500" autocomplete="off" />
    <${Buttons} form=${form} label=${t('stage-move')} /></form>`;
}

function Assign({ one, onClose, onDone }) {
  const form = useForm({ user_id: one.assignee?.id ?? '', remarks: '' }, { id: 'assign' });
  const labels = { user_id: t('assignee'), remarks: t('remarks') };
  const send = async () => {
    const { user_id, remarks } = form.values;
    const answer = await put(`/customers/${one.id}/assignment`, { user_id: user_id || null, ...(remarks.trim() && { remarks: remarks.trim() }) });
    form.accept(form.values);
    const before = one.assignee?.id ?? null;
    const undo = async () => { await put(`/customers/${one.id}/assignment`, { user_id: before }); onDone(); };
    say(t('assigned', { name: answer.assignee?.name ?? t('nobody') }), answer.changed ? { undo } : undefined);
    onDone();
  };
  return html`<${Dialog} title=${t('assign')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(null, send)} novalidate><${Summary} form=${form} labels=${labels} />
    <${Select} form=${form} name="user_id" label=${labels.user_id} options=${[['', t('nobody')], ...(assignees.value.data?.data ?? []).map((person) => [person.id, person.name])]} /><${Field} form=${form} name="remarks" label=${labels.remarks} maxlength="500" autocomplete="off" />
    <${Buttons} form=${form} label=${t('assign')} /></form></${Dialog}>`;
}

function History({ path, title, draw, onClose }) {
  const [state, setState] = useState({});
  useEffect(() => { get(path).then((data) => setState({ data }), (problem) => setState({ problem })); }, []);
  return html`<${Dialog} title=${title} onClose=${onClose}>${state.problem && html`<${Fault} problem=${state.problem} />`}
    ${state.data && (state.data.data.length ? html`<ol class="timeline">${state.data.data.map((one, index) => { const [what, row] = draw(one); return html`<li key=${index}><p>${what}</p>${row.remarks && html`<p class="event-text">${row.remarks}</p>`}<p class="small muted">${row.by?.name ? `${row.by.name} · ` : ''}<${Time} at=${row.at} /></p></li>`; })}</ol>` : html`<p class="muted">${t('history-empty')}</p>`)}
    <form method="dialog" class="actions"><button class="button">${t('close')}</button></form></${Dialog}>`;
}
