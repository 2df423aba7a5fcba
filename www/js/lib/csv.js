// Looks at the beginning of a file before it is sent: what separates the columns and what they are called.
// The server checks every row; this only saves a person from sending the wrong file.

export const SAMPLE_BYTES = 64 * 1024;

export async function sampleOf(file) {
  const head = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());
  const text = new TextDecoder('utf-8').decode(head);
  if (file.size <= SAMPLE_BYTES) return text;
  const end = text.lastIndexOf('\n');
  return end > 0 ? text.slice(0, end + 1) : text;
}

export function headersOf(text) {
  return records(text, 1)[0] ?? [];
}

const SHOWN = 3;

// A few different values of each column, to remind a person of what the column holds.
export function valuesOf(text) {
  const [headers = [], ...rows] = records(text, 40);
  return headers.map((_, column) => [...new Set(rows.map((row) => row[column]).filter(Boolean))].slice(0, SHOWN));
}

function records(text, most) {
  const clean = text.replace(/^\uFEFF/, '');
  const found = [];
  let separator = '';
  for (let at = 0; at < clean.length && found.length < most;) {
    const end = lineEnd(clean, at);
    const line = clean.slice(at, end);
    separator ||= (line.match(/;/g)?.length ?? 0) > (line.match(/,/g)?.length ?? 0) ? ';' : ',';
    if (line) found.push(split(line, separator).map((cell) => cell.trim()));
    at = end + 1;
  }
  return found;
}

function lineEnd(text, from) {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && (text[at] === '\n' || text[at] === '\r')) return at;
  }
  return text.length;
}

function split(line, separator) {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (sign === '"' && quoted && line[at + 1] === '"') { cells[cells.length - 1] += '"'; at += 1; } else if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) cells.push('');
    else cells[cells.length - 1] += sign;
  }
  return cells;
}

const NEAR = 0.6; // a file with the id and this share of a shape's columns, and as few others, is meant as that shape, with columns missing

// The declared shape that the file fits best, or null when it is of another shape altogether.
export function shapeOf(headers, schemas) {
  const have = new Set(headers.map((header) => header.toLowerCase()));
  const has = (column) => [column.header, ...(column.aliases ?? [])].some((name) => have.has(name.toLowerCase()));
  const scored = schemas.map((schema) => {
    const wanted = requiredColumns(schema);
    const found = wanted.filter(has);
    const known = (schema.columns ?? []).filter(has);
    return { schema, share: wanted.length ? found.length / wanted.length : 0, known: known.some((column) => column.role === 'id') ? known.length / have.size : 0, size: wanted.length };
  }).sort((a, b) => b.share - a.share || b.size - a.size);
  return scored.find((one) => one.share === 1 || (one.share >= NEAR && one.known >= NEAR))?.schema ?? null;
}

export function requiredColumns(schema) {
  const columns = schema.columns ?? [];
  if (columns.some((column) => column.required !== undefined)) return columns.filter((column) => column.required);
  return columns.filter((column) => column.role !== 'label' && column.role !== 'ignore');
}
