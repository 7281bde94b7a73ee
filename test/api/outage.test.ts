import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, asked, code, empty, json, type Signer, seconds, signer, TestIssuer } from './issuer.ts';
import { type Api, api, at, token } from './world.ts';

const issuer = new TestIssuer();
let [first, second]: Signer[] = [];
let now = at;
const later = (minutes: number): void => {
  now = new Date(Date.parse(now) + minutes * 60_000).toISOString();
};
const serve = (more: { seconds?: number } = {}): Promise<Api> => api({ sql: empty(), now: () => now, signIn: { ...issuer.settings, ...more } });
beforeAll(async () => {
  await issuer.up();
  [first, second] = await Promise.all([signer('one'), signer('two')]);
});
beforeEach(() => {
  now = at;
  issuer.signers = [first!];
  issuer.discovery = undefined;
  issuer.keys = undefined;
});
afterAll(() => issuer.down());

describe('an issuer that cannot be relied on', () => {
  const redirect = (to: () => string) => (response: ServerResponse) => void response.writeHead(302, { location: to() }).end();
  const slow = async (response: ServerResponse) => {
    response.write('{"keys":[');
    await sleep(1_500);
    response.end(']}');
  };
  const cases: [string, () => void, RegExp][] = [
    ['names another issuer', () => (issuer.discovery = json({ ...issuer.document, issuer: 'https://evil.example' })), /names another issuer/],
    ['names itself with a slash more', () => (issuer.discovery = json({ ...issuer.document, issuer: `${issuer.url}/` })), /names another issuer/],
    ['has its keys behind plain http', () => (issuer.discovery = json({ ...issuer.document, jwks_uri: 'http://keys.example/certs' })), /not an https address/],
    ['has its keys in a file', () => (issuer.discovery = json({ ...issuer.document, jwks_uri: 'file:///etc/passwd' })), /not an https address/],
    ['names no keys', () => (issuer.discovery = json({ issuer: issuer.url })), /not an https address/],
    ['sends elsewhere for its document', () => (issuer.discovery = redirect(() => `${issuer.url}/other`)), /status 302/],
    ['sends elsewhere for its keys', () => (issuer.keys = redirect(() => `${issuer.url}/other`)), /status 302/],
    ['answers with an error', () => (issuer.keys = (response) => void response.writeHead(500).end()), /status 500/],
    ['answers with a page', () => (issuer.discovery = (response) => void response.end('<html>')), /not a JSON object/],
    ['answers with a list', () => (issuer.keys = json([])), /not a JSON object/],
    ['has no list of keys', () => (issuer.keys = json({ keys: {} })), /set of at most 100 keys/],
    ['has a thousand keys', () => (issuer.keys = json({ keys: Array(1_000).fill(first!.jwk) })), /set of at most 100 keys/],
    ['has keys that never end', () => (issuer.keys = json({ keys: [first!.jwk], x: 'x'.repeat(2_000_000) })), /longer than 524288 bytes/],
    ['is slow', () => (issuer.keys = (response) => void slow(response)), /no answer in time/],
    ['hangs up', () => (issuer.keys = (response) => void response.destroy()), /certs/],
  ];
  it.each(cases)('and %s is asked in vain: a typed error in bounded time', async (name, arrange, reason) => {
    arrange();
    const world = await serve(name === 'is slow' ? { seconds: 0.4 } : {});
    const since = performance.now();
    const answer = await ask(world, await issuer.token(first!));
    expect([answer.status, code(answer)]).toEqual([503, 'ACCESS_ISSUER_UNREACHABLE']);
    expect(performance.now() - since).toBeLessThan(3_000);
    expect(Number(answer.headers.get('retry-after'))).toBe(30);
    expect(world.logged).toEqual([{ issuer: issuer.url, reason: expect.stringMatching(reason), said: 'the keys of the sign-in issuer cannot be had' }]);
    const ready = await fetch(`${world.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, 'not ready: the sign-in issuer has not told its keys\n']);
    expect((await ask(world, await token('admin'))).status).toBe(401);
    expect((await fetch(`${world.url}/livez`)).status).toBe(200);
  });
});

describe('an issuer that is down', () => {
  it('before the server starts keeps it from being ready, until it is up', async () => {
    const away = await new TestIssuer().up();
    away.signers = [first!];
    await away.down();
    const world = await api({ sql: empty(), now: () => now, signIn: { ...away.settings, retrySeconds: 0.1 } });
    const bearer = await away.token(first!);
    expect(await asked(world, bearer)).toEqual([503, 'ACCESS_ISSUER_UNREACHABLE']);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(503);
    await away.up();
    await expect.poll(async () => (await fetch(`${world.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    expect(await asked(world, bearer)).toEqual([200, undefined]);
    await away.down();
  });

  it('while the server runs harms nobody whose key is known, for a day', async () => {
    const away = await new TestIssuer().up();
    away.signers = [first!];
    const world = await api({ sql: empty(), now: () => now, signIn: away.settings });
    const known = await away.token(first!, { exp: seconds + 20 * 3600 });
    expect(await asked(world, known)).toEqual([200, undefined]);
    await away.down();
    later(60);
    expect(await asked(world, known)).toEqual([200, undefined]);
    expect(await asked(world, await away.token(first!, { sub: 'new', exp: seconds + 20 * 3600 }))).toEqual([200, undefined]);
    expect(await asked(world, await away.token(second!, { exp: seconds + 20 * 3600 }))).toEqual([503, 'ACCESS_ISSUER_UNREACHABLE']);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    later(25 * 60);
    const exp = Date.parse(now) / 1000 + 60;
    expect(await asked(world, await away.token(first!, { iat: exp - 60, exp }))).toEqual([503, 'ACCESS_ISSUER_UNREACHABLE']);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(503);
  });

  it('and hangs is waited for by nobody whose key is known', async () => {
    const world = await serve({ seconds: 60 });
    const known = await issuer.token(first!, { exp: seconds + 7200 });
    await asked(world, known);
    issuer.keys = (response) => void response.writeHead(500).end();
    later(20);
    await asked(world, known);
    issuer.discovery = () => {};
    later(20);
    const since = performance.now();
    expect(await Promise.all(Array.from({ length: 20 }, () => asked(world, known)))).toEqual(Array(20).fill([200, undefined]));
    expect(performance.now() - since).toBeLessThan(10_000);
  });
});

describe('tokens of `assay token` beside an issuer', () => {
  it('are refused and it is said where people sign in', async () => {
    const answer = await ask(await serve(), await token('admin'));
    expect([answer.status, code(answer), answer.errors[0]!.message]).toEqual([
      401,
      'ACCESS_TOKEN_OWN',
      `Tokens of \`assay token\` are not accepted here: people sign in at ${issuer.url}.`,
    ]);
    const page = await (await fetch((await serve()).url)).text();
    expect([page.includes(issuer.url), page.includes('npx assay token')]).toEqual([true, false]);
  });

  it('are taken when that is switched on, also while the issuer is down', async () => {
    issuer.keys = (response) => void response.writeHead(500).end();
    const world = await api({ sql: empty(), now: () => now, signIn: issuer.settings, ownTokens: true });
    expect(await asked(world, await token('admin'))).toEqual([200, undefined]);
    expect(await asked(world, await issuer.token(first!))).toEqual([503, 'ACCESS_ISSUER_UNREACHABLE']);
  });
});
