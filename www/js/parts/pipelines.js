// The pipelines of a workspace: their stages in order, what each means, where one may go from there.
import { html, Icon, useEffect, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, ifStill, post, put, remove } from '../lib/api.js';
import { useForm } from '../lib/form.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Fault } from './basics.js';
import { Check, Conflict, Field, SaveBar, Summary } from './form.js';
import { codeOf, Order, swapped } from './ordered.js';
import { say, sayFault } from './toast.js';

const KINDS = ['open', 'won', 'lost'];
const STAGES_MAX = 40;
const [pipelines, load] = resource((stop) => get('/pipelines', { signal: stop }));

const flat = (one) => ({ name: one.name, default: one.default, stages: one.stages.map(({ code, title, kind, moves, ageing_days }) => ({ code, title, kind, moves, ageing_days })) });
const wire = ({ name, default: main, stages }) => ({ name: name.trim(), default: main, stages: stages.map(({ code, title, kind, moves, ageing_days }) => ({ code, title: title.trim(), kind, moves, ageing_days })) });
const said = (value) => (Array.isArray(value) ? value.map(({ title, kind, moves, ageing_days: days }) => [title, kind !== 'open' && t(`kind-of-${kind}`), moves && t('moves-n', { n: moves.length }), days && t('ageing-n', { n: days })].filter(Boolean).join(', ')).join(' → ') : typeof value === 'boolean' ? t(value ? 'said-yes' : 'said-no') : value);

