// The stages of one pipeline with who stands in them. A column is asked for when it comes into sight.
import { batch, signal } from './dom.js';
import { get, put, query } from './api.js';

const PAGE = 15;
export const columns = signal({}); // code -> { rows, next, loading, problem }
export const moving = signal(null); // id of the customer being dragged, with where from

const set = (code, change) => { columns.value = { ...columns.value, [code]: { rows: [], next: null, loading: false, problem: null, ...columns.value[code], ...change } }; };

// Of each column: the newest question, the question up to which answers count no more, and how many moves are on their way. What was
// read before a move would put the card back where it was.
const asked = {};
const taken = {};
const held = {};

export async function fill(code, { more = false } = {}) {
  const now = columns.value[code];
  const mine = asked[code] = (asked[code] ?? 0) + 1;
  const settle = (change) => {
    if (mine <= (taken[code] ?? 0) || !columns.value[code]) return;
    taken[code] = mine;
    set(code, { loading: mine < asked[code], ...(!held[code] && change) });
  };
  set(code, { loading: true });
  try {
    const answer = await get(`/customers${query({ list: 'all', stage: code, limit: PAGE, cursor: more ? now?.next : '' })}`);
    settle({ rows: more ? [...now.rows, ...answer.data] : answer.data, next: answer.next_cursor, problem: null });
  } catch (problem) { settle({ problem }); }
}

export const refill = () => Promise.all(Object.keys(columns.value).map((code) => fill(code)));

// Shown at once, taken back when the server refuses; what stands there then is asked for again.
export async function move(one, from, to, pipeline_id, remarks) {
  const both = [from, to].filter((code) => columns.value[code]);
  const stands = (where) => batch(() => {
    for (const code of both) {
      const rest = columns.value[code]?.rows.filter((row) => row.id !== one.id);
      taken[code] = asked[code];
      if (rest) set(code, { loading: false, rows: code === where ? [{ ...one, stage: where }, ...rest] : rest });
    }
  });
  for (const code of both) held[code] = (held[code] ?? 0) + 1;
  stands(to);
  try {
    return await put(`/customers/${one.id}/stage`, { stage: to, pipeline_id, ...(remarks && { remarks }) });
  } catch (problem) {
    stands(from);
    throw problem;
  } finally {
    for (const code of both) {
      held[code] -= 1;
      taken[code] = asked[code];
      if (!held[code] && columns.value[code]) fill(code);
    }
  }
}

export const may = (stage, code) => !stage?.moves || stage.moves.includes(code);
