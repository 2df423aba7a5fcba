// What a workspace calls itself, and its colour as an accent of the rail, where it can be told from it.
import { contrast } from '../lib/contrast.js';

const LEAST = 3; // WCAG 2.2, 1.4.11: what is no text
const root = document.documentElement;
const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();

function accent(color) {
  root.style.removeProperty('--rail-mark');
  const seen = /^#[0-9a-f]{6}$/i.test(color) && ['--rail', '--rail-active'].every((ground) => contrast(color, token(ground)) >= LEAST);
  if (seen) root.style.setProperty('--rail-mark', color);
}

export function brand({ brand_name: name = '', brand_color: color = '' } = {}) {
  accent(color);
  root.addEventListener('themechange', () => accent(color));
  if (!name) return;
  for (const link of document.querySelectorAll('a.brand')) {
    if (link.hasAttribute('aria-label')) link.setAttribute('aria-label', name);
    else link.lastChild.replaceWith(Object.assign(document.createElement('span'), { className: 'brand-name', textContent: name }));
  }
}
