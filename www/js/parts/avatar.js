// A person as a picture, or as initials while there is none.
import { html, signal, useEffect, useState } from '../lib/dom.js';
import { initials } from '../lib/format.js';

// One's own picture, for every place of the page that shows it.
export const ownPicture = signal(null);

export const pictureUrl = (id) => `/api/v1/uploads/pictures/${id}`;

// Lies over the initials of the element that it stands in. One that is gone meanwhile leaves them to be seen.
export function Picture({ id }) {
  const [gone, setGone] = useState(false);
  useEffect(() => setGone(false), [id]);
  return id && !gone ? html`<img class="avatar-picture" src=${pictureUrl(id)} alt="" width="256" height="256" decoding="async" onError=${() => setGone(true)} />` : null;
}

export function Avatar({ id, name, cls = '' }) {
  return html`<span class=${`avatar ${cls}`} data-initials=${initials(name)} aria-hidden="true"><${Picture} id=${id} /></span>`;
}
