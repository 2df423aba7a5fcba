// Bundles the locked packages into www/vendor/. Nothing of node_modules itself is ever served.
//   node tools/build.mjs <folder with node_modules> <output folder>
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, copyFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const npmDir = resolve(process.argv[2] ?? join(here, '../../build/npm'));
const out = resolve(process.argv[3] ?? join(here, '../vendor'));
const modules = join(npmDir, 'node_modules');
const { build } = createRequire(join(npmDir, 'package.json'))('esbuild');

const FONTS = {
  'inter.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'inter-ext.woff2': '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  'newsreader.woff2': '@fontsource/newsreader/files/newsreader-latin-500-normal.woff2',
};

const fresh = `${out}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(join(fresh, 'fonts'), { recursive: true });

const bundled = await build({
  entryPoints: [join(here, 'vendor/ui.js'), join(here, 'vendor/charts.js')],
  outdir: fresh,
  bundle: true,
  format: 'esm',
  target: ['es2022'],
  minify: true,
  legalComments: 'none',
  nodePaths: [modules],
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  logLevel: 'warning',
});

for (const [name, from] of Object.entries(FONTS)) copyFileSync(join(modules, from), join(fresh, 'fonts', name));

const inputs = [...Object.keys(bundled.metafile.inputs), ...Object.values(FONTS).map((file) => `node_modules/${file}`)];
const packages = [...new Set(inputs.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean))].sort();
writeFileSync(join(fresh, 'THIRD-PARTY.txt'), packages.map(licenceOf).join('\n\n'));

for (const name of readdirSync(fresh)) {
  if (/\.(js|txt)$/.test(name)) writeFileSync(join(fresh, `${name}.gz`), gzipSync(readFileSync(join(fresh, name)), { level: 9 }));
}

// The old folder stays whole until the new one is complete, so an interrupted build leaves nothing half made.
rmSync(out, { recursive: true, force: true });
renameSync(fresh, out);

function licenceOf(name) {
  const folder = join(modules, name);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${about.version} (${about.license})\n${'='.repeat(60)}\n${text}`;
}
