// The same as a table: one stage or all, with the move as a list in each row.
import { html, useEffect, useState } from '../../lib/dom.js';
import { t } from '../../lib/l10n.js';
import { may as mayDo } from '../../lib/api.js';
import { money } from '../../lib/format.js';
import { may } from '../../lib/pipeline.js';
import { customerPage } from '../../lib/records.js';
import { called, numberOf } from '../../lib/called.js';
import { Band, Time } from '../basics.js';
import { ListCard, pagedList } from '../list.js';

const list = pagedList('/customers', { list: 'all', stage: '' });
export const reloadTable = list.load;

export function StageTable({ pipeline, currency, onMove }) {
  const [busy, setBusy] = useState('');
  useEffect(() => { if (!list.state.value.data) list.load(); }, []);
  const stageOf = (code) => pipeline.stages.find((one) => one.code === code);
  const move = (one) => async (event) => {
    const to = event.target.value;
    setBusy(one.id);
    await onMove(one, to);
    await list.load();
    setBusy('');
  };
  const chosen = list.filters.value.stage;
  return html`<div class="stack tight"><form class="filters" onSubmit=${(event) => event.preventDefault()}><div class="filter-rest"><div class="field"><label for="pipe-stage">${t('pipe-stage')}</label><select class="select" id="pipe-stage" value=${chosen} onChange=${(event) => list.filter({ stage: event.target.value })}><option value="">${t('pipe-any')}</option>${pipeline.stages.map((one) => html`<option value=${one.code} selected=${one.code === chosen}>${one.title}</option>`)}</select></div></div></form>
    <${ListCard} list=${list} label=${t('pipe-table')} failed=${t('pipe-failed')} empty=${{ title: t('pipe-empty'), lead: t('pipe-empty-lead') }} draw=${(rows) => html`<table class="table rows"><caption class="hidden-visually">${t('pipe-table')}</caption>
      <thead><tr><th scope="col">${t('pipe-customer')}</th><th scope="col">${t('pipe-stage')}</th><th scope="col">${t('pipe-since')}</th><th scope="col">${t('pipe-risk')}</th><th scope="col" class="right">${t('pipe-value')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row"><a class="plain-link" href=${customerPage(one.id)}>${called(one)}</a><div class="cell-sub num">${numberOf(one)}</div></th>
        <td data-label=${t('pipe-stage')}>${mayDo('customers:write') ? html`<select class="select slim" aria-label=${t('pipe-move', { name: called(one) })} disabled=${busy === one.id} value=${one.stage ?? ''} onChange=${move(one)}>${!one.stage && html`<option value="">–</option>`}${pipeline.stages.map((to) => html`<option value=${to.code} selected=${to.code === one.stage} disabled=${to.code !== one.stage && !may(stageOf(one.stage), to.code)}>${to.title}</option>`)}</select>` : stageOf(one.stage)?.title ?? '–'}</td>
        <td data-label=${t('pipe-since')}><${Time} at=${one.stage_at} relative /></td><td data-label=${t('pipe-risk')}><${Band} band=${one.band} /></td><td class="right num" data-label=${t('pipe-value')}>${money(one.value, currency)}</td></tr>`)}</tbody></table>`} /></div>`;
}
