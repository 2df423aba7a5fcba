// Conversations with visitors and customers: the list, what is said, and what was read out of it. A narrow screen shows one of them.
import { html, render } from '../lib/dom.js';
import { start } from '../shell.js';
import { Context } from '../parts/chat/context.js';
import { List, step } from '../parts/chat/list.js';
import { address, begin, loadList, open, pane, show } from '../parts/chat/state.js';
import { Talk } from '../parts/chat/talk.js';
import { keysOn, pageKeys } from '../parts/shortcuts.js';

const Page = () => html`<div class="panes" data-pane=${pane.value} data-open=${open.value ? 'true' : 'false'}><${List} /><${Talk} /><${Context} /></div>`;

// One level up: from the values to the talk, from the talk to the list.
function up() {
  if (document.querySelector('dialog[open], details.menu[open]')) return;
  pane.value = pane.value === 'context' ? 'talk' : 'list';
}

start({ page: 'chat', needs: ['chats:read'], texts: ['chat'] }, (main) => {
  render(html`<${Page} />`, main);
  pageKeys({ j: () => step(1), k: () => step(-1), i: () => { pane.value = pane.value === 'context' ? 'talk' : 'context'; }, Escape: up });
  addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.target === document.body && keysOn()) { event.preventDefault(); document.getElementById('chat-say')?.focus(); } });
  loadList();
  if (address.value.id) show(address.value.id);
  begin();
});
