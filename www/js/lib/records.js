// A list of customer records: what the address says of it, its pages, what is chosen in it, and the way from one
// customer of it to the next.
import { signal } from './dom.js';
import { get, may, post, query } from './api.js';
import { resource, urlState } from './state.js';
import { join, own } from './filter.js';

export const PAGE = 25;
const PATIENCE_MS = 400;
const WALK = 'walk';

export const COLUMNS = ['risk', 'reason', 'stage', 'assignee', 'value', 'action', 'email', 'phone', 'segment', 'added'];
export const USUAL = ['risk', 'stage', 'assignee', 'value', 'email'];
export const SORTS = ['recent', 'risk', 'name'];

// What several parts of a page ask for, once.
export const [pipelines, loadPipelines] = resource((stop) => get('/pipelines', { signal: stop }));
export const [assignees, loadAssignees] = resource((stop) => (may('customers:assign') ? get('/assignees', { signal: stop }) : Promise.resolve({ data: [] })));

export const [ownFields, loadOwnFields] = resource(async (stop) => {
  const answer = await get('/custom-fields', { signal: stop });
  own.clear();
  for (const one of answer.fields) own.set(`custom.${one.name}`, one);
  return answer;
});

export const stages = () => (pipelines.value.data?.data ?? []).flatMap((one) => one.stages.map((stage) => ({ ...stage, pipeline_id: one.id })));
export const stageTitle = (code) => stages().find((stage) => stage.code === code)?.title ?? code;

// fixed: what this page always asks for; base: a filter that always holds, for exports; usual: the columns shown at first.
export function recordList({ fixed = {}, base = '', usual = USUAL } = {}) {
  const [address, setAddress] = urlState({ q: '', filter: '', sort: 'recent', columns: '', view: '' });
  const place = () => ({ trail: history.state?.trail ?? [], cursor: history.state?.cursor ?? '' });
  const at = signal(place());
  const chosen = signal(new Map()); // id -> item
  const all = signal(null); // null, or { matching } once everything that matches is meant
  const parameters = () => ({ list: 'all', ...fixed, q: address.value.q, filter: address.value.filter, sort: address.value.sort });
  const [list, load] = resource((stop) => get(`/customers${query({ ...parameters(), limit: PAGE, cursor: at.value.cursor })}`, { signal: stop }));

  const remember = () => history.replaceState(at.value, '');
  const forget = () => { chosen.value = new Map(); all.value = null; };
  const change = (changes, options) => {
    at.value = { trail: [], cursor: '' };
    setAddress({ view: '', ...changes }, options);
    remember();
    forget();
    return load();
  };
  const turn = (forward) => {
    const { trail, cursor } = at.value;
    at.value = forward ? { trail: [...trail, cursor], cursor: list.value.data.next_cursor } : { trail: trail.slice(0, -1), cursor: trail.at(-1) ?? '' };
    remember();
    return load();
  };
  addEventListener('popstate', () => { at.value = place(); forget(); load(); });

  const shown = () => { const { q, filter } = address.value; return join(base, filter, q && `q ~ "${q.replace(/["\\]/g, '\\$&')}"`); };

  return {
    usual, address, setAddress, at, list, load, change, turn, chosen, all, forget, fixed,
    columns: () => (address.value.columns ? address.value.columns.split(',').filter((one) => COLUMNS.includes(one)) : usual),
    choose: (item, on) => { const next = new Map(chosen.value); if (on) next.set(item.id, item); else next.delete(item.id); chosen.value = next; all.value = null; },
    choosePage: (on) => { chosen.value = new Map(on ? list.value.data.data.map((one) => [one.id, one]) : []); all.value = null; },
    // The filter text of what is meant: all that matches, or the chosen ones by their numbers.
    meant: () => (all.value ? shown() : `external_id in (${[...chosen.value.values()].map((one) => `"${one.external_id}"`).join(', ')})`),
    shown,
    match: () => Object.fromEntries(Object.entries({ q: address.value.q, filter: address.value.filter, ...Object.fromEntries(Object.entries(fixed).filter(([name]) => name !== 'list')) }).filter(([, value]) => value)),
    countMatching: async () => { try { return (await get(`/customers${query({ ...parameters(), limit: 1, count: 'yes' })}`)).matching ?? null; } catch { return null; } },
    // Kept in the tab, so that J and K on a customer's page walk this very page of this list.
    keepWalk: () => sessionStorage.setItem(WALK, JSON.stringify({ back: location.pathname + location.search, ids: (list.value.data?.data ?? []).map((one) => one.id) })),
  };
}

export function walk(id) {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(WALK)); } catch { /* nothing kept */ }
  const index = kept?.ids?.indexOf(id) ?? -1;
  if (index < 0) return { back: null, before: null, after: null, index, of: 0 };
  return { back: kept.back, before: kept.ids[index - 1] ?? null, after: kept.ids[index + 1] ?? null, index, of: kept.ids.length };
}

export const customerPage = (id) => `/dashboard/customer/${query({ id })}`;

const pause = (ms) => new Promise((go) => { setTimeout(go, ms); });

// A change of many at once runs as a job; whoever asked waits here for its end.
export async function followed(batch, ended = (one) => one.state === 'done' || one.state === 'failed') {
  let now = batch;
  while (!ended(now)) {
    await pause(PATIENCE_MS);
    now = await get(`/assignments/${batch.id}`);
  }
  return now;
}

export const assignMany = async (body) => followed(await post('/assignments', body));
export const undoMany = async (batch) => followed(await post(`/assignments/${batch.id}/undo`, {}), (one) => one.undo_state === 'done');
