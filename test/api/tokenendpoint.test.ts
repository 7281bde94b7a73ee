import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/base/time.ts';
import { statusOf } from '../../src/graphql/status.ts';
import { textOf } from '../../src/graphql/texts.ts';
import { clock } from '../../src/server/clock.ts';
import { type Rotated, rotate } from '../../src/sharing/key/rotate.ts';
import { revokeKey } from '../../src/sharing/partner/revoke.ts';
import { holder, proofOf } from '../access/proof.ts';
import { partnered } from '../sharing/world.ts';
import { type Asker, askBound, assertionOf, request, tokenOf } from './partner.ts';
import { type Api, api, keys } from './world.ts';

const day = clock().slice(0, 10);
const seconds = () => Math.floor(Date.parse(clock()) / 1000);
const acting = () => ({ who: 'ann', at: clock(), today: clock().slice(0, 10), holds: () => true });
const by = holder();
const query = '{ __typename }';
let world: Api;
let partner: Asker;
beforeAll(async () => {
  world = await api({ now: clock, today: () => day });
  partner = await partnered(world.sql, { on: day, agreement: { valid: { from: day, until: addDays(day, 365) } } });
});

describe('the token endpoint', () => {
  it('gives a partner a token of ten minutes at most that is bound to its key, and says that it is not to be kept', async () => {
    const { status, body, headers } = await request(world, partner, { by });
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'DPoP', 600]);
    const { iat = 0, exp = 0, jti: _, ...claims } = decodeJwt(body.access_token);
    const { partnerId: pid, name } = partner;
    expect(claims).toEqual({ iss: world.url, aud: 'assay:partner', sub: name, client_id: name, pid, ckid: partner.keys[0]?.kid, cnf: { jkt: by.jkt } });
    expect([exp - iat, decodeProtectedHeader(body.access_token)]).toEqual([600, { alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) }]);
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
    expect((await askBound(world, by, clock(), { token: body.access_token, query })).data).toEqual({ __typename: 'Query' });
  });

  it.each(['https://assay.example', 'https://assay.example:8443/lend'])('is where %s says, however a proxy in front of it calls us', async (publicUrl) => {
    const behind = await api({ publicUrl, sql: world.sql, now: clock, today: () => day });
    const ask = async (url: string, headers: object = {}) => {
      const [assertion, proof] = await Promise.all([assertionOf({ url: publicUrl }, partner), proofOf({ by, url: `${url}/oauth/token`, now: clock() })]);
      return request(behind, partner, { assertion, proof, headers });
    };
    const answer = await ask(publicUrl);
    expect([answer.status, decodeJwt(answer.body.access_token).iss]).toEqual([200, publicUrl]);
    const evil = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example;proto=https' };
    expect((await ask('https://evil.example', evil)).body.error).toBe('invalid_dpop_proof');
    expect((await ask(behind.url)).body.error).toBe('invalid_dpop_proof');
  });

  it('is found by its metadata, and publishes public keys alone', async () => {
    await request(world, partner);
    const metadata = (await (await fetch(`${world.url}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({ issuer: world.url, token_endpoint: `${world.url}/oauth/token`, jwks_uri: `${world.url}/.well-known/jwks.json` });
    const sets = await Promise.all(['jwks', 'assay-keys'].map(async (name) => (await fetch(`${world.url}/.well-known/${name}.json`)).text()));
    expect(sets.join()).not.toMatch(/"d":|sealed/);
    const [tokens, others] = sets.map((text) => (JSON.parse(text).keys as { assay_use: string }[]).map(({ assay_use: use }) => use));
    expect([tokens?.includes('token'), others?.includes('token')]).toEqual([true, false]);
    const nothing = await Promise.all(['jwk', '', 'jwks.json/', 'constructor', '..%2f..'].map((name) => fetch(`${world.url}/.well-known/${name}`)));
    expect(nothing.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  const of =
    (claims: object, header: object = {}) =>
    async () => ({ assertion: await assertionOf(world, partner, { claims, header }) });
  const other = holder();
  const uniform = { error: 'invalid_client', error_description: 'client authentication failed', hint: textOf('OAUTH_INVALID_CLIENT', 'en').hint };
  const denied: [string, () => Promise<object>][] = [
    ['of somebody nobody knows', of({ iss: 'nobody-here', sub: 'nobody-here' })],
    ['of a name that none can have', of({ iss: "' or 1=1 --", sub: "' or 1=1 --" })],
    ['of another partner than its issuer', of({ iss: 'nobody-here' })],
    ['signed by another key', async () => ({ assertion: await assertionOf(world, partner, { key: other.key }) })],
    ['by an algorithm that is not taken', of({}, { alg: 'HS256' })],
    ['that names a key by a path', of({}, { kid: '../../etc/passwd' })],
    ['that names no key of its own', of({}, { kid: 'other' })],
    ['for another audience', of({ aud: 'https://other.example' })],
    ['for nobody', of({ aud: undefined })],
    ['that has expired', of({ exp: 1 })],
    ['without an end', of({ exp: undefined })],
    ['that is not valid yet', of({ nbf: 4_000_000_000 })],
    ['that is valid in a minute', () => of({ nbf: seconds() + 61, exp: seconds() + 200 })()],
    ['without a name of its own', of({ jti: undefined })],
  ];
  it.each(denied)('refuses an assertion %s, in the same words', async (_, make) => {
    const more = (await make().catch(() => ({ assertion: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4IiwiaXNzIjoieCJ9.AA' }))) as object;
    const { status, body, headers } = await request(world, partner, more);
    expect([status, body, headers.get('retry-after')]).toEqual([401, uniform, null]);
  });

  const told: [string, () => Promise<object>, RegExp][] = [
    ['for the address of the endpoint alone', () => of({ aud: `${world.url}/oauth/token` })(), /aud of the client assertion must be exactly/],
    ['for us and others', () => of({ aud: [world.url, 'https://other.example'] })(), /aud of the client assertion must be exactly/],
    ['that is good for a day', () => of({ exp: seconds() + 86_400 })(), /must expire in at most 300 s/],
    ['that does not name its key', () => of({}, { kid: undefined })(), /must name its key/],
    ['of a clock that is ahead', () => of({ iat: seconds() + 61, exp: seconds() + 200 })(), /iat of the client assertion lies more than 30 s ahead/],
    ['issued after its end', () => of({ iat: seconds() + 100_000 })(), /iat of the client assertion lies more than 30 s ahead/],
    ['issued just after its end', () => of({ iat: seconds() + 20, exp: seconds() + 10 })(), /must not expire before its iat/],
    ['of a day ago', () => of({ iat: seconds() - 86_400 })(), /iat of the client assertion is more than 300 s ago/],
  ];
  it.each(told)('says to a partner that it knows what is wrong with an assertion %s', async (_, make, why) => {
    const { status, body } = await request(world, partner, await make());
    expect([status, body.error, body.error_description]).toEqual([401, 'invalid_client', expect.stringMatching(why)]);
  });

  it.each([
    ['ten seconds ahead', () => ({ iat: seconds() + 10, nbf: seconds() + 10 })],
    ['ten seconds behind', () => ({ iat: seconds() - 10, nbf: seconds() - 10 })],
    ['four minutes old', () => ({ iat: seconds() - 240 })],
    ['without its time', () => ({ iat: undefined })],
  ])('takes an assertion %s', async (_, claims) => {
    expect((await request(world, partner, await of(claims())())).status).toBe(200);
  });

  it('says that the header with the proof is missing, and how to send it', async () => {
    const { status, body } = await request(world, partner, { proof: null });
    expect([status, body.error, body.error_description]).toEqual([400, 'invalid_dpop_proof', expect.stringMatching(/the header DPoP .* is missing/)]);
    expect(body.hint).toMatch(/^Send it in the header `DPoP`, .*dpop\+jwt/);
  });

  it('takes an assertion once, and a proof once, however many come at the same time', async () => {
    const assertion = await assertionOf(world, partner);
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => request(world, partner, { assertion })))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
    const proof = await proofOf({ by, url: `${world.url}/oauth/token`, now: clock() });
    const again = [await request(world, partner, { proof }), await request(world, partner, { proof })];
    expect(again.map(({ status, body }) => [status, body.error])).toEqual([
      [200, undefined],
      [400, 'invalid_grant'],
    ]);
  });

  const proofs: [string, () => Promise<string> | null][] = [
    ['no proof', () => null],
    ['a proof for another address', () => proofOf({ by, url: `${world.url}/graphql`, now: clock() })],
    ['a proof for another method', () => proofOf({ by, url: `${world.url}/oauth/token`, now: clock(), method: 'GET' })],
    ['an old proof', () => proofOf({ by, url: `${world.url}/oauth/token`, now: clock(), claims: { iat: seconds() - 3_600 } })],
    ['a proof of another type', () => proofOf({ by, url: `${world.url}/oauth/token`, now: clock(), header: { typ: 'JWT' } })],
    ['a proof with its private key', () => proofOf({ by, url: `${world.url}/oauth/token`, now: clock(), header: { jwk: by.key.export({ format: 'jwk' }) } })],
  ];
  it.each(proofs)('gives nothing for %s', async (_, make) => {
    const { status, body } = await request(world, partner, { proof: await make() });
    expect([status, body.access_token]).toEqual([400, undefined]);
  });

  const bodies: [string, object, object, number, string][] = [
    ['another grant', { grant_type: 'authorization_code', code: 'x' }, {}, 400, 'unsupported_grant_type'],
    ['another resource', { resource: 'https://other.example' }, {}, 400, 'invalid_target'],
    ['a password beside the assertion', {}, { authorization: 'Basic YTpi' }, 400, 'invalid_request'],
    ['another client', { client_id: 'other' }, {}, 400, 'invalid_request'],
    ['another kind of assertion', { client_assertion_type: 'x' }, {}, 400, 'invalid_request'],
  ];
  it.each(bodies)('refuses %s', async (_, body, headers, status, error) => {
    const answer = await request(world, partner, { body, headers });
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect([status, answer.body.hint]).toEqual([statusOf(`OAUTH_${error.toUpperCase()}`), textOf(`OAUTH_${error.toUpperCase()}`, 'en').hint]);
  });

  it('gives no scope, whatever is asked for', async () => {
    const { status, body } = await request(world, partner, { body: { scope: 'rating.grade admin openid' } });
    expect([status, body.scope, decodeJwt(body.access_token)['scope']]).toEqual([200, undefined, undefined]);
  });

  it('bounds what is sent, and answers nothing but a form by POST', async () => {
    const code = async (init: RequestInit) => {
      const response = await fetch(`${world.url}/oauth/token`, init);
      return [response.status, ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code];
    };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await code({ method: 'POST', headers, body: `client_assertion=${'x'.repeat(33 * 1024)}` })).toEqual([413, 'SERVER_BODY_LARGE']);
    expect(await code({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).toEqual([415, 'SERVER_FORM_TYPE']);
    expect(await code({ method: 'GET' })).toEqual([405, 'SERVER_METHOD']);
    expect((await fetch(`${world.url}/oauth/token`)).headers.get('allow')).toBe('POST');
    for (const path of ['auth', 'jwks', 'reg', 'token/introspection', 'me', 'session/end'])
      expect((await fetch(`${world.url}/oauth/${path}`)).status).toBe(404);
  });

  it('works for so many at once and tells the others to come again, like the graph', async () => {
    const small = await api({ sql: world.sql, now: clock, today: () => day, gate: { places: 1, queue: 1 } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => request(small, partner)));
    const busy = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(busy.length).toBeGreaterThan(0);
    for (const { body, headers } of busy) expect([body.errors[0].extensions.code, headers.get('retry-after')]).toEqual(['SERVER_BUSY', '1']);
  });

  it('says nothing of the inside when something breaks there', async () => {
    await world.sql`alter table assay.partner rename to partner_away`;
    const { status, body, text } = await request(world, partner).finally(() => world.sql`alter table assay.partner_away rename to partner`);
    expect([status, body.error, body.code]).toEqual([500, 'server_error', 'INTERNAL']);
    expect(text).not.toMatch(/assay\.|relation|select|stack|at /i);
    expect(world.logged.at(-1)).toMatchObject({ said: 'an unexpected failure' });
  });

  it('refuses a key from the moment it is revoked, and a partner from the moment it is suspended, like one that never was', async () => {
    const asker = await partnered(world.sql, { agreement: null });
    expect((await request(world, asker)).status).toBe(200);
    await world.sql`update assay.partner set state = 'suspended' where partner_id = ${asker.partnerId}`;
    const suspended = await request(world, asker);
    await world.sql`update assay.partner set state = 'active' where partner_id = ${asker.partnerId}`;
    expect((await request(world, asker)).status).toBe(200);
    await world.sql.begin((tx) => revokeKey(tx, { partner: asker.name, kid: asker.keys[0]?.kid ?? '', why: 'Lost.' }, acting()));
    const revoked = await request(world, asker);
    const unknown = await request(world, { ...asker, name: 'nobody-here' });
    expect([suspended.text, revoked.text]).toEqual([unknown.text, unknown.text]);
    const heads = [suspended, revoked, unknown].map(({ status, headers }) => [status, [...headers.keys()].sort()]);
    expect(heads).toEqual([heads[0], heads[0], heads[0]]);
  });

  it('signs with a new key when the old one is retired; what was issued goes on, here and on other servers', async () => {
    const status = async (token: string) => (await askBound(world, by, clock(), { token, query })).status;
    const before = (await request(world, partner, { by })).body.access_token;
    const { made } = (await world.sql.begin((tx) => rotate(tx, keys.seal, { use: 'token', why: null }, acting()))) as Rotated;
    expect(decodeProtectedHeader(before).kid).not.toBe(made.kid);
    // As a server that has not looked yet and one that just began sign by now.
    expect([await status(before), await status((await request(world, partner, { by })).body.access_token)]).toEqual([200, 200]);
    const fresh = await tokenOf(world, partner, clock(), { by });
    expect(decodeProtectedHeader(fresh).kid).toBe(made.kid);
    await expect.poll(() => status(fresh)).toBe(200);
  });
});

describe('a token at the graph', () => {
  const asked = async (headers: Record<string, string>, path = '/graphql', body: object = { query }) => {
    const response = await fetch(`${world.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    return [response.status, errors?.[0]?.extensions.code, response.headers.get('www-authenticate')];
  };
  const algs = 'algs="ES256 EdDSA Ed25519 PS256"';

  it('counts with a proof for this graph alone', async () => {
    const token = await tokenOf(world, partner, clock(), { by });
    const shown = async (claims: object) => ({
      authorization: `DPoP ${token}`,
      dpop: await proofOf({ by, url: `${world.url}/graphql`, now: clock(), token, claims }),
    });
    expect(await asked(await shown({}))).toEqual([200, undefined, null]);
    expect(await asked(await shown({ htu: `${world.url}/oauth/token` }))).toEqual([401, 'ACCESS_PROOF_INVALID', `DPoP error="invalid_dpop_proof", ${algs}`]);
    expect(await asked({ authorization: `DPoP ${token}` })).toEqual([401, 'ACCESS_PROOF_MISSING', `DPoP error="invalid_dpop_proof", ${algs}`]);
    expect(await asked({ authorization: `Bearer ${token}` })).toEqual([401, 'ACCESS_TOKEN_BOUND', `DPoP error="invalid_token", ${algs}`]);
  });

  it("of the company's own people is none for a partner's way in, nor the reverse", async () => {
    const { issueToken } = await import('../../src/access/token.ts');
    const staff = await issueToken(keys.token, { role: 'admin', subject: 'ann' }, clock());
    const dpop = await proofOf({ by, url: `${world.url}/graphql`, now: clock(), token: staff });
    expect(await asked({ authorization: `DPoP ${staff}`, dpop })).toEqual([401, 'ACCESS_TOKEN_INVALID', `DPoP error="invalid_token", ${algs}`]);
    const unbound = await tokenOf(world, partner, clock());
    expect((await asked({ authorization: `Bearer ${unbound}` })).slice(0, 2)).toEqual([401, 'ACCESS_TOKEN_BOUND']);
  });

  it('is not asked for anew where it is the agreement that does not grant', async () => {
    const token = await tokenOf(world, partner, clock(), { by });
    const dpop = await proofOf({ by, url: `${world.url}/graphql`, now: clock(), token });
    expect(await asked({ authorization: `DPoP ${token}`, dpop, 'assay-purpose': 'gossip' })).toEqual([403, 'SHARING_PURPOSE_UNKNOWN', null]);
  });

  it('in the query or the body is none', async () => {
    const token = await tokenOf(world, partner, clock(), { by });
    const grants = { query: '{ __schema { queryType { fields { name } } } }' };
    const seen = async (path: string, body: object) =>
      (await fetch(`${world.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).text();
    const nobody = await seen('/graphql', grants);
    expect(await seen(`/graphql?access_token=${token}`, grants)).toBe(nobody);
    expect(await seen('/graphql', { ...grants, access_token: token })).toBe(nobody);
  });

  it('in a header of a megabyte is refused before it is read', async () => {
    const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers: { authorization: `DPoP ${'x'.repeat(1024 * 1024)}` } }).catch(
      () => undefined,
    );
    expect(response === undefined || response.status === 431).toBe(true);
    expect((await asked({})).slice(0, 1)).toEqual([200]);
  });

  it('that is bound to no key counts only where the server was told so', async () => {
    const { askUnbound } = await import('./partner.ts');
    const open = await api({ sql: world.sql, now: clock, today: () => day, unboundPartners: true });
    const token = await tokenOf(open, partner, clock());
    expect((await askUnbound(open, { token, query })).data).toEqual({ __typename: 'Query' });
    const bound = await tokenOf(open, partner, clock(), { by, claims: { jti: randomUUID() } });
    expect((await askUnbound(open, { token: bound, query })).errors[0]?.extensions['code']).toBe('ACCESS_TOKEN_BOUND');
  });
});
