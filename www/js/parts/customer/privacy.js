// What the law asks for: everything held about a person in one file, forgetting it for good, and keeping it while a case is open.
import { html, Icon, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { fetchFile, ifStill, may, patch, post } from '../../lib/api.js';
import { count } from '../../lib/format.js';
import { called, numberOf } from '../../lib/called.js';
import { Bones, Card, Fault, Notice } from '../basics.js';
import { ConfirmByTyping } from '../dialog.js';
import { say, sayFault } from '../toast.js';

export function Privacy({ one, onChanged }) {
  const [erasing, setErasing] = useState(false);
  const hold = one.record.legal_hold;
  const save = async () => { try { await fetchFile('GET', `/customers/${one.id}/privacy/export`, `${called(one)}.json`); say(t('privacy-saved')); } catch (fault) { if (fault.code !== 'cancelled') sayFault(fault); } };
  const keep = async () => {
    try { await patch(`/customers/${one.id}`, { legal_hold: !hold }, ifStill(one)); say(t(hold ? 'hold-off' : 'hold-on')); } catch (fault) { sayFault(fault); }
    onChanged();
  };
  return html`<${Card} id="privacy" title=${t('privacy')} lead=${t('privacy-lead')} aside=${hold && html`<span class="tag busy"><${Icon} name="lock" />${t('hold')}</span>`}><ul class="actions">
      <li><button type="button" class="button small" onClick=${save}><${Icon} name="download" />${t('upkeep-export')}</button></li>
      ${may('customers:write') && one.state === 'active' && html`<li><button type="button" class="button small" aria-pressed=${String(hold)} onClick=${keep}><${Icon} name="lock" />${t(hold ? 'hold-lift' : 'hold-put')}</button></li>`}
      ${one.state !== 'erased' && html`<li><button type="button" class="button small danger" disabled=${hold} onClick=${() => setErasing(true)}><${Icon} name="trash" />${t('upkeep-erase')}</button></li>`}</ul>
    ${hold && html`<p class="small muted privacy-why">${t('hold-why')}</p>`}
    ${erasing && html`<${Erase} one=${one} onClose=${() => setErasing(false)} />`}</${Card}>`;
}

// First the plan: what would go, table by table. Then the number, typed, and who one is.
function Erase({ one, onClose }) {
  const [state, setState] = useState({});
  useEffect(() => { post(`/customers/${one.id}/privacy/erase`, { dry_run: true }).then((plan) => setState({ plan }), (problem) => setState({ problem })); }, []);
  const go = async () => {
    try {
      await post(`/customers/${one.id}/privacy/erase`, { dry_run: false, confirm: one.external_id });
      location.href = '/dashboard/customers/';
    } catch (problem) { if (problem.code !== 'cancelled') setState((now) => ({ ...now, problem })); }
  };
  const { plan, problem } = state;
  return html`<${ConfirmByTyping} title=${t('upkeep-erase')} word=${numberOf(one) || called(one)} action=${t('erase-go')} onConfirm=${go} onClose=${onClose}>
    ${problem && html`<${Fault} problem=${problem} />`}${!plan && !problem && html`<${Bones} rows=${3} kind="line" />`}
    ${plan && html`<${Notice} kind="warn" icon="warn" title=${t('erase-plan', { n: count(plan.rows), count: plan.rows })}><p>${t('erase-sure')}</p></${Notice}>
      <details class="twin"><summary>${t('erase-tables')}</summary><ul class="plain-faults small erase-tables">${plan.tables.filter((table) => table.rows).map((table) => html`<li key=${table.name}><code>${table.name}</code><span class="num">${count(table.rows)}</span></li>`)}</ul></details>`}</${ConfirmByTyping}>`;
}
