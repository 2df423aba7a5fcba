// The one place that knows what draws the pages.
import { h, htm, useState } from '../../vendor/ui.js';

export { Fragment, render, signal, computed, effect, batch, useEffect, useMemo, useRef, useState, useCallback, useLayoutEffect } from '../../vendor/ui.js';

export const html = htm.bind(h);

// An id for an element, its own in the whole page: preact's useId counts in each of the page's roots from the beginning.
let ids = 0;
export const useId = () => useState(() => { ids += 1; return `id-${ids}`; })[0];

// Where the drawing of that name is. Files of a release lie beside its modules.
const drawings = new URL('../../assets/icons.svg', import.meta.url).pathname;
export const drawing = (name) => `${drawings}#${name}`;

// An icon of assets/icons.svg. Decoration: the words beside it carry the meaning.
export function Icon({ name, cls = 'icon' }) {
  return html`<svg class=${cls} aria-hidden="true" focusable="false"><use href=${drawing(name)} /></svg>`;
}
