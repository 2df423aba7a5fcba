// Messages at the edge of the page. Good news leaves by itself; a fault stays until it is closed.
import { html, Icon, signal } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { Copy, words } from './basics.js';

const STAY_MS = 6000;
const UNDO_MS = 10000;
const toasts = signal([]);
let last = 0;

const drop = (id) => { toasts.value = toasts.value.filter((toast) => toast.id !== id); };

// undo: what takes it back; go: { href, words } where to look.
export function say(text, { undo, go } = {}) {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, undo, go }];
  setTimeout(drop, undo || go ? UNDO_MS : STAY_MS, id);
}

export function sayFault(problem, title) {
  toasts.value = [...toasts.value, { id: ++last, problem, title }];
}

export function Toasts() {
  return toasts.value.map((toast) => html`<div key=${toast.id} class=${toast.problem ? 'notice bad' : 'notice'}>
    <${Icon} name=${toast.problem ? 'fault' : 'check'} />
    <div>
      ${toast.title && html`<p><strong>${toast.title}</strong></p>`}
      <p>${toast.problem ? words(toast.problem) : toast.text}</p>
      ${toast.undo && html`<div class="actions"><button type="button" class="button small" onClick=${() => { drop(toast.id); toast.undo(); }}><${Icon} name="back" />${t('undo')}</button></div>`}
      ${toast.go && html`<div class="actions"><a class="button small" href=${toast.go.href}>${toast.go.words}</a></div>`}
      ${toast.problem?.requestId && html`<div class="actions"><${Copy} text=${toast.problem.requestId} label=${t('copy-request', { id: toast.problem.requestId })} /></div>`}
    </div>
    <button type="button" class="button icon-only small" aria-label=${t('close')} onClick=${() => drop(toast.id)}><${Icon} name="close" /></button>
  </div>`);
}
