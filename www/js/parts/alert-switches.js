// What an important note may do in this browser. Both are off until somebody switches them on.
import { html, Icon, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { alerts, allowDesktop, desktopState, ring, setAlerts } from './alerts.js';
import { Card, Notice } from './basics.js';

function Switch({ id, on, disabled, onTurn }) {
  return html`<div class="check-line"><input type="checkbox" role="switch" id=${`alert-${id}`} checked=${on} disabled=${disabled} aria-describedby=${`alert-${id}-hint`} onChange=${(event) => onTurn(event.target.checked)} />
    <div><label for=${`alert-${id}`}>${t(`alerts-${id}`)}</label><p class="field-hint" id=${`alert-${id}-hint`}>${t(`alerts-${id}-hint`)}</p></div></div>`;
}

export function AlertSwitches() {
  const [asked, setAsked] = useState(desktopState());
  const { desktop, sound } = alerts.value;
  const turnDesktop = async (on) => {
    if (!on) { setAlerts({ desktop: false }); return; }
    const answer = await allowDesktop();
    setAsked(answer);
    setAlerts({ desktop: answer === 'granted' });
  };
  const turnSound = (on) => { setAlerts({ sound: on }); if (on) ring(); };
  return html`<${Card} id="alerts" title=${t('settings-alerts')} lead=${t('settings-alerts-lead')}><div class="checks">
    <${Switch} id="desktop" on=${desktop && asked === 'granted'} disabled=${asked === 'missing'} onTurn=${turnDesktop} />
    ${asked === 'denied' && html`<${Notice} kind="warn" icon="warn"><p>${t('alerts-denied')}</p></${Notice}>`}
    ${asked === 'missing' && html`<p class="small muted">${t('alerts-missing')}</p>`}
    <${Switch} id="sound" on=${sound} onTurn=${turnSound} />
    ${sound && html`<div><button type="button" class="button small" onClick=${ring}><${Icon} name="bell" />${t('alerts-try')}</button></div>`}</div></${Card}>`;
}
