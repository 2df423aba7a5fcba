// What the tests of the older systems' accounts share.
import { strict as assert } from 'node:assert';
import { forgetCounters, stranger } from './accounts-lib.mjs';
import { request } from './lib.mjs';

export const oldPassword = 'Quiet-Harbour7!';
// Sends and checks status and, where given, the exact text of the body.
export async function say(path, { status, text, ...options } = {}) {
  const got = await request(path, { ...options, check: options.check ?? true, status });
  if (text !== undefined) assert.equal(got.text, text);
  return got;
}
export const member = (got, ...keys) => assert.deepEqual(Object.keys(got.json), keys);
export const fresh = (more = {}) => {
  forgetCounters();
  return { ...stranger(), password: oldPassword, ...more };
};
export const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
export const life = (token) => claims(token).exp - claims(token).iat;
export const required = 'This field is required.';
export const forms = (fields) => new URLSearchParams(fields).toString();
export const formType = { 'content-type': 'application/x-www-form-urlencoded' };
export const notValid = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';
