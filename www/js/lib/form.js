// A form's values, what was saved last, what is wrong with which field, and a warning before unsaved changes are left.
import { useEffect, useRef, useState } from './dom.js';
import { Problem } from './api.js';
import { faultsByField } from './faults.js';

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// saved: { field: value }; fields of nested objects have names such as "address/street".
export function useForm(saved, { id = 'f' } = {}) {
  const [values, setValues] = useState(saved);
  const [base, setBase] = useState(saved);
  const [wrong, setWrong] = useState({ by: {}, rest: [], problem: null });
  const [busy, setBusy] = useState(false);
  const head = useRef(null); // the summary takes the focus when something is wrong
  const names = Object.keys(values);
  const changed = names.filter((name) => !same(values[name], base[name]));
  const dirty = changed.length > 0;

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
  const accept = (fresh) => { setValues(fresh); setBase(fresh); setWrong({ by: {}, rest: [], problem: null }); };

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
    id, values, base, names, changed, dirty, wrong, busy, head, accept, submit, refuse,
    set: (name, value) => {
      setValues((now) => ({ ...now, [name]: value }));
      setWrong((now) => ({ ...now, by: { ...now.by, [name]: undefined } }));
    },
    discard: () => accept(base),
    // Only what was changed, nested again: a merge patch.
    patch: () => nest(Object.fromEntries(changed.map((name) => [name, values[name]]))),
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