export function Pipelines() {
  const [id, setId] = useState('');
  useEffect(() => { load(); }, []);
  const { data, problem } = pipelines.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} />`;
  if (!data) return html`<section class="card"><${Bones} rows=${8} /></section>`;
  const list = data.data;
  const now = list.find((one) => one.id === id) ?? list.find((one) => one.default) ?? list[0];
  const add = async () => {
    try {
      const made = await post('/pipelines', { name: codeName(t('pipeline-new-name'), list), default: false, stages: [['new', t('stage-first')], ['won', t('kind-of-won')], ['lost', t('kind-of-lost')]].map(([code, title]) => ({ code, title, kind: code === 'new' ? 'open' : code, moves: null, ageing_days: null })) });
      await load();
      setId(made.id);
      say(t('pipeline-added', { name: made.name }));
    } catch (fault) { sayFault(fault); }
  };
  return html`<div class="stack"><div class="filters ends"><div class="field"><label for="which-pipeline">${t('pipeline-which')}</label><select class="select" id="which-pipeline" value=${now.id} onChange=${(event) => setId(event.target.value)}>${list.map((one) => html`<option value=${one.id} selected=${one === now}>${one.name}${one.default ? ` (${t('pipeline-main')})` : ''}</option>`)}</select></div>
      <button type="button" class="button" onClick=${add}><${Icon} name="plus" />${t('pipeline-add')}</button></div>
    <${Sheet} key=${now.id} one=${now} onSaved=${load} onGone=${() => { setId(''); load(); }} /></div>`;
}

function codeName(base, list) {
  let made = base;
  for (let n = 2; list.some((one) => one.name === made); n += 1) made = `${base} ${n}`;
  return made;
}

function Sheet({ one, onSaved, onGone }) {
  const form = useForm(flat(one), { id: 'pipeline' });
  const [version, setVersion] = useState(one.version);
  const [theirs, setTheirs] = useState(null);
  const labels = { name: t('pipeline-name'), default: t('pipeline-default'), stages: t('pipeline-stages') };
  const { stages } = form.values;
  const check = () => ({ ...(!form.values.name.trim() && { name: [t('pipeline-name-missing')] }), ...((!stages.length || stages.some((stage) => !stage.title.trim())) && { stages: [t('stage-title-missing')] }) });
  const send = (still) => async () => {
    const fresh = await put(`/pipelines/${one.id}`, wire(form.values), ifStill({ version: still }));
    setVersion(fresh.version);
    form.accept(flat(fresh));
    say(t('form-saved'));
    onSaved();
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    if (problem.current?.version) setTheirs(problem.current); else get(`/pipelines/${one.id}`).then(setTheirs, () => {});
    return true;
  };
  const drop = async () => {
    try {
      await remove(`/pipelines/${one.id}`, undefined, ifStill({ version }));
      say(t('pipeline-dropped', { name: one.name }), { undo: async () => { await post('/pipelines', wire(flat(one))); onSaved(); } });
      onGone();
    } catch (fault) { sayFault(fault); }
  };
  const take = () => { setVersion(theirs.version); form.accept(flat(theirs)); setTheirs(null); onSaved(); };
  return html`<${Card} id="pipeline-head" title=${one.name} lead=${t('pipeline-lead-edit')} aside=${!one.default && html`<button type="button" class="button small" onClick=${drop}><${Icon} name="trash" />${t('pipeline-drop')}</button>`}>
    <form class="stack" id="pipeline-form" onSubmit=${form.submit(check, send(version), meet)} novalidate><${Summary} form=${form} labels=${labels} />
      <div class="form-grid"><${Field} form=${form} name="name" label=${labels.name} maxlength="120" autocomplete="off" />${!form.base.default && html`<div class="check-beside"><${Check} form=${form} name="default" label=${labels.default} hint=${t('pipeline-default-hint')} /></div>`}</div>
      <${Stages} form=${form} />
      <${SaveBar} form=${form} />
      ${theirs && html`<${Conflict} form=${form} theirs=${flat(theirs)} labels=${labels} show=${said} onClose=${() => setTheirs(null)} onTheirs=${take} onMine=${() => { const { version: still } = theirs; setTheirs(null); form.submit(check, send(still), meet)(); }} />`}
    </form></${Card}>`;
}

function Stages({ form }) {
  const { stages } = form.values;
  const keep = (next) => form.set('stages', next);
  const set = (index, change) => keep(stages.map((stage, at) => (at === index ? { ...stage, ...change } : stage)));
  const drop = (index) => { const { code } = stages[index]; keep(stages.filter((_, at) => at !== index).map((stage) => ({ ...stage, moves: stage.moves?.filter((to) => to !== code) ?? null }))); };
  const add = () => {
    keep([...stages, { code: codeOf('stage', stages.map((stage) => stage.code)), title: '', kind: 'open', moves: null, ageing_days: null, fresh: true }]);
    requestAnimationFrame(() => document.getElementById(`stage-${stages.length}-title`)?.focus());
  };
  // A stage that nobody has seen yet is called in data what it is called by people.
  const title = (index, text) => { const { code, fresh } = stages[index]; const made = fresh ? codeOf(text, stages.filter((_, at) => at !== index).map((stage) => stage.code)) : code; keep(stages.map((stage, at) => ({ ...stage, ...(at === index && { title: text, code: made }), moves: stage.moves?.map((to) => (to === code ? made : to)) ?? null }))); };
  return html`<div><h3 id="pipeline-stages" tabindex="-1">${t('pipeline-stages')}</h3><ol class="stage-lines">${stages.map((stage, index) => html`<li key=${index} class="stage-line">
      <div class="field grow"><label for=${`stage-${index}-title`}>${t('stage-title-n', { n: index + 1 })}</label><input class="input" id=${`stage-${index}-title`} maxlength="120" autocomplete="off" value=${stage.title} onInput=${(event) => title(index, event.target.value)} /></div>
      <div class="field"><label for=${`stage-${index}-kind`}>${t('stage-means')}</label><select class="select" id=${`stage-${index}-kind`} value=${stage.kind} onChange=${(event) => set(index, { kind: event.target.value })}>${KINDS.map((kind) => html`<option value=${kind} selected=${kind === stage.kind}>${t(`kind-of-${kind}`)}</option>`)}</select></div>
      <div class="field"><label for=${`stage-${index}-days`}>${t('stage-ageing')}</label><input class="input" id=${`stage-${index}-days`} type="number" min="1" max="3650" placeholder="–" value=${stage.ageing_days ?? ''} onInput=${(event) => set(index, { ageing_days: event.target.value ? Number(event.target.value) : null })} /></div>
      <${Order} name=${stage.title || t('stage-new')} index=${index} of=${stages.length} onMove=${(from, to) => keep(swapped(stages, from, to))} onDrop=${() => drop(index)} />
      <${Moves} stage=${stage} stages=${stages} onChange=${(moves) => set(index, { moves })} /></li>`)}</ol>
    ${stages.length < STAGES_MAX && html`<button type="button" class="button small" onClick=${add}><${Icon} name="plus" />${t('stage-add')}</button>`}</div>`;
}

// From here to anywhere, or only to those that are ticked.
function Moves({ stage, stages, onChange }) {
  const others = stages.filter((one) => one !== stage);
  const tick = (code) => (event) => onChange(event.target.checked ? [...stage.moves, code] : stage.moves.filter((one) => one !== code));
  return html`<details class="twin moves"><summary>${t('moves-of', { name: stage.title || t('stage-new') })} ${stage.moves ? t('moves-n', { n: stage.moves.length }) : t('moves-any')}</summary><div class="stack tight">
    <label class="check"><input type="checkbox" checked=${!stage.moves} onChange=${(event) => onChange(event.target.checked ? null : others.map((one) => one.code))} /> ${t('moves-any-long')}</label>
    ${stage.moves && html`<fieldset class="several"><legend class="hidden-visually">${t('moves-to', { name: stage.title })}</legend>${others.map((one) => html`<label class="check" key=${one.code}><input type="checkbox" checked=${stage.moves.includes(one.code)} onChange=${tick(one.code)} /> ${one.title || t('stage-new')}</label>`)}</fieldset>`}</div></details>`;
}
