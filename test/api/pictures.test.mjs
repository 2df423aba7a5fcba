// Pictures of people: who may send, see and remove them, and what a hostile file cannot do.
import { strict as assert } from 'node:assert';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { forgetCounters, registered, sql } from './accounts-lib.mjs';
import { as, cookieOf, earlyInTheHour, login, peakOf, request, sameOrigin, state, url, waitUntil, workersOf } from './lib.mjs';
import { chunk, exif, extended, header, jpeg, partsOf, png, pngOf, sizeOf, webp, withSegment } from './pictures-lib.mjs';

const path = '/api/v1/uploads/pictures';
const bin = process.env.HF_TEST_BIN ?? new URL('../../build/release/bin', import.meta.url).pathname;
const formOf = (bytes, { name = 'me.jpg', type = 'image/jpeg', field = 'file' } = {}) => {
  const form = new FormData();
  form.set(field, new Blob([bytes], { type }), name);
  return form;
};
const send = (token, bytes, options = {}) => {
  sql("DELETE FROM rate_counters WHERE scope = 'picture'");
  return request(path, { token, form: formOf(bytes, options), ...options });
};
const raw = (token, bytes, type, options = {}) => request(path, { token, body: bytes, headers: { 'content-type': type }, ...options });
const see = async (token, id, query = '') => {
  const answer = await fetch(new URL(`${path}/${id}${query}`, url), { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const me = (token) => request('/api/v1/auth/me', { token, status: 200 });
const use = async (token, id, options = {}) =>
  request('/api/v1/auth/me', { method: 'PATCH', token, json: { picture_id: id }, headers: { 'if-match': (await me(token)).headers.get('etag') }, ...options });

test('JPEG, PNG and WebP become a square of 256 pixels and a whole of at most 512, both WebP', async () => {
  const token = await login('admin');
  const cases = [[jpeg, 40, 20], [webp, 40, 20], [png(40, 20), 40, 20], [png(1024, 700), 512, 350], [png(300, 1200), 128, 512], [png(1, 1), 1, 1], [png(2, 9000), 1, 512]];
  for (const [bytes, width, height] of cases) {
    const { id, ...size } = (await send(token, bytes, { status: 201 })).json;
    assert.deepEqual(size, { width, height });
    const [square, whole] = await Promise.all([see(token, id), see(token, id, '?size=original')]);
    assert.deepEqual([sizeOf(square.bytes), sizeOf(whole.bytes)], [[256, 256], [width, height]]);
    for (const got of [square, whole]) {
      assert.equal(got.headers.get('content-type'), 'image/webp');
      assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(got.headers.get('cache-control'), 'private, max-age=31536000, immutable');
      assert.match(got.headers.get('content-disposition'), /^inline; filename="picture\.webp"$/);
    }
  }
  for (const type of ['image/jpeg', 'image/png', 'image/webp; x=y']) await raw(token, jpeg, type, { status: 201 }); // content counts
  await request(`${path}/01900000-0000-7000-8000-0000000000aa?size=huge`, { token, status: 422 });
});

test('a telephone that was held upright: the picture stands upright, and nothing tells how it was held', async () => {
  const token = await login('admin');
  for (const orientation of [1, 2, 3, 4]) assert.deepEqual([(await send(token, exif(orientation), { status: 201 })).json.height], [20], orientation);
  for (const orientation of [5, 6, 7, 8]) assert.deepEqual([(await send(token, exif(orientation), { status: 201 })).json.height], [40], orientation);
  for (const orientation of [0, 9, 255]) await send(token, exif(orientation), { status: 201 });
});

test('[45] SVG, HTML and everything else is refused by content, whatever it is called', async () => {
  const token = await login('admin');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  const files = [svg, `<?xml version="1.0"?>${svg}`, '<!doctype html><script>alert(1)</script>', 'GIF89a\x01\0\x01\0\0\0\0;', 'BM\x3a\0\0\0\0\0', '%PDF-1.7', 'PK\x03\x04', 'II*\0\x08\0\0\0',
    '\0\0\0\x20ftypavif', '\0\0\0\x20ftypheic', '\0\0\x01\0\x01\0', 'RIFF\x04\0\0\0WAVE', 'hello', '\xff\xd8', '\x89PNG'];
  for (const file of files) {
    for (const [name, type] of [['me.jpg', 'image/jpeg'], ['me.png', 'image/png'], ['me.svg', 'image/svg+xml'], ['../../me.php', 'text/html']]) {
      const got = await send(token, Buffer.from(file, 'latin1'), { name, type, status: 415 });
      assert.deepEqual([got.json.code, got.json.errors[0].pointer], ['not_a_picture', '/file'], file);
    }
  }
  await raw(token, svg, 'image/svg+xml', { status: 415 });
  for (const type of ['text/html', 'application/json', 'application/octet-stream', 'imagex/jpeg']) await raw(token, jpeg, type, { status: 415 });
  await raw(token, jpeg, 'image/jpeg', { status: 415, headers: { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' } });
});

test('[45] polyglots: of a file that is a picture and something else only the picture is left', async () => {
  const token = await login('admin');
  const word = 'CANARY<script>alert(1)</script><?php';
  const hostile = [exif(1, word), withSegment(0xfe, Buffer.from(word)), withSegment(0xed, Buffer.from(word)), Buffer.concat([jpeg, Buffer.from(word)]), Buffer.concat([jpeg, Buffer.from(`PK\x03\x04${word}`)]),
    png(9, 9, { more: [chunk('tEXt', Buffer.from(`a\0${word}`)), chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(word)]))] }), Buffer.concat([png(9, 9), Buffer.from(word)]),
    Buffer.concat([webp, Buffer.from('EXIF\x24\0\0\0'), Buffer.from(word)])];
  for (const file of hostile) {
    assert.ok(file.includes('CANARY') || file.includes('zTXt'));
    const { id } = (await send(token, file, { status: 201 })).json;
    for (const query of ['', '?size=original']) {
      const { bytes } = await see(token, id, query);
      assert.deepEqual(partsOf(bytes), ['VP8 '], 'no part but the picture itself');
      assert.equal(bytes.length, bytes.readUInt32LE(4) + 8, 'nothing behind it');
      assert.ok(!bytes.includes('CANARY') && !bytes.includes('<'.concat('script')));
    }
  }
});

const workers = () => workersOf('uploads');
const peak_kb = () => peakOf('uploads');

test('decompression bombs: refused by their header, or decoded where they harm nobody', async () => {
  const token = await login('admin');
  await send(token, png(64, 64), { status: 201 });
  const before = peak_kb();
  const many = [pngOf(header(60000, 60000), chunk('IDAT', deflateSync(Buffer.alloc(99)))), pngOf(header(0x7fffffff, 0x7fffffff)), pngOf(header(0xffffffff, 1)), pngOf(header(12001, 1)), png(5001, 5000, { bits: 1 }),
    Buffer.concat([jpeg.subarray(0, jpeg.indexOf('\xff\xc0', 0, 'latin1') + 5), Buffer.from([0xff, 0xff, 0xff, 0xff]), jpeg.subarray(jpeg.indexOf('\xff\xc0', 0, 'latin1') + 9)]), extended(16384, 16384), extended(16777216, 1)];
  for (const file of many) {
    const began = Date.now();
    assert.equal((await send(token, file, { status: 422 })).json.code, 'too_many_pixels');
    assert.ok(Date.now() - began < 2000);
  }
  assert.ok(png(5000, 5000, { bits: 1 }).length < 20_000, 'a small file of 25 million pixels');
  await send(token, png(5000, 5000, { bits: 1 }), { status: [201, 422], timeout_ms: 20_000 });
  await send(token, png(9, 9, { more: [chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(200_000_000))]))] }), { status: [201, 422] });
  await send(token, png(9, 9, { more: [chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(100_000_000))]))] }), { status: [201, 422] });
  assert.ok(peak_kb() - before < 24_000, `a serving process grew from ${before} to ${peak_kb()} kB`);
});

