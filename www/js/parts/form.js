// Fields with their label, hint and fault; the summary above them; the bar that saves.
import { html, Icon, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { Copy, words } from './basics.js';
import { Dialog } from './dialog.js';

const idOf = (form, name) => `${form.id}-${name.replaceAll('/', '-')}`;
const described = (form, name, hint) => [hint && `${idOf(form, name)}-hint`, form.wrong.by[name]?.length && `${idOf(form, name)}-error`].filter(Boolean).join(' ') || undefined;

function Around({ form, name, label, hint, children, wide = false }) {
  const id = idOf(form, name);
  const faults = form.wrong.by[name] ?? [];
  return html`<div class=${`field${wide ? ' wide' : ''}${form.changed.includes(name) ? ' edited' : ''}`}><label for=${id}>${label}</label>${children}
    ${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}
    ${faults.length > 0 && html`<div class="field-error" id=${`${id}-error`}><${Icon} name="fault" /><span>${faults.join(' ')}</span></div>`}</div>`;
}

export function Field({ form, name, label, hint, wide, type = 'text', unit, ...rest }) {
  const input = html`<input class="input" id=${idOf(form, name)} name=${name} type=${type} value=${form.values[name] ?? ''} aria-describedby=${described(form, name, hint)}
    aria-invalid=${form.wrong.by[name]?.length ? 'true' : undefined} onInput=${(event) => form.set(name, event.target.value)} ...${rest} />`;
  return html`<${Around} ...${{ form, name, label, hint, wide }}>${unit ? html`<div class="with-unit">${input}<span aria-hidden="true">${unit}</span></div>` : input}</${Around}>`;
}

export function TextArea({ form, name, label, hint, wide = true, ...rest }) {
  return html`<${Around} ...${{ form, name, label, hint, wide }}><textarea class="input area" id=${idOf(form, name)} name=${name} rows="2" aria-describedby=${described(form, name, hint)}
    aria-invalid=${form.wrong.by[name]?.length ? 'true' : undefined} value=${form.values[name] ?? ''} onInput=${(event) => form.set(name, event.target.value)} ...${rest}></textarea></${Around}>`;
}

// options: [[value, words]].
export function Select({ form, name, label, hint, wide, options, ...rest }) {
  return html`<${Around} ...${{ form, name, label, hint, wide }}><select class="select" id=${idOf(form, name)} name=${name} value=${form.values[name] ?? ''} aria-describedby=${described(form, name, hint)}
    aria-invalid=${form.wrong.by[name]?.length ? 'true' : undefined} onChange=${(event) => form.set(name, event.target.value)} ...${rest}>
    ${options.map(([value, said]) => html`<option value=${value} selected=${value === (form.values[name] ?? '')}>${said}</option>`)}</select></${Around}>`;
}

export function Check({ form, name, label, hint }) {
  const id = idOf(form, name);
  return html`<div class="check-line"><input type="checkbox" id=${id} name=${name} checked=${form.values[name] === true} aria-describedby=${described(form, name, hint)} onChange=${(event) => form.set(name, event.target.checked)} />
    <div><label for=${id}>${label}</label>${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}</div></div>`;
}

export function Password({ form, name, label, hint, autocomplete, after }) {
  const [visible, setVisible] = useState(false);
  const id = idOf(form, name);
  return html`<${Around} ...${{ form, name, label, hint }}><div class="with-button"><input class="input" id=${id} name=${name} type=${visible ? 'text' : 'password'} autocomplete=${autocomplete} spellcheck="false" autocapitalize="none"
      aria-describedby=${[described(form, name, hint), after && `${id}-rules`].filter(Boolean).join(' ') || undefined} aria-invalid=${form.wrong.by[name]?.length ? 'true' : undefined} value=${form.values[name] ?? ''} onInput=${(event) => form.set(name, event.target.value)} />
    <button type="button" class="button icon-only" aria-label=${t(visible ? 'password-hide' : 'password-show')} aria-pressed=${String(visible)} onClick=${() => setVisible(!visible)}><${Icon} name=${visible ? 'eye-off' : 'eye'} /></button></div>
    ${after && html`<div id=${`${id}-rules`}>${after}</div>`}</${Around}>`;
}

// labels: { field: words }. Each line leads to its field.
export function Summary({ form, labels }) {
  const { by, rest, problem } = form.wrong;
  const fields = Object.entries(by).filter(([, faults]) => faults?.length);
  if (!fields.length && !problem) return html`<div role="alert"></div>`;
  const go = (name) => (event) => { event.preventDefault(); document.getElementById(idOf(form, name))?.focus(); };
  return html`<div role="alert"><div class="notice bad" tabindex="-1" ref=${form.head}><${Icon} name="fault" /><div>
    <p><strong>${t(fields.length || rest.length ? 'form-wrong' : 'fault-title')}</strong></p>
    ${fields.length === 0 && rest.length === 0 && html`<p>${words(problem)}</p>`}
    ${(fields.length > 0 || rest.length > 0) && html`<ul class="plain-faults">${fields.map(([name, faults]) => html`<li><a href=${`#${idOf(form, name)}`} onClick=${go(name)}>${labels?.[name] ?? name}</a>: ${faults.join(' ')}</li>`)}${rest.map((one) => html`<li>${one}</li>`)}</ul>`}
    ${problem?.status >= 500 && problem.requestId && html`<div class="actions"><${Copy} text=${problem.requestId} label=${t('copy-request', { id: problem.requestId })} /></div>`}
  </div></div></div>`;
}

// Appears with the first change and stays in sight until it is saved or taken back.
export function SaveBar({ form, label }) {
  return html`<div class="save-bar" data-dirty=${form.dirty ? 'true' : 'false'}>
    <span role="status" class="small muted">${form.dirty ? t('form-changed', { n: form.changed.length }) : ''}</span>
    <button type="button" class="button" disabled=${!form.dirty || form.busy} onClick=${form.discard}>${t('form-discard')}</button>
    <button type="submit" class="button primary" disabled=${!form.dirty || form.busy}>${form.busy ? t('form-busy') : label ?? t('form-save')}</button>
  </div>`;
}

// Somebody saved before us. theirs: the record as it is now, flat; the person decides field by field which value stands. What only
// they changed stands either way. onMine saves what the form has then, onTheirs gives the own changes up.
export function Conflict({ form, theirs, labels, show = String, onMine, onTheirs, onClose }) {
  const [given, setGiven] = useState([]); // names of which their value is taken
  const mine = form.changed;
  const other = (values, name) => JSON.stringify(values[name]) !== JSON.stringify(theirs[name]);
  const differing = form.names.filter((name) => other(mine.includes(name) ? form.values : form.base, name));
  const open = differing.filter((name) => mine.includes(name));
  const kept = mine.filter((name) => !given.includes(name));
  const take = (name, yes) => setGiven(given.filter((one) => one !== name).concat(yes ? [name] : []));
  const said = (value) => (value === '' || value === null || value === undefined ? '–' : show(value));
  const save = () => { if (!kept.length) { onTheirs(); return; } form.rebase(theirs, kept); onMine(); };
  const choice = (name, yes, value) => html`<label class="check"><input type="radio" name=${`stands-${name}`} checked=${given.includes(name) === yes} aria-label=${`${labels?.[name] ?? name}: ${t(yes ? 'conflict-theirs' : 'conflict-mine')}, ${value}`} onChange=${() => take(name, yes)} /><span>${value}</span></label>`;
  return html`<${Dialog} title=${t('conflict-title')} onClose=${onClose}><div class="stack">
    <p>${t('conflict-lead')}</p>
    <div class="table-wrap" tabindex="0" role="region" aria-label=${t('conflict-title')}><table class="table"><thead><tr><th scope="col"><span class="hidden-visually">${t('conflict-field')}</span></th><th scope="col">${t('conflict-mine')}</th><th scope="col">${t('conflict-theirs')}</th></tr></thead>
      <tbody>${differing.map((name) => html`<tr key=${name}><th scope="row">${labels?.[name] ?? name}</th><td>${open.includes(name) ? choice(name, false, said(form.values[name])) : html`<span class="muted">${t('conflict-untouched')}</span>`}</td><td>${open.includes(name) ? choice(name, true, said(theirs[name])) : said(theirs[name])}</td></tr>`)}</tbody></table></div>
    <div class="actions">${kept.length > 0 && html`<button type="button" class="button" onClick=${onTheirs}>${t('conflict-take')}</button>`}<button type="button" class="button primary" onClick=${save}>${t(!kept.length ? 'conflict-take' : given.length ? 'conflict-mix' : 'conflict-keep')}</button></div>
  </div></${Dialog}>`;
}
