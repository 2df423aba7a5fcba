// Engagement: what customers say and want, what we tell them, and what is expected to go wrong.
import { html, render } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { urlState } from '../lib/state.js';
import { start } from '../shell.js';
import { Tabs } from '../parts/tabs.js';

const PARTS = {
  complaints: () => import('../parts/hub/complaints.js').then((part) => part.Complaints),
  notifications: () => import('../parts/hub/notifications.js').then((part) => part.Notifications),
  surveys: () => import('../parts/hub/surveys.js').then((part) => part.Surveys),
  goals: () => import('../parts/hub/goals.js').then((part) => part.Goals),
  snapshot: () => import('../parts/hub/snapshot.js').then((part) => part.Snapshot),
  issues: () => import('../parts/hub/issues.js').then((part) => part.Issues),
  predictions: () => import('../parts/hub/predictions.js').then((part) => part.Predictions),
};
const [address, setAddress] = urlState({ tab: 'complaints', customer: '' });

const Page = () => html`<${Tabs} parts=${Object.entries(PARTS).map(([id, load]) => ({ id, load, title: t(`hub-${id}`) }))} tab=${address.value.tab} onTab=${(tab) => setAddress({ tab })} label=${t('hub-parts')} />`;

start({ page: 'hub', needs: ['engagement:read'], texts: ['hub'] }, (main) => render(html`<${Page} />`, main));