test('broken, cut, lying and moving pictures get a clear answer, and the workers live on', async () => {
  const token = await login('admin');
  const alive = workers().join();
  const code = async (file) => { const got = await send(token, file, { status: [201, 422] }); return got.json.code ?? 'taken'; };
  assert.equal(await code(jpeg.subarray(0, 30)), 'picture_broken');
  assert.equal(await code(png(9, 9).subarray(0, 50)), 'picture_broken');
  assert.equal(await code(webp.subarray(0, 40)), 'picture_broken');
  assert.equal(await code(pngOf(header(0, 5))), 'picture_broken');
  assert.equal(await code(pngOf(header(100, 100), chunk('IDAT', Buffer.from('no zlib here')))), 'picture_broken');
  assert.equal(await code(extended(40, 20, 2)), 'picture_moves');
  assert.equal(await code(extended(41, 20)), 'picture_broken'); // the canvas is not the picture
  for (const whole of [jpeg, webp, png(30, 30)]) {
    for (let i = 12; i < whole.length; i += 37) {
      const odd = Buffer.from(whole);
      odd[i] ^= 0xff;
      const got = await send(token, odd);
      assert.ok([201, 415, 422].includes(got.status), `byte ${i}: ${got.status}`);
    }
  }
  assert.equal(workers().join(), alive);
});

