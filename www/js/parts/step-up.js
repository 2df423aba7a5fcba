// Asks for the password, or a code of the second factor, before something weighty; the call that needed it goes on by itself.
import { html, signal, useEffect, useState } from '../lib/dom.js';
import { get, onStepUp, post } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { Dialog } from './dialog.js';
import { Bones, words } from './basics.js';

const asking = signal(null); // { answer(proved) }
let open = null;

// Several calls at once ask one time.
onStepUp(() => {
  open ??= new Promise((answer) => { asking.value = { answer }; }).finally(() => { open = null; asking.value = null; });
  return open;
});

export function StepUp() {
  return asking.value && html`<${Ask} done=${asking.value.answer} />`;
}

function Ask({ done }) {
  const [by, setBy] = useState(null); // with a second factor its code is needed
  const [given, setGiven] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => { get('/auth/second-factor').then(({ enabled }) => setBy(enabled ? 'code' : 'password'), () => setBy('password')); }, []);
  useEffect(() => { document.getElementById('step-up')?.focus(); }, [by]);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    if (!given.trim()) { setWrong(t('step-up-missing')); return; }
    setBusy(true);
    try {
      await post('/auth/step-up', by === 'password' ? { password: given } : { code: given.trim() });
      done(true);
    } catch (problem) {
      if (problem.code === 'code_needed') setBy('code');
      setWrong(problem.errors?.[0]?.message ?? words(problem));
      setBusy(false);
      document.getElementById('step-up')?.focus();
    }
  };
  return html`<${Dialog} title=${t('step-up-title')} onClose=${() => done(false)}>
    ${!by ? html`<${Bones} rows=${2} />` : html`<form class="stack" onSubmit=${submit} novalidate>
      <p>${t(by === 'password' ? 'step-up-lead' : 'step-up-lead-code')}</p>
      <div class="field"><label for="step-up">${t(by === 'password' ? 'step-up-password' : 'step-up-code')}</label>
        <input key=${by} class="input" id="step-up" type=${by === 'password' ? 'password' : 'text'} autocomplete=${by === 'password' ? 'current-password' : 'one-time-code'} autocapitalize="none" spellcheck="false" value=${given}
          aria-invalid=${wrong ? 'true' : undefined} aria-describedby=${wrong ? 'step-up-wrong' : undefined} onInput=${(event) => setGiven(event.target.value)} />
        <div role="alert">${wrong && html`<p class="field-error" id="step-up-wrong">${wrong}</p>`}</div></div>
      <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button>
        <button type="submit" class="button primary" disabled=${busy}>${t(busy ? 'form-busy' : 'step-up-go')}</button></div>
    </form>`}
  </${Dialog}>`;
}
