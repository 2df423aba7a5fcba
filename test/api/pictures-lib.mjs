// Pictures made by hand: every byte of them is known, and nothing has to be installed to make a hostile one.
import { crc32, deflateSync } from 'node:zlib';

export const jpeg = Buffer.from([
  '/9j/4AAQSkZJRgABAQEAYABgAAD//gA7Q1JFQVRPUjogZ2QtanBlZyB2MS4wICh1c2luZyBJSkcgSlBFRyB2NjIpLCBxdWFsaXR5ID0gOTAK/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCA',
  'wKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/9sAQwEDBAQFBAUJBQUJFA0LDRQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU/8AAEQgA',
  'FAAoAwERAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJS',
  'YnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX2',
  '9/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Nj',
  'c4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwD',
  'AQACEQMRAD8A+dK/DD/VMKAOB+Kv/ML/AO2v/slf3H9GX/mcf9wP/cx/HP0hv+ZV/wBxv/cRwFf3Gfx0FAH6I/8ACoPCP/QJ/wDJmb/4uv8Ann/trH/8/Pwj/kfm3/Ey3it/0N//AChhv/lIf8Kg8I',
  '/9An/yZm/+Lo/trH/8/Pwj/kH/ABMt4rf9Df8A8oYb/wCUnrXwG/Y/+EfxY/tz/hKvCX9q/YPI+zf8TK7h8vf5m/8A1cq5zsXrnpx3r+jfB/jbP8m+v/UcRyc/s7+5B3t7S28X3ex9zwx4icT+JXtv',
  '9a8X9Y+r8vs/cpw5efm5/wCHCF78kfiva2lru/rP/Dt39nT/AKJ3/wCVvUf/AJIr+jf+Io8X/wDQb/5Tpf8AyB919Sw/8v4v/MP+Hbv7On/RO/8Ayt6j/wDJFH/EUeL/APoN/wDKdL/5APqWH/l/F/',
  '5nz9X+ZR/ngFAH0Z+yD/zNv/bp/wC1q/cPDP8A5jP+4f8A7ef0d4Pf8x//AHC/9yH0ZX7gf0eFAH//2Q==',
].join(''), 'base64'); // 40 x 20
export const webp = Buffer.from([
  'UklGRsAAAABXRUJQVlA4ILQAAACwBgCdASooABQAPmUoj0WkIqEapABABkSyADxC+O/hBPgHsrwQD+k+3/uKu8zf4DqJQRvL+bLjKsIst0SGAAD+9Bnlv9Rn0Dn//8glo57XEuI+lNv+p///LQuWfD',
  'n+csSM2H2zP85YkZq77I/PVF/9+t/+2EofoBRxP8tCAOWbYMqD2Wbp6kDgX+mzC2Nu7YkbDdwknn/EhFZdpeSxz/cNrJ7wGz3w2DQY3Y0gIJwhlSQAAAA=',
].join(''), 'base64'); // 40 x 20

const be = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
export function chunk(type, data = Buffer.alloc(0)) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([be(data.length), body, be(crc32(body))]);
}
export const header = (width, height, bits = 8, color = 2) => chunk('IHDR', Buffer.concat([be(width), be(height), Buffer.from([bits, color, 0, 0, 0])]));
const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
export const pngOf = (...chunks) => Buffer.concat([signature, ...chunks, chunk('IEND')]);

// A true PNG: red, or black at one bit a pixel.
export function png(width, height, { bits = 8, more = [] } = {}) {
  const line = bits === 1 ? Buffer.alloc(1 + Math.ceil(width / 8)) : Buffer.concat([Buffer.from([0]), ...Array(width).fill(Buffer.from([255, 0, 0]))]);
  const rows = Buffer.alloc(line.length * height);
  for (let y = 0; y < height; y++) line.copy(rows, y * line.length);
  return pngOf(header(width, height, bits, bits === 1 ? 0 : 2), ...more, chunk('IDAT', deflateSync(rows)));
}

// A segment right behind the start of a JPEG.
export function withSegment(marker, data, picture = jpeg) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length + 2);
  return Buffer.concat([picture.subarray(0, 2), Buffer.from([0xff, marker]), length, data, picture.subarray(2)]);
}
export const exif = (orientation, words = '') => withSegment(0xe1, Buffer.concat([
  Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01', 'latin1'), Buffer.from([0, orientation, 0, 0, 0, 0, 0, 0]), Buffer.from(words),
]));

const le = (n, bytes) => { const b = Buffer.alloc(bytes); b.writeUIntLE(n, 0, bytes); return b; };
const riff = (...parts) => { const body = Buffer.concat([Buffer.from('WEBP'), ...parts]); return Buffer.concat([Buffer.from('RIFF'), le(body.length, 4), body]); };
// A WebP with a canvas of its own before the picture; flags 2: an animation.
export const extended = (width, height, flags = 0) => riff(Buffer.from('VP8X'), le(10, 4), le(flags, 4), le(width - 1, 3), le(height - 1, 3), webp.subarray(12));

// Names of the parts that a WebP is made of, and its size.
export function partsOf(file) {
  const names = [];
  for (let at = 12; at + 8 <= file.length;) {
    names.push(file.toString('latin1', at, at + 4));
    at += 8 + file.readUInt32LE(at + 4) + (file.readUInt32LE(at + 4) & 1);
  }
  return names;
}
export function sizeOf(file) {
  const at = file.indexOf('\x9d\x01\x2a', 0, 'latin1');
  return [file.readUInt16LE(at + 3) & 0x3fff, file.readUInt16LE(at + 5) & 0x3fff];
}
