// Choosing a file and watching its bytes leave. The zone is a label around a real file input, so keyboard, screen
// reader and touch work as they do everywhere.
import { html, Icon, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { bytes, share } from '../lib/format.js';
import { Bones, Fault } from './basics.js';
import { requiredColumns } from '../lib/csv.js';

export function DropZone({ onFile, limit }) {
  const [over, setOver] = useState(false);
  const take = (files) => { if (files?.[0]) onFile(files[0]); };
  const drag = (event) => { event.preventDefault(); setOver(event.type !== 'dragleave'); };
  return html`<label class=${over ? 'drop over' : 'drop'} onDragEnter=${drag} onDragOver=${drag} onDragLeave=${drag}
    onDrop=${(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files); }}>
    <input type="file" id="file" accept=".csv,text/csv" aria-describedby="drop-hint" onChange=${(event) => { take(event.target.files); event.target.value = ''; }} />
    <span class="drop-icon"><${Icon} name="upload" /></span>
    <span class="drop-title">${t('drop-title')}</span>
    <span class="drop-or">${t('drop-or')}</span>
    <span class="button primary" aria-hidden="true">${t('drop-button')}</span>
    <span class="field-hint" id="drop-hint">${limit ? t('drop-hint-limit', { limit: bytes(limit) }) : t('drop-hint')}</span>
  </label>`;
}

export function Sending({ now }) {
  const { file, sent, total, perSecond, cancel } = now;
  const part = total ? sent / total : 0;
  const left = perSecond > 0 ? Math.ceil((total - sent) / perSecond) : null;
  return html`<div class="sending" data-test="sending">
    <p class="sending-name"><${Icon} name="file" /><strong>${file.name}</strong><span class="muted">${bytes(file.size)}</span></p>
    <div class="phase"><span id="sending-label">${t('phase-sending')}</span><span class="num muted">${share(part, 0)}</span><progress max="1" value=${part} aria-labelledby="sending-label"></progress></div>
    <div class="sending-foot"><span class="small muted num">${t('sending-speed', { sent: bytes(sent), total: bytes(total), speed: bytes(perSecond) })}${left !== null && left > 1 ? ` · ${t('sending-left', { seconds: left })}` : ''}</span>
      <button type="button" class="button small" onClick=${cancel}>${t('cancel')}</button></div>
  </div>`;
}

// Which columns a file needs.
export function Shape({ schemas, retry }) {
  const all = schemas.data?.data ?? [];
  const [chosen, setChosen] = useState('');
  const schema = all.find((one) => one.name === chosen) ?? all.find((one) => one.name === 'bank') ?? all[0];
  return html`<section class="card shape" aria-labelledby="shape-head">
    <h2 id="shape-head">${t('shape-title')}</h2>
    ${schemas.problem && !schemas.data && html`<${Fault} problem=${schemas.problem} retry=${retry} />`}
    ${!schemas.data && !schemas.problem && html`<${Bones} rows=${4} kind="line" />`}
    ${all.length > 1 && html`<div class="field"><label for="shape" class="small">${t('shape-which')}</label><select class="select" id="shape" value=${schema?.name} onChange=${(event) => setChosen(event.target.value)}>${all.map((one) => html`<option value=${one.name}>${one.title || one.name}</option>`)}</select></div>`}
    ${schema && html`<p class="small muted">${t('shape-needs', { title: schema.title || schema.name })}</p>
      <ul class="columns">${requiredColumns(schema).map((column) => html`<li key=${column.header}><code>${column.header}</code></li>`)}</ul>
      ${schema.columns.some((column) => column.role === 'label') && html`<p class="small muted">${t('shape-label')} <code>${schema.columns.find((column) => column.role === 'label').header}</code></p>`}`}
    <p class="small muted">${t('shape-other')}</p>
  </section>`;
}
