// Packages of test/package-lock.json: const { SMTPServer } = await fromNpm('smtp-server').
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const home = execFileSync(fileURLToPath(new URL('../env/npm-test', import.meta.url)), { encoding: 'utf8' }).trim();
export const fromNpm = (name) => import(pathToFileURL(createRequire(`${home}/`).resolve(name)));
