// Checks a live answer against the published OpenAPI document. Knows the part of JSON Schema that `BINARY --openapi` writes;
// a keyword that it does not know is an error, so that a check is never passed over in silence.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

const file = new URL('../../build/www/openapi.json', import.meta.url);
let document;

export function openapi() {
  document ??= JSON.parse(readFileSync(file, 'utf8'));
  return document;
}

let templates;

// The operation that serves method and path, or undefined. A template with fewer {parts} wins.
export function operationOf(method, path) {
  const { paths } = openapi(), there = path.split('/');
  templates ??= Object.keys(paths).map((template) => ({ template, parts: template.split('/') }));
  const fits = templates.filter(({ parts }) => parts.length === there.length && parts.every((part, i) => (/^\{.*\}$/.test(part) ? there[i] !== '' : part === there[i])))
    .map(({ template }) => template).sort((a, b) => a.split('{').length - b.split('{').length);
  return fits.length > 0 ? paths[fits[0]][method.toLowerCase()] : undefined;
}

// Throws when the JSON answer to method and path is not what the document says. Answers outside the document (unknown
// paths, nginx's own errors, the document itself) need only be a problem, which request() has looked at.
export function checkAnswer(method, path, { status, headers, json }) {
  const operation = operationOf(method, path);
  if (!operation) {
    assert.ok(status >= 400 || path === '/api/v1/openapi.json' || path === '/readyz', `${method} ${path} answered ${status} but is not in the document`);
    return;
  }
  const where = `${method} ${path} ${status}`;
  const answer = resolve(operation.responses[String(status)] ?? operation.responses[`${String(status)[0]}XX`] ?? operation.responses.default);
  assert.ok(answer, `${where}: the document has no such status`);
  const type = (headers.get('content-type') ?? '').split(';')[0];
  const media = answer.content?.[type];
  assert.ok(media, `${where}: the document has no ${type} there`);
  const faults = validate(media.schema, json);
  assert.deepEqual(faults, [], `${where}: ${faults.slice(0, 5).join('; ')}`);
}

function resolve(node) {
  while (node?.$ref) {
    node = node.$ref.slice(2).split('/').reduce((at, part) => at?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], openapi());
  }
  return node;
}

const formats = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  decimal: /^-?\d+(\.\d+)?$/,
  email: /^\S+@\S+$/,
};
const silent = new Set(['title', 'description', 'example', 'examples', 'default', '$ref', 'deprecated', 'readOnly', 'writeOnly',
  'contentMediaType', 'contentEncoding', '$comment']);

const typeOf = (v) => (v === null ? 'null' : Array.isArray(v) ? 'array' : Number.isInteger(v) ? 'integer' : typeof v);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const NONE = [];
const bound = (holds, text) => (holds ? NONE : [text()]); // words only for a fault: most values have none
const patterns = new Map();
const patternOf = (text) => patterns.get(text) ?? patterns.set(text, new RegExp(text, 'u')).get(text);

const keywords = {
  type: (t, v) => bound([t].flat().some((one) => one === typeOf(v) || (one === 'number' && typeOf(v) === 'integer')), () => `is ${typeOf(v)}, not ${[t].flat().join(' or ')}`),
  enum: (list, v) => bound(list.some((one) => same(one, v)), () => `is ${JSON.stringify(v)}, not one of ${JSON.stringify(list)}`),
  const: (one, v) => bound(same(one, v), () => `is ${JSON.stringify(v)}, not ${JSON.stringify(one)}`),
  format: (name, v) => bound(typeof v !== 'string' || !formats[name] || formats[name].test(v), () => `${JSON.stringify(v)} is no ${name}`),
  pattern: (text, v) => bound(typeof v !== 'string' || patternOf(text).test(v), () => `${JSON.stringify(v)} does not match ${text}`),
  minLength: (n, v) => bound(typeof v !== 'string' || [...v].length >= n, () => `is shorter than ${n}`),
  maxLength: (n, v) => bound(typeof v !== 'string' || [...v].length <= n, () => `is longer than ${n}`),
  minimum: (n, v) => bound(typeof v !== 'number' || v >= n, () => `${v} is below ${n}`),
  maximum: (n, v) => bound(typeof v !== 'number' || v <= n, () => `${v} is above ${n}`),
  minItems: (n, v) => bound(!Array.isArray(v) || v.length >= n, () => `has fewer than ${n} items`),
  maxItems: (n, v) => bound(!Array.isArray(v) || v.length <= n, () => `has more than ${n} items`),
  items: (schema, v, at) => (Array.isArray(v) ? v.flatMap((one, i) => validate(schema, one, `${at}/${i}`)) : []),
  required: (names, v) => (typeOf(v) === 'object' ? names.flatMap((n) => bound(n in v, () => `has no ${n}`)) : NONE),
  properties: (map, v, at) => (typeOf(v) === 'object' ? Object.entries(map).flatMap(([n, s]) => (n in v ? validate(s, v[n], `${at}/${n}`) : NONE)) : NONE),
  additionalProperties: (schema, v, at, whole) => {
    if (typeOf(v) !== 'object') return [];
    const extra = Object.keys(v).filter((n) => !(n in (whole.properties ?? {})));
    if (schema === false) return extra.map((n) => `has an undeclared ${n}`);
    return schema === true ? [] : extra.flatMap((n) => validate(schema, v[n], `${at}/${n}`));
  },
  oneOf: (list, v, at) => bound(list.filter((s) => validate(s, v, at).length === 0).length === 1, () => 'fits none or several of oneOf'),
  anyOf: (list, v, at) => bound(list.some((s) => validate(s, v, at).length === 0), () => 'fits none of anyOf'),
  allOf: (list, v, at) => list.flatMap((s) => validate(s, v, at)),
};

// What a schema asks for, a check for each keyword, with references followed; members that an object's properties do not name are faults.
const asked = new Map();
function checksOf(schema) {
  if (asked.has(schema)) return asked.get(schema);
  const node = resolve(schema);
  assert.ok(node, `the document points nowhere: ${JSON.stringify(schema)}`);
  const closed = node.properties && !('additionalProperties' in node) ? { ...node, additionalProperties: false } : node;
  const checks = Object.entries(closed).filter(([name]) => !silent.has(name)).map(([name, want]) => {
    assert.ok(keywords[name], `the checker does not know the keyword ${name}`);
    return (value, at) => keywords[name](want, value, at, closed);
  });
  asked.set(schema, checks);
  return checks;
}

// The faults of a value under a schema, as sentences.
export function validate(schema, value, at = '') {
  if (schema === true || schema === undefined) return NONE;
  return checksOf(schema).flatMap((check) => check(value, at).map((fault) => (fault.startsWith('/') ? fault : `${at || '/'} ${fault}`)));
}
