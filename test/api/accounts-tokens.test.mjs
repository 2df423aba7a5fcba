// Access tokens as other programs read and make them: the npm package jose, and a client in the manner of SimpleJWT, which reads
// the claims itself and renews before the end.
import { strict as assert } from 'node:assert';
import { createPrivateKey, createPublicKey, randomUUID, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { login, request, signIn, state, url } from './lib.mjs';
import { fromNpm } from './packages.mjs';
import { part, post } from './accounts-lib.mjs';

const me = (token, status) => request('/api/v1/auth/me', { token, status });

test('jose verifies our tokens with the published keys', async () => {
  const jose = await fromNpm('jose');
  const keys = jose.createRemoteJWKSet(new URL('/.well-known/jwks.json', url));
  const token = await login('admin');
  const issuer = part(token, 1).iss;
  const { payload, protectedHeader } = await jose.jwtVerify(token, keys, { issuer, audience: 'holdfast', typ: 'at+jwt', algorithms: ['EdDSA'], requiredClaims: ['exp', 'iat', 'nbf', 'sub', 'jti'] });
  assert.equal(protectedHeader.alg, 'EdDSA');
  assert.equal(payload.sub, (await me(token, 200)).json.id);
  await assert.rejects(jose.jwtVerify(`${token.slice(0, -4)}AAAA`, keys, { issuer }), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  await assert.rejects(jose.jwtVerify(token, keys, { issuer, audience: 'others' }), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
});

test('we take what jose signs with our key, and only that', async () => {
  const jose = await fromNpm('jose');
  const key = createPrivateKey(readFileSync(`${state}/secrets/ed25519.pem`));
  const good = await login('csm');
  const claims = part(good, 1), header = part(good, 0);
  const made = (h, c, k = key) => new jose.SignJWT(c).setProtectedHeader(h).sign(k);
  assert.equal((await me(await made(header, { ...claims, jti: randomUUID() }), 200)).json.email, 'csm@example.com');
  const other = (await jose.generateKeyPair('Ed25519')).privateKey;
  const secret = new TextEncoder().encode('a secret of thirty-two characters');
  for (const token of [await made(header, claims, other), await made({ ...header, alg: 'HS256' }, claims, secret), new jose.UnsecuredJWT(claims).encode(),
    await made({ ...header, typ: 'JWT' }, claims), await made(header, { ...claims, aud: ['holdfast', 'others'].slice(1) })]) await me(token, 401);
});

// What such a client does: no library, three parts, the claims, exp against its own clock, the JWKS by kid.
function decode(token, jwks) {
  const [head, body, signature] = token.split('.');
  const header = part(token, 0), claims = part(token, 1);
  const jwk = jwks.keys.find((k) => k.kid === header.kid && k.alg === header.alg && k.use === 'sig');
  if (!jwk || !verify(null, Buffer.from(`${head}.${body}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'))) throw new Error('Token is invalid');
  if (!Number.isInteger(claims.exp) || claims.exp <= Date.now() / 1000) throw new Error('Token is expired');
  if (typeof claims.jti !== 'string' || typeof claims.sub !== 'string') throw new Error('Token has no id');
  return claims;
}

test('a client in the manner of SimpleJWT reads our tokens and renews them', async () => {
  const jwks = (await request('/.well-known/jwks.json', { status: 200 })).json;
  let session = await signIn('csm@example.com', 'csmpass');
  const first = decode(session.access_token, jwks);
  assert.equal(first.exp - first.iat, session.expires_in);
  const seen = new Set([first.jti]);
  for (let i = 0; i < 3; i++) {
    session = (await post('refresh', { refresh_token: session.refresh_token }, { status: 200 })).json;
    const claims = decode(session.access_token, jwks);
    assert.equal(claims.sub, first.sub);
    assert.ok(!seen.has(claims.jti), 'each token has an id of its own');
    seen.add(claims.jti);
    await me(session.access_token, 200);
  }
  assert.throws(() => decode(`${session.access_token.slice(0, -4)}AAAA`, jwks), /invalid/);
});
