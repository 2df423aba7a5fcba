// A CSV into a list: chosen, sent, and what came of each row.
import { html, Icon, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { key, post } from '../../lib/api.js';
import { count } from '../../lib/format.js';
import { Fault, Notice } from '../basics.js';

const BOUNDARY = () => `holdfast${key().replaceAll('-', '')}`;

// Multipart made here: the call goes through lib/api.js, which renews a token and asks for the password where needed.
export async function sendCsv(path, file) {
  const boundary = BOUNDARY();
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name.replace(/["\r\n]/g, '_')}"\r\nContent-Type: text/csv\r\n\r\n`;
  return post(path, new Blob([head, file, `\r\n--${boundary}--\r\n`]), { type: `multipart/form-data; boundary=${boundary}` });
}

export function Import({ path, columns, onDone, id }) {
  const [state, setState] = useState({});
  const take = async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (!file) return;
    setState({ busy: true });
    try { setState({ done: await sendCsv(path, file), name: file.name }); onDone(); } catch (problem) { setState({ problem }); }
  };
  const { done, problem, busy } = state;
  return html`<section class="card import" aria-labelledby=${`${id}-head`}><div class="import-top"><div class="line-main"><h2 id=${`${id}-head`}>${t('import-title')}</h2><p class="small muted">${t('import-columns')} ${columns.map((one, index) => html`${index ? ', ' : ''}<code>${one}</code>`)}</p></div>
      <label class="button file-button" aria-disabled=${busy ? 'true' : undefined}><input type="file" id=${id} accept=".csv,text/csv" disabled=${busy} onChange=${take} /><${Icon} name="upload" />${t(busy ? 'form-busy' : 'import-choose')}</label></div>
    <div role="status">${done && html`<${Notice} kind=${done.errors.length ? 'warn' : 'good'} icon=${done.errors.length ? 'warn' : 'check'} title=${t('import-done', { n: count(done.processed), of: count(done.rows), name: state.name })}>${done.errors.length > 0 && html`<ul class="plain-faults">${done.errors.slice(0, 10).map((one) => html`<li>${t('import-row', { row: one.row })} ${one.message}</li>`)}</ul>`}</${Notice}>`}</div>
    ${problem && html`<${Fault} problem=${problem} title=${t('import-failed')} />`}</section>`;
}
