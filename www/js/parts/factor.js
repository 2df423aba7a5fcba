// The second factor: set up by a QR code, confirmed by a first code, with recovery codes that are shown once.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { get, post, remove } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { date } from '../lib/format.js';
import { useForm } from '../lib/form.js';
import { codeOf } from '../lib/password.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Copy, Fault } from './basics.js';
import { Dialog } from './dialog.js';
import { Field, Summary } from './form.js';
import { say, sayFault } from './toast.js';

const [status, load] = resource((stop) => get('/auth/second-factor', { signal: stop }));
const CODE = { inputmode: 'numeric', autocomplete: 'one-time-code', autocapitalize: 'none', spellcheck: 'false' };

export function Factor({ forced }) {
  useEffect(() => { load(); }, []);
  const [setup, setSetup] = useState(null);
  const [codes, setCodes] = useState(null);
  const [asking, setAsking] = useState('');
  const { data, problem } = status.value;
  const begin = async () => { try { setSetup(await post('/auth/second-factor/setup', {})); } catch (fault) { sayFault(fault); } };
  const kept = () => { setCodes(null); if (forced) location.assign('/dashboard/'); };
  return html`<${Card} id="factor" title=${t('settings-factor')} lead=${t('factor-lead')} aside=${data && html`<span class=${data.enabled ? 'tag good' : 'tag'}>${t(data.enabled ? 'factor-on' : 'factor-off')}</span>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}
    ${!data && !problem && html`<${Bones} rows=${1} />`}
    ${data && !data.enabled && !setup && html`<div class="actions"><button type="button" class="button primary" onClick=${begin}><${Icon} name="shield" />${t('factor-set-up')}</button></div>`}
    ${setup && html`<${SetUp} setup=${setup} onCancel=${() => setSetup(null)} onDone=${(made) => { setSetup(null); setCodes(made); load(); say(t('factor-done-on')); }} />`}
    ${data?.enabled && html`<${On} data=${data} ask=${setAsking} />`}
    ${asking === 'remove' && html`<${Sure} title=${t('factor-remove-title')} lead=${t('factor-remove-lead')} action=${t('factor-remove')} danger onClose=${() => setAsking('')}
      go=${async () => { await remove('/auth/second-factor'); say(t('factor-done-off')); load(); }} />`}
    ${asking === 'codes' && html`<${Sure} title=${t('factor-new-codes-title')} lead=${t('factor-new-codes-lead')} action=${t('factor-new-codes-go')} onClose=${() => setAsking('')}
      go=${async () => { setCodes((await post('/auth/second-factor/recovery-codes', {})).recovery_codes); load(); }} />`}
    ${codes && html`<${Codes} codes=${codes} onClose=${kept} />`}
  </${Card}>`;
}

function On({ data, ask }) {
  const left = data.recovery_codes_left;
  return html`<${Fragment}><p>${data.confirmed_at && t('factor-since', { at: date(data.confirmed_at) })}${data.confirmed_at && left !== undefined && ' · '}${left !== undefined && t('factor-left', { n: left })}</p>
    ${data.required && html`<p class="small muted">${t('factor-required')}</p>`}
    <div class="actions"><button type="button" class="button" onClick=${() => ask('codes')}>${t('factor-new-codes')}</button>
      ${!data.required && html`<button type="button" class="button danger" onClick=${() => ask('remove')}>${t('factor-remove')}</button>`}</div></${Fragment}>`;
}

const grouped = (secret) => secret.match(/.{1,4}/g)?.join(' ') ?? secret;

function SetUp({ setup, onCancel, onDone }) {
  const form = useForm({ code: '' }, { id: 'factor-setup' });
  const check = () => (codeOf(form.values.code).length === 6 ? {} : { code: [t('code-wrong-form')] });
  const send = async () => onDone((await post('/auth/second-factor/confirm', { code: codeOf(form.values.code) })).recovery_codes);
  return html`<form class="factor-setup" onSubmit=${form.submit(check, send)} novalidate>
    <img class="qr" src=${setup.qr} alt=${t('factor-qr', { secret: grouped(setup.secret) })} width="212" height="212" />
    <div class="stack tight"><div><h3>${t('factor-step-scan')}</h3><p class="muted small">${t('factor-step-scan-lead')}</p>
        <p class="secret"><code tabindex="0">${grouped(setup.secret)}</code><${Copy} text=${setup.secret} label=${t('copy')} /></p></div>
      <div class="stack tight"><h3>${t('factor-step-code')}</h3>
        <${Summary} form=${form} labels=${{ code: t('code-label') }} />
        <${Field} form=${form} name="code" label=${t('code-label')} ...${CODE} />
        <div class="actions"><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'factor-confirm')}</button><button type="button" class="button" onClick=${onCancel}>${t('cancel')}</button></div></div></div>
  </form>`;
}

// Before something weighty; the server asks for the password or a code by itself.
function Sure({ title, lead, action, danger, go, onClose }) {
  const [busy, setBusy] = useState(false);
  const sure = async () => {
    setBusy(true);
    try { await go(); } catch (fault) { sayFault(fault); }
    onClose();
  };
  return html`<${Dialog} title=${title} onClose=${onClose}><div class="stack"><p>${lead}</p>
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button>
      <button type="button" class=${danger ? 'button danger' : 'button primary'} disabled=${busy} onClick=${sure}>${busy ? t('form-busy') : action}</button></div></div></${Dialog}>`;
}

function Codes({ codes, onClose }) {
  const text = `${codes.join('\n')}\n`;
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`Holdfast\n${text}`)}`;
  return html`<${Dialog} title=${t('factor-codes-title')} onClose=${onClose}><div class="stack">
    <p>${t('factor-codes-lead')}</p>
    <ol class="codes">${codes.map((one) => html`<li key=${one}><code>${one}</code></li>`)}</ol>
    <div class="actions"><${Copy} text=${text} label=${t('factor-codes-copy')} /><a class="button quiet small" download="holdfast-recovery-codes.txt" href=${file}><${Icon} name="download" />${t('factor-codes-save')}</a>
      <button type="button" class="button primary" onClick=${(event) => event.target.closest('dialog').close()}>${t('factor-codes-kept')}</button></div></div></${Dialog}>`;
}
