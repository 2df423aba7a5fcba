// Parts of a page behind tabs; each is fetched when it is opened. The tab is in the address.
import { html, useEffect, useRef } from '../lib/dom.js';
import { Bones } from './basics.js';
import { Later } from './later.js';

// parts: [{ id, title, load }]; address and setAddress of urlState({ tab }). What else is given goes to the part.
export function Tabs({ parts, tab, onTab, label, ...rest }) {
  const now = parts.find((part) => part.id === tab) ?? parts[0];
  const tabs = useRef(null);
  useEffect(() => { tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [now.id]);
  const turn = (id) => (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onTab(id);
  };
  return html`<div class="stack"><nav class="tabs" ref=${tabs} aria-label=${label}><ul class="tab-list">${parts.map((part) => html`<li key=${part.id}><a href=${`?tab=${part.id}`} aria-current=${part === now ? 'page' : undefined} onClick=${turn(part.id)}>${part.title}</a></li>`)}</ul></nav><${Later} key=${now.id} ...${rest} load=${now.load} wait=${html`<section class="card"><${Bones} rows=${6} /></section>`} /></div>`;
}
