import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PartnerSignIn, saysPartner } from '../../src/access/partnersignin.ts';
import type { PartnerIssuer } from '../../src/access/partnertoken.ts';
import type { Problem } from '../../src/base/problem.ts';
import { render } from '../../src/graphql/texts.ts';
import { holder, proofOf } from './proof.ts';

const at = '2026-11-22T10:00:00.000Z';
const seconds = Date.parse(at) / 1000;
let now = at;
const later = (more: number): string => (now = new Date(Date.parse(now) + more * 1000).toISOString());
const issuer = 'https://assay.example';
const url = `${issuer}/graphql`;
const by = holder();
const partnerId = '01890000-0000-7000-8000-000000000001';

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly key: KeyObject;
  readonly jwk: Record<string, unknown>;
}
function key(kid: string, alg: 'ES256' | 'EdDSA' | 'RS256' = 'ES256'): Key {
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, alg, key: pair.privateKey, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}
const [ours, next, elsewhere, theirs, weak] = [key('ours'), key('next'), key('ours'), key('theirs', 'EdDSA'), key('weak', 'RS256')];

/** What is known here, and how often it was asked for. */
let keys: Record<string, unknown>[];
let issuers: PartnerIssuer[];
let asked: { keys: number; issuers: number; theirs: number };
let down: boolean;
const server = createServer((_, response) => {
  asked.theirs += 1;
  if (down) return void response.writeHead(500).end();
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [theirs.jwk, weak.jwk] }));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

const foreign = 'https://login.partner.example';
const made = (unbound = false): PartnerSignIn =>
  new PartnerSignIn(
    {
      issuer,
      unbound,
      keys: async () => {
        asked.keys += 1;
        return { keys: keys as never };
      },
      issuers: async () => {
        asked.issuers += 1;
        return issuers;
      },
    },
    { now: () => now, warn: () => {} },
  );
