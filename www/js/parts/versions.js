// What the server does with a file, what was wrong with it, and every version that is kept.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { t, has } from '../lib/l10n.js';
import { get, may } from '../lib/api.js';
import { bytes, count, share } from '../lib/format.js';
import { Bones, Fault, Notice, Time } from './basics.js';

const ORDER = ['checking', 'storing', 'training', 'scoring'];
const FAULTS_SHOWN = 100;
const UNITS = { checking: bytes, storing: count, scoring: count }; // training counts rounds, which mean nothing to most people

function phaseState(one, name) {
  if (one.state === 'ready') return 'done';
  const at = ORDER.indexOf(one.state);
  const mine = ORDER.indexOf(name);
  if (mine < at) return 'done';
  return mine === at ? 'now' : 'next';
}

export function Progress({ one }) {
  const ready = one.state === 'ready';
  const known = Object.fromEntries((one.phases ?? []).map((phase) => [phase.name, phase]));
  const names = ready ? ORDER.filter((name) => known[name]) : ORDER.filter((name) => known[name] || name !== 'training' || phaseState(one, name) === 'next');
  return html`<section class="card" aria-labelledby="progress-head" data-test="progress" data-state=${one.state}>
    <header><div><h2 id="progress-head" tabindex="-1">${t(ready ? 'progress-ready' : 'progress-title', { name: one.name })}</h2>
      <p role="status">${t(`state-${one.state}`)}${ready ? html` · ${t('n-customers', { n: count(one.rows), count: one.rows })}` : ''}</p></div>
      ${ready && html`<a class="button primary" href="/dashboard/">${t('see-overview')}</a>`}</header>
    <ol class="phases"><li class="phase" data-phase="done"><span><${Icon} name="check" />${t('phase-sent')}</span><span class="num muted">${bytes(one.bytes)}</span></li>
      ${names.map((name) => html`<${Phase} key=${name} name=${name} phase=${known[name]} state=${phaseState(one, name)} />`)}</ol>
    ${one.warnings?.length > 0 && html`<${Notice} kind="warn" icon="warn" title=${t('warnings')}><ul>${one.warnings.map((text) => html`<li>${typeof text === 'string' ? text : text.message ?? text.text}</li>`)}</ul></${Notice}>`}
  </section>`;
}

function Phase({ name, phase, state }) {
  const part = state === 'done' ? 1 : state === 'now' && phase?.total > 0 ? Math.min(1, phase.done / phase.total) : state === 'now' ? null : 0;
  const id = `phase-${name}-label`;
  return html`<li class="phase" data-phase=${state}>
    <span id=${id}>${state === 'done' ? html`<${Icon} name="check" />` : html`<i aria-hidden="true"></i>`}${t(`phase-${name}`)}</span>
    <span class="num muted">${state === 'next' ? t('phase-waits') : part === null ? t('phase-starting') : share(part, 0)}${state === 'now' && part !== null && UNITS[name] ? html` <span class="faint">(${UNITS[name](phase.done)} / ${UNITS[name](phase.total)})</span>` : ''}</span>
    ${state === 'now' && (part === null ? html`<progress aria-labelledby=${id}></progress>` : html`<progress max="1" value=${part} aria-labelledby=${id}></progress>`)}
  </li>`;
}

