// Notes between roles: read, written and answered, live.
import { Fragment, html, Icon, render, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { start } from '../shell.js';
import { Compose } from '../parts/notes/compose.js';
import { List, step } from '../parts/notes/list.js';
import { address, begin, loadList, loadRoles, pane, show } from '../parts/notes/state.js';
import { Thread } from '../parts/notes/thread.js';
import { keysOn, pageKeys } from '../parts/shortcuts.js';

const writing = signal(false);

const Page = () => html`<${Fragment}><div class="panes two" data-pane=${pane.value}><${List} /><${Thread} /></div>${writing.value && html`<${Compose} onClose=${() => { writing.value = false; }} />`}</${Fragment}>`;
const New = () => html`<button type="button" class="button primary" onClick=${() => { writing.value = true; }}><${Icon} name="edit" />${t('notes-write')}</button>`;

start({ page: 'notes', needs: [], texts: ['notes'], kind: 'staff' }, (main) => {
  render(html`<${New} />`, document.getElementById('page-actions'));
  render(html`<${Page} />`, main);
  pageKeys({ j: () => step(1), k: () => step(-1), n: () => { writing.value = true; }, Escape: () => { if (!document.querySelector('dialog[open], details.menu[open]')) pane.value = 'list'; } });
  addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.target === document.body && keysOn()) { event.preventDefault(); document.getElementById('reply-body')?.focus(); } });
  loadList();
  loadRoles();
  if (address.value.id) show(address.value.id);
  begin();
});
