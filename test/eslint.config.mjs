// For the scripts of tests and tools; the rules are those of the pages but for three: a file of tests may be long, looks for control characters, and
// has values of its own called before and after, as node:test's hooks are.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { rules } from '../www/eslint.config.mjs';

const need = createRequire(fileURLToPath(new URL('../build/npm/package.json', import.meta.url)));
const globals = need('globals');

export default [
  { files: ['**/*.mjs'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { ...globals.node, ...globals.browser } },
    rules: { ...rules, 'max-lines': 'off', 'no-control-regex': 'off', 'no-shadow': 'off' } },
];