export function Faults({ one }) {
  const [rows, setRows] = useState(null);
  const [problem, setProblem] = useState(null);
  const fetchRows = async () => {
    setProblem(null);
    try { setRows((await get(`/uploads/datasets/${one.id}/faults?limit=${FAULTS_SHOWN}`)).data); } catch (fault) { setProblem(fault); }
  };
  useEffect(() => { if (one.faults > 0) fetchRows(); else setRows([]); }, [one.id]);
  return html`<section class="card" aria-labelledby="faults-head" data-test="faults">
    <${Notice} kind="bad" icon="fault" title=${html`<span id="faults-head" role="heading" aria-level="2">${t('faults-title', { name: one.name })}</span>`}>
      <p>${one.failure || t('faults-n', { n: count(one.faults), count: one.faults })}</p><p>${t('faults-unchanged')}</p></${Notice}>
    ${problem && html`<${Fault} problem=${problem} retry=${fetchRows} />`}
    ${!rows && !problem && html`<${Bones} rows=${3} kind="line" />`}
    ${rows?.length > 0 && html`<${Fragment}><div class="faults-table table-wrap" tabindex="0" role="region" aria-label=${t('faults-caption')}><table class="table">
      <thead><tr><th scope="col" class="right">${t('fault-row')}</th><th scope="col">${t('fault-column')}</th><th scope="col">${t('fault-value')}</th><th scope="col">${t('fault-reason')}</th></tr></thead>
      <tbody>${rows.map((fault, index) => html`<tr key=${index}><td class="right">${count(fault.row)}</td><td><code>${fault.column}</code></td><td>${fault.value === '' ? html`<span class="faint">${t('fault-blank')}</span>` : html`<code>${fault.value}</code>`}</td><td>${fault.reason}</td></tr>`)}</tbody></table></div>
      <div class="faults-foot"><span class="small muted">${t('faults-shown', { shown: count(rows.length), all: count(one.faults) })}</span>
        <a class="button" href=${`/api/v1/uploads/datasets/${one.id}/errors.csv`} download><${Icon} name="download" />${t('faults-csv')}</a></div></${Fragment}>`}
  </section>`;
}

const TAGS = { ready: 'good', failed: 'bad' };

// above: the dataset whose faults are shown elsewhere on the page already.
export function Versions({ rows, above, onActivate }) {
  const [open, setOpen] = useState('');
  if (!rows.length) return html`<p class="muted versions-none">${t('versions-none')}</p>`;
  const shown = rows.find((one) => one.id === open);
  const activeNo = rows.find((one) => one.active)?.no ?? 0;
  return html`<${Fragment}><div class="register-wrap versions-wrap"><table class="table rows" aria-labelledby="versions-head">
    <thead><tr><th scope="col">${t('dataset')}</th><th scope="col">${t('state')}</th><th scope="col" class="right">${t('rows')}</th><th scope="col">${t('uploaded')}</th><th scope="col"><span class="hidden-visually">${t('action')}</span></th></tr></thead>
    <tbody>${rows.map((one) => html`<tr key=${one.id}>
      <th scope="row"><span class="cell-main">${one.name}</span><div class="cell-sub">${t('dataset-no', { no: one.no })} · ${one.schema} · ${bytes(one.bytes)}</div></th>
      <td data-label=${t('state')}>${one.active ? html`<span class="tag good"><${Icon} name="check" />${t('active')}</span>` : html`<span class=${`tag ${one.state === 'ready' ? '' : TAGS[one.state] ?? 'busy'}`}>${has(`tag-${one.state}`) ? t(`tag-${one.state}`) : one.state}</span>`}</td>
      <td class="right" data-label=${t('rows')}>${one.state === 'failed' ? html`<span class="faint">${t('faults-n', { n: count(one.faults), count: one.faults })}</span>` : count(one.rows)}</td>
      <td data-label=${t('uploaded')}><div><${Time} at=${one.created_at} /><div class="cell-sub">${one.created_by_name ?? ''}</div></div></td>
      <td class="right">${one.state === 'failed' && one.faults > 0 && one.id !== above && html`<button type="button" class="button small" aria-expanded=${open === one.id ? 'true' : 'false'} onClick=${() => setOpen(open === one.id ? '' : one.id)}>${t('show-faults')}</button>`}
        ${one.state === 'ready' && !one.active && may('datasets:write') && html`<button type="button" class="button small" onClick=${() => onActivate(one)}><${Icon} name="back" />${t(one.no < activeNo ? 'activate' : 'activate-newer')}<span class="hidden-visually"> ${t('dataset-no', { no: one.no })}</span></button>`}</td></tr>`)}</tbody></table></div>
    ${shown && html`<div class="versions-faults"><${Faults} key=${shown.id} one=${shown} /></div>`}</${Fragment}>`;
}
