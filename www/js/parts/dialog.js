// Native dialogs: focus is kept inside and given back by the browser, Escape closes.
import { html, useEffect, useId, useRef, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';

export function Dialog({ title, onClose, children }) {
  const box = useRef(null);
  const id = useId();
  useEffect(() => { box.current.showModal(); }, []);
  const outside = (event) => { if (event.target === box.current) box.current.close(); };
  return html`<dialog class="dialog" ref=${box} aria-labelledby=${id} onClose=${onClose} onPointerdown=${outside}>
    <h2 id=${id}>${title}</h2>${children}
  </dialog>`;
}

// For what cannot be undone: the button wakes up once the asked word has been typed.
export function ConfirmByTyping({ title, word, action, onConfirm, onClose, children }) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const id = useId();
  const submit = async (event) => {
    event.preventDefault();
    if (typed !== word) return;
    setBusy(true);
    try { await onConfirm(); } finally { setBusy(false); }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form class="stack" onSubmit=${submit}>
      ${children}
      <div class="field"><label for=${id}>${t('type-to-confirm', { word })}</label>
        <input class="input" id=${id} autocomplete="off" spellcheck="false" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></div>
      <div class="actions">
        <button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button>
        <button type="submit" class="button danger" disabled=${typed !== word || busy}>${action}</button>
      </div>
    </form>
  </${Dialog}>`;
}
