// Where one is signed in.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { get, remove } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Empty, Fault, Time } from './basics.js';
import { say, sayFault } from './toast.js';

const [list, load] = resource((stop) => get('/auth/sessions', { signal: stop }));

const BROWSERS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']];
const SYSTEMS = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']];

// What the browser calls itself, in words. A program keeps its own name.
export function deviceOf(agent) {
  const browser = BROWSERS.find(([sign]) => agent?.includes(sign))?.[1];
  const system = SYSTEMS.find(([sign]) => agent?.includes(sign))?.[1];
  if (browser && system) return t('session-on', { browser, system });
  return browser ?? system ?? (agent ? agent.split(/[\s/]/)[0] : t('session-unknown'));
}

export function Sessions() {
  useEffect(() => { load(); }, []);
  const [busy, setBusy] = useState('');
  const { data, problem } = list.value;
  const rows = data?.data ?? [];
  const end = (path, said) => async () => {
    setBusy(path);
    try { await remove(path); say(said); await load(); } catch (fault) { sayFault(fault, t('session-end-failed')); } finally { setBusy(''); }
  };
  const others = rows.filter((one) => !one.current);
  return html`<${Card} id="sessions" title=${t('settings-sessions')} lead=${t('session-lead')}
    aside=${others.length > 0 && html`<button type="button" class="button small danger" disabled=${busy !== ''} onClick=${end('/auth/sessions', t('session-ended-others'))}>${t('session-end-others')}</button>`}>
    ${problem && html`<${Fault} problem=${problem} retry=${load} />`}
    ${!data && !problem && html`<${Bones} rows=${2} />`}
    ${data && rows.length === 0 && html`<${Empty} title=${t('session-none')} />`}
    ${rows.length > 0 && html`<ul class="lines">${rows.map((one) => html`<li key=${one.id}>
      <span class="line-icon"><${Icon} name=${/Android|iPhone|iPad/.test(one.device ?? '') ? 'phone' : 'screen'} /></span>
      <div class="line-main"><span class="cell-main">${deviceOf(one.device)}</span>${one.current && html`<${Fragment}> <span class="tag good">${t('session-this')}</span></${Fragment}>`}
        <div class="cell-sub">${one.address ? t('session-from', { address: one.address }) : ''}${one.address ? ' · ' : ''}${t('session-used')} <${Time} at=${one.last_used_at ?? one.created_at} relative /></div></div>
      ${!one.current && html`<button type="button" class="button small" disabled=${busy !== ''} aria-label=${t('session-end-of', { device: deviceOf(one.device) })} onClick=${end(`/auth/sessions/${one.id}`, t('session-ended'))}>${t('session-end')}</button>`}
    </li>`)}</ul>`}
  </${Card}>`;
}
