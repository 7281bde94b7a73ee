import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { proven } from '../../src/access/dpop.ts';
import { proofKey } from '../../src/access/jwk.ts';
import { holder, proofOf } from './proof.ts';

const now = '2026-11-22T10:00:00.000Z';
const seconds = Date.parse(now) / 1000;
const url = 'https://assay.example/graphql';
const token = 'a.b.c';
const by = holder();
const other = holder();
const show = (proof: string, more: object = {}) => proven({ proof, method: 'POST', url, token, jkt: by.jkt, ...more }, now);
const of = (claims: object = {}, header: object = {}) => proofOf({ by, url, now, token, claims, header });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a proof of possession', () => {
  it.each(['ES256', 'EdDSA', 'PS256'] as const)('signed with %s by the key of the token is taken, and named until it is too old', async (alg) => {
    const key = holder(alg);
    const proof = await show(await proofOf({ by: key, url, now, token, claims: { jti: 'one' } }), { jkt: key.jkt });
    expect(proof).toEqual({ realm: `proof ${key.jkt}`, name: expect.stringMatching(/^[\w-]{22}$/), until: (seconds + 120) * 1000 });
  });

  it('is named by its jti alone, so that a second signature over it is the same', async () => {
    const [one, two, three] = await Promise.all(['same', 'same', 'other'].map(async (jti) => (await show(await of({ jti }))).name));
    expect([one === two, one === three]).toEqual([true, false]);
  });

  const good: [string, object, object?][] = [
    ['with the host in other case', { htu: 'https://ASSAY.example/graphql' }],
    ["with the scheme's own port", { htu: 'HTTPS://assay.example:443/graphql' }],
    ['by a clock a little ahead', { iat: seconds + 20 }],
    ['of a minute ago by a clock a little behind', { iat: seconds - 80 }],
    ['with a nonce that nobody asked for', { nonce: 'n' }],
  ];
  it.each(good)('%s is taken', async (_, claims) => {
    await expect(show(await of(claims))).resolves.toBeDefined();
  });

  const unsigned = async () => `${part({ alg: 'none', typ: 'dpop+jwt', jwk: by.jwk })}.${(await of()).split('.')[1]}.AA`;
  const hmac = async () => {
    const body = `${part({ alg: 'HS256', typ: 'dpop+jwt', jwk: by.jwk })}.${(await of()).split('.')[1]}`;
    const secret = createPublicKey({ key: by.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };
  const changed = async () => {
    const [header, payload, signature] = (await of()).split('.') as [string, string, string];
    return `${header}.${payload}.${signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))}`;
  };
  const bad: [string, () => string | Promise<string>, string][] = [
    ['for another method', () => of({ htm: 'GET' }), 'htm'],
    ['for the method in other case', () => of({ htm: 'post' }), 'htm'],
    ['for another path', () => of({ htu: 'https://assay.example/graphq' }), 'htu'],
    ['for the path in other case', () => of({ htu: 'https://assay.example/GraphQL' }), 'htu'],
    ['for the path with a slash behind', () => of({ htu: `${url}/` }), 'htu'],
    ['for another port', () => of({ htu: 'https://assay.example:4000/graphql' }), 'htu'],
    ['for another scheme', () => of({ htu: 'http://assay.example/graphql' }), 'htu'],
    ['for another host', () => of({ htu: 'https://assay.example.evil.example/graphql' }), 'htu'],
    ['for an address with a query', () => of({ htu: `${url}?query=x` }), 'htu'],
    ['for an address with a fragment', () => of({ htu: `${url}#x` }), 'htu'],
    ['for an address with a password', () => of({ htu: 'https://a:b@assay.example/graphql' }), 'htu'],
    ['for a path alone', () => of({ htu: '/graphql' }), 'htu'],
    ['for no address', () => of({ htu: undefined }), 'htu'],
    ['for another token', () => of({ ath: 'x' }), 'ath'],
    ['for no token', () => of({ ath: undefined }), 'ath'],
    ['that is too old', () => of({ iat: seconds - 91 }), 'iat'],
    ['from the future', () => of({ iat: seconds + 31 }), 'iat'],
    ['without its time', () => of({ iat: undefined }), 'iat'],
    ['with its time as text', () => of({ iat: String(seconds) }), 'iat'],
    ['that expired by its own word', () => of({ exp: seconds - 60 }), 'exp'],
    ['without a name', () => of({ jti: undefined }), 'jti'],
    ['with an empty name', () => of({ jti: '' }), 'jti'],
    ['with an endless name', () => of({ jti: 'x'.repeat(201) }), 'jti'],
    ['of another key', () => proofOf({ by: other, url, now, token }), 'jwk'],
    ['of another key under the name of the right one', () => proofOf({ by: other, url, now, token, header: { jwk: by.jwk } }), 'signature'],
    ['with its private key', () => of({}, { jwk: { ...by.jwk, d: 'AAAA' } }), 'jwk'],
    ['without its key', () => of({}, { jwk: undefined }), 'jwk'],
    ['with a shared secret', () => of({}, { jwk: { kty: 'oct', k: 'c2VjcmV0' } }), 'jwk'],
    ['of another type', () => of({}, { typ: 'at+jwt' }), 'typ'],
    ['of no type', () => of({}, { typ: undefined }), 'typ'],
    ['that is no JWT', () => 'nonsense', 'typ'],
    ['sent twice in one request', async () => `${await of()}, ${await of()}`, 'typ'],
    ['longer than any', () => of({ more: 'x'.repeat(9_000) }), 'typ'],
    ['without a signature (alg none)', unsigned, 'alg'],
    ['signed by HMAC with the public key', hmac, 'alg'],
    ['that was changed', changed, 'signature'],
  ];
  it.each(bad)('%s is refused', async (_, make, faulty) => {
    await expect(show(await make())).rejects.toMatchObject({ code: 'ACCESS_PROOF_INVALID', params: { part: faulty, method: 'POST', url } });
  });
});

describe('a key to prove', () => {
  const jwk = by.jwk;
  const bad: [string, unknown][] = [
    ['of another curve', { ...jwk, crv: 'P-384' }],
    ['of nobody', null],
    ['that is a list', [jwk]],
    ['without a member', { ...jwk, y: undefined }],
    ['with a member that is no text', { ...jwk, y: 7 }],
    ['of RSA, too short', { kty: 'RSA', e: 'AQAB', n: 'x'.repeat(171) }],
    ['of RSA, so long that it only costs', { kty: 'RSA', e: 'AQAB', n: 'x'.repeat(1_000) }],
    ['of RSA with an exponent that only costs', { kty: 'RSA', e: 'x'.repeat(342), n: 'x'.repeat(342) }],
    ['of ML-DSA', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'x' }],
  ];
  it.each(bad)('%s is none', (_, given) => expect(proofKey(given)).toBeUndefined());

  it('keeps nothing that came with it', () => {
    expect(proofKey({ ...jwk, kid: '../../etc/passwd', x5u: 'http://localhost', [randomUUID()]: 1 })).toEqual({
      algorithms: ['ES256'],
      thumbprint: by.jkt,
      jwk: { crv: 'P-256', kty: 'EC', x: jwk['x'], y: jwk['y'] },
    });
  });
});
