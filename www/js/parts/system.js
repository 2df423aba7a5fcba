// What runs and what does not, as /readyz says.
import { html, Icon, useEffect, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { Problem } from '../lib/api.js';
import { time } from '../lib/format.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Fault, Notice } from './basics.js';

const ASK_MS = 5000;
const [state, load] = resource(async (stop) => {
  let answer;
  try { answer = await fetch('/readyz', { signal: stop, headers: { Accept: 'application/json' } }); } catch (fault) { if (fault.name === 'AbortError') throw fault; throw new Problem({ code: 'network' }); }
  const body = await answer.json().catch(() => null);
  if (!Array.isArray(body?.parts)) throw new Problem({ status: answer.status, code: body?.code ?? `http_${answer.status}`, detail: body?.detail });
  return { ...body, at: new Date().toISOString() };
});

export function System() {
  const [live, setLive] = useState(true);
  useEffect(() => {
    load();
    const timer = live ? setInterval(() => { if (document.visibilityState !== 'hidden') load(); }, ASK_MS) : 0;
    return () => clearInterval(timer);
  }, [live]);
  const { data, problem } = state.value;
  return html`<${Card} id="system" title=${t('admin-system')} lead=${t('system-lead')} aside=${html`<label class="check small"><input type="checkbox" checked=${live} onChange=${(event) => setLive(event.target.checked)} /> ${t('system-live')}</label>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}
    ${!data && !problem && html`<${Bones} rows=${8} />`}
    ${data && html`<div class="stack tight"><${Notice} kind=${data.ready ? 'good' : 'bad'} icon=${data.ready ? 'check' : 'fault'} title=${t(data.ready ? 'system-ready' : 'system-not-ready')}><p class="small">${t('system-at', { at: time(data.at) })}</p></${Notice}>
      <ul class="parts">${data.parts.map((part) => html`<li key=${part.name} data-ready=${String(part.ready)}><${Icon} name=${part.ready ? 'check' : 'fault'} /><div><span class="cell-main">${part.name}</span><div class="cell-sub">${part.ready ? t('system-part-ready') : part.why ?? t('system-part-not')}</div></div></li>`)}</ul></div>`}
  </${Card}>`;
}
