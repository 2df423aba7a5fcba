// A FastCGI client: one request straight at a binary's socket, without nginx; and raw records, for what nginx would never send.
import { connect } from 'node:net';

export function record(type, id, content, { padding = 0, length = content.length, version = 1 } = {}) {
  const head = Buffer.from([version, type, id >> 8, id & 255, length >> 8, length & 255, padding, 0]);
  return Buffer.concat([head, content, Buffer.alloc(padding)]);
}
const lengthOf = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([(n >>> 24) | 128, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));
export function pair(name, value) {
  const a = Buffer.from(name), b = Buffer.from(String(value));
  return Buffer.concat([lengthOf(a.length), lengthOf(b.length), a, b]);
}
export const begin = (id = 1, role = 1, flags = 0) => record(1, id, Buffer.from([role >> 8, role & 255, flags, 0, 0, 0, 0, 0]));

// Sends bytes and gives all that comes back until the other side closes, or `quiet_ms` after the last byte.
export function exchange(socketPath, bytes, { timeout_ms = 20_000, half = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath), got = [];
    const timer = setTimeout(() => socket.destroy(new Error('no end of the answer')), timeout_ms);
    const end = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(got));
    };
    socket.on('data', (part) => got.push(part));
    socket.on('error', (error) => {
      clearTimeout(timer);
      if (['ECONNRESET', 'EPIPE'].includes(error.code)) end();
      else reject(error);
    });
    socket.on('close', end);
    socket.write(bytes, () => half && socket.end());
  });
}

// The STDOUT of an answer, its records joined.
export function stdoutOf(bytes) {
  const parts = [];
  let ended = false;
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = bytes[at + 1], length = bytes.readUInt16BE(at + 4);
    if (type === 6) parts.push(bytes.subarray(at + 8, at + 8 + length));
    ended ||= type === 3;
    at += 8 + length + bytes[at + 6];
  }
  return { text: Buffer.concat(parts).toString(), ended };
}

// params: what nginx would send beside the usual. Gives {status, headers, body, told, ended}; status 0 when the worker died of it.
export async function call(socketPath, method, path, { headers = {}, body = '', params = {} } = {}) {
  const [uri, query = ''] = path.split('?'), content = Buffer.from(body);
  const all = {
    REQUEST_METHOD: method, DOCUMENT_URI: uri, REQUEST_URI: path, QUERY_STRING: query, CONTENT_LENGTH: content.length || '',
    RP_REQUEST_ID: `fault-${process.hrtime.bigint()}`, RP_REMOTE: '127.0.0.1', RP_SCHEME: 'http', RP_HOST: 'localhost', ...params,
  };
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toUpperCase().replaceAll('-', '_');
    all[key === 'CONTENT_TYPE' ? key : `HTTP_${key}`] = value;
  }
  const parts = [begin(), record(4, 1, Buffer.concat(Object.entries(all).map(([name, value]) => pair(name, value)))), record(4, 1, Buffer.alloc(0))];
  for (let at = 0; at < content.length; at += 32_000) parts.push(record(5, 1, content.subarray(at, at + 32_000)));
  parts.push(record(5, 1, Buffer.alloc(0)));
  const { text, ended } = stdoutOf(await exchange(socketPath, Buffer.concat(parts)));
  const split = text.indexOf('\r\n\r\n'), told = /\n#calls (\d+) failed (\d+) leaks (\d+)\n$/.exec(text);
  return {
    status: Number(/^Status: (\d+)/.exec(text)?.[1] ?? 0), ended,
    head: text.slice(0, split), body: split < 0 ? '' : text.slice(split + 4, told ? told.index : undefined),
    told: told && { calls: Number(told[1]), failed: Number(told[2]), leaks: Number(told[3]) },
  };
}
