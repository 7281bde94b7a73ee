import { customersBetween } from '../customer/directory/store.ts';
import type { Tx } from '../db/client.ts';
import { inexactBetween } from '../payment/store.ts';
import { type CustomerValues, type Reader, valuesOf } from './reader.ts';
import { clockOf, runFacts } from './store.ts';

/**
 * Values of the customers from one id to another. While nothing was recorded after the known-at instant, current rows
 * and caches answer for everybody whose caches are exact; the rest is derived from the facts as known then.
 */
export async function readings(tx: Tx, reader: Reader, first: string, last: string): Promise<CustomerValues[]> {
  const isCurrent = (await clockOf(tx)) <= reader.knownAt;
  const ids = isCurrent ? await inexactBetween(tx, first, last) : await customersBetween(tx, first, last);
  const current = isCurrent ? await runFacts(tx, reader.current, [reader.asOf, first, last], { slice: true }) : [];
  const known = ids.length > 0 ? await runFacts(tx, reader.known, [reader.asOf, ids, reader.knownAt], { slice: true }) : [];
  return [...current, ...known].map((row) => valuesOf(reader, row)).sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
}