test('[26] more than 5 MiB is refused, with and without a length; [31] names mean nothing', async () => {
  const token = await login('admin'), spooled = () => readdirSync(`${state}/spool`).filter((f) => f.endsWith('.csv'));
  const before = spooled(); // of datasets that others still work on
  const large = (bytes) => Buffer.concat([jpeg, Buffer.alloc(bytes - jpeg.length)]);
  await send(token, large(5 * 1024 * 1024), { status: 201 });
  assert.match((await send(token, large(5 * 1024 * 1024 + 1), { status: 413 })).json.detail, /5 MiB/);
  await send(token, large(8 * 1024 * 1024), { status: 413 });
  const stream = () => new ReadableStream({ start(c) { c.enqueue(large(5 * 1024 * 1024 + 1)); c.close(); } });
  await raw(token, stream(), 'image/jpeg', { status: 413 });
  for (const name of ['../../etc/passwd', 'C:\\x', 'a'.repeat(1000), '\u202egpj.exe']) await send(token, jpeg, { name, status: 201 });
  assert.equal((await send(token, jpeg, { field: 'picture', status: 422 })).json.errors[0].pointer, '/file');
  await send(token, Buffer.alloc(0), { status: 422 });
  await waitUntil('nothing of them to stay on disk', () => spooled().every((f) => before.includes(f)));
});

