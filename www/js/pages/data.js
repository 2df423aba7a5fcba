// Data: send a file, watch it become customers, go back to an earlier one.
import { html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, may, post, Problem } from '../lib/api.js';
import { bytes } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { waiting, watch } from '../lib/live.js';
import { sendFile } from '../lib/upload.js';
import { headersOf, sampleOf, shapeOf, valuesOf } from '../lib/csv.js';
import { start } from '../shell.js';
import { Bones, Card, Fault, Notice } from '../parts/basics.js';
import { say, sayFault } from '../parts/toast.js';
import { ConfirmByTyping } from '../parts/dialog.js';
import { DropZone, Sending, Shape } from '../parts/dropzone.js';
import { SchemaForm } from '../parts/schema.js';
import { Faults, Progress, Versions } from '../parts/versions.js';

const RUNNING = ['received', 'checking', 'storing', 'training', 'scoring'];

const [list, load] = resource(async (stop) => {
  const answer = await get('/uploads/datasets?limit=50', { signal: stop });
  waiting.value = answer.data.some((one) => RUNNING.includes(one.state));
  return answer;
});
const [schemas, loadSchemas] = resource(async (stop) => {
  const { data } = await get('/uploads/schemas', { signal: stop });
  return { data: await Promise.all(data.map((one) => get(`/uploads/schemas/${encodeURIComponent(one.name)}`, { signal: stop }))) };
});

const sending = signal(null); // { file, sent, total, perSecond, cancel }
const wrong = signal(null); // why the chosen file was not sent: a text or a Problem
const proposal = signal(null); // { file, columns } waiting for a person's word
const followed = signal(''); // the dataset this page has just sent
const clearing = signal(false);

const limit = () => list.value.data?.limits?.bytes; // unknown until the list is there; the server has the last word

function check(file) {
  if (!/\.csv$/i.test(file.name)) return t('file-not-csv', { name: file.name });
  if (file.size === 0) return t('file-empty', { name: file.name });
  if (file.size > limit()) return t('file-too-large', { size: bytes(file.size), limit: bytes(limit()) });
  return '';
}

async function choose(file) {
  proposal.value = null;
  wrong.value = check(file) || null;
  if (wrong.value) return;
  try {
    const sample = await sampleOf(file);
    const shape = shapeOf(headersOf(sample), schemas.value.data?.data ?? []);
    if (shape || !may('schemas:write')) { await send(file, shape?.name ?? 'bank'); return; }
    const { columns, actions } = await post('/uploads/schemas/infer', new Blob([sample]), { type: 'text/csv' });
    proposal.value = { file, columns, actions, values: valuesOf(sample) };
  } catch (problem) {
    wrong.value = problem instanceof Problem ? problem : t('file-unreadable', { name: file.name });
  }
}

async function send(file, schema) {
  proposal.value = null;
  const { promise, cancel } = sendFile(file, { schema, name: file.name, onProgress: (progress) => { if (sending.value) sending.value = { ...sending.value, ...progress }; } });
  sending.value = { file, sent: 0, total: file.size, perSecond: 0, cancel };
  try {
    const answer = await promise;
    followed.value = answer.id;
    waiting.value = true;
    await load();
    document.getElementById('progress-head')?.focus();
  } catch (problem) {
    if (problem.code === 'cancelled') say(t('send-cancelled', { name: file.name })); else wrong.value = problem;
  } finally {
    sending.value = null;
  }
}

async function activate(one) {
  try {
    await post(`/uploads/datasets/${one.id}/activate`);
    say(t('activated', { no: one.no, name: one.name }));
    await load();
  } catch (problem) {
    sayFault(problem, t('activate-failed'));
  }
}

async function clear() {
  try {
    await post('/uploads/datasets/clear');
    clearing.value = false;
    followed.value = '';
    say(t('cleared'));
    await load();
  } catch (problem) {
    sayFault(problem, t('clear-failed'));
  }
}

function Page() {
  const { data, problem } = list.value;
  const rows = data?.data ?? [];
  const running = rows.filter((one) => RUNNING.includes(one.state));
  const last = rows.find((one) => one.id === followed.value) ?? running[0];
  const failed = !running.length && !proposal.value && rows[0]?.state === 'failed' ? rows[0] : null;
  return html`<div class="stack">
    ${may('datasets:write') ? html`<div class="grid-main stretch">
      <section class="card upload" aria-labelledby="upload-head"><h2 id="upload-head">${t('upload-title')}</h2>
        ${sending.value ? html`<${Sending} now=${sending.value} />` : html`<${DropZone} onFile=${choose} limit=${limit()} />`}
        <div role="alert">${wrong.value && (typeof wrong.value === 'string' ? html`<${Notice} kind="bad" icon="fault" title=${t('not-sent')}><p>${wrong.value}</p></${Notice}>` : html`<${Fault} problem=${wrong.value} title=${t('not-sent')} />`)}</div>
      </section>
      <${Shape} schemas=${schemas.value} retry=${loadSchemas} />
    </div>` : html`<${Notice} icon="lock" title=${t('read-only')}><p>${t('read-only-lead')}</p></${Notice}>`}
    ${proposal.value && html`<${SchemaForm} key=${proposal.value.file.name} proposal=${proposal.value} taken=${(schemas.value.data?.data ?? []).map((one) => one.name)} onCancel=${() => { proposal.value = null; }} onReady=${async (name) => { const { file } = proposal.value; loadSchemas(); await send(file, name); }} />`}
    ${last && last.state !== 'failed' && html`<${Progress} one=${last} />`}
    ${failed && html`<${Faults} key=${failed.id} one=${failed} />`}
    <${Card} id="versions-head" title=${t('versions-title')} lead=${t('versions-lead')} cls="register versions">
      ${problem && html`<${Fault} problem=${problem} retry=${load} title=${t(data ? 'stale-title' : 'versions-failed')} />`}
      ${!data && !problem && html`<${Bones} rows=${4} />`}
      ${data && html`<${Versions} rows=${rows} above=${failed?.id} onActivate=${activate} />`}
    </${Card}>
    ${may('datasets:write') && rows.length > 0 && html`<section class="card danger-zone" aria-labelledby="clear-head"><div><h2 id="clear-head">${t('clear-title')}</h2><p class="muted">${t('clear-lead')}</p></div>
      <button type="button" class="button danger" onClick=${() => { clearing.value = true; }}><${Icon} name="trash" />${t('clear-open')}</button></section>`}
    ${clearing.value && html`<${ConfirmByTyping} title=${t('clear-title')} word=${t('clear-word')} action=${t('clear-do')} onConfirm=${clear} onClose=${() => { clearing.value = false; }}><p>${t('clear-sure')}</p></${ConfirmByTyping}>`}
  </div>`;
}

start({ page: 'data', needs: ['datasets:read'], texts: ['data'] }, (main) => {
  render(html`<${Page} />`, main);
  load();
  loadSchemas();
  watch(['dataset', 'model', 'scoring'], load);
});
