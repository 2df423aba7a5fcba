// Keys for programs that work in one's name. The secret is shown once.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { get, post, remove, session } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { date } from '../lib/format.js';
import { useForm } from '../lib/form.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Copy, Fault, Notice, Time } from './basics.js';
import { ConfirmByTyping, Dialog } from './dialog.js';
import { Field, Select, Summary } from './form.js';
import { say, sayFault } from './toast.js';

const [list, load] = resource((stop) => get('/auth/api-keys', { signal: stop }));
const DAYS = ['30', '90', '365', ''];
const DAY_MS = 86400000;
const scopesOf = (key) => (Array.isArray(key.scopes) ? key.scopes : String(key.scopes ?? '').split(/[\s,]+/).filter(Boolean));

export function ApiKeys() {
  useEffect(() => { load(); }, []);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState(null);
  const [ending, setEnding] = useState(null);
  const { data, problem } = list.value;
  const rows = data?.data ?? [];
  const revoke = async () => {
    try { await remove(`/auth/api-keys/${ending.id}`); say(t('key-revoked', { name: ending.name })); await load(); } catch (fault) { sayFault(fault, t('key-revoke-failed')); }
    setEnding(null);
  };
  return html`<${Card} id="keys" title=${t('settings-keys')} lead=${t('key-lead')}
    aside=${html`<button type="button" class="button small" onClick=${() => setMaking(true)}><${Icon} name="plus" />${t('key-new')}</button>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}
    ${!data && !problem && html`<${Bones} rows=${1} />`}
    ${data && rows.length === 0 && html`<p class="muted">${t('key-none')}</p>`}
    ${rows.length > 0 && html`<ul class="lines">${rows.map((one) => html`<li key=${one.id}>
      <span class="line-icon"><${Icon} name="key" /></span>
      <div class="line-main"><span class="cell-main">${one.name}</span> <code>hf_${one.prefix}_…</code>
        <div class="cell-sub">${t('key-may', { scopes: scopesOf(one).join(', ') })}</div>
        <div class="cell-sub">${one.last_used_at ? html`<${Fragment}>${t('session-used')} <${Time} at=${one.last_used_at} relative /></${Fragment}>` : t('key-unused')} · ${one.expires_at ? t('key-until', { at: date(one.expires_at) }) : t('key-for-ever')}</div></div>
      <button type="button" class="button small danger" aria-label=${t('key-revoke-of', { name: one.name })} onClick=${() => setEnding(one)}>${t('key-revoke')}</button></li>`)}</ul>`}
    ${making && html`<${NewKey} onClose=${() => setMaking(false)} onMade=${(key) => { setMaking(false); setMade(key); load(); }} />`}
    ${made && html`<${Dialog} title=${t('key-made', { name: made.name })} onClose=${() => setMade(null)}><div class="stack">
      <p>${t('key-made-lead')}</p>
      <p class="secret"><code tabindex="0">${made.secret}</code></p>
      <div class="actions"><${Copy} text=${made.secret} label=${t('copy')} /><button type="button" class="button primary" onClick=${(event) => event.target.closest('dialog').close()}>${t('key-kept')}</button></div></div></${Dialog}>`}
    ${ending && html`<${ConfirmByTyping} title=${t('key-revoke-of', { name: ending.name })} word=${ending.prefix} action=${t('key-revoke')} onConfirm=${revoke} onClose=${() => setEnding(null)}><p>${t('key-revoke-sure')}</p></${ConfirmByTyping}>`}
  </${Card}>`;
}

function NewKey({ onClose, onMade }) {
  const mine = session.user.permissions ?? [];
  const form = useForm({ name: '', scopes: [], days: '90' }, { id: 'key' });
  const { name, scopes, days } = form.values;
  const turn = (one) => form.set('scopes', scopes.includes(one) ? scopes.filter((other) => other !== one) : [...scopes, one]);
  const check = () => ({ ...(!name.trim() && { name: [t('key-name-missing')] }), ...(!scopes.length && { scopes: [t('key-scopes-missing')] }) });
  const send = async () => onMade(await post('/auth/api-keys', { name: name.trim(), scopes, ...(days && { expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }) }));
  return html`<${Dialog} title=${t('key-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate>
    <${Summary} form=${form} labels=${{ name: t('key-name'), scopes: t('key-scopes') }} />
    <${Field} form=${form} name="name" label=${t('key-name')} hint=${t('key-name-hint')} autocomplete="off" maxlength="127" />
    <fieldset class="choices" id="key-scopes" tabindex="-1"><legend>${t('key-scopes')}</legend>
      ${mine.map((one) => html`<label class="check" key=${one}><input type="checkbox" checked=${scopes.includes(one)} onChange=${() => turn(one)} /> <code>${one}</code></label>`)}
      ${form.wrong.by.scopes && html`<p class="field-error">${form.wrong.by.scopes.join(' ')}</p>`}</fieldset>
    <${Select} form=${form} name="days" label=${t('key-days')} options=${DAYS.map((one) => [one, one ? t('key-days-n', { n: one }) : t('key-days-never')])} />
    ${!days && html`<${Notice} kind="warn" icon="warn"><p>${t('key-never-warn')}</p></${Notice}>`}
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button>
      <button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'key-make')}</button></div>
  </form></${Dialog}>`;
}
