// The chat of the workspace: what visitors see, which sites may show it, and what is read out of conversations.
import { html, useEffect, useState } from '../lib/dom.js';
import { get, ifStill, may, put, session } from '../lib/api.js';
import { t } from '../lib/l10n.js';
import { useForm } from '../lib/form.js';
import { resource } from '../lib/state.js';
import { Bones, Card, Copy, Fault } from './basics.js';
import { Check, Conflict, Field, SaveBar, Select, Summary, TextArea } from './form.js';
import { say } from './toast.js';

const [current, load] = resource(async (stop) => {
  const [set, schemas, widget] = await Promise.all([get('/chat/settings', { signal: stop }), get('/chat/schemas', { signal: stop }), may('tenants:read') ? get('/tenants/current', { signal: stop }).catch(() => null) : null]);
  return { set, schemas: schemas.data, slug: widget?.slug ?? session.user.tenant?.slug ?? '' };
});

const flat = (set) => ({ title: set.title, greeting: set.greeting, parents: set.parents.join('\n'), schema: set.schema, ai: set.ai });
const sites = (text) => text.split(/[\s,]+/).map((one) => one.trim().replace(/\/+$/, '')).filter(Boolean);
const isSite = (one) => /^https:\/\/[A-Za-z0-9.-]+(:\d+)?$/.test(one) || /^http:\/\/localhost(:\d+)?$/.test(one);
const wire = (form) => Object.fromEntries(form.changed.map((name) => [name, name === 'parents' ? sites(form.values.parents) : form.values[name]]));

export function ChatSettings() {
  useEffect(() => { load(); }, []);
  const { data, problem } = current.value;
  if (!data) return problem ? html`<${Fault} problem=${problem} retry=${load} />` : html`<section class="card form-card"><${Bones} rows=${8} /></section>`;
  return html`<${Sheet} all=${data} />`;
}

const embedLine = (slug) => `<iframe src="${location.origin}/chat/?tenant=${slug}" title="Chat" width="380" height="600" style="border:0"></iframe>`;

function Embed({ slug }) {
  const line = embedLine(slug);
  return html`<${Card} id="chat-embed" title=${t('chat-embed')} lead=${t('chat-embed-lead')}><pre class="code-line" tabindex="0" aria-label=${t('chat-embed')}><code>${line}</code></pre>
    <div class="actions"><${Copy} text=${line} label=${t('copy')} /><a class="button small" href=${`/chat/?tenant=${slug}`} target="_blank" rel="noopener">${t('chat-embed-try')}</a></div><p class="small muted">${t('chat-embed-theme')}</p></${Card}>`;
}

function Sheet({ all }) {
  const { set, schemas, slug } = all;
  const form = useForm(flat(set), { id: 'chat' });
  const [theirs, setTheirs] = useState(null);
  const labels = { title: t('chat-set-title'), greeting: t('chat-set-greeting'), parents: t('chat-set-parents'), schema: t('chat-set-schema'), ai: t('chat-set-ai') };
  const accept = (fresh) => { current.value = { data: { ...all, set: fresh }, problem: null, loading: false }; form.accept(flat(fresh)); setTheirs(null); };
  const send = (version) => async () => { accept(await put('/chat/settings', wire(form), ifStill({ version }))); say(t('form-saved')); };
  const meet = (problem) => {
    if (problem.status !== 412) return false;
    get('/chat/settings').then(setTheirs, () => {});
    return true;
  };
  const wrongSites = sites(form.values.parents).filter((one) => !isSite(one));
  const check = () => (wrongSites.length ? { parents: [t('chat-set-parents-wrong', { site: wrongSites[0] })] } : {});
  const locked = !may('tenants:write');
  return html`<form class="stack narrow" id="chat-form" onSubmit=${form.submit(check, send(set.version), meet)} novalidate><${Summary} form=${form} labels=${labels} />
    ${slug && html`<${Embed} slug=${slug} />`}
    <fieldset class="stack bare" disabled=${locked}><legend class="hidden-visually">${t('admin-chat')}</legend>
    <${Card} id="chat-where" title=${t('chat-where')} lead=${t('chat-where-lead')}><${TextArea} form=${form} name="parents" label=${labels.parents} hint=${t('chat-set-parents-hint')} rows="3" spellcheck="false" autocapitalize="none" /></${Card}>
    <${Card} id="chat-shows" title=${t('chat-shows')} lead=${t('chat-shows-lead')}><div class="stack tight"><${Field} form=${form} name="title" label=${labels.title} maxlength="127" autocomplete="off" /><${TextArea} form=${form} name="greeting" label=${labels.greeting} maxlength="500" /></div></${Card}>
    <${Card} id="chat-reads" title=${t('chat-reads')} lead=${t('chat-reads-lead')}><div class="stack tight"><${Select} form=${form} name="schema" label=${labels.schema} hint=${t('chat-set-schema-hint')} options=${schemas.map((one) => [one.name, one.body.title ?? one.name])} />
      ${set.ai_available ? html`<${Check} form=${form} name="ai" label=${labels.ai} hint=${t('chat-set-ai-hint')} />` : html`<p class="small muted">${t('chat-set-ai-none')}</p>`}</div></${Card}>
    </fieldset>${!locked && html`<${SaveBar} form=${form} />`}
    ${theirs && html`<${Conflict} form=${form} theirs=${flat(theirs)} labels=${labels} onClose=${() => setTheirs(null)} onMine=${() => form.submit(check, send(theirs.version), meet)()} onTheirs=${() => accept(theirs)} />`}</form>`;
}
