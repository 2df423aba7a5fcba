// Single keys. They never fire while somebody types, and can be switched off for this visit (WCAG 2.1.4).
import { tinykeys } from '../../vendor/ui.js';

const OFF = 'keys-off';
// A dialog that was just closed may hold the focus until the next frame, and nobody types into a box to tick.
const TYPING = 'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable], dialog[open]';

export const keysOn = () => sessionStorage.getItem(OFF) !== '1';
export const setKeysOn = (on) => (on ? sessionStorage.removeItem(OFF) : sessionStorage.setItem(OFF, '1'));

const when = (action) => (event) => {
  const typing = event.target.closest?.('dialog:not([open])') ? null : event.target.closest?.(TYPING);
  if (typing || event.defaultPrevented || !keysOn()) return;
  event.preventDefault();
  action(event);
};

// Keys of one page: { key: action }. Returns what takes them away again.
export const pageKeys = (actions) => tinykeys(window, Object.fromEntries(Object.entries(actions).map(([key, action]) => [key, when(action)])));

export function shortcuts({ help, admin }) {
  const go = (path) => when(() => { location.href = path; });
  tinykeys(window, {
    '/': when(() => document.getElementById('find')?.focus()),
    '$mod+k': (event) => { event.preventDefault(); document.dispatchEvent(new CustomEvent('palette')); },
    'Shift+?': when(help),
    'g o': go('/dashboard/?view=overview'),
    'g c': go('/dashboard/customers/'),
    'g p': go('/dashboard/pipeline/'),
    'g e': go('/dashboard/engagement-hub/'),
    'g t': go('/dashboard/chat/'),
    'g n': go('/dashboard/notes/'),
    'g r': go('/dashboard/risk-level/'),
    'g d': go('/dashboard/data-management/'),
    'g m': go('/dashboard/model-insight/'),
    'g s': go('/dashboard/settings/'),
    ...(admin && { 'g a': go('/admin/') }),
  });
}
