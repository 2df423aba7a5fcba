// A file of another shape: the server proposes what each column means, a person confirms.
import { html, Icon, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { put } from '../lib/api.js';
import { Card, Fault } from './basics.js';
import { actionFaults, ActionsEditor, actionsToSend } from './actions.js';

const ROLES = ['id', 'name', 'label', 'value', 'feature', 'ignore'];
const TYPES = ['number', 'category', 'yes_no'];
const ONCE = ['id', 'name', 'label', 'value'];

function slug(name, taken) {
  const base = name.replace(/\.csv$/i, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'customers';
  let made = base;
  for (let n = 2; taken.includes(made); n += 1) made = `${base}-${n}`;
  return made;
}

function faultsOf(columns, name) {
  const count = (role) => columns.filter((column) => column.role === role).length;
  const faults = [];
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) faults.push(t('schema-name-wrong'));
  if (count('id') !== 1) faults.push(t('schema-one-id'));
  for (const role of ONCE.slice(1)) if (count(role) > 1) faults.push(t('schema-once', { role: t(`role-${role}`) }));
  if (count('feature') === 0) faults.push(t('schema-no-feature'));
  return faults;
}

export function SchemaForm({ proposal, taken, onReady, onCancel }) {
  const [columns, setColumns] = useState(proposal.columns);
  const [name, setName] = useState(() => slug(proposal.file.name, taken));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const [actions, setActions] = useState([]);
  const faults = [...faultsOf(columns, name), ...actionFaults(actions)];
  const labelled = columns.some((column) => column.role === 'label');
  const set = (index, change) => setColumns(columns.map((column, at) => (at === index ? { ...column, ...change } : column)));

  const submit = async (event) => {
    event.preventDefault();
    if (faults.length) return;
    setBusy(true);
    setProblem(null);
    try {
      await put(`/uploads/schemas/${name}`, { title: proposal.file.name.replace(/\.csv$/i, ''), columns, actions: actionsToSend(actions, columns) });
      await onReady(name);
    } catch (fault) {
      setProblem(fault);
    } finally {
      setBusy(false);
    }
  };

  return html`<${Card} id="schema-head" title=${t('schema-title', { name: proposal.file.name })} lead=${t('schema-lead')}>
    <form onSubmit=${submit} class="stack schema">
      <div class="field schema-name"><label for="schema-name">${t('schema-name')}</label><input class="input" id="schema-name" value=${name} spellcheck="false" autocomplete="off" onInput=${(event) => setName(event.target.value)} /></div>
      <div class="table-wrap"><table class="table">
        <thead><tr><th scope="col">${t('schema-column')}</th><th scope="col">${t('schema-role')}</th><th scope="col">${t('schema-type')}</th></tr></thead>
        <tbody>${columns.map((column, index) => html`<tr key=${column.header}>
          <th scope="row"><code>${column.header}</code>${proposal.values[index]?.length > 0 && html`<div class="cell-sub">${t('schema-sample', { sample: proposal.values[index].join(', ') })}</div>`}</th>
          <td><select class="select" aria-label=${t('role-of', { column: column.header })} value=${column.role} onChange=${(event) => set(index, { role: event.target.value })}>${ROLES.map((role) => html`<option value=${role}>${t(`role-${role}`)}</option>`)}</select></td>
          <td><select class="select" aria-label=${t('type-of', { column: column.header })} value=${column.type} disabled=${column.role === 'ignore'} onChange=${(event) => set(index, { type: event.target.value })}>${TYPES.map((type) => html`<option value=${type}>${t(`type-${type}`)}</option>`)}</select></td></tr>`)}</tbody></table></div>
      <${ActionsEditor} actions=${actions} columns=${columns} onChange=${setActions} />
      <div role="status">${faults.length > 0 ? html`<ul class="plain-faults">${faults.map((fault) => html`<li class="field-error"><${Icon} name="fault" />${fault}</li>`)}</ul>` : !labelled && html`<p class="small muted">${t('schema-no-label')}</p>`}</div>
      ${problem && html`<${Fault} problem=${problem} title=${t('schema-failed')} />`}
      <div class="actions"><button type="submit" class="button primary" disabled=${busy || faults.length > 0}>${t('schema-go')}</button><button type="button" class="button" onClick=${onCancel}>${t('cancel')}</button></div>
    </form>
  </${Card}>`;
}
