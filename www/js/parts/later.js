// A piece whose module is fetched when it is first shown: what most visits never open costs them nothing.
import { html, useEffect, useState } from '../lib/dom.js';
import { Problem } from '../lib/api.js';
import { Fault } from './basics.js';

// load() gives the component; wait is shown meanwhile; everything else goes to the component.
export function Later({ load, wait = null, ...props }) {
  const [state, setState] = useState({});
  const fetchIt = () => { setState({}); load().then((draw) => setState({ draw }), () => setState({ problem: new Problem({ code: 'network' }) })); };
  useEffect(fetchIt, []);
  if (state.problem) return html`<${Fault} problem=${state.problem} retry=${fetchIt} />`;
  return state.draw ? html`<${state.draw} ...${props} />` : wait;
}
