import { createHmac, createPublicKey } from 'node:crypto';
import { type CryptoKey, exportSPKI, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, asked, audience, code, empty, json, type Signer, seconds, signer, TestIssuer } from './issuer.ts';
import { type Api, api, at, canaries } from './world.ts';

const issuer = new TestIssuer();
let [first, second, elsewhere]: Signer[] = [];
let now = at;
const later = (minutes: number): void => {
  now = new Date(Date.parse(now) + minutes * 60_000).toISOString();
};
const serve = (): Promise<Api> => api({ sql: empty(), now: () => now, signIn: issuer.settings });
beforeAll(async () => {
  await issuer.up();
  [first, second, elsewhere] = await Promise.all([signer('one'), signer('two'), signer('one')]);
});
beforeEach(() => {
  now = at;
  issuer.signers = [first!];
  issuer.discovery = undefined;
  issuer.keys = undefined;
});
afterAll(() => issuer.down());

describe('a token of the issuer', () => {
  let world: Api;
  beforeAll(async () => {
    issuer.signers = [first!];
    world = await api({ now: () => now, signIn: issuer.settings });
  });

  it('shows what the role of its claim may see, and no more', async () => {
    const query = '{ customer(source: "crm", key: "A-1") { name identifiers { value } } }';
    const agent = await ask(world, await issuer.token(first!), query);
    expect(agent.data).toEqual({ customer: { name: canaries.name, identifiers: [{ value: `••••${canaries.national.slice(-4)}` }] } });
    const analyst = await ask(world, await issuer.token(first!, { realm_access: { roles: ['analyst'] } }), query);
    expect([analyst.status, analyst.text.includes('Canary')]).toEqual([400, false]);
  });

  const good: [string, object, object][] = [
    ['of type at+jwt', {}, { typ: 'at+jwt' }],
    ['of type application/at+jwt', {}, { typ: 'application/at+jwt' }],
    ['of no type, as some issuers write it', {}, { typ: undefined }],
    ['for several audiences', { aud: ['account', audience] }, {}],
    ['by a clock that is a little ahead', { iat: seconds + 20, nbf: seconds + 20 }, {}],
    ['that expired by a clock a little behind', { exp: seconds - 20 }, {}],
    ['that names no key while there is one', {}, { kid: undefined }],
    ['that calls itself a bearer token', { typ: 'Bearer' }, {}],
  ];
  it.each(good)('%s is taken', async (_, claims, header) => {
    expect(await asked(world, await issuer.token(first!, claims, header))).toEqual([200, undefined]);
  });

  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (): string => `${part({ alg: 'none', typ: 'JWT', kid: 'one' })}.${part(issuer.claims())}.`;
  async function hmac(): Promise<string> {
    const body = `${part({ alg: 'HS256', typ: 'JWT', kid: 'one' })}.${part(issuer.claims())}`;
    const pem = await exportSPKI((await importJWK(first!.jwk, 'ES256')) as CryptoKey);
    return `${body}.${createHmac('sha256', createPublicKey(pem).export({ type: 'spki', format: 'pem' }))
      .update(body)
      .digest('base64url')}`;
  }
  const of =
    (claims: object, header: object = {}, by = () => first!) =>
    () =>
      issuer.token(by(), claims, header);
  const attacks: [string, () => string | Promise<string>, number, string][] = [
    ['without a signature (alg none)', unsigned, 401, 'ACCESS_TOKEN_INVALID'],
    ['signed by HMAC with the public key', hmac, 401, 'ACCESS_TOKEN_INVALID'],
    ['of another key under a known name', of({}, {}, () => elsewhere!), 401, 'ACCESS_TOKEN_INVALID'],
    ['of a key that is not published', of({}, {}, () => second!), 401, 'ACCESS_TOKEN_INVALID'],
    ['that brings its own key', async () => issuer.token(elsewhere!, {}, { jwk: elsewhere!.jwk }), 401, 'ACCESS_TOKEN_INVALID'],
    ['that points at a key server', of({}, { jku: 'http://127.0.0.1:1/', kid: 'x' }, () => elsewhere!), 401, 'ACCESS_TOKEN_INVALID'],
    ['that names a key by a path', of({}, { kid: '../../etc/passwd' }), 401, 'ACCESS_TOKEN_INVALID'],
    ['that names a key by an empty text', of({}, { kid: '' }), 401, 'ACCESS_TOKEN_INVALID'],
    ['with an extension nobody knows', of({}, { crit: ['x'], x: 1 }), 401, 'ACCESS_TOKEN_INVALID'],
    ['of another issuer', of({ iss: 'https://evil.example' }), 401, 'ACCESS_TOKEN_INVALID'],
    ['of nearly this issuer', () => issuer.token(first!, { iss: `${issuer.url}/` }), 401, 'ACCESS_TOKEN_INVALID'],
    ['of no issuer', of({ iss: undefined }), 401, 'ACCESS_TOKEN_INVALID'],
    ['that says it is our own', of({ iss: 'assay', aud: 'assay:staff', role: 'admin' }), 401, 'ACCESS_TOKEN_OWN'],
    ['for another audience', of({ aud: 'api://payroll' }), 401, 'ACCESS_TOKEN_AUDIENCE'],
    ['for no audience', of({ aud: undefined }), 401, 'ACCESS_TOKEN_AUDIENCE'],
    ['of type logout+jwt', of({}, { typ: 'logout+jwt' }), 401, 'ACCESS_TOKEN_KIND'],
    ['of type dpop+jwt', of({}, { typ: 'dpop+jwt' }), 401, 'ACCESS_TOKEN_KIND'],
    ['that is an id token', of({ at_hash: 'x' }), 401, 'ACCESS_TOKEN_KIND'],
    ['that calls itself an id token', of({ typ: 'ID' }), 401, 'ACCESS_TOKEN_KIND'],
    ['bound to a key', of({ cnf: { jkt: 'x' } }), 401, 'ACCESS_TOKEN_KIND'],
    ['that expired', of({ exp: seconds - 40 }), 401, 'ACCESS_TOKEN_EXPIRED'],
    ['that is two days old', of({ iat: seconds - 48 * 3600, exp: seconds + 3600 }), 401, 'ACCESS_TOKEN_EXPIRED'],
    ['without an expiry', of({ exp: undefined }), 401, 'ACCESS_TOKEN_INVALID'],
    ['not valid yet', of({ nbf: seconds + 60 }), 401, 'ACCESS_TOKEN_EARLY'],
    ['issued in the future', of({ iat: seconds + 60 }), 401, 'ACCESS_TOKEN_EARLY'],
    ['without a subject', of({ sub: undefined }), 401, 'ACCESS_TOKEN_INVALID'],
    ['with an empty subject', of({ sub: '' }), 401, 'ACCESS_TOKEN_INVALID'],
    ['with a number for a subject', of({ sub: 7 }), 401, 'ACCESS_TOKEN_INVALID'],
    ['with line breaks in its subject', of({ sub: 'ann\nadmin' }), 401, 'ACCESS_TOKEN_INVALID'],
    ['without the role claim', of({ realm_access: undefined, roles: ['admin'] }), 403, 'ACCESS_ROLE_NONE'],
    ['of a role there is not', of({ realm_access: { roles: ['king'] } }), 403, 'ACCESS_ROLE_NONE'],
    ['of several roles', of({ realm_access: { roles: ['officer', 'approver'] } }), 403, 'ACCESS_ROLE_SEVERAL'],
  ];
  it.each(attacks)('%s is refused', async (_, make, status, expected) => {
    const bearer = await make();
    const answer = await ask(world, bearer);
    expect([answer.status, code(answer)]).toEqual([status, expected]);
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer error="${status === 401 ? 'invalid_token' : 'insufficient_scope'}"`);
    expect(answer.text).not.toMatch(/jose|JWS|node_modules/);
    expect(JSON.stringify(world.logged)).not.toContain(bearer.slice(-20));
  });

  it('that is refused for its roles is told which, in Chinese too', async () => {
    const bearer = await issuer.token(first!, { realm_access: { roles: ['officer', 'approver'] } });
    const message = 'You are signed in, but the claim `realm_access.roles` of your token names several roles of Assay: officer, approver.';
    expect((await ask(world, bearer)).errors[0]!.message).toBe(message);
    expect((await ask(world, bearer, '{ about { name } }', 'zh-CN')).errors[0]!.message).toContain('多个本系统的角色：officer, approver');
  });

  it.each(['ES384', 'ES512', 'PS256', 'RS256', 'EdDSA'])('may be signed by %s', async (alg) => {
    const by = await signer(alg, alg);
    issuer.signers = [first!, by];
    expect(await asked(await serve(), await issuer.token(by))).toEqual([200, undefined]);
  });
});

describe('keys', () => {
  it('a new one is known with its first token, and the withdrawn one ends what was remembered under it', async () => {
    const world = await serve();
    const old = await issuer.token(first!, { exp: seconds + 7200 });
    expect(await asked(world, old)).toEqual([200, undefined]);
    issuer.signers = [first!, second!];
    later(1);
    expect(await asked(world, await issuer.token(second!, { exp: seconds + 7200 }))).toEqual([200, undefined]);
    expect(await asked(world, old)).toEqual([200, undefined]);
    issuer.signers = [second!];
    later(5);
    expect(await asked(world, old)).toEqual([200, undefined]);
    later(6);
    expect(await asked(world, old)).toEqual([401, 'ACCESS_TOKEN_INVALID']);
    expect(await asked(world, await issuer.token(second!, { exp: seconds + 7200 }))).toEqual([200, undefined]);
  });

  it('a token that names no key is found under the one that took its place', async () => {
    const world = await serve();
    expect(await asked(world, await issuer.token(first!, {}, { kid: undefined }))).toEqual([200, undefined]);
    issuer.signers = [second!];
    later(1);
    expect(await asked(world, await issuer.token(second!, {}, { kid: undefined }))).toEqual([200, undefined]);
  });

  it('a flood of unknown keys asks the issuer once, and the known key works on', async () => {
    const world = await serve();
    await asked(world, await issuer.token(first!));
    later(1);
    const before = issuer.keysAsked;
    const flood = await Promise.all(Array.from({ length: 60 }, async (_, at) => asked(world, await issuer.token(elsewhere!, {}, { kid: `k${at}` }))));
    expect(new Set(flood.map(String))).toEqual(new Set(['401,ACCESS_TOKEN_INVALID']));
    expect(issuer.keysAsked - before).toBe(1);
    expect(await asked(world, await issuer.token(first!))).toEqual([200, undefined]);
  });

  it('a token of another issuer makes nobody ask', async () => {
    const world = await serve();
    await asked(world, await issuer.token(first!));
    later(1);
    const before = issuer.asked.length;
    await asked(world, await issuer.token(elsewhere!, { iss: 'https://evil.example' }, { kid: 'x' }));
    expect(issuer.asked.length).toBe(before);
  });

  const odd: [string, () => object[], string][] = [
    ['a shared secret', () => [{ kty: 'oct', k: 'c2VjcmV0', kid: 'one', alg: 'HS256' }], 'ACCESS_TOKEN_INVALID'],
    ['a key for encryption', () => [{ ...first!.jwk, use: 'enc' }], 'ACCESS_TOKEN_INVALID'],
    ['a private key', () => [{ ...first!.jwk, d: first!.jwk.x }], 'ACCESS_TOKEN_INVALID'],
    ['no key at all', () => [], 'ACCESS_TOKEN_INVALID'],
  ];
  it.each(odd)('of %s verify nothing', async (_, keys, expected) => {
    issuer.keys = json({ keys: keys() });
    expect(await asked(await serve(), await issuer.token(first!))).toEqual([401, expected]);
  });
});
