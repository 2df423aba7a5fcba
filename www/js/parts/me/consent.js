// What we may write to, and when that was said.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, put } from '../../lib/api.js';
import { resource } from '../../lib/state.js';
import { Bones, Card, Fault, Time } from '../basics.js';
import { say, sayFault } from '../toast.js';

export const CHANNELS = ['email', 'sms', 'push'];
const [consent, load] = resource((stop) => get('/me/consent', { signal: stop }));

export function Consent() {
  useEffect(() => { load(); }, []);
  const [asked, setAsked] = useState(null); // { channel, on } while it is being saved
  const { data, problem } = consent.value;
  const give = (channel) => async (event) => {
    const on = event.target.checked;
    if (asked) { event.target.checked = !on; return; }
    setAsked({ channel, on });
    try { consent.value = { data: await put('/me/consent', { [channel]: on, shown: t(`consent-${channel}-hint`) }), problem: null, loading: false }; say(t('form-saved')); } catch (fault) { sayFault(fault); }
    setAsked(null);
  };
  return html`<${Card} id="consent" title=${t('consent')} lead=${t('consent-lead')}>
    ${problem && !data && html`<${Fault} problem=${problem} retry=${load} />`}${!data && !problem && html`<${Bones} rows=${3} kind="line" />`}
    ${data && html`<div class="checks">${CHANNELS.map((channel) => html`<div class="check-line" key=${channel}><input type="checkbox" id=${`consent-${channel}`} checked=${asked?.channel === channel ? asked.on : data[channel]} aria-disabled=${asked ? 'true' : undefined} aria-describedby=${`consent-${channel}-hint`} onChange=${give(channel)} /><div><label for=${`consent-${channel}`}>${t(`consent-${channel}`)}</label><p class="field-hint" id=${`consent-${channel}-hint`}>${t(`consent-${channel}-hint`)}</p></div></div>`)}</div>
      ${data.history.length > 0 && html`<details class="twin"><summary>${t('consent-history')}</summary><ul class="lines small">${data.history.map((one) => html`<li><div class="line-main">${t(one.given ? 'consent-given' : 'consent-withdrawn', { channel: t(`consent-${one.channel}`) })}</div><${Time} at=${one.at} /></li>`)}</ul></details>`}`}</${Card}>`;
}
