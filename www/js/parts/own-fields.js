// What this workspace keeps about customers beside what everybody keeps: fields of its own, with a type.
import { html, Icon, useEffect, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, ifStill, put } from '../lib/api.js';
import { useForm } from '../lib/form.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Fault } from './basics.js';
import { Conflict, SaveBar, Summary } from './form.js';
import { codeOf, Order, swapped } from './ordered.js';
import { say } from './toast.js';

const TYPES = ['text', 'number', 'date', 'yes_no', 'choice'];
const FIELDS_MAX = 50;
const [fields, load] = resource((stop) => get('/custom-fields', { signal: stop }));

const flat = ({ fields: list }) => ({ fields: list.map(({ name, title, type, choices }) => ({ name, title, type, choices: (choices ?? []).join('\n') })) });
const words = (text) => text.split('\n').map((one) => one.trim()).filter(Boolean);
const wire = (list) => list.map(({ name, title, type, choices }) => ({ name, title: title.trim(), type, choices: type === 'choice' ? words(choices) : null }));
const said = (list) => list.map((one) => `${one.title} (${t(`field-type-${one.type}`)})`).join(', ') || '–';

export function OwnFields() {
  useEffect(() => { load(); }, []);
  const { data, problem } = fields.value;
  if (problem && !data) return html`<${Fault} problem=${problem} retry=${load} />`;
  return data ? html`<${Sheet} data=${data} />` : html`<section class="card"><${Bones} rows=${6} /></section>`;
}

function Sheet({ data }) {
  const form = useForm(flat(data), { id: 'own' });
  const [version, setVersion] = useState(data.version);
  const [theirs, setTheirs] = useState(null);
  const list = form.values.fields;
  const labels = { fields: t('own-fields') };
  const wrong = (one) => !one.title.trim() || (one.type === 'choice' && !words(one.choices).length);
  const check = () => (list.some(wrong) ? { fields: [t('own-incomplete')] } : {});
  const send = (still) => async () => {
    const fresh = await put('/custom-fields', { fields: wire(list) }, ifStill({ version: still }));
    setVersion(fresh.version);
    form.accept(flat(fresh));
    say(t('form-saved'));
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    if (problem.current?.fields) setTheirs(problem.current); else get('/custom-fields').then(setTheirs, () => {});
    return true;
  };
  const take = () => { setVersion(theirs.version); form.accept(flat(theirs)); setTheirs(null); };
  return html`<${Card} id="own-head" title=${t('own-fields')} lead=${t('own-fields-lead')}>
    <form class="stack" id="own-form" onSubmit=${form.submit(check, send(version), meet)} novalidate><${Summary} form=${form} labels=${labels} />
      ${list.length === 0 && html`<p class="muted">${t('own-none')}</p>`}
      <${Lines} form=${form} />
      <${SaveBar} form=${form} />
      ${theirs && html`<${Conflict} form=${form} theirs=${flat(theirs)} labels=${labels} show=${said} onClose=${() => setTheirs(null)} onTheirs=${take} onMine=${() => { const { version: still } = theirs; setTheirs(null); form.submit(check, send(still), meet)(); }} />`}
    </form></${Card}>`;
}

function Lines({ form }) {
  const list = form.values.fields;
  const keep = (next) => form.set('fields', next);
  const set = (index, change) => keep(list.map((one, at) => (at === index ? { ...one, ...change } : one)));
  const title = (index, text) => set(index, { title: text, ...(list[index].fresh && { name: codeOf(text, list.filter((_, at) => at !== index).map((one) => one.name), 63) }) });
  const add = () => {
    keep([...list, { name: codeOf('field', list.map((one) => one.name), 63), title: '', type: 'text', choices: '', fresh: true }]);
    requestAnimationFrame(() => document.getElementById(`own-${list.length}-title`)?.focus());
  };
  return html`<div><ol class="stage-lines" id="own-fields" tabindex="-1">${list.map((one, index) => html`<li key=${index} class="stage-line own">
      <div class="field grow"><label for=${`own-${index}-title`}>${t('own-title', { n: index + 1 })}</label><input class="input" id=${`own-${index}-title`} maxlength="120" autocomplete="off" value=${one.title} onInput=${(event) => title(index, event.target.value)} /></div>
      <div class="field"><label for=${`own-${index}-type`}>${t('own-type')}</label><select class="select" id=${`own-${index}-type`} value=${one.type} onChange=${(event) => set(index, { type: event.target.value })}>${TYPES.map((type) => html`<option value=${type} selected=${type === one.type}>${t(`field-type-${type}`)}</option>`)}</select></div>
      <${Order} name=${one.title || t('own-new')} index=${index} of=${list.length} onMove=${(from, to) => keep(swapped(list, from, to))} onDrop=${() => keep(list.filter((_, at) => at !== index))} />
      ${one.type === 'choice' && html`<div class="field whole"><label for=${`own-${index}-choices`}>${t('own-choices')}</label><textarea class="input area" id=${`own-${index}-choices`} rows="3" value=${one.choices} onInput=${(event) => set(index, { choices: event.target.value })}></textarea></div>`}
      <p class="field-hint whole">${t('own-name', { name: `custom.${one.name}` })}</p></li>`)}</ol>
    ${list.length < FIELDS_MAX && html`<button type="button" class="button small" onClick=${add}><${Icon} name="plus" />${t('own-add')}</button>`}</div>`;
}
