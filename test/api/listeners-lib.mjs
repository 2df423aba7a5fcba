// Many browsers that only listen: streams of live events over plain sockets, each heard line with its time.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { state, waitUntil } from './lib.mjs';

// Opens `count` streams, `at_once` at a time: {open(), heard: [[stream, type, id, at]], close()}. headers: of a person, or none.
export async function listen(port, path, headers, count, { at_once = 50, keep = true } = {}) {
  const sockets = [], heard = [];
  const lines = Object.entries({ Host: `localhost:${port}`, Accept: 'text/event-stream', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  let open = 0, refused = 0;
  const one = (n) => new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${typeof path === 'function' ? path(n) : path} HTTP/1.1\r\n${lines}\r\n`));
    let began = false;
    socket.setNoDelay(true);
    socket.on('data', (part) => {
      const at = performance.now(), text = part.toString('latin1');
      if (!began) {
        began = true;
        if (text.startsWith('HTTP/1.1 200')) open += 1;
        else refused += 1;
        done();
      }
      if (keep) for (const [, data] of text.matchAll(/data: (\{.*\})/g)) heard.push([n, data, at]);
    });
    socket.on('error', () => done());
    socket.on('close', () => done());
    sockets.push(socket);
  });
  for (let n = 0; n < count; n += at_once) {
    await Promise.all(Array.from({ length: Math.min(at_once, count - n) }, (_, i) => one(n + i)));
  }
  await waitUntil('all streams', () => open + refused >= count, { every_ms: 20 });
  return { open, refused, heard, close: () => sockets.forEach((socket) => socket.destroy()) };
}

// Resident memory of all processes of the instance but MariaDB, MiB; a page that several have counts once.
export function residentMiB() {
  let kib = 0;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const log = readlinkSync(`/proc/${pid}/fd/2`);
      if (!log.startsWith(`${state}/log/`) || log.endsWith('/db.log')) continue;
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
    } catch {
      // It ended while we looked.
    }
  }
  return kib / 1024;
}
