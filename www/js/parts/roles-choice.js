// Boxes to tick for roles, each with what it is called.
import { html } from '../lib/dom.js';
import { get } from '../lib/api.js';
import { resource } from '../lib/state.js';

export const [roles, loadRoles] = resource((stop) => get('/roles', { signal: stop }));
export const titleOf = (name) => roles.value.data?.data.find((role) => role.name === name)?.title || name;

export function RolesChoice({ id, legend, chosen, onChange, faults, without = [] }) {
  const all = (roles.value.data?.data ?? []).filter((role) => !without.includes(role.name));
  const turn = (name) => onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return html`<fieldset class="choices" id=${id} tabindex="-1"><legend>${legend}</legend>
    ${all.map((role) => html`<label class="check" key=${role.name}><input type="checkbox" checked=${chosen.includes(role.name)} onChange=${() => turn(role.name)} /> ${role.title || role.name}</label>`)}
    ${faults?.length > 0 && html`<p class="field-error">${faults.join(' ')}</p>`}
  </fieldset>`;
}
