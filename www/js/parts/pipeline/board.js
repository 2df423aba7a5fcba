// The board: a column for each stage. A card is dragged, or moved by its menu; both do the same.
import { html, Icon, useEffect, useRef, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may as mayDo } from '../../lib/api.js';
import { count, money } from '../../lib/format.js';
import { columns, fill, may, moving } from '../../lib/pipeline.js';
import { customerPage } from '../../lib/records.js';
import { called } from '../../lib/called.js';
import { Band, Fault } from '../basics.js';

export function Board({ pipeline, counts, currency, onMove }) {
  return html`<div class="board" role="region" aria-label=${t('pipe-board')} tabindex="0"><ol class="board-columns">${pipeline.stages.map((stage) => html`<${Column} key=${stage.code} ...${{ stage, pipeline, counts, currency, onMove }} />`)}</ol></div>`;
}

function Column({ stage, pipeline, counts, currency, onMove }) {
  const box = useRef(null);
  const [over, setOver] = useState(false);
  const now = columns.value[stage.code];
  useEffect(() => {
    const seen = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) { seen.disconnect(); fill(stage.code); } }, { rootMargin: '200px' });
    seen.observe(box.current);
    return () => seen.disconnect();
  }, []);
  const from = moving.value && pipeline.stages.find((one) => one.code === moving.value.from);
  const welcome = from && from.code !== stage.code && may(from, stage.code);
  const drag = (event) => { if (!welcome) return; event.preventDefault(); setOver(event.type !== 'dragleave'); };
  const drop = (event) => {
    setOver(false);
    if (!welcome) return;
    event.preventDefault();
    const { one } = moving.value;
    moving.value = null;
    onMove(one, stage.code);
  };
  const n = counts?.[stage.code];
  return html`<li class=${`board-column ${stage.kind}`} ref=${box} data-stage=${stage.code} data-over=${over ? 'true' : undefined} data-refuses=${from && !welcome && from.code !== stage.code ? 'true' : undefined} onDragEnter=${drag} onDragOver=${drag} onDragLeave=${drag} onDrop=${drop}>
    <header><h2>${stage.title}</h2><span class="tag num">${n === undefined ? '–' : count(n)}</span></header>
    ${now?.problem && html`<${Fault} problem=${now.problem} retry=${() => fill(stage.code)} />`}
    ${now?.loading && !now.rows.length && html`<div aria-hidden="true"><span class="bone row"></span></div>`}
    ${now && !now.loading && !now.rows.length && !now.problem && html`<p class="small faint board-none">${t('pipe-none')}</p>`}
    <ul class="board-cards" aria-label=${t('pipe-in', { stage: stage.title })}>${(now?.rows ?? []).map((one) => html`<${Piece} key=${one.id} ...${{ one, stage, pipeline, currency, onMove }} />`)}</ul>
    ${now?.next && html`<button type="button" class="button quiet small" disabled=${now.loading} onClick=${() => fill(stage.code, { more: true })}>${t('pipe-more')}</button>`}
  </li>`;
}

function Piece({ one, stage, pipeline, currency, onMove }) {
  const name = called(one);
  const open = mayDo('customers:write');
  const lift = (event) => { event.dataTransfer.effectAllowed = 'move'; event.dataTransfer.setData('text/plain', name); moving.value = { one, from: stage.code }; };
  return html`<li class="piece" draggable=${open ? 'true' : undefined} data-id=${one.id} onDragStart=${lift} onDragEnd=${() => { moving.value = null; }}>
    <div class="piece-top"><a href=${customerPage(one.id)}>${name}</a>${open && html`<${MoveMenu} ...${{ one, stage, pipeline, name, onMove }} />`}</div>
    <div class="piece-foot">${one.band && html`<${Band} band=${one.band} />`}${one.value !== null && html`<span class="num small">${money(one.value, currency, { compact: true })}</span>`}<span class="small muted piece-who">${one.assignee?.name ?? ''}</span></div></li>`;
}

export function MoveMenu({ one, stage, pipeline, name, onMove }) {
  const box = useRef(null);
  const [open, setOpen] = useState(false);
  const go = (code) => { box.current.open = false; onMove(one, code); };
  return html`<details class="menu" ref=${box} onToggle=${(event) => setOpen(event.target.open)}><summary class="button icon-only small" aria-label=${t('pipe-move', { name })}><${Icon} name="more" /></summary>
    ${open && html`<div class="menu-pop stages"><p class="small muted">${t('pipe-move-to')}</p>${pipeline.stages.filter((to) => to.code !== stage?.code).map((to) => html`<button type="button" key=${to.code} disabled=${!may(stage, to.code)} onClick=${() => go(to.code)}>${to.title}</button>`)}</div>`}</details>`;
}
