// Parts of a page behind tabs; each is fetched when it is opened. The tab is in the address.
import { html, useEffect, useRef, useState } from '../lib/dom.js';
import { Problem } from '../lib/api.js';
import { Bones, Fault } from './basics.js';

function Part({ part }) {
  const [state, setState] = useState({});
  const fetchIt = () => { setState({}); part.load().then((draw) => setState({ draw }), () => setState({ problem: new Problem({ code: 'network' }) })); };
  useEffect(fetchIt, []);
  if (state.problem) return html`<${Fault} problem=${state.problem} retry=${fetchIt} />`;
  return state.draw ? html`<${state.draw} />` : html`<section class="card"><${Bones} rows=${6} /></section>`;
}

// parts: [{ id, title, load }]; address and setAddress of urlState({ tab }).
export function Tabs({ parts, tab, onTab, label }) {
  const now = parts.find((part) => part.id === tab) ?? parts[0];
  const tabs = useRef(null);
  useEffect(() => { tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [now.id]);
  const turn = (id) => (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onTab(id);
  };
  return html`<div class="stack"><nav class="tabs" ref=${tabs} aria-label=${label}><ul class="tab-list">${parts.map((part) => html`<li key=${part.id}><a href=${`?tab=${part.id}`} aria-current=${part === now ? 'page' : undefined} onClick=${turn(part.id)}>${part.title}</a></li>`)}</ul></nav><${Part} key=${now.id} part=${now} /></div>`;
}