beforeEach(() => {
  now = at;
  keys = [ours.jwk];
  asked = { keys: 0, issuers: 0, theirs: 0 };
  down = false;
  issuers = [{ partnerId, name: 'north-bank', issuer: foreign, jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys` }];
});

const bound = { cnf: { jkt: by.jkt } };
const claims = { iss: issuer, aud: 'assay:partner', sub: 'north-bank', client_id: 'north-bank', pid: partnerId, ckid: 'key-1', ...bound };
const theirClaims = { iss: foreign, aud: 'assay:partner', sub: 'some-service', ...bound };
function token(more: object = {}, header: object = {}, signer: Key = ours, base: object = claims): Promise<string> {
  const payload = { jti: randomUUID(), iat: Date.parse(now) / 1000, exp: Date.parse(now) / 1000 + 600, ...base, ...more };
  const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  return new SignJWT(given as never).setProtectedHeader({ alg: signer.alg, typ: 'at+jwt', kid: signer.kid, ...header }).sign(signer.key, { crit: { x: true } });
}
const their = (more: object = {}, header: object = {}, signer: Key = theirs) => token(more, header, signer, theirClaims);
async function shown(signIn: PartnerSignIn, jwt: string) {
  return signIn.bound(jwt, { proof: await proofOf({ by, url, now, token: jwt }), method: 'POST', url }, now);
}
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token for a partner', () => {
  it('of our endpoint stands for the partner, the key it signed in with and the key it is bound to', async () => {
    const principal = await shown(made(), await token());
    const proof = { realm: `proof ${by.jkt}`, name: expect.any(String), until: expect.any(Number) };
    expect(principal).toEqual({ subject: 'north-bank', role: null, partner: { partnerId, kid: 'key-1', jkt: by.jkt, proof } });
  });

  it("of the partner's own server stands for the partner, whatever it names", async () => {
    const principal = await shown(made(), await their({ role: 'admin', pid: randomUUID(), ckid: 'x' }));
    expect(principal).toMatchObject({ subject: 'north-bank', role: null, partner: { partnerId, kid: 'theirs', jkt: by.jkt } });
  });

  const unsigned = async () => `${part({ alg: 'none', typ: 'at+jwt', kid: 'ours' })}.${(await token()).split('.')[1]}.AA`;
  const hmac = async () => {
    const body = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'ours' })}.${(await token()).split('.')[1]}`;
    const pem = createPublicKey({ key: ours.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return `${body}.${createHmac('sha256', pem).update(body).digest('base64url')}`;
  };
  const bad: [string, () => Promise<string>, string][] = [
    ['without a signature (alg none)', unsigned, 'ACCESS_TOKEN_INVALID'],
    ['signed by HMAC with the public key', hmac, 'ACCESS_TOKEN_INVALID'],
    ['of another key under a known name', () => token({}, {}, elsewhere), 'ACCESS_TOKEN_INVALID'],
    ['whose key is named by a path', () => token({}, { kid: '../../etc/passwd' }), 'ACCESS_TOKEN_INVALID'],
    ['whose key is named by SQL', () => token({}, { kid: "' or 1=1 --" }), 'ACCESS_TOKEN_INVALID'],
    ['whose key is named by an empty text', () => token({}, { kid: '' }), 'ACCESS_TOKEN_INVALID'],
    ['whose key is named without end', () => token({}, { kid: 'x'.repeat(201) }), 'ACCESS_TOKEN_INVALID'],
    ['whose key is named by what no table holds', () => token({}, { kid: 'a\u0000b' }), 'ACCESS_TOKEN_INVALID'],
    ['whose key is not named', () => token({}, { kid: undefined }), 'ACCESS_TOKEN_INVALID'],
    ["whose key is named as another issuer's", () => token({}, { kid: 'theirs' }), 'ACCESS_TOKEN_INVALID'],
    ["signed by another issuer's key in our name", () => token({}, {}, theirs), 'ACCESS_TOKEN_INVALID'],
    ["signed by our key in another issuer's name", () => their({}, {}, ours), 'ACCESS_TOKEN_INVALID'],
    ['that brings its own key', () => token({}, { jwk: elsewhere.jwk }, elsewhere), 'ACCESS_TOKEN_INVALID'],
    ['that points at a key server', () => token({}, { jku: 'http://127.0.0.1:1/', kid: 'x' }, elsewhere), 'ACCESS_TOKEN_INVALID'],
    ['that points at a certificate', () => token({}, { x5u: 'http://127.0.0.1:1/', kid: 'x' }, elsewhere), 'ACCESS_TOKEN_INVALID'],
    ['with an extension nobody knows', () => token({ x: 1 }, { crit: ['x'], x: 1 }), 'ACCESS_TOKEN_INVALID'],
    ['that is a proof of possession', () => token({ htm: 'POST', htu: url }, { typ: 'dpop+jwt' }), 'ACCESS_TOKEN_INVALID'],
    ['that is a client assertion', () => token({ aud: issuer, iss: 'north-bank' }, { typ: 'JWT' }), 'ACCESS_TOKEN_INVALID'],
    ['that is an id token', () => token({ at_hash: 'x' }, { typ: 'JWT' }), 'ACCESS_TOKEN_INVALID'],
    ['that is a report', () => token({}, { typ: 'assay-report+jwt' }), 'ACCESS_TOKEN_INVALID'],
    ['of no type', () => token({}, { typ: undefined }), 'ACCESS_TOKEN_INVALID'],
    ['of an issuer nobody knows', () => token({ iss: 'https://evil.example' }), 'ACCESS_TOKEN_INVALID'],
    ['of nearly our issuer', () => token({ iss: `${issuer}/` }), 'ACCESS_TOKEN_INVALID'],
    ['of no issuer', () => token({ iss: undefined }), 'ACCESS_TOKEN_INVALID'],
    ["of the company's own tokens", () => token({ iss: 'assay' }), 'ACCESS_TOKEN_INVALID'],
    ["for the company's own people", () => token({ aud: 'assay:staff' }), 'ACCESS_TOKEN_AUDIENCE'],
    ['for another audience', () => token({ aud: 'https://other.example' }), 'ACCESS_TOKEN_AUDIENCE'],
    ['for no audience', () => token({ aud: undefined }), 'ACCESS_TOKEN_AUDIENCE'],
    ['that has expired', () => token({ iat: seconds - 400, exp: seconds }), 'ACCESS_TOKEN_EXPIRED'],
    ['that is older than ten minutes and a little', () => token({ iat: seconds - 631, exp: seconds + 600 }), 'ACCESS_TOKEN_EXPIRED'],
    ['that is not valid yet', () => token({ nbf: seconds + 31 }), 'ACCESS_TOKEN_EARLY'],
    ['issued in the future', () => token({ iat: seconds + 31 }), 'ACCESS_TOKEN_EARLY'],
    ['without its time', () => token({ iat: undefined }), 'ACCESS_TOKEN_EARLY'],
    ['without an end', () => token({ exp: undefined }), 'ACCESS_TOKEN_INVALID'],
    ['of a client that is not its subject', () => token({ client_id: 'south-bank' }), 'ACCESS_TOKEN_INVALID'],
    ['of no partner', () => token({ pid: undefined }), 'ACCESS_TOKEN_INVALID'],
    ['of a partner by SQL', () => token({ pid: "' or 1=1 --" }), 'ACCESS_TOKEN_INVALID'],
    ['that does not say which key asked for it', () => token({ ckid: undefined }), 'ACCESS_TOKEN_INVALID'],
    ['bound to no key', () => token({ cnf: undefined }), 'ACCESS_TOKEN_UNBOUND'],
    ['bound to a certificate', () => token({ cnf: { 'x5t#S256': 'x' } }), 'ACCESS_TOKEN_UNBOUND'],
    ['bound to a key and something else', () => token({ cnf: { jkt: by.jkt, jwk: by.jwk } }), 'ACCESS_TOKEN_UNBOUND'],
    ["of the partner's server, for others", () => their({ aud: 'https://api.partner.example' }), 'ACCESS_TOKEN_CLAIMS'],
    ["of the partner's server, bound to no key", () => their({ cnf: undefined }), 'ACCESS_TOKEN_UNBOUND'],
    ["of the partner's server, of another type", () => their({}, { typ: 'JWT' }), 'ACCESS_TOKEN_CLAIMS'],
    ["of the partner's server, by an algorithm that is not taken", () => their({}, {}, weak), 'ACCESS_TOKEN_CLAIMS'],
    ["of the partner's server, good for a day and old", () => their({ iat: seconds - 700, exp: seconds + 86_400 }), 'ACCESS_TOKEN_EXPIRED'],
    ['that is none', async () => 'x.y.z', 'ACCESS_TOKEN_INVALID'],
  ];
  it.each(bad)('%s is refused', async (_, make, code) => {
    await expect(shown(made(), await make())).rejects.toMatchObject({ code });
  });

  const misissued: [string, object, object, Key?][] = [
    ['aud', { aud: issuer }, {}],
    ['aud', { aud: undefined }, {}],
    ['sub', { sub: undefined }, {}],
    ['iat', { iat: undefined }, {}],
    ['exp', { exp: undefined }, {}],
    ['typ', {}, { typ: undefined }],
    ['kid', {}, { kid: undefined }],
    ['alg', {}, {}, weak],
  ];
  it.each(misissued)("of the partner's own server is told what its %s must be", async (claim, more, header, signer) => {
    const refused = await shown(made(), await their(more, header, signer)).catch((error: unknown) => error as Problem);
    expect(refused).toMatchObject({ code: 'ACCESS_TOKEN_CLAIMS', params: { claim } });
    const { message, hint } = render(refused as Problem, 'en');
    expect([message, hint]).toEqual([expect.stringContaining(`\`${claim}\``), expect.stringContaining('aud assay:partner')]);
  });

  it.each([
    ['early', { iat: seconds + 31 }, 'ACCESS_TOKEN_EARLY'],
    ['late', { iat: seconds - 700 }, 'ACCESS_TOKEN_EXPIRED'],
  ])("of the partner's own server that comes too %s is told so", async (_, more, code) => {
    await expect(shown(made(), await their(more))).rejects.toMatchObject({ code });
  });

  it('counts with a proof of its key only, and with none that was made for another', async () => {
    const [signIn, jwt, stolen] = [made(), await token(), await token({ cnf: { jkt: holder().jkt } })];
    await expect(signIn.bound(jwt, { proof: undefined, method: 'POST', url }, now)).rejects.toMatchObject({ code: 'ACCESS_PROOF_MISSING' });
    await expect(shown(signIn, stolen)).rejects.toMatchObject({ code: 'ACCESS_PROOF_INVALID', params: { part: 'jwk' } });
  });

  it.each([false, true])('that is bound to a key does not count as a bearer token (unbound ones taken: %s)', async (unbound) => {
    await expect(made(unbound).alone(await token(), now)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_BOUND' });
  });

  it('that is bound to no key counts where that is allowed, alone', async () => {
    const jwt = await token({ cnf: undefined });
    await expect(made().alone(jwt, now)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_BOUND' });
    expect(await made(true).alone(jwt, now)).toEqual({ subject: 'north-bank', role: null, partner: { partnerId, kid: 'key-1', jkt: null } });
    await expect(shown(made(true), jwt)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_UNBOUND' });
  });

  it('is told from those of the company by its audience', async () => {
    expect([saysPartner(await token()), saysPartner(await token({ aud: ['x', 'assay:partner'] })), saysPartner(await token({ aud: 'assay:staff' }))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(saysPartner('x.y.z')).toBe(false);
  });
});

describe('what is known of a token', () => {
  it('is asked for once, and ends with the token', async () => {
    const [signIn, jwt] = [made(), await token()];
    for (let time = 0; time < 3; time += 1) await shown(signIn, jwt);
    expect([asked.keys, signIn.known(jwt, now)?.subject]).toEqual([1, 'north-bank']);
    later(600);
    expect(signIn.known(jwt, now)).toBeUndefined();
    await expect(shown(signIn, jwt)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_EXPIRED' });
  });

  it('follows a rotation of our keys: the old key signs nothing new, and what it signed ends by itself', async () => {
    const [signIn, old] = [made(), await token()];
    await shown(signIn, old);
    later(5);
    keys = [{ ...ours.jwk, retired_at: now }, next.jwk];
    expect((await shown(signIn, await token({}, {}, next))).subject).toBe('north-bank');
    expect((await shown(signIn, old)).subject).toBe('north-bank');
    await expect(shown(signIn, await token())).rejects.toMatchObject({ code: 'ACCESS_TOKEN_INVALID' });
    later(596);
    await expect(shown(signIn, old)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_EXPIRED' });
    // Whoever has the retired key can only say that it signed before.
    await expect(shown(signIn, await token({ iat: seconds, exp: seconds + 6_000 }))).resolves.toBeDefined();
    later(60);
    await expect(shown(signIn, await token({ iat: seconds, exp: seconds + 6_000 }))).rejects.toMatchObject({ code: 'ACCESS_TOKEN_EXPIRED' });
  });

  it('stays when the keys of our endpoint are as they were, without waiting for a look', async () => {
    const [signIn, jwt] = [made(), await token()];
    await shown(signIn, jwt);
    later(11);
    expect(signIn.known(jwt, now)).toBeUndefined();
    await shown(signIn, jwt);
    expect([asked.keys, signIn.known(jwt, now)?.subject]).toEqual([2, 'north-bank']);
  });

  it('costs next to nothing in a flood of keys and issuers that nobody knows', async () => {
    const signIn = made();
    const flood = [
      ...Array.from({ length: 50 }, () => token({}, { kid: randomUUID() })),
      ...Array.from({ length: 50 }, () => token({ iss: `https://${randomUUID()}.example` })),
      ...Array.from({ length: 50 }, () => their({}, { kid: randomUUID() })),
    ];
    const refused = await Promise.allSettled((await Promise.all(flood)).map((jwt) => signIn.principal(jwt, now)));
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toEqual({ keys: 1, issuers: 1, theirs: 1 });
    expect((await shown(signIn, await token())).subject).toBe('north-bank');
  });

  it("of a partner's server is refused as long as its keys cannot be had, and goes on while they are known", async () => {
    down = true;
    const signIn = made();
    await expect(shown(signIn, await their())).rejects.toMatchObject({ code: 'ACCESS_ISSUER_UNREACHABLE', params: { seconds: 30 } });
    expect((await shown(signIn, await token())).subject).toBe('north-bank');
    down = false;
    later(30);
    const jwt = await their();
    await shown(signIn, jwt);
    down = true;
    later(8 * 60);
    expect((await shown(signIn, jwt)).subject).toBe('north-bank');
    later(3 * 60);
    expect((await shown(signIn, await their())).subject).toBe('north-bank');
  });

  it("of a partner's server ends soon after it is no longer the partner's", async () => {
    const [signIn, jwt] = [made(), await their()];
    await shown(signIn, jwt);
    issuers = [];
    later(5);
    await expect(shown(signIn, jwt)).rejects.toMatchObject({ code: 'ACCESS_TOKEN_INVALID' });
  });
});
