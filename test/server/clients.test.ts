import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { Clients } from '../../src/server/clients.ts';

const key = (kid: string, more: object = {}) => ({ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid, ...more });
const assertion = (kid: unknown): string => `${Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url')}.e30.AA`;
const at = '2026-11-22T10:00:00.000Z';
let now: string;
let published: object[];
let down: boolean;
let asked: number;
let looked: number;
const warned: object[] = [];
const server = createServer((_, response) => {
  asked += 1;
  if (down) return void response.writeHead(503).end();
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
});
const uri = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());
beforeEach(() => {
  [now, published, down, asked, looked] = [at, [key('one')], false, 0, 0];
  warned.length = 0;
});

/** A database that knows one partner. */
const made = (row: object | undefined): Clients => {
  const sql = () => {
    looked += 1;
    return Promise.resolve(row ? [row] : []);
  };
  return new Clients(sql as unknown as Sql, { now: () => now, warn: (entry) => void warned.push(entry) });
};
const kids = async (clients: Clients, kid: unknown = 'one') => (await clients.find('north-bank', assertion(kid))).keys.map((each) => each.kid);
const later = (seconds: number): string => (now = new Date(Date.parse(now) + seconds * 1000).toISOString());

describe('the keys of a client', () => {
  it('are those that were uploaded and hold', async () => {
    const found = await made({ partnerId: 'p', jwksUri: null, keys: [key('up')] }).find('north-bank', assertion('up'));
    expect([found.partnerId, found.keys.map(({ kid }) => kid), asked]).toEqual(['p', ['up'], 0]);
  });

  it('are none of a name that nobody active has, nor of one that nobody can have', async () => {
    expect(await made(undefined).find('north-bank', assertion('one'))).toEqual({ partnerId: undefined, keys: [] });
    const looking = looked;
    expect(await made({ partnerId: 'p', jwksUri: null, keys: [] }).find("' or 1=1 --", 'x')).toEqual({ partnerId: undefined, keys: [] });
    expect(looked).toBe(looking);
  });

  it('are those that it publishes, for signatures and of a kind that is taken', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    published = [
      key('one', { x5u: 'http://localhost', d: undefined }),
      key('enc', { use: 'enc' }),
      { ...key('private'), d: 'AAAA' },
      { kty: 'oct', k: 'c2VjcmV0', kid: 'shared' },
      { ...rsa, kid: 'rsa' },
      { ...key('x'), kid: undefined },
      { ...key('curve'), crv: 'X25519' },
    ];
    const clients = made({ partnerId: 'p', jwksUri: uri(), keys: [] });
    expect(await kids(clients)).toEqual(['one', 'rsa']);
    expect((await clients.find('north-bank', assertion('one'))).keys[0]).not.toHaveProperty('x5u');
    expect(asked).toBe(1);
  });

  it('are asked for anew for one that is not there, and never often', async () => {
    const clients = made({ partnerId: 'p', jwksUri: uri(), keys: [] });
    await kids(clients);
    published = [key('two')];
    expect([await kids(clients, 'two'), asked]).toEqual([['one'], 1]);
    later(30);
    expect([await kids(clients, 'two'), asked]).toEqual([['two'], 2]);
    await Promise.all(Array.from({ length: 50 }, () => kids(clients, randomUUID())));
    expect(asked).toBe(2);
  });

  it('stay known while they cannot be had, and are none before: nobody is told which', async () => {
    const clients = made({ partnerId: 'p', jwksUri: uri(), keys: [] });
    down = true;
    expect([await kids(clients), warned]).toEqual([[], [{ issuer: uri(), reason: expect.stringContaining('503') }]]);
    down = false;
    later(30);
    expect(await kids(clients)).toEqual(['one']);
    down = true;
    later(11 * 60);
    expect([await kids(clients), await kids(clients, 'other')]).toEqual([['one'], ['one']]);
  });

  it.each([['a list'], [{ kid: 1 }], [undefined], [null]])('survive an assertion that names its key by %j', async (kid) => {
    const clients = made({ partnerId: 'p', jwksUri: uri(), keys: [] });
    expect(await kids(clients, kid)).toEqual(['one']);
    expect((await clients.find('north-bank', undefined)).keys).toHaveLength(1);
  });
});
