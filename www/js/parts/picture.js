// One's own picture: chosen, shown, removed.
import { html, useRef, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { get, ifStill, patch, post, Problem, remove } from '../lib/api.js';
import { words } from './basics.js';
import { Avatar, ownPicture } from './avatar.js';
import { say } from './toast.js';

const MOST_BYTES = 5 * 1024 * 1024; // the server counts again
const TAKEN = 'image/jpeg,image/png,image/webp';

// Somebody may have changed another part of the profile meanwhile, in another window: the picture is no reason to ask.
async function use(id, me) {
  try {
    return await patch('/auth/me', { picture_id: id }, ifStill(me));
  } catch (problem) {
    if (problem.status !== 412) throw problem;
    return patch('/auth/me', { picture_id: id }, ifStill(await get('/auth/me')));
  }
}

async function replace(file, me) {
  if (file.size > MOST_BYTES) throw new Problem({ code: 'too_large', detail: t('picture-too-large') });
  const { id } = await post('/uploads/pictures', file, { type: file.type.startsWith('image/') ? file.type : 'image/jpeg' });
  const fresh = await use(id, me);
  if (me.picture_id) await remove(`/uploads/pictures/${me.picture_id}`).catch(() => null); // what nobody sees any more
  return fresh;
}

async function takeAway(me) {
  await remove(`/uploads/pictures/${me.picture_id}`).catch(async (problem) => { if (problem.status !== 404) throw problem; await use(null, me); });
  return get('/auth/me');
}

export function OwnPicture({ me, name, onSaved }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const file = useRef(null);
  const work = async (what, done) => {
    setBusy(true);
    setFault('');
    try {
      const fresh = await what();
      ownPicture.value = fresh.picture_id;
      onSaved(fresh);
      say(t(done));
    } catch (problem) {
      setFault(words(problem));
    } finally {
      setBusy(false);
      file.current.value = '';
    }
  };
  const chosen = () => { const one = file.current.files[0]; if (one) work(() => replace(one, me), 'picture-changed'); };
  return html`<div class="own-picture">
    <${Avatar} id=${me.picture_id} name=${name} cls="large" />
    <div class="actions">
      <input type="file" id="picture" class="hidden-visually" accept=${TAKEN} ref=${file} onChange=${chosen} disabled=${busy} aria-describedby="picture-note" />
      <label for="picture" class="button small">${t(busy ? 'form-busy' : me.picture_id ? 'picture-change' : 'picture-choose')}</label>
      ${me.picture_id && html`<button type="button" class="button small" disabled=${busy} onClick=${() => work(() => takeAway(me), 'picture-removed')}>${t('picture-remove')}</button>`}
    </div>
    <p id="picture-note" class=${fault ? 'field-error' : 'field-hint'} role="status">${fault || t('picture-hint')}</p>
  </div>`;
}
