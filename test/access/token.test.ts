import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { issueToken, roleNamed, Verifier } from '../../src/access/token.ts';

const now = '2026-11-22T10:00:00.000Z';
const seconds = Date.parse(now) / 1000;
const { privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { role: 'admin', iss: 'assay', aud: 'assay:staff', sub: 'eve', jti: 'x', iat: seconds, exp: seconds + 600 };

const signed = (payload: object, header: object = {}, key = privateKey) =>
  new SignJWT(payload as never).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header }).sign(key);
const without = (name: string) => signed(Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name)));

function hmac(): string {
  const body = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${part(claims)}`;
  const secret = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

describe('a token', () => {
  const verifier = new Verifier(privateKey);

  it('that was issued here names who asks', async () => {
    const token = await issueToken(privateKey, { role: 'agent', subject: 'ann' }, now);
    expect(await verifier.principal(token, now)).toEqual({ subject: 'ann', role: 'agent' });
  });

  it('is refused once it has expired, also when it is remembered', async () => {
    const token = await issueToken(privateKey, { role: 'agent', subject: 'ann' }, now);
    await verifier.principal(token, now);
    await expect(verifier.principal(token, '2026-11-22T22:00:00.000Z')).rejects.toMatchObject({
      code: 'ACCESS_TOKEN_EXPIRED',
      params: { at: '2026-11-22T22:00:00.000Z' },
    });
  });

  const cases: [string, () => string | Promise<string>, string][] = [
    ['of another key', () => signed(claims, {}, other), 'ACCESS_TOKEN_INVALID'],
    ['without a signature (alg none)', () => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`, 'ACCESS_TOKEN_INVALID'],
    ['signed by HMAC with the public key', hmac, 'ACCESS_TOKEN_INVALID'],
    ['that brings its own key', async () => signed(claims, { jwk: createPublicKey(other).export({ format: 'jwk' }) }, other), 'ACCESS_TOKEN_INVALID'],
    ['that names a key by a path', () => signed(claims, { kid: '../../etc/passwd' }, other), 'ACCESS_TOKEN_INVALID'],
    ['that points at a key server', () => signed(claims, { jku: 'http://localhost:1/keys' }, other), 'ACCESS_TOKEN_INVALID'],
    ['of another kind', () => signed(claims, { typ: 'dpop+jwt' }), 'ACCESS_TOKEN_INVALID'],
    ['for another audience', () => signed({ ...claims, aud: 'assay:partner' }), 'ACCESS_TOKEN_AUDIENCE'],
    ['without an audience', () => without('aud'), 'ACCESS_TOKEN_AUDIENCE'],
    ['of another issuer', () => signed({ ...claims, iss: 'other' }), 'ACCESS_TOKEN_INVALID'],
    ['without an expiry', () => without('exp'), 'ACCESS_TOKEN_INVALID'],
    ['without a subject', () => without('sub'), 'ACCESS_TOKEN_INVALID'],
    ['with a blank subject', () => signed({ ...claims, sub: ' \u200b' }), 'ACCESS_TOKEN_INVALID'],
    ['that is not valid yet', () => signed({ ...claims, nbf: seconds + 60 }), 'ACCESS_TOKEN_EARLY'],
    ['issued in the future', () => signed({ ...claims, iat: seconds + 60 }), 'ACCESS_TOKEN_EARLY'],
    ['issued too long ago', () => signed({ ...claims, iat: seconds - 13 * 3600 }), 'ACCESS_TOKEN_EXPIRED'],
    ['of an unknown role', () => signed({ ...claims, role: 'king' }), 'ACCESS_TOKEN_ROLE'],
    ['that is no token', () => 'not-a-token', 'ACCESS_TOKEN_INVALID'],
  ];
  it.each(cases)('%s is refused', async (_, make, code) => {
    await expect(verifier.principal(await make(), now)).rejects.toMatchObject({ code });
  });

  it('that was changed in any letter is refused', async () => {
    const token = await issueToken(privateKey, { role: 'agent', subject: 'ann' }, now);
    const [header, body, signature] = token.split('.') as [string, string, string];
    const wider = part({ ...claims, role: 'admin' });
    await expect(verifier.principal(`${header}.${wider}.${signature}`, now)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_INVALID' });
    await expect(verifier.principal(`${header}.${body}.${signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))}`, now)).rejects.toMatchObject({
      code: 'ACCESS_TOKEN_INVALID',
    });
  });

  it('is only issued for a role there is', () => {
    expect(roleNamed('steward')).toBe('steward');
    expect(() => roleNamed('king')).toThrow(expect.objectContaining({ code: 'ACCESS_ROLE_UNKNOWN' }));
  });
});
