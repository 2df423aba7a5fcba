// The stages of one pipeline with who stands in them. A column is asked for when it comes into sight.
import { batch, signal } from './dom.js';
import { get, put, query } from './api.js';

const PAGE = 15;
export const columns = signal({}); // code -> { rows, next, loading, problem }
export const moving = signal(null); // id of the customer being dragged, with where from

const set = (code, change) => { columns.value = { ...columns.value, [code]: { rows: [], next: null, loading: false, problem: null, ...columns.value[code], ...change } }; };

// code -> what was asked last. An older answer counts no more: one from before a move would put the card back where it was.
const newest = {};

export async function fill(code, { more = false } = {}) {
  const now = columns.value[code];
  const mine = newest[code] = {};
  const settle = (change) => { if (newest[code] === mine) set(code, { loading: false, ...change }); };
  set(code, { loading: true });
  try {
    const answer = await get(`/customers${query({ list: 'all', stage: code, limit: PAGE, cursor: more ? now?.next : '' })}`);
    settle({ rows: more ? [...now.rows, ...answer.data] : answer.data, next: answer.next_cursor, problem: null });
  } catch (problem) { settle({ problem }); }
}

export const refill = () => Promise.all(Object.keys(columns.value).map((code) => fill(code)));

// Shown at once; both columns are asked for again when the server has said yes or no.
export async function move(one, from, to, pipeline_id, remarks) {
  const both = [from, to].filter((code) => columns.value[code]);
  const without = (code) => columns.value[code].rows.filter((row) => row.id !== one.id);
  batch(() => {
    for (const code of both) {
      newest[code] = null;
      set(code, { loading: false, rows: code === to ? [{ ...one, stage: to }, ...without(code)] : without(code) });
    }
  });
  try {
    return await put(`/customers/${one.id}/stage`, { stage: to, pipeline_id, ...(remarks && { remarks }) });
  } finally {
    for (const code of both) fill(code);
  }
}

export const may = (stage, code) => !stage?.moves || stage.moves.includes(code);
