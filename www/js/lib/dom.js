// The one place that knows what draws the pages.
import { h, htm } from '../../vendor/ui.js';

export { Fragment, render, signal, computed, effect, batch, useEffect, useMemo, useRef, useState, useCallback, useId, useLayoutEffect } from '../../vendor/ui.js';

export const html = htm.bind(h);

// An icon of assets/icons.svg. Decoration: the words beside it carry the meaning.
export function Icon({ name, cls = 'icon' }) {
  return html`<svg class=${cls} aria-hidden="true" focusable="false"><use href=${`/assets/icons.svg#${name}`} /></svg>`;
}
