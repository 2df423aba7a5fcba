// Mail as the tests read it: of a running instance without a mail server each mail is a file of its state folder.
import { readFileSync, readdirSync } from 'node:fs';
import { state, waitUntil } from './lib.mjs';

// RFC 2047 encoded words of a header.
const plainHeader = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, coded) => Buffer.from(coded, 'base64').toString('utf8'));

// A message: {headers: {subject, to, ...}, names: every header name as it came, text}.
export function parseMail(message) {
  const end = message.indexOf('\r\n\r\n');
  const lines = message.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = {};
  const names = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    names.push(line.slice(0, colon).toLowerCase());
    headers[line.slice(0, colon).toLowerCase()] = plainHeader(line.slice(colon + 1).trim());
  }
  const body = message.slice(end + 4);
  const text = headers['content-transfer-encoding'] === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
  return { headers, names, text: text.replaceAll('\r\n', '\n') };
}

export function mails(address) {
  let names = [];
  try {
    names = readdirSync(`${state}/mail`).filter((name) => name.endsWith('.eml'));
  } catch {
    return []; // nothing was sent yet
  }
  return names.sort().map((name) => ({ id: name.slice(0, -4), ...parseMail(readFileSync(`${state}/mail/${name}`, 'utf8')) }))
    .filter((mail) => mail.headers.to === `<${address}>`);
}

// Waits for the newest mail to that address whose subject matches, with its `token` and `code`. seen: ids that do not count.
export async function mailTo(address, subject = /./, { seen = [], deadline_ms = 10_000 } = {}) {
  const mail = await waitUntil(`a mail to ${address}`, () => mails(address).filter((m) => subject.test(m.headers.subject) && !seen.includes(m.id)).at(-1), { deadline_ms });
  return { ...mail, token: mail.text.match(/#token=([\w-]+)/)?.[1], code: mail.text.match(/^ {4}(\d{6})$/m)?.[1] };
}
