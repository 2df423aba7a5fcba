// What nginx answers by itself: the common error form, refused protocol tricks, headers, what must not be served.
import { strict as assert } from 'node:assert';
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkProblem, cookieOf, events, metricsUrl, request, state, url, waitUntil } from './lib.mjs';

// Sends bytes as they are; gives the answer as {status, body} of the first response, and all that came.
function raw(bytes) {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), timeout: 15_000 });
    const got = [];
    socket.on('timeout', () => socket.destroy(new Error('no end of the answer')));
    socket.on('data', (part) => got.push(part));
    socket.on('error', (error) => (got.length > 0 ? undefined : reject(error)));
    socket.on('close', () => {
      const all = Buffer.concat(got).toString('latin1');
      const end = all.indexOf('\r\n\r\n');
      resolve({ status: Number(all.slice(9, 12)), body: end < 0 ? '' : all.slice(end + 4), answers: all.split('HTTP/1.1 ').length - 1 });
    });
    socket.write(bytes);
  });
}
const get = (path, ...headers) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n`;
const post = (body, ...headers) => `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n${body}`;

const refused = [
  ['length and chunks together', post('0\r\n\r\n', 'Content-Length: 5', 'Transfer-Encoding: chunked'), 400],
  ['two lengths', post('abc', 'Content-Length: 3', 'Content-Length: 4'), 400],
  ['a negative length', post('', 'Content-Length: -1'), 400],
  ['a length beyond the limit', post('', 'Content-Length: 3000000000'), 413],
  ['an unknown transfer encoding', post('', 'Transfer-Encoding: xchunked'), 501],
  ['a NUL in the path', get('/api/v1/%00'), 400],
  ['a path above the root', get('/api/../../etc/passwd'), 400],
  ['a space before the colon', get('/', 'X-A : b'), 400],
  ['a header of 40 kB', get('/', `X-A: ${'a'.repeat(40_000)}`), 400],
  ['an address of 40 kB', get(`/${'a'.repeat(40_000)}`), 414],
  ['no HTTP at all', 'NONSENSE\r\n\r\n', 400],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405],
];
for (const [what, bytes, status] of refused) {
  test(`refuses ${what} with a problem`, async () => {
    const got = await raw(bytes);
    assert.equal(got.status, status, got.body);
    const problem = JSON.parse(got.body);
    assert.equal(problem.status, status);
    assert.match(problem.request_id, /^[0-9a-f]{32}$/);
    for (const key of ['type', 'title', 'detail', 'code']) assert.ok(problem[key], key);
    assert.equal(got.answers, 1);
  });
}

test('a JSON body over 64 KiB is refused before any binary sees it', async () => {
  const got = await request('/api/v1/auth/login', { body: 'x'.repeat(70_000), headers: { 'content-type': 'application/json' }, status: 413, check: false });
  assert.equal(got.json.code, 'too_large');
});

test('an unknown address of the API is a problem, an unknown page a page', async () => {
  const api = await request('/api/v1/no-such-thing?secret=1', { status: 404 });
  assert.equal(api.json.instance, '/api/v1/no-such-thing');
  const page = await request('/no-such-page', { status: 404 });
  assert.match(page.headers.get('content-type'), /^text\/html/);
});

test('sources, dot files and internal addresses are not served', async () => {
  for (const path of ['/.npmrc', '/build.sh', '/package.json', '/package-lock.json', '/tools/build.mjs', '/vendor/.built', '/_problem',
    '/_vigilpay_too_large', '/_live/aaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbb', '/_live/aaaaaaaaaaaaaaaaaaaa', '/pub/aaaaaaaaaaaaaaaaaaaa',
    '/metrics', '/nginx_status']) {
    const got = await request(path);
    assert.equal(got.status, 404, path);
  }
});

test('every answer has the security headers, errors too', async () => {
  for (const path of ['/', '/login/', '/no-such-page', '/api/v1/no-such-thing', '/readyz']) {
    const { headers } = await request(path, { check: false });
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('x-frame-options'), 'DENY', path);
    assert.equal(headers.get('referrer-policy'), 'same-origin', path);
    assert.match(headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/, path);
    assert.doesNotMatch(headers.get('content-security-policy'), /unsafe|\*/, path);
    assert.equal(headers.get('server'), 'nginx', path);
    assert.ok(headers.get('x-request-id'), path);
  }
});

test('scripts, sheets and fonts have the headers that concern them, and do not carry those of documents', async () => {
  for (const path of ['/js/theme.js', '/push-worker.js', '/vendor/ui.js', '/css/base.css', '/vendor/fonts/inter.woff2']) {
    const { headers } = await request(path, { status: 200, check: false });
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", path);
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    for (const name of ['x-frame-options', 'permissions-policy', 'cross-origin-opener-policy']) assert.equal(headers.get(name), null, `${path}: ${name}`);
  }
  for (const path of ['/', '/login/', '/dashboard/chat/', '/no-such-page', '/assets/icon.svg', '/api/v1/openapi.json']) {
    const { headers } = await request(path, { check: false });
    assert.match(headers.get('permissions-policy'), /camera=\(\)/, path);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path);
    assert.equal(headers.get('x-frame-options'), 'DENY', path);
  }
});

test('a well-formed request id is kept, a bad one is replaced', async () => {
  const kept = await request('/api/v1/no-such-thing', { headers: { 'x-request-id': 'order-12345.a_b' } });
  assert.equal(kept.headers.get('x-request-id'), 'order-12345.a_b');
  assert.equal(kept.json.request_id, 'order-12345.a_b');
  for (const bad of ['short', 'a'.repeat(65), 'quote"in-it-1234', 'space in it 1234']) {
    const got = await request('/api/v1/no-such-thing', { headers: { 'x-request-id': bad } });
    assert.match(got.headers.get('x-request-id'), /^[0-9a-f]{32}$/, bad);
  }
});

test('pages are asked about each time and answered 304, compressed when asked', async () => {
  const first = await request('/', { status: 200 });
  assert.equal(first.headers.get('cache-control'), 'no-cache');
  const again = await raw(get('/', `If-None-Match: ${first.headers.get('etag').replace(/^W\//, '')}`));
  assert.equal(again.status, 304);
});

