// The stages of one pipeline with who stands in them. A column is asked for when it comes into sight.
import { batch, signal } from './dom.js';
import { get, put, query } from './api.js';

const PAGE = 15;
export const columns = signal({}); // code -> { rows, next, loading, problem }
export const moving = signal(null); // id of the customer being dragged, with where from

const set = (code, change) => { columns.value = { ...columns.value, [code]: { rows: [], next: null, loading: false, problem: null, ...columns.value[code], ...change } }; };

export async function fill(code, { more = false } = {}) {
  const now = columns.value[code];
  if (now?.loading) return;
  set(code, { loading: true });
  try {
    const answer = await get(`/customers${query({ list: 'all', stage: code, limit: PAGE, cursor: more ? now?.next : '' })}`);
    set(code, { rows: more ? [...now.rows, ...answer.data] : answer.data, next: answer.next_cursor, loading: false, problem: null });
  } catch (problem) { set(code, { loading: false, problem }); }
}

export const refill = () => Promise.all(Object.keys(columns.value).map((code) => fill(code)));

// Shown at once, taken back when the server refuses.
export async function move(one, from, to, pipeline_id, remarks) {
  const before = columns.value;
  batch(() => {
    if (before[from]) set(from, { rows: before[from].rows.filter((row) => row.id !== one.id) });
    if (columns.value[to]) set(to, { rows: [{ ...one, stage: to }, ...columns.value[to].rows] });
  });
  try {
    return await put(`/customers/${one.id}/stage`, { stage: to, pipeline_id, ...(remarks && { remarks }) });
  } catch (problem) {
    columns.value = before;
    throw problem;
  }
}

export const may = (stage, code) => !stage?.moves || stage.moves.includes(code);
