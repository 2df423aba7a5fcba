// All workspaces, for those who operate the site: opened, suspended, and entered by name.
import { Fragment, html, Icon, useEffect, useState } from '../lib/dom.js';
import { actIn, actingIn, post } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { count } from '../lib/format.js';
import { useForm } from '../lib/form.js';
import { Time } from './basics.js';
import { ConfirmByTyping, Dialog } from './dialog.js';
import { Field, Summary } from './form.js';
import { ListCard, pagedList } from './list.js';
import { say, sayFault } from './toast.js';

const list = pagedList('/tenants', { q: '' });

export function Workspaces() {
  const [making, setMaking] = useState(false);
  const [stopping, setStopping] = useState(null);
  useEffect(() => { list.load(); }, []);
  const enter = (one) => { actIn({ slug: one.slug, name: one.name }); location.assign('/admin/?tab=users'); };
  const turn = async (one, verb) => {
    try { await post(`/tenants/${one.id}/${verb}`, {}); say(t(verb === 'suspend' ? 'workspace-is-suspended' : 'workspace-is-resumed', { name: one.name })); list.load(); } catch (fault) { sayFault(fault); }
    setStopping(null);
  };
  return html`<${Fragment}>
    <form class="filters ends" role="search" aria-label=${t('admin-workspaces')} onSubmit=${(event) => event.preventDefault()}><div class="filter-rest"><div class="field"><label for="workspaces-q">${t('workspaces-q')}</label><input class="input" id="workspaces-q" type="search" autocomplete="off" onInput=${list.typed('q')} /></div></div>
      <button type="button" class="button primary" onClick=${() => setMaking(true)}><${Icon} name="plus" />${t('workspace-new')}</button></form>
    <${ListCard} list=${list} label=${t('admin-workspaces')} failed=${t('workspaces-failed')} empty=${{ title: t('workspaces-none') }} draw=${(rows) => html`
      <table class="table rows"><caption class="hidden-visually">${t('admin-workspaces')}</caption>
        <thead><tr><th scope="col">${t('workspace-name')}</th><th scope="col" class="right">${t('workspace-staff')}</th><th scope="col">${t('workspace-since')}</th><th scope="col">${t('user-state')}</th><th scope="col"><span class="hidden-visually">${t('actions')}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.name}<div class="cell-sub"><code>${one.slug}</code></div></th><td class="right num" data-label=${t('workspace-staff')}>${count(one.staff)}</td><td data-label=${t('workspace-since')}><${Time} at=${one.created_at} relative /></td>
          <td data-label=${t('user-state')}><span class=${one.state === 'active' ? 'tag good' : 'tag bad'}>${t(one.state === 'active' ? 'workspace-active' : 'workspace-suspended')}</span></td>
          <td><div class="row-actions">${actingIn()?.slug === one.slug ? html`<span class="tag brand-tag">${t('workspace-here')}</span>` : html`<button type="button" class="button small" aria-label=${t('workspace-enter-of', { name: one.name })} onClick=${() => enter(one)}>${t('workspace-enter')}</button>`}
            ${one.state === 'active' ? html`<button type="button" class="button small danger" aria-label=${t('workspace-suspend-of', { name: one.name })} onClick=${() => setStopping(one)}>${t('workspace-suspend')}</button>` : html`<button type="button" class="button small" aria-label=${t('workspace-resume-of', { name: one.name })} onClick=${() => turn(one, 'resume')}>${t('workspace-resume')}</button>`}</div></td></tr>`)}</tbody></table>`} />
    ${making && html`<${NewWorkspace} onClose=${() => setMaking(false)} onMade=${() => { setMaking(false); list.load(); }} />`}
    ${stopping && html`<${ConfirmByTyping} title=${t('workspace-suspend-of', { name: stopping.name })} word=${stopping.slug} action=${t('workspace-suspend')} onConfirm=${() => turn(stopping, 'suspend')} onClose=${() => setStopping(null)}><p>${t('workspace-suspend-sure')}</p></${ConfirmByTyping}>`}
  </${Fragment}>`;
}

function NewWorkspace({ onClose, onMade }) {
  const form = useForm({ name: '', slug: '', currency: '', admin_email: '' }, { id: 'workspace-new' });
  const labels = { name: t('workspace-name'), slug: t('workspace-slug'), currency: t('workspace-currency'), admin_email: t('workspace-admin') };
  const check = () => (form.values.name.trim() ? {} : { name: [t('workspace-name-missing')] });
  const send = async () => {
    await post('/tenants', Object.fromEntries(Object.entries(form.values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value)));
    say(t('workspace-made'));
    onMade();
  };
  return html`<${Dialog} title=${t('workspace-new')} onClose=${onClose}><form class="stack" onSubmit=${form.submit(check, send)} novalidate>
    <${Summary} form=${form} labels=${labels} />
    <${Field} form=${form} name="name" label=${labels.name} autocomplete="off" />
    <${Field} form=${form} name="slug" label=${labels.slug} hint=${t('workspace-slug-hint')} autocomplete="off" autocapitalize="none" spellcheck="false" />
    <${Field} form=${form} name="currency" label=${labels.currency} hint=${t('workspace-currency-hint')} autocomplete="off" maxlength="3" />
    <${Field} form=${form} name="admin_email" label=${labels.admin_email} hint=${t('workspace-admin-hint')} type="email" autocomplete="off" />
    <div class="actions"><button type="button" class="button" onClick=${(event) => event.target.closest('dialog').close()}>${t('cancel')}</button><button type="submit" class="button primary" disabled=${form.busy}>${t(form.busy ? 'form-busy' : 'workspace-make')}</button></div>
  </form></${Dialog}>`;
}
