// Filters live in the address, so that a view can be shared, reloaded and gone back to.
import { signal, useEffect, useRef, useState } from './dom.js';

// names: { parameter: default }. Returns a signal of the values and a function that changes some of them.
export function urlState(names) {
  const read = () => {
    const given = new URLSearchParams(location.search);
    return Object.fromEntries(Object.entries(names).map(([name, fallback]) => [name, given.get(name) ?? fallback]));
  };
  const values = signal(read());
  const set = (changes, { replace = false } = {}) => {
    values.value = { ...values.value, ...changes };
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(values.value)) if (value !== names[name] && value !== '') search.set(name, value);
    const text = search.toString();
    history[replace ? 'replaceState' : 'pushState'](null, '', text ? `?${text}` : location.pathname);
  };
  addEventListener('popstate', () => { values.value = read(); });
  return [values, set];
}

// Something fetched: { data, problem, loading }. A newer load() makes an older one's answer void.
export function resource(fetcher) {
  const state = signal({ data: null, problem: null, loading: true });
  let running = null;
  const load = async (...parameters) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    state.value = { ...state.value, loading: true };
    try {
      const data = await fetcher(mine.signal, ...parameters);
      if (running === mine) state.value = { data, problem: null, loading: false };
    } catch (problem) {
      if (running === mine && problem.name !== 'AbortError') state.value = { data: state.value.data, problem, loading: false };
    }
  };
  return [state, load];
}

// The same for a part of a page: asks at first, when one of `on` changes, and when load() is called. Gives [{ data, problem }, load].
// Of several answers on their way the newest that has come is shown, so that something is while the questions go on.
export function useFetched(ask, on) {
  const [state, setState] = useState({});
  const now = useRef();
  now.current = ask;
  const asked = useRef(0);
  const taken = useRef(0); // answers up to this one count no more
  const load = async () => {
    const mine = ++asked.current;
    let next;
    try { next = { data: await now.current() }; } catch (problem) { next = { problem }; }
    if (mine <= taken.current) return;
    taken.current = mine;
    setState((before) => ({ data: before.data, ...next }));
  };
  useEffect(() => { taken.current = asked.current; load(); }, on);
  return [state, load];
}
