// The filter grammar of lists: `field op value` joined by `and`. What the server parses, the builder reads and writes.
const KINDS = {
  text: ['=', '!=', '~'],
  number: ['=', '>=', '<=', '>', '<'],
  date: ['>=', '<=', '=', '>', '<'],
  choice: ['=', '!=', 'in'],
  flag: ['='],
  words: ['~'],
};

export const FIELDS = {
  q: 'words', name: 'text', email: 'text', phone: 'text', external_id: 'text', city: 'text', region: 'text', country: 'text', segment: 'text',
  band: 'choice', probability: 'number', value: 'number', revenue: 'number', points: 'number', purchases: 'number',
  stage: 'choice', assigned: 'choice', since: 'date', created: 'date', updated: 'date',
  consent_email: 'flag', consent_sms: 'flag', consent_push: 'flag', legal_hold: 'flag',
};

// Fields of the workspace's own: 'custom.<name>' -> { type, title, choices }; lib/records.js learns them.
export const own = new Map();
const OWN_KINDS = { text: 'text', number: 'number', date: 'date', yes_no: 'flag', choice: 'choice' };

export const kindOf = (field) => FIELDS[field] ?? OWN_KINDS[own.get(field)?.type] ?? 'text';
export const opsOf = (field) => (field.startsWith('custom.') && !own.has(field) ? ['=', '!=', '~', '>=', '<='] : KINDS[kindOf(field)]);

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(!=|<=|>=|[=<>~(),])|([^\s"=<>~!(),]+))/gy;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  const whole = text.trimEnd();
  while (TOKEN.lastIndex < whole.length) {
    const match = TOKEN.exec(whole);
    if (!match) return null;
    if (match[1] !== undefined) found.push({ value: match[1].replace(/\\(.)/g, '$1') });
    else if (match[2]) found.push({ sign: match[2] });
    else found.push({ value: match[3], word: true });
  }
  return found;
}

// [{ field, op, value }] (value: a list for `in`), or null when the builder cannot show this text.
export function parse(text) {
  const list = tokens(text ?? '');
  if (!list) return null;
  const found = [];
  let at = 0;
  while (at < list.length) {
    if (found.length) { if (list[at]?.value?.toLowerCase() !== 'and') return null; at += 1; }
    const field = list[at]?.word && list[at].value;
    const op = list[at + 1]?.sign ?? (list[at + 1]?.value === 'in' ? 'in' : null);
    if (!field || !op) return null;
    at += 2;
    if (op === 'in') {
      const end = list.findIndex((one, index) => index >= at && one.sign === ')');
      if (list[at]?.sign !== '(' || end < 0) return null;
      found.push({ field, op, value: list.slice(at + 1, end).filter((one) => one.value !== undefined).map((one) => one.value) });
      at = end + 1;
    } else {
      if (list[at]?.value === undefined) return null;
      found.push({ field, op, value: list[at].value });
      at += 1;
    }
  }
  return found;
}

// A number, a date or a plain word stands as it is; everything else in quotes.
const quoted = (value) => (/^[A-Za-z0-9_.-]+$/.test(value) && !/^(and|in)$/i.test(value) ? value : `"${String(value).replace(/["\\]/g, '\\$&')}"`);

export const write = (conditions) => conditions
  .filter(({ field, value }) => field && (Array.isArray(value) ? value.length : String(value ?? '').trim() !== ''))
  .map(({ field, op, value }) => `${field} ${op} ${op === 'in' ? `(${[].concat(value).map(quoted).join(', ')})` : quoted(String(value).trim())}`).join(' and ');

export const join = (...texts) => texts.filter(Boolean).join(' and ');
