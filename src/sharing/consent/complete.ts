import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import { recordedSince } from '../../customer/directory/store.ts';
import type { Sql, Tx } from '../../db/client.ts';
import { enrol } from './enrol.ts';
import { numbersOf } from './numbersof.ts';
import { consenting, dropSubjects, hasConsents, subjectsOf } from './store.ts';

/** What of the directory was mended. */
export interface Completed {
  /** Names of customers that partners could not find. */
  readonly added: number;
  /** Names that are the customer's no more. */
  readonly dropped: number;
}

/**
 * Brings what partners call their customers in step with the identifiers on record: those that came or went since a consent was
 * recorded. With `since`, only if a customer's record is later than that, but then all: whose number it is turns on who else
 * holds it or did, and where a record let a number go nothing tells which.
 */
export async function completeSubjects(sql: Sql, seal: readonly Uint8Array[], since: Instant | null = null): Promise<Completed> {
  const total = { added: 0, dropped: 0 };
  if (!(await hasConsents(sql)) || (since !== null && !(await recordedSince(sql, since)))) return total;
  for (let after: string | null = null; ; ) {
    const slice: string[] = (await consenting(sql, { after, most: limits.consentsPerCommit })).map(({ customerId }) => customerId);
    const last = slice.at(-1);
    if (last === undefined) return total;
    const { added, dropped } = (await sql.begin((tx) => completeSlice(tx, seal, slice))) as Completed;
    total.added += added;
    total.dropped += dropped;
    after = last;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function completeSlice(tx: Tx, seal: readonly Uint8Array[], customerIds: readonly string[]): Promise<Completed> {
  const whose = await consenting(tx, customerIds);
  const numbers = Map.groupBy(await numbersOf(tx, customerIds), ({ customerId }) => customerId);
  const numberOf = ({ kind, hash }: { kind: string; hash: Uint8Array }): string => `${kind} ${hex(hash)}`;
  const held = new Map([...numbers].map(([customerId, all]) => [customerId, new Set(all.map(numberOf))]));
  const named = (await subjectsOf(tx, customerIds)).flatMap((row) => (row.hash === null ? [] : [{ ...row, hash: row.hash }]));
  const stale = named.filter((row) => !held.get(row.customerId)?.has(numberOf(row)));
  await dropSubjects(tx, stale);
  const known = new Set(named.map((row) => `${row.partnerId} ${row.customerId} ${numberOf(row)}`));
  const lacking = whose.flatMap(({ customerId, partnerIds }) =>
    partnerIds.flatMap((partnerId) =>
      [...(held.get(customerId) ?? [])].flatMap((number) => (known.has(`${partnerId} ${customerId} ${number}`) ? [] : [{ partnerId, customerId }])),
    ),
  );
  for (const [partnerId, rows] of Map.groupBy(lacking, (row) => row.partnerId))
    await enrol(
      tx,
      seal,
      partnerId,
      rows.map(({ customerId }) => ({ customerId, reference: null })),
    );
  return { added: lacking.length, dropped: stale.length };
}
