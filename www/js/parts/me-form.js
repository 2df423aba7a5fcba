// A form over some fields of one's own profile: saves what was changed, and asks when somebody (oneself, in another
// window) was quicker.
import { html, useEffect, useState } from '../lib/dom.js';
import { get, ifStill, patch } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { Conflict, SaveBar, Summary } from './form.js';
import { say } from './toast.js';

const at = (record, name) => name.split('/').reduce((part, step) => part?.[step], record);
// An empty field is '' here and null or missing on the wire; a list of words is one line.
const shown = (value) => (Array.isArray(value) ? value.join(', ') : value ?? '');
export const flat = (me, names) => Object.fromEntries(names.map((name) => [name, shown(at(me, name))]));

// draw(form) gives the fields.
export function MeForm({ id, me, labels, onSaved, check, draw, lists = [] }) {
  const names = Object.keys(labels);
  const form = useForm(flat(me, names), { id });
  const [theirs, setTheirs] = useState(null);
  useEffect(() => { if (!form.dirty) form.accept(flat(me, names)); }, [me.version]);

  const body = () => {
    const changes = form.patch();
    for (const name of lists) if (name in changes) changes[name] = changes[name].split(/[,\n]/).map((one) => one.trim()).filter(Boolean);
    return changes;
  };
  const send = (version) => async () => {
    const fresh = await patch('/auth/me', body(), ifStill({ version }));
    const whole = fresh?.version ? fresh : await get('/auth/me');
    form.accept(flat(whole, names));
    setTheirs(null);
    onSaved(whole);
    say(t('form-saved'));
  };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    get('/auth/me').then(setTheirs, () => setTheirs(null));
    return true;
  };
  return html`<form id=${id} class="stack" onSubmit=${form.submit(() => check?.(form.values), send(me.version), meet)} novalidate>
    <${Summary} form=${form} labels=${labels} />
    ${draw(form)}
    <${SaveBar} form=${form} />
    ${theirs && html`<${Conflict} form=${form} theirs=${flat(theirs, names)} labels=${labels} onClose=${() => setTheirs(null)}
      onMine=${() => { const { version } = theirs; setTheirs(null); form.submit(null, send(version), meet)(); }} onTheirs=${() => { form.accept(flat(theirs, names)); onSaved(theirs); setTheirs(null); }} />`}
  </form>`;
}
