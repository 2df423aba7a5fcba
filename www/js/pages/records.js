// All customers as records: what is known of them, where they stand, who looks after them.
import { Fragment, html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { may } from '../lib/api.js';
import { recordList } from '../lib/records.js';
import { start } from '../shell.js';
import { Later } from '../parts/later.js';
import { Register } from '../parts/records/register.js';

const of = recordList();
const making = signal(new URLSearchParams(location.search).has('new'));
const make = () => { making.value = true; };

const New = ({ primary = true }) => may('customers:write') && html`<button type="button" class=${primary ? 'button primary' : 'button'} onClick=${make}><${Icon} name="plus" />${t('rec-new')}</button>`;

function Page() {
  const action = html`<${Fragment}><${New} />${may('datasets:write') && html`<a class="button" href="/dashboard/data-management/"><${Icon} name="upload" />${t('go-upload')}</a>`}</${Fragment}>`;
  return html`<${Fragment}><${Register} of=${of} empty=${{ title: t('rec-none'), lead: t('rec-none-lead'), action }} onCreate=${may('customers:write') ? make : undefined} />
    ${making.value && html`<${Later} load=${() => import('../parts/records/create.js').then((part) => part.Create)} onClose=${() => { making.value = false; }} />`}</${Fragment}>`;
}

start({ page: 'records', needs: ['customers:read'], texts: ['records'] }, (main) => {
  render(html`<${New} />`, document.getElementById('page-actions'));
  if (making.value) history.replaceState(history.state, '', location.pathname);
  if (!may('customers:write')) making.value = false;
  render(html`<${Page} />`, main);
});