test('a picture is seen by the tenant, by token or cookie, and by nobody else', async () => {
  const [admin, other] = await Promise.all([login('admin'), login('other')]);
  const { id } = (await send(admin, jpeg, { status: 201 })).json;
  assert.equal((await see(await login('customer'), id)).status, 200);
  assert.equal((await see(other, id)).status, 404);
  await request(`${path}/${id}`, { token: other, method: 'DELETE', status: 404 });
  await request(`${path}/${id}`, { status: 401 });
  await request(path, { form: formOf(jpeg), status: 401 });
  const cookie = await cookieOf('admin');
  await request(`${path}/${id}`, { headers: { cookie, ...sameOrigin() }, status: 200 });
  await request(`${path}/${id}`, { headers: { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, status: [401, 403] });
  await request(path, { form: formOf(jpeg), headers: { cookie, ...sameOrigin() }, status: 401 }); // changing needs the token
});

test('a profile shows a picture of one\'s own, until it is taken away', async () => {
  const [one, two] = [await registered(), await registered()];
  const id = (await send(one.token, jpeg, { status: 201 })).json.id;
  assert.equal((await me(one.token)).json.picture_id, null);
  const stolen = await use(two.token, id, { status: 422 });
  assert.deepEqual([stolen.json.code, stolen.json.errors[0].pointer], ['picture_unknown', '/picture_id']);
  await use(one.token, '01900000-0000-7000-8000-0000000000aa', { status: 422 });
  assert.equal((await use(one.token, id, { status: 200 })).json.picture_id, id);
  assert.equal((await me(one.token)).json.picture_id, id);
  assert.equal((await use(one.token, null, { status: 200 })).json.picture_id, null);
  const { version } = (await use(one.token, id, { status: 200 })).json;
  await request(`${path}/${id}`, { token: two.token, method: 'DELETE', status: 404 });
  await request(`${path}/${id}`, { token: one.token, method: 'DELETE', status: 200 });
  const after = (await me(one.token)).json;
  assert.deepEqual([after.picture_id, after.version], [null, version + 1]);
  assert.equal((await see(one.token, id)).status, 404);
  const rude = (await send(two.token, jpeg, { status: 201 })).json.id;
  await use(two.token, rude, { status: 200 });
  await (await as('admin'))(`${path}/${rude}`, { method: 'DELETE', status: 200 }); // who may change people
  assert.equal((await me(two.token)).json.picture_id, null);
});

test('a repeated request is one picture; few are kept of a person; thirty an hour', async () => {
  await earlyInTheHour();
  const { id, token } = await registered();
  const kept = () => Number(sql(`SELECT COUNT(*) FROM pictures WHERE owner_id = '${id}'`));
  const key = { 'idempotency-key': `picture-${id}` };
  const [first, again] = [await send(token, jpeg, { headers: key, status: 201 }), await send(token, jpeg, { headers: key, status: 201 })];
  assert.deepEqual([again.json.id, kept()], [first.json.id, 1]);
  await use(token, first.json.id, { status: 200 });
  for (let i = 0; i < 7; i++) await send(token, jpeg, { status: 201 });
  assert.equal(kept(), 6);
  assert.equal((await see(token, first.json.id)).status, 200);
  forgetCounters();
  const statuses = [];
  for (let i = 0; i < 31; i++) statuses.push((await raw(token, 'no', 'image/png')).status);
  assert.deepEqual([statuses.filter((s) => s === 415).length, statuses.at(-1)], [30, 429]);
  forgetCounters();
});

test('decoders are linked to the child alone, and it can do nothing but decode', async () => {
  for (const name of readdirSync(bin).filter((file) => file.startsWith('holdfast-'))) {
    assert.doesNotMatch(execFileSync('readelf', ['-d', `${bin}/${name}`], { encoding: 'utf8' }), /libgd|libpng|libjpeg|libwebp/, name);
  }
  const run = (input) => spawnSync(`${bin}/decode-picture`, { input, env: {}, maxBuffer: 1 << 22 });
  const good = run(jpeg);
  assert.deepEqual([good.status, good.stdout.readUInt32LE(8), good.stdout.readUInt32LE(12)], [0, 40, 20]);
  assert.deepEqual([run('<svg/>').status, run(pngOf(header(60000, 60000))).status], [3, 4]);
  const toFile = spawnSync('sh', ['-c', `exec '${bin}/decode-picture' >'${state}/tmp/never.webp'`], { input: jpeg });
  assert.equal(toFile.signal, 'SIGXFSZ', 'a file cannot be written, not even one that is open');
  const waiting = spawn(`${bin}/decode-picture`, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] }); // for its picture
  const locked = () => /^NoNewPrivs:\s+1$[^]*^Seccomp:\s+2$/m.test(readFileSync(`/proc/${waiting.pid}/status`, 'utf8'));
  await waitUntil('system calls are filtered before the first byte is read', async () => locked());
  waiting.kill('SIGKILL');
});

test('A-F2: the shop\'s clients send and remove the picture of a profile in one request', async () => {
  const { token } = await registered();
  const old = '/api/customers/profile/picture/';
  const sent = await request(old, { token, form: formOf(jpeg, { field: 'picture' }), status: 200 });
  const id = (await me(token)).json.picture_id;
  assert.deepEqual(Object.keys(sent.json), ['profile_picture']);
  assert.ok(sent.json.profile_picture.endsWith(`${path}/${id}`));
  for (const bad of ['<svg/>', jpeg.subarray(0, 30)]) {
    assert.match((await request(old, { token, form: formOf(bad, { field: 'picture' }), status: 400 })).json.picture[0], /^Upload a valid image\./);
  }
  assert.deepEqual(Object.keys((await request(old, { token, form: formOf(jpeg), status: 400 })).json), ['picture']);
  assert.deepEqual((await request(old, { token, method: 'DELETE', status: 200 })).json, { profile_picture: null });
  assert.equal((await me(token)).json.picture_id, null);
  assert.deepEqual((await request(old, { token, method: 'DELETE', status: 200 })).json, { profile_picture: null });
  await request(old, { form: formOf(jpeg, { field: 'picture' }), status: 401 });
});
