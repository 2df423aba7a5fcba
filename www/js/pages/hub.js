// Engagement: what customers say and want, what we tell them, and what is expected to go wrong.
import { html, Icon, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { fetchFile, may } from '../lib/api.js';
import { urlState } from '../lib/state.js';
import { start } from '../shell.js';
import { Tabs } from '../parts/tabs.js';
import { say, sayFault } from '../parts/toast.js';

const PARTS = {
  complaints: () => import('../parts/hub/complaints.js').then((part) => part.Complaints),
  notifications: () => import('../parts/hub/notifications.js').then((part) => part.Notifications),
  surveys: () => import('../parts/hub/surveys.js').then((part) => part.Surveys),
  interactions: () => import('../parts/hub/interactions.js').then((part) => part.Interactions),
  goals: () => import('../parts/hub/goals.js').then((part) => part.Goals),
  products: () => import('../parts/hub/products.js').then((part) => part.Products),
  snapshot: () => import('../parts/hub/snapshot.js').then((part) => part.Snapshot),
  issues: () => import('../parts/hub/issues.js').then((part) => part.Issues),
  predictions: () => import('../parts/hub/predictions.js').then((part) => part.Predictions),
};
const [address, setAddress] = urlState({ tab: 'complaints', customer: '' });

// What the training of a model elsewhere needs: one row per customer, with what was answered and complained about.
const training = async () => { try { await fetchFile('GET', '/training-data', 'training-data.csv'); say(t('export-done')); } catch (problem) { if (problem.code !== 'cancelled') sayFault(problem, t('export-failed')); } };

const Page = () => html`<${Tabs} parts=${Object.entries(PARTS).map(([id, load]) => ({ id, load, title: t(`hub-${id}`) }))} tab=${address.value.tab} onTab=${(tab) => setAddress({ tab, customer: '' })} label=${t('hub-parts')} of=${address.value.customer} onChoose=${(customer) => setAddress({ customer }, { replace: true })} />`;

start({ page: 'hub', needs: ['engagement:read'], texts: ['hub'] }, (main) => {
  if (may('exports:run')) render(html`<button type="button" class="button" title=${t('training-hint')} onClick=${training}><${Icon} name="download" />${t('training-data')}</button>`, document.getElementById('page-actions'));
  render(html`<${Page} />`, main);
});
