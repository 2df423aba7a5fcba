// Small pieces that every page uses.
import { drawing, html, Icon, useEffect, useRef, useState } from '../lib/dom.js';
import { t, has } from '../lib/l10n.js';
import { exact, ago, time } from '../lib/format.js';

export function Band({ band }) {
  if (!band) return html`<span class="faint">–</span>`;
  return html`<span class=${`band ${band}`}><svg aria-hidden="true"><use href=${drawing(band)} /></svg>${t(`band-${band}`)}</span>`;
}

export function Time({ at, relative = false }) {
  if (!at) return '–';
  return html`<time datetime=${at} title=${exact(at)}>${relative ? ago(at) : time(at)}</time>`;
}

// The source of a figure: what it means, what it was made from, when.
export function Where({ label, children, start = false }) {
  const box = useRef(null);
  useEffect(() => {
    const shut = (event) => {
      if (box.current?.open && (event.type === 'keydown' ? event.key === 'Escape' : !box.current.contains(event.target))) box.current.open = false;
    };
    document.addEventListener('pointerdown', shut);
    document.addEventListener('keydown', shut);
    return () => { document.removeEventListener('pointerdown', shut); document.removeEventListener('keydown', shut); };
  }, []);
  return html`<details class=${start ? 'where start' : 'where'} ref=${box}>
    <summary aria-label=${t('where-from', { what: label })} title=${t('where-from', { what: label })}><${Icon} name="info" /></summary>
    <div><strong>${label}</strong>${children}</div>
  </details>`;
}

// A bar of a share between 0 and 1. The figure always stands beside it, so it is decoration for a reader.
export function Meter({ share, band = '' }) {
  const width = Math.max(0, Math.min(1, share || 0)) * 100;
  return html`<svg class=${`meter ${band}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${width} height="8" /></svg>`;
}

export function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try { await navigator.clipboard.writeText(text); setDone(true); } catch { setDone(false); }
  };
  return html`<button type="button" class="button quiet small" onClick=${copy}><${Icon} name=${done ? 'check' : 'copy'} />${done ? t('copied') : label}</button>`;
}

export function words(problem) {
  if (problem?.code && has(`problem-${problem.code}`)) return t(`problem-${problem.code}`);
  return problem?.detail || t('problem-unknown');
}

// Beside a heading or a sign that says which way a reason points, saying so again in each line is noise.
export const plainReason = (text) => String(text ?? '').replace(/, associated with a (higher|lower) chance of leaving\.?$/, '');

// A failed request, said plainly, with what support needs to find it.
export function Fault({ problem, retry, title }) {
  return html`<div class="notice bad" role="alert">
    <${Icon} name="fault" />
    <div>
      <p><strong>${title ?? t('fault-title')}</strong></p>
      <p>${words(problem)}</p>
      ${problem?.errors?.length > 0 && html`<ul>${problem.errors.map((one) => html`<li>${one.message ?? one.code}</li>`)}</ul>`}
      <div class="actions">
        ${retry && html`<button type="button" class="button small" onClick=${() => retry()}>${t('try-again')}</button>`}
        ${problem?.requestId && html`<${Copy} text=${problem.requestId} label=${t('copy-request', { id: problem.requestId })} />`}
      </div>
    </div>
  </div>`;
}

export function Notice({ kind = '', icon = 'info', title, children }) {
  return html`<div class=${`notice ${kind}`}><${Icon} name=${icon} /><div>${title && html`<p><strong>${title}</strong></p>`}${children}</div></div>`;
}

export function Empty({ title, children, action, level = 2 }) {
  return html`<div class="empty">
    <svg class="art" viewBox="0 0 120 96" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" aria-hidden="true">
      <path d="M60 6c9 12-9 20 0 36" /><path d="M60 42c0 22-16 20-38 28M60 42c0 22 16 20 38 28M60 42v42M60 52c-4 20-12 24-24 34M60 52c4 20 12 24 24 34" />
      <path d="M6 90h108" stroke-opacity=".35" />
    </svg>
    ${level === 1 ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}
    ${children}
    ${action && html`<div class="actions">${action}</div>`}
  </div>`;
}

export function Bones({ rows = 3, kind = 'row' }) {
  return html`<div aria-hidden="true">${Array.from({ length: rows }, () => html`<span class=${`bone ${kind}`}></span>`)}</div>`;
}

export function Card({ title, lead, where, aside, children, id, cls = '' }) {
  return html`<section class=${`card ${cls}`} aria-labelledby=${id}>
    <header><div><h2 id=${id}>${title}</h2>${lead && html`<p>${lead}</p>`}</div>${aside}${where && html`<${Where} label=${title}>${where}</${Where}>`}</header>
    ${children}
  </section>`;
}
