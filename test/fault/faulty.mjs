// The binaries of build/<variant>/fault: real but for test/fault/inject.c, each with one worker and in the environment of the instance.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { state, waitUntil } from '../api/lib.mjs';
import { kill, masterOf, read } from './lib.mjs';

const folder = new URL(`../../build/${process.env.FAULT_VARIANT ?? 'asan'}/fault/`, import.meta.url).pathname;
const workerOf = (master) => Number(read(`/proc/${master}/task/${master}/children`).trim().split(' ')[0]);

const mortal = ['--pdeathsig', 'TERM', '--']; // they end with the test, however that ends

export function environmentOf(name) {
  const lines = read(`/proc/${masterOf(name)}/environ`).split('\0').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

export async function start(name) {
  const socket = `${state}/run/faulty-${name}.sock`, words = [];
  rmSync(socket, { force: true });
  const child = spawn('setpriv', [...mortal, `${folder}holdfast-${name}`, '--listen', `unix:${socket}`], { env: { ...environmentOf(name), HF_WORKERS: '1' }, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', (part) => words.push(part));
  await waitUntil(`${name} to listen`, () => existsSync(socket));
  return { name, socket, child, words: () => Buffer.concat(words).toString(), forget: () => kill(workerOf(child.pid)) };
}
export function startRunner(name) {
  const words = [];
  const child = spawn('setpriv', [...mortal, `${folder}holdfast-${name}`, '--jobs'], { env: environmentOf(`${name}-jobs`), stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', (part) => words.push(part));
  return { name, child, words: () => Buffer.concat(words).toString() };
}
export const stop = (it) => new Promise((resolve) => {
  it.child.on('exit', resolve);
  it.child.kill('SIGTERM');
});
