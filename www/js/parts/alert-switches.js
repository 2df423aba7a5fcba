// What an important note may do in this browser. Both are off until somebody switches them on.
import { html, Icon, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { alerts, allowDesktop, desktopState, ring, setAlerts, turnPushOff, turnPushOn } from './alerts.js';
import { Card, Notice, words } from './basics.js';

function Switch({ id, on, disabled, onTurn }) {
  return html`<div class="check-line"><input type="checkbox" role="switch" id=${`alert-${id}`} checked=${on} disabled=${disabled} aria-describedby=${`alert-${id}-hint`} onChange=${(event) => onTurn(event.target.checked)} />
    <div><label for=${`alert-${id}`}>${t(`alerts-${id}`)}</label><p class="field-hint" id=${`alert-${id}-hint`}>${t(`alerts-${id}-hint`)}</p></div></div>`;
}

// Whether notifications come while no page is open, too, or why not.
function Reach({ busy, problem, again }) {
  const { push } = alerts.value;
  const tell = () => {
    if (busy) return t('alerts-push-busy');
    if (problem) return t('alerts-push-failed', { reason: words(problem) });
    return push ? t(`alerts-push-${push.state}`) : '';
  };
  return html`<div class="stack-s" role="status"><p class="small muted" data-push=${busy ? 'busy' : problem ? 'failed' : push?.state}>${tell()}</p>
    ${problem && !busy && html`<div><button type="button" class="button small" onClick=${again}>${t('try-again')}</button></div>`}</div>`;
}

export function AlertSwitches() {
  const [asked, setAsked] = useState(desktopState());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const { desktop, sound } = alerts.value;
  const push = async () => {
    setBusy(true);
    setProblem(null);
    try { await turnPushOn(); } catch (fault) { setProblem(fault); }
    setBusy(false);
  };
  const turnDesktop = async (on) => {
    if (!on) { await turnPushOff({ desktop: false }); return; }
    const answer = await allowDesktop();
    setAsked(answer);
    setAlerts({ desktop: answer === 'granted' });
    if (answer === 'granted') await push();
  };
  const turnSound = (on) => { setAlerts({ sound: on }); if (on) ring(); };
  return html`<${Card} id="alerts" title=${t('settings-alerts')} lead=${t('settings-alerts-lead')}><div class="checks">
    <${Switch} id="desktop" on=${desktop && asked === 'granted'} disabled=${asked === 'missing'} onTurn=${turnDesktop} />
    ${desktop && asked === 'granted' && html`<${Reach} busy=${busy} problem=${problem} again=${push} />`}
    ${asked === 'denied' && html`<${Notice} kind="warn" icon="warn"><p>${t('alerts-denied')}</p></${Notice}>`}
    ${asked === 'missing' && html`<p class="small muted">${t('alerts-missing')}</p>`}
    <${Switch} id="sound" on=${sound} onTurn=${turnSound} />
    ${sound && html`<div><button type="button" class="button small" onClick=${ring}><${Icon} name="bell" />${t('alerts-try')}</button></div>`}</div></${Card}>`;
}
