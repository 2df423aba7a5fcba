// A form's values, what was saved last, what is wrong with which field, and a warning before unsaved changes are left.
import { useEffect, useRef, useState } from './dom.js';
import { Problem } from './api.js';
import { faultsByField } from './faults.js';

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// saved: { field: value }; fields of nested objects have names such as "address/street".
export function useForm(saved, { id = 'f' } = {}) {
  const [, redraw] = useState(0);
  const now = useRef({ values: saved, base: saved }); // read when it is asked for: who saves after a choice among two versions sends what was chosen
  const put = (next) => { now.current = { ...now.current, ...next }; redraw((n) => n + 1); };
  const [wrong, setWrong] = useState({ by: {}, rest: [], problem: null });
  const [busy, setBusy] = useState(false);
  const head = useRef(null); // the summary takes the focus when something is wrong
  const names = Object.keys(now.current.values);
  const changed = () => names.filter((name) => !same(now.current.values[name], now.current.base[name]));
  const dirty = changed().length > 0;

  useEffect(() => {
    if (!dirty) return undefined;
    const guard = (event) => { event.preventDefault(); event.returnValue = true; }; // older browsers look at returnValue
    addEventListener('beforeunload', guard);
    return () => removeEventListener('beforeunload', guard);
  }, [dirty]);

  const refuse = (by, problem = null, rest = []) => {
    setWrong({ by, rest, problem });
    requestAnimationFrame(() => head.current?.focus());
  };
  const accept = (fresh) => { put({ values: fresh, base: fresh }); setWrong({ by: {}, rest: [], problem: null }); };

  // check() gives { field: [messages] }; send() does the work. A Problem it throws is shown unless `unless` takes it.
  const submit = (check, send, unless = () => false) => async (event) => {
    event?.preventDefault();
    if (busy) return;
    const found = check?.() ?? {};
    if (Object.keys(found).length) { refuse(found); return; }
    setBusy(true);
    try {
      await send();
    } catch (fault) {
      const problem = fault instanceof Problem ? fault : new Problem({ code: 'unknown' });
      if (!unless(problem)) { const { by, rest } = faultsByField(problem, names); refuse(by, problem, rest); }
    } finally {
      setBusy(false);
    }
  };

  return {
    id, names, dirty, wrong, busy, head, accept, submit, refuse,
    get values() { return now.current.values; },
    get base() { return now.current.base; },
    get changed() { return changed(); },
    set: (name, value) => {
      put({ values: { ...now.current.values, [name]: value } });
      setWrong((before) => ({ ...before, by: { ...before.by, [name]: undefined } }));
    },
    discard: () => accept(now.current.base),
    // On top of what somebody else saved meanwhile; of the own changes only the kept ones stay.
    rebase: (fresh, kept) => put({ base: fresh, values: { ...fresh, ...Object.fromEntries(kept.map((name) => [name, now.current.values[name]])) } }),
    // Only what was changed, nested again: a merge patch.
    patch: () => nest(Object.fromEntries(changed().map((name) => [name, now.current.values[name]]))),
  };
}

export function nest(flat) {
  const whole = {};
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split('/');
    const last = path.pop();
    let at = whole;
    for (const step of path) at = at[step] ??= {};
    at[last] = value;
  }
  return whole;
}
