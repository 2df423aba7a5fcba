// What a list shows, as a file: the server makes it, after asking who one is.
import { html, Icon, useState } from '../lib/dom.js';
import { t } from '../lib/l10n.js';
import { fetchFile } from '../lib/api.js';
import { say, sayFault } from './toast.js';

const FORMATS = ['csv', 'xlsx', 'jsonl'];

// filter(): the filter text of what is meant, or nothing for all.
export function ExportMenu({ list, filter, quiet = false }) {
  const [busy, setBusy] = useState(false);
  const choose = (format) => async (event) => {
    event.currentTarget.closest('details').open = false;
    if (busy) return;
    setBusy(true);
    try {
      const meant = filter?.();
      await fetchFile('POST', '/exports', `${list}.${format}`, { body: { list, format, ...(meant && { filter: meant }) } });
      say(t('export-done'));
    } catch (fault) { if (fault.code !== 'cancelled') sayFault(fault, t('export-failed')); } finally { setBusy(false); }
  };
  return html`<details class="menu"><summary class=${quiet ? 'button small' : 'button'} aria-disabled=${busy ? 'true' : undefined}><${Icon} name="download" />${t(busy ? 'form-busy' : 'export')}</summary>
    <div class="menu-pop">${FORMATS.map((format) => html`<button type="button" key=${format} onClick=${choose(format)}>${t(`export-${format}`)}</button>`)}</div></details>`;
}
