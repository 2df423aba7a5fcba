// Writing down what happened with a customer: a call, a mail, a visit. It stands in the timeline at once.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, query } from '../../lib/api.js';
import { Edit } from '../edit.js';

export const KINDS = ['call', 'mail', 'visit', 'meeting', 'chat', 'other'];

export function Interaction({ id, onClose, onSaved }) {
  const [complaints, setComplaints] = useState(null);
  useEffect(() => { get(`/complaints${query({ customer_id: id, state: 'open', limit: 20 })}`).then(({ data }) => setComplaints(data), () => setComplaints([])); }, [id]);
  if (!complaints) return null;
  const fields = [
    { name: 'kind', label: t('interaction-kind'), kind: 'select', need: true, usual: 'call', options: KINDS.map((kind) => [kind, t(`did-${kind}`)]) },
    { name: 'at', label: t('interaction-at'), kind: 'moment', need: true, usual: new Date().toISOString() },
    { name: 'summary', label: t('interaction-summary'), kind: 'area', need: true, max: 4000 },
    ...(complaints.length ? [{ name: 'complaint_id', label: t('interaction-about'), kind: 'select', wide: true, options: [['', t('interaction-about-none')], ...complaints.map((one) => [one.id, one.text.slice(0, 80)])] }] : []),
  ];
  return html`<${Edit} id="interaction" title=${t('interaction-new')} path="/interactions" fields=${fields} also=${{ customer_id: id }} done=${'interaction-saved'} action=${t('interaction-save')} onClose=${onClose} onSaved=${onSaved} />`;
}
