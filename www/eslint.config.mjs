import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const need = createRequire(fileURLToPath(new URL('../build/npm/package.json', import.meta.url)));
const globals = need('globals');
const unsanitized = need('eslint-plugin-no-unsanitized');

export const rules = {
  'no-undef': 'error', 'no-unused-vars': ['error', { ignoreRestSiblings: true }], 'prefer-const': 'error', eqeqeq: 'error', 'no-var': 'error', 'no-eval': 'error',
  'no-implied-eval': 'error', 'no-shadow': 'error', 'no-unreachable': 'error', 'no-constant-condition': 'error', 'no-fallthrough': 'error', 'no-dupe-keys': 'error',
  'no-unsafe-finally': 'error', 'no-self-compare': 'error', 'no-control-regex': 'error', 'max-lines': ['error', 260],
};

export default [
  { ignores: ['v/**', 'vendor/**', '**/vendor/**', '**/build/**'] },
  { files: ['**/*.js'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: globals.browser }, plugins: { 'no-unsanitized': unsanitized },
    rules: { ...rules, 'no-unsanitized/method': 'error', 'no-unsanitized/property': 'error' } },
  { files: ['js/theme.js'], languageOptions: { sourceType: 'script' } },
  { files: ['push-worker.js'], languageOptions: { sourceType: 'script', globals: globals.serviceworker } },
  { files: ['**/*.mjs', 'tools/**/*.js'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: globals.node }, rules },
];
