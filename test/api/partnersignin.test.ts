import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haltAgreement } from '../../src/sharing/agreement/halt.ts';
import { revokeKey } from '../../src/sharing/partner/revoke.ts';
import { holder, proofOf } from '../access/proof.ts';
import { person } from '../rating/activated.ts';
import { partnered, today } from '../sharing/world.ts';
import { code, type Signer, signer, TestIssuer } from './issuer.ts';
import { input, inquire } from './market.ts';
import { type Asker, askBound, tokenOf } from './partner.ts';
import { type Api, api, at, read } from './world.ts';

const publicUrl = 'https://assay.example';
const by = holder();
const about = '{ about { name } }';
const servers = new TestIssuer();
let [theirs, next]: Signer[] = [];
let world: Api;
let replica: Api;
let bank: Asker;
beforeAll(async () => {
  await servers.up();
  [theirs, next] = await Promise.all([signer('theirs', 'EdDSA'), signer('next')]);
  servers.signers = [theirs!];
  world = await api({ publicUrl });
  replica = await api({ publicUrl, sql: world.sql });
  bank = await partnered(world.sql);
});
afterAll(() => servers.down());

/** The same place to who asks: which server answers is the balancer's. */
const place = { url: publicUrl };
const tokenFor = (asker: Asker, claims: object = {}) => tokenOf({ sql: world.sql, ...place }, asker, at, { by, claims });
interface Sent {
  readonly to?: Api;
  readonly token: string;
  readonly proof?: string;
  readonly query?: string;
  readonly variables?: object;
}
const send = async ({ to = world, token, proof, query = about, variables }: Sent) => {
  const dpop = proof ?? (await proofOf({ by, url: `${publicUrl}/graphql`, now: at, token }));
  const headers = { 'content-type': 'application/json', authorization: `DPoP ${token}`, dpop };
  return read(await fetch(`${to.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }));
};
const told = ({ status, errors }: Awaited<ReturnType<typeof send>>) => [status, errors[0]?.extensions['code']];

describe('a proof of possession', () => {
  const operations: [string, () => { query: string; variables?: object }][] = [
    ['a question', () => ({ query: about })],
    ['an inquiry', () => ({ query: inquire('number'), variables: input({ reference: 'R-1' }) })],
  ];
  it.each(operations)('counts once for %s, on whatever server, however many come at the same time', async (_, operation) => {
    const token = await tokenFor(bank);
    const proof = await proofOf({ by, url: `${publicUrl}/graphql`, now: at, token });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => send({ to: n % 2 ? replica : world, token, proof, ...operation() })));
    const codes = answers.map((answer) => code(answer) ?? 'answered');
    expect([codes.filter((each) => each === 'answered').length <= 1, codes.filter((each) => each === 'ACCESS_PROOF_REPLAYED').length >= 7]).toEqual([
      true,
      true,
    ]);
    expect([code(await send({ to: replica, token, proof, ...operation() })), code(await send({ token, proof, ...operation() }))]).toEqual([
      'ACCESS_PROOF_REPLAYED',
      'ACCESS_PROOF_REPLAYED',
    ]);
    expect(code(await send({ to: replica, token, ...operation() }))).toBeUndefined();
  });
});

describe('a token that was issued before', () => {
  it('sees what the agreement grants, whatever stands in it', async () => {
    const token = await tokenFor(bank, { scope: 'rating.detail profile.address', role: 'admin', roles: ['admin'], grants: { 'rating.score': 'clear' } });
    const answer = await send({ token, query: inquire('customer { address }'), variables: input({ reference: 'R-1' }) });
    expect(answer.errors[0]?.message).toBe('Cannot query field "address" on type "Customer".');
    const staff = await send({ token, query: '{ customers { totalCount } }' });
    expect(staff.errors[0]?.message).toMatch(/^Cannot query field "customers" on type "Query"/);
  });

  it('is refused within a second of the suspension of its agreement, on every server', async () => {
    const asker = await partnered(world.sql);
    const token = await tokenFor(asker);
    expect([told(await send({ token })), told(await send({ to: replica, token }))]).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    await world.sql.begin((tx) => haltAgreement(tx, { partner: asker.name, step: 'suspend', why: 'A breach.' }, person('Stella', today)));
    const inquiry = await send({ token, query: inquire('number'), variables: input({ reference: 'R-1' }) });
    expect(inquiry.text).not.toContain('"result"');
    await new Promise((resolve) => setTimeout(resolve, 900));
    const codes = [await send({ token }), await send({ to: replica, token })].map(told);
    expect(codes).toEqual([
      [403, expect.stringMatching(/^SHARING_(PARTNER_SUSPENDED|AGREEMENT_NONE)$/)],
      [403, codes[0]?.[1]],
    ]);
  });

  it('ends with the key that it was got with', async () => {
    const asker = await partnered(world.sql);
    const token = await tokenFor(asker);
    expect(told(await send({ token }))).toEqual([200, undefined]);
    await world.sql.begin((tx) => revokeKey(tx, { partner: asker.name, kid: asker.keys[0]?.kid ?? '', why: 'Lost.' }, person('Stella', today)));
    const inquiry = await send({ token, query: inquire('number'), variables: input({ reference: 'R-1' }) });
    expect(inquiry.text).not.toContain('"result"');
    await expect.poll(async () => (await send({ token })).status, { timeout: 1_000 }).toBe(401);
  });
});

describe("a token of the partner's own authorisation server", () => {
  const claims = (more: object = {}) => ({ aud: 'assay:partner', sub: 'service-7', cnf: { jkt: by.jkt }, realm_access: undefined, ...more });
  const theirToken = (by = theirs!, more: object = {}) => servers.token(by, claims(more), { typ: 'at+jwt' });

  it('is as good as ours, follows its keys, and gives no role of the company', async () => {
    const asker = await partnered(world.sql, { issuer: servers.url, issuerJwksUri: `${servers.url}/certs` });
    const answer = await send({ token: await theirToken(), query: inquire('number'), variables: input({ reference: 'R-1' }) });
    expect(answer.data).toEqual({ inquire: { result: expect.objectContaining({ __typename: 'RefusedInquiry' }) } });
    const [entry] = await world.sql`select body->>'kid' as kid from assay.audit_entry where stream = ${asker.partnerId} order by seq desc limit 1`;
    expect(entry).toEqual({ kid: 'theirs' });
    expect(told(await send({ token: await theirToken(theirs!, { realm_access: { roles: ['admin'] } }), query: '{ partners { totalCount } }' }))[0]).toBe(400);
    servers.signers = [next!];
    expect(told(await send({ token: await theirToken(next!) }))).toEqual([401, 'ACCESS_TOKEN_INVALID']);
    servers.keys = (response) => void response.writeHead(500).end();
    const another = await api({ publicUrl, sql: world.sql });
    const down = await send({ to: another, token: await theirToken(next!) });
    expect([...told(down), down.headers.get('retry-after')]).toEqual([503, 'ACCESS_ISSUER_UNREACHABLE', '30']);
  });
});

it('is asked for with the address that others see', async () => {
  const metadata = (await (await fetch(`${world.url}/.well-known/openid-configuration`)).json()) as object;
  expect(metadata).toMatchObject({ issuer: publicUrl, token_endpoint: `${publicUrl}/oauth/token` });
  const token = await tokenFor(bank);
  expect(code(await askBound(world, by, at, { token, query: about }))).toBe('ACCESS_PROOF_INVALID');
});
