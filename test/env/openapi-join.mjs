// Joins OpenAPI fragments (files named on the command line) into one document on stdout. The same path or schema from two
// binaries with different content is a mistake and stops the build.
import { readFileSync } from 'node:fs';

const whole = {
  openapi: '3.1.0',
  info: {
    title: 'Holdfast',
    version: '1.0.0',
    description: 'Churn prevention: customers, datasets, models, predictions and figures. Made from the route tables of the binaries.',
    license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
  },
  servers: [{ url: '/' }],
  security: [{ bearer: [] }],
  tags: [],
  paths: {},
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } }, schemas: {} },
};

function add(into, from, what) {
  for (const [name, value] of Object.entries(from ?? {})) {
    if (name in into && JSON.stringify(into[name]) !== JSON.stringify(value)) {
      throw new Error(`two binaries disagree on ${what} ${name}`);
    }
    into[name] = value;
  }
}

for (const file of process.argv.slice(2)) {
  const part = JSON.parse(readFileSync(file, 'utf8'));
  for (const [path, item] of Object.entries(part.paths ?? {})) {
    whole.paths[path] ??= {};
    add(whole.paths[path], item, `${path}:`);
  }
  for (const [kind, members] of Object.entries(part.components ?? {})) {
    whole.components[kind] ??= {};
    add(whole.components[kind], members, kind);
  }
  for (const tag of part.tags ?? []) {
    if (!whole.tags.some((t) => t.name === tag.name)) whole.tags.push(tag);
  }
}
whole.paths = Object.fromEntries(Object.entries(whole.paths).sort(([a], [b]) => (a < b ? -1 : 1)));
process.stdout.write(`${JSON.stringify(whole, null, 1)}\n`);
