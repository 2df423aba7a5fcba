// What can be offered, from which standing on, and what one customer would be offered now.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { get, ifStill, may, patch, query, session } from '../../lib/api.js';
import { count, money, share } from '../../lib/format.js';
import { Bones, Card, Fault } from '../basics.js';
import { Edit } from '../edit.js';
import { ListCard, pagedList } from '../list.js';
import { PickCustomer } from '../pick-customer.js';
import { say, sayFault } from '../toast.js';
import { Bar, filterOf, RowActions, Segmented } from './rows.js';

const PATH = '/products';
const TYPES = ['loan', 'card', 'bonus', 'resolution'];
const list = pagedList(PATH, { type: '', active: '' });

export function Products() {
  const [editing, setEditing] = useState(null);
  useEffect(() => { list.load(); }, []);
  const close = () => setEditing(null);
  const { type } = list.filters.value;
  const currency = session.user.tenant?.currency;
  const turn = async (one) => {
    try { await patch(`${PATH}/${one.id}`, { active: !one.active }, ifStill(one)); say(t(one.active ? 'product-off-said' : 'product-on-said', { name: one.name })); } catch (fault) { sayFault(fault); }
    list.load();
  };
  const fields = [{ name: 'name', label: t('product-name'), need: true, wide: true, max: 120 }, { name: 'type', label: t('product-type'), kind: 'select', need: true, usual: 'loan', options: TYPES.map((one) => [one, t(`product-${one}`)]), hint: t('product-type-hint') },
    { name: 'min_score', label: t('product-score'), kind: 'number', low: 0, high: 850, usual: '0', hint: t('product-score-hint') }, { name: 'min_balance', label: t('product-balance'), kind: 'money', low: 0, usual: '0', unit: currency }, { name: 'active', label: t('product-active'), kind: 'check', usual: true }];
  return html`<div class="stack"><${Bar} list="products" filter=${() => filterOf({ type })} label=${t('product-new')} onNew=${() => setEditing({})}><${Segmented} name="type" legend=${t('product-type')} values=${['', ...TYPES]} now=${type} words=${(one) => t(one ? `product-${one}` : 'product-any')} onChoose=${(one) => list.filter({ type: one })} /></${Bar}>
    <${ListCard} list=${list} label=${t('hub-products')} failed=${t('hub-products-failed')} empty=${{ title: t('products-empty'), lead: t('products-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('hub-products')}</caption><thead><tr><th scope="col">${t('product-name')}</th><th scope="col">${t('product-type')}</th><th scope="col" class="right">${t('product-score')}</th><th scope="col" class="right">${t('product-balance')}</th><th scope="col">${t('hub-state')}</th><th scope="col"><span class="hidden-visually">${t('row-actions')}</span></th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.name}</th><td data-label=${t('product-type')}>${t(`product-${one.type}`)}</td><td class="right num" data-label=${t('product-score')}>${one.type === 'resolution' ? '–' : count(one.min_score)}</td><td class="right num" data-label=${t('product-balance')}>${one.type === 'resolution' ? '–' : money(one.min_balance, currency)}</td>
        <td data-label=${t('hub-state')}><span class=${one.active ? 'tag good' : 'tag'}>${t(one.active ? 'product-is-on' : 'product-is-off')}</span></td>
        <td><div class="row-actions">${may('engagement:write') && html`<button type="button" class="button small" aria-label=${t(one.active ? 'product-turn-off' : 'product-turn-on', { name: one.name })} onClick=${() => turn(one)}>${t(one.active ? 'product-off' : 'product-on')}</button>`}<${RowActions} name=${one.name} onEdit=${() => setEditing(one)} /></div></td></tr>`)}</tbody></table>`} />
    <${Eligible} />
    ${editing && html`<${Edit} id="product" title=${editing.id ? editing.name : t('product-new')} path=${PATH} one=${editing.id ? editing : null} fields=${fields} onClose=${close} onSaved=${() => { close(); list.load(); }} />`}</div>`;
}

export const standing = (id) => get(`/products/eligible${query({ customer_id: id })}`);

function Eligible() {
  const [chosen, setChosen] = useState(null);
  const [state, setState] = useState({});
  const choose = (one) => { setChosen(one); setState({}); if (one) standing(one.id).then((data) => setState({ data }), (problem) => setState({ problem })); };
  const { data, problem } = state;
  return html`<${Card} id="eligible" title=${t('eligible')} lead=${t('eligible-lead')}><div class="stack tight"><div class="one-column"><${PickCustomer} id="eligible-customer" label=${t('snapshot-who')} chosen=${chosen} onChoose=${choose} /></div>
    ${problem && html`<${Fault} problem=${problem} retry=${() => choose(chosen)} />`}${chosen && !data && !problem && html`<${Bones} rows=${2} />`}
    ${data && html`<div class="stack tight"><p>${t('eligible-standing', { credit: count(data.credit), tier: t(`band-${data.tier}`).toLowerCase(), share: share(data.probability / 100, 0), driver: data.driver || '–' })}</p><${Offers} list=${data.offers} /></div>`}</div></${Card}>`;
}

export const Offers = ({ list: offers }) => (offers.length ? html`<ul class="lines">${offers.map((one) => html`<li key=${one.id}><div class="line-main">${one.name}</div>${one.answer && html`<span class=${one.answer === 'accepted' ? 'tag good' : 'tag'}>${t(`interaction-product-${one.answer}`)}</span>`}<span class="tag">${t(`product-${one.type}`)}</span></li>`)}</ul>` : html`<p class="muted">${t('eligible-none')}</p>`);
