// A chart is a figure with a sentence that says what it shows and a table with the same numbers. ECharts is fetched
// only when a page really draws; the words and the table never wait for it.
import { html, useEffect, useRef } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { sayFault } from './toast.js';

const root = document.documentElement;
const still = matchMedia('(prefers-reduced-motion: reduce)');
let library = null;

const NAMES = ['ink', 'ink-2', 'ink-3', 'surface', 'sunken', 'line', 'line-strong', 'grid', 'brand', 'chart-1', 'chart-soft', 'high', 'medium', 'low', 'up', 'down'];

export function palette() {
  const style = getComputedStyle(root);
  return Object.fromEntries(NAMES.map((name) => [name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), style.getPropertyValue(`--${name}`).trim()]));
}

function dressed(option, colors) {
  return {
    animation: !still.matches,
    animationDuration: 350,
    textStyle: { fontFamily: 'Inter, system-ui, sans-serif', color: colors.ink2, fontSize: 12 },
    ...option,
    tooltip: option.tooltip && { renderMode: 'richText', backgroundColor: colors.surface, borderColor: colors.lineStrong, borderWidth: 1, padding: [8, 12],
      textStyle: { color: colors.ink, fontSize: 12.5, fontFamily: 'Inter, system-ui, sans-serif', lineHeight: 18 }, confine: true, ...option.tooltip },
  };
}

// make(colors, width) gives an ECharts option; it is called again when the theme or the width class changes.
export function Chart({ make, summary, size = '' }) {
  const box = useRef(null);
  const latest = useRef(make);
  latest.current = make;
  const draw = useRef(() => {});

  useEffect(() => {
    let chart = null;
    let gone = false;
    let width = 0;
    const paint = () => {
      if (!chart) return;
      const colors = palette();
      chart.setOption(dressed(latest.current(colors, box.current.clientWidth), colors), { notMerge: true });
    };
    draw.current = paint;
    const resized = new ResizeObserver(() => {
      if (!chart || box.current.clientWidth === width) return;
      width = box.current.clientWidth;
      chart.resize();
      paint();
    });
    (async () => {
      try {
        library ??= import('../../vendor/charts.js');
        const { init } = await library;
        if (gone) return;
        width = box.current.clientWidth;
        chart = init(box.current, null, { renderer: 'svg' });
        paint();
        resized.observe(box.current);
      } catch (fault) {
        library = null;
        sayFault({ detail: fault.message }, t('chart-failed'));
      }
    })();
    root.addEventListener('themechange', paint);
    return () => { gone = true; root.removeEventListener('themechange', paint); resized.disconnect(); chart?.dispose(); };
  }, []);
  useEffect(() => { draw.current(); }, [make]);

  return html`<div class=${`chart ${size}`} ref=${box} role="img" aria-label=${summary}></div>`;
}

// head: titles; rows: arrays of already formatted cells. The first cell names the row.
export function Twin({ head, rows, caption }) {
  return html`<details class="twin"><summary>${t('show-table')}</summary>
    <div class="table-wrap" tabindex="0" role="region" aria-label=${t('table-of', { what: caption })}><table class="table"><caption class="hidden-visually">${caption}</caption>
      <thead><tr>${head.map((title, index) => html`<th scope="col" class=${index ? 'right' : ''}>${title}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => (index ? html`<td class="right num">${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`)}</tbody>
    </table></div>
  </details>`;
}

export function Figure({ make, summary, size, head, rows, caption }) {
  return html`<figure><${Chart} make=${make} summary=${summary} size=${size} />
    <figcaption class="chart-summary">${summary}</figcaption>
    ${head && html`<${Twin} head=${head} rows=${rows} caption=${caption} />`}</figure>`;
}
