// The running instance from the inside: its database as its owner sees it, its binaries with settings of one's own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { state } from './lib.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const binary = (domain) => `${process.env.HF_TEST_BIN ?? `${top}build/asan/bin`}/holdfast-${domain}`;

export const sql = (text, database = 'holdfast') => execFileSync('mariadb', [`--defaults-file=${state}/client.cnf`, '-N', '-B', database], { encoding: 'utf8', input: text }).trim();

// The environment of a domain's binary; extra wins.
export const settings = (domain, extra = {}) => ({
  PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', UBSAN_OPTIONS: process.env.UBSAN_OPTIONS ?? '',
  HF_MODE: 'demo', HF_STATE: state, HF_RUN_DIR: `${state}/run`, HF_DB_SOCKET: `${state}/run/db.sock`, HF_DB_NAME: 'holdfast',
  HF_DB_USER: `holdfast-${domain}`, HF_DB_PASSWORD_FILE: `${state}/secrets/db-${domain}`, HF_PUBLIC_URL: process.env.HF_URL ?? 'http://localhost:8080', ...extra,
});

// Runs a command to its end: {status, stdout, stderr}.
export const run = (domain, args, extra) => spawnSync(binary(domain), args, { env: settings(domain, extra), encoding: 'utf8', timeout: 60_000 });

// Starts a process that stays; stop it with .kill().
export const start = (domain, args, extra) => spawn(binary(domain), args, { env: settings(domain, extra), stdio: ['ignore', 'ignore', 'pipe'] });

// A database of its own beside the instance's, with the same tables and the domain's rights.
export function ownDatabase(name, domain) {
  sql(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name}`);
  execFileSync(`${top}test/env/migrate`, [`${state}/client.cnf`, name], { stdio: 'ignore' });
  const grants = ['common', domain].map((file) => readFileSync(`${top}sql/grants/${file}.sql`, 'utf8')).join('\n');
  sql(grants.replaceAll('@USER@', `'holdfast-${domain}'@'localhost'`), name);
  return { HF_DB_NAME: name };
}
export const dropDatabase = (name) => sql(`DROP DATABASE IF EXISTS ${name}`);
