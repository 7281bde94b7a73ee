import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/base/limits.ts';
import { keyStateOf } from '../../../src/sharing/partner/jwk.ts';
import { readKeys } from '../../../src/sharing/partner/readkeys.ts';

const jwk = (key: KeyObject): Record<string, unknown> => key.export({ format: 'jwk' }) as Record<string, unknown>;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const point = jwk(ec.publicKey);

const code = (set: unknown): Promise<string> =>
  readKeys(set).then(
    (keys) => keys.map(({ kty, alg }) => `${kty} ${alg}`).join(),
    ({ code: why, path }: { code: string; path: string }) => `${why} ${path}`,
  );

describe('keys that a partner may sign with', () => {
  const cases: [string, unknown, string][] = [
    ['a P-256 key', { keys: [point] }, 'EC ES256'],
    ['an RSA key of 2048 bits', { keys: [jwk(rsa.publicKey)] }, 'RSA PS256'],
    ['an Ed25519 key', { keys: [jwk(ed.publicKey)] }, 'OKP EdDSA'],
    ['one key alone', point, 'EC ES256'],
    ['two keys', { keys: [point, jwk(ed.publicKey)] }, 'EC ES256,OKP EdDSA'],
    ['no set', 'key', 'SHARING_JWK_FORM jwks'],
    ['an empty set', { keys: [] }, 'SHARING_JWK_FORM jwks.keys'],
    ['a private key', { keys: [jwk(ec.privateKey)] }, 'SHARING_JWK_PRIVATE jwks.keys[0]'],
    ['a shared secret', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, 'SHARING_JWK_PRIVATE jwks.keys[0]'],
    ['another curve', { keys: [jwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)] }, 'SHARING_JWK_KIND jwks.keys[0]'],
    ['a key of X25519, which does not sign', { keys: [jwk(generateKeyPairSync('x25519').publicKey)] }, 'SHARING_JWK_KIND jwks.keys[0]'],
    ['a short RSA key', { keys: [jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)] }, 'SHARING_JWK_KIND jwks.keys[0].n'],
    ['an RSA key that takes long to hold against', { keys: [{ ...jwk(rsa.publicKey), n: 'x'.repeat(1366) }] }, 'SHARING_JWK_KIND jwks.keys[0].n'],
    ['an RSA key that everybody signs with', { keys: [{ ...jwk(rsa.publicKey), e: 'AQ' }] }, 'SHARING_JWK_KIND jwks.keys[0].e'],
    ['an algorithm that is not taken', { keys: [{ ...jwk(rsa.publicKey), alg: 'RS256' }] }, 'SHARING_JWK_KIND jwks.keys[0]'],
    ['a key for encryption', { keys: [{ ...point, use: 'enc' }] }, 'SHARING_JWK_KIND jwks.keys[0]'],
    ['a point off the curve', { keys: [{ ...point, x: point['y'] }] }, 'SHARING_JWK_FORM jwks.keys[0]'],
    ['a part that is missing', { keys: [{ ...point, y: undefined }] }, 'SHARING_JWK_FORM jwks.keys[0]'],
    ['a part with other letters', { keys: [{ ...point, x: '../x' }] }, 'SHARING_JWK_FORM jwks.keys[0]'],
    ['a name with a blank', { keys: [{ ...point, kid: 'a b' }] }, 'SHARING_JWK_FORM jwks.keys[0].kid'],
    [
      'a name twice',
      {
        keys: [
          { ...point, kid: 'a' },
          { ...jwk(ed.publicKey), kid: 'a' },
        ],
      },
      'SHARING_JWK_TWICE jwks.keys[1]',
    ],
    ['too many', { keys: Array.from({ length: limits.partnerKeys + 1 }, () => point) }, 'SHARING_JWK_MANY jwks'],
  ];
  it.each(cases)('%s', async (_, set, expected) => {
    expect(await code(set)).toBe(expected);
  });

  it('are kept by their public parts alone, and named by their thumbprint where they have no name', async () => {
    const [key] = await readKeys({ keys: [{ ...point, x5u: 'https://evil.example', key_ops: ['verify'] }] });
    expect(key).toEqual({ kty: 'EC', crv: 'P-256', x: point['x'], y: point['y'], kid: await calculateJwkThumbprint(point as never), alg: 'ES256', use: 'sig' });
  });
});

describe('a key', () => {
  const at = '2026-11-22T10:00:00.000Z';
  it.each([
    [{ until: null, revokedAt: null }, 'in_force'],
    [{ until: '2026-11-22T10:00:00.001Z', revokedAt: null }, 'in_force'],
    [{ until: at, revokedAt: null }, 'over'],
    [{ until: '2027-01-01T00:00:00.000Z', revokedAt: '2026-01-01T00:00:00.000Z' }, 'revoked'],
  ])('with %j is %s', (key, state) => {
    expect(keyStateOf(key, at)).toBe(state);
  });
});