test('what a page loads may be kept for good; a page of an earlier release gets today\'s, which may not', async () => {
  for (const [path, module] of [['/'], ['/login/', 'login'], ['/dashboard/', 'overview'], ['/chat/', 'chat-widget'], ['/no-such-page']]) {
    const { text } = await request(path);
    const loaded = [...text.matchAll(/<(?:link|script|use)\b[^>]*? (?:href|src)="([^"#]+)/g)].map((match) => match[1]);
    assert.ok(loaded.length >= (path === '/chat/' ? 5 : 6), path);
    assert.deepEqual(loaded.filter((file) => file.includes('/js/pages/')).map((file) => file.split('/').at(-1)), module ? [`${module}.js`] : [], path);
    for (const file of new Set(loaded)) {
      const got = await request(file, { status: 200 });
      assert.match(file, /^\/v\/[0-9a-f]{12}\//, path);
      assert.equal(got.headers.get('cache-control'), 'public, max-age=31536000, immutable', file);
      const plain = await request(file.replace(/^\/v\/[0-9a-f]{12}/, ''), { status: 200 }), older = await request(file.replace(/[0-9a-f]{12}/, '0123456789ab'), { status: 200 });
      assert.equal(older.text, plain.text, file);
      if (file.includes('/js/pages/')) { // joined here, one by one there
        assert.ok([...got.text.matchAll(/\bimport(?:[\w$\s{},*]+from)?\s*\(?"([^"]+)"/g)].every(([, from]) => from.startsWith('../../vendor/')), file);
        const parts = [...older.text.matchAll(/ from '([^']+)';/g)];
        assert.ok(parts.length > 0, file);
        for (const [, from] of parts) await request(new URL(from, new URL(file.replace(/[0-9a-f]{12}/, '0123456789ab'), url)).pathname, { status: 200 });
      } else {
        assert.equal(got.text, plain.text, file);
      }
      assert.deepEqual([plain.headers.get('cache-control'), older.headers.get('cache-control')], ['no-cache', 'no-cache'], file);
      assert.equal(older.headers.get('content-type'), got.headers.get('content-type'), file);
    }
    const release = loaded[0].split('/')[2];
    for (const missing of [`/v/${release}/js/none.js`, `/v/${release}/`, '/v/', `/v/${release}/tools/build.mjs`, '/v/0123456789ab/tools/build.mjs', `/v/${release}/vendor/.built`, '/v/0123456789ab/vendor/.built', `/v/${release}/js/../../../package.json`]) {
      const got = await request(missing, { status: 404 });
      assert.equal(got.headers.get('cache-control'), 'no-cache', missing);
    }
  }
});

test('the published document is served as it was built', async () => {
  const got = await request('/api/v1/openapi.json', { status: 200 });
  assert.equal(got.json.openapi.slice(0, 4), '3.1.');
});

test('metrics are there on the loopback port only', async () => {
  const answer = await fetch(`${metricsUrl}/metrics`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/plain/);
  assert.match(await answer.text(), /^# (HELP|TYPE) /m);
  checkProblem(await request(`${metricsUrl}/other`), 'other');
});

test('a conditional request for the live stream is refused before it can end the worker', async () => {
  const cookie = await cookieOf('admin');
  for (const id of ['junk', '1:1', '99999999999999:1', '9'.repeat(4000), '1:[1],[2]']) {
    for (const headers of [{ 'if-none-match': id }, { 'if-none-match': id, 'if-modified-since': 'Mon, 28 Sep 1970 06:00:00 GMT' }]) {
      const live = await events({ cookie, headers });
      live.close();
      assert.equal(live.status, 400);
    }
  }
  assert.doesNotMatch(readFileSync(`${state}/log/nginx.log`, 'utf8'), /exited on signal/);
});

test('headers of a client cannot pose as nginx\'s own parameters', async () => {
  const got = await request('/healthz', { headers: { RP_REMOTE: '1.2.3.4', 'X-Accel-Redirect': '/_problem', 'X-Real-IP': '1.2.3.4', Proxy: 'http://1.2.3.4' } });
  assert.equal(got.status, 200);
  assert.equal(got.text.trim(), 'ok');
});

test('the access log has the request, but neither query nor token', async () => {
  const id = `log-${Date.now()}-check`;
  await request('/api/v1/no-such-thing?q=Canary-Person', { headers: { 'x-request-id': id, authorization: 'Bearer canary.token.value' } });
  const line = await waitUntil('the line in the access log', () => readFileSync(`${state}/log/access.log`, 'utf8').split('\n').find((l) => l.includes(id)));
  const entry = JSON.parse(line);
  assert.equal(entry.path, '/api/v1/no-such-thing');
  assert.equal(entry.status, 404);
  assert.doesNotMatch(readFileSync(`${state}/log/access.log`, 'utf8'), /Canary-Person|canary\.token/);
});

test('a line break in the user agent stays inside its log line', async () => {
  const id = `log-${Date.now()}-agent`;
  await raw(get('/', `X-Request-Id: ${id}`, 'User-Agent: a\x1b[31m"},{"x":"\t'));
  const line = await waitUntil('the line in the access log', () => readFileSync(`${state}/log/access.log`, 'utf8').split('\n').find((l) => l.includes(id)));
  assert.match(JSON.parse(line).agent, /^a\x1b\[31m"\},\{"x":"/);
});
