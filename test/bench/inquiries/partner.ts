import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { addDays } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import { newId } from '../../../src/db/id.ts';
import { clock, today } from '../../../src/server/clock.ts';
import { drafted } from '../../../src/sharing/consent/draft.ts';
import { record } from '../../../src/sharing/consent/record.ts';
import { signer } from '../../../src/sharing/key/signer.ts';
import { register } from '../../../src/sharing/partner/register.ts';
import { standingOf } from '../../../src/sharing/standing/store.ts';
import { agreed, agreementOf, keyPair, purposeOf } from '../../sharing/world.ts';
import { timeZone } from '../world.ts';

const many = 1_000_000;
const consentsAtOnce = 1_000;

/** A partner that may ask for the grade of every customer who is asked about, and a customer's own name at it. */
export interface BenchPartner {
  readonly partnerId: string;
  /** What the partner calls each customer, in the order they were given. */
  readonly references: readonly string[];
  /** A fresh token for a server: bound to the key, or to none. */
  token(issuer: string, bound: boolean): Promise<string>;
  /** The key that bound tokens are bound to, private. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** Registers a partner, agrees with it, and records the consent of customers (their uuids). */
export async function benchPartner(sql: Sql, seal: readonly Uint8Array[], customers: readonly string[]): Promise<BenchPartner> {
  const on = today(timeZone);
  const acting = { who: 'Stella', at: clock(), today: on, holds: () => true };
  const purpose = purposeOf({ 'rating.grade': 'clear', 'rating.score': 'clear', 'rating.reasons': 'clear' });
  const agreement = {
    purposes: { letting: purpose },
    grade: 'monitoring',
    freshDays: 1_000,
    quotas: { day: many, subject: many, burst: 10_000, perSecond: 10_000 },
    valid: { from: on, until: addDays(on, 365) },
  } as const;
  const name = `bench-${randomBytes(6).toString('hex')}`;
  const key = keyPair(`${name}-1`);
  const wanted = { name, title: 'The bench', kind: 'lender', why: 'To measure.', jwks: { keys: [key.jwk] } } as const;
  const { partnerId } = await (sql.begin((tx) => register(tx, seal, wanted, acting)) as ReturnType<typeof register>);
  await agreed(sql, agreementOf(name, agreement), { on });
  const references = customers.map((_, at) => `ref-${at}`);
  const standing = (await standingOf(sql, partnerId, on)) as NonNullable<Awaited<ReturnType<typeof standingOf>>>;
  const evidence = { way: 'staff', documentNumber: 'D-1', documentDigest: null, place: 'archive' } as const;
  const said = { purpose: 'letting', textVersion: '1', language: 'en', givenOn: on, evidence };
  for (let from = 0; from < customers.length; from += consentsAtOnce) {
    const drafts = customers.slice(from, from + consentsAtOnce).map((customerId, at) => {
      const terms = drafted({ ...said, reference: references[from + at] }, standing, acting);
      return { ...terms, consentId: newId(), customerId };
    });
    await sql.begin((tx) => record(tx, seal, partnerId, drafts, acting));
  }
  await sql`vacuum (analyze)`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jkt = await calculateJwkThumbprint(createPublicKey(privateKey).export({ format: 'jwk' }) as never);
  const token = async (issuer: string, bound: boolean): Promise<string> => {
    const { sign } = await signer(sql, seal, 'token', clock());
    const iat = Math.floor(Date.parse(clock()) / 1_000);
    const claims = { iss: issuer, aud: 'assay:partner', sub: name, client_id: name, pid: partnerId, ckid: `${name}-1`, jti: randomUUID(), iat, exp: iat + 600 };
    return sign({ ...claims, ...(bound ? { cnf: { jkt } } : {}) }, { typ: 'at+jwt' });
  };
  return { partnerId, references, token, jwk: privateKey.export({ format: 'jwk' }) as Record<string, unknown> };
}
