// What the customer said in a conversation, as far as it was read out: with the words it stands on, and the way to them.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, may, query } from '../../lib/api.js';
import { useFetched } from '../../lib/state.js';
import { hear } from '../../lib/live.js';
import { Card, Fault, Time } from '../basics.js';
import { amount, Confidence, Decided, nowOf, Quote } from '../chat/values.js';

const SHOWN = 6;
export const chatPage = (id) => `/dashboard/chat/${query({ id })}`;

async function read(customer, stop) {
  const { data } = await get(`/chat/sessions${query({ customer_id: customer, limit: 20 })}`, { signal: stop });
  if (!data.length) return { sessions: [] };
  const with_ = data.find((one) => one.context_state === 'done') ?? data[0];
  return { sessions: data, session: with_, context: await get(`/chat/sessions/${with_.id}/context`, { signal: stop }) };
}

export function Said({ id }) {
  const [{ data, problem }, load] = useFetched(() => read(id), [id]);
  const [more, setMore] = useState(false);
  useEffect(() => {
    let soon = null;
    return hear(['context', 'message'], () => { clearTimeout(soon); soon = setTimeout(load, 200); });
  }, [id]);
  if (!may('chats:read') || (data && !data.sessions.length)) return null; // nobody misses what never was
  if (problem && !data) return html`<${Card} id="said-head" title=${t('said')}><${Fault} problem=${problem} retry=${load} title=${t('said-failed')} /></${Card}>`;
  if (!data) return null;
  const { session, context, sessions } = data;
  const values = context.values.filter((value) => value.state !== 'rejected').sort((a, b) => (b.path === 'summary') - (a.path === 'summary'));
  const shown = more ? values : values.slice(0, SHOWN);
  return html`<${Card} id="said-head" title=${t('said')} cls="said-card" lead=${t('said-lead', { n: sessions.length })} aside=${html`<a class="button small" href=${chatPage(session.id)}><${Icon} name="chat" />${t('said-open')}</a>`}>
    ${context.state === 'waiting' && html`<p><span class="tag busy"><${Icon} name="clock" />${t('said-waiting')}</span></p>`}
    ${context.state === 'failed' && html`<p><span class="tag bad"><${Icon} name="fault" />${t('said-is-failed')}</span></p>`}
    ${values.length === 0 && context.state !== 'waiting' && html`<p class="talk-preview">${session.preview}</p>`}
    ${shown.length > 0 && html`<ul class="values">${shown.map((value) => html`<li key=${`${value.path} ${value.ord}`} class=${`value ${value.state}`}><p class="small muted">${value.title}</p><p class=${value.path === 'summary' ? 'value-now plain' : 'value-now'}>${amount(nowOf(value))}</p><${Quote} value=${value} />${value.state === 'proposed' ? html`<${Confidence} value=${value} />` : html`<${Decided} value=${value} />`}</li>`)}</ul>`}
    ${values.length > SHOWN && !more && html`<div><button type="button" class="button quiet small" onClick=${() => setMore(true)}>${t('said-all', { n: values.length })}</button></div>`}
    <p class="small faint">${context.extracted_at ? html`${t('said-read')} <${Time} at=${context.extracted_at} relative />` : html`${t('said-last')} <${Time} at=${session.last_at} relative />`}</p></${Card}>`;
}
