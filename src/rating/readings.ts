import { customersBetween } from '../customer/directory/store.ts';
import { headsBetween } from '../customer/group/store.ts';
import type { Tx } from '../db/client.ts';
import { inexactBetween } from '../payment/store.ts';
import { known } from './known.ts';
import { inOrder, type Reader, type SubjectValues } from './reader.ts';
import { clockOf, runFacts } from './store.ts';
import { subjectValues } from './values.ts';

/**
 * Values of the customers from one id to another, of their accounts, or of the groups they head. While nothing was
 * recorded after the known-at instant, current rows and caches answer for everybody whose caches are exact; the rest is
 * derived from the facts as known then. So are groups: their members lie anywhere, and they are few.
 */
export async function readings(tx: Tx, reader: Reader, first: string, last: string): Promise<SubjectValues[]> {
  if (reader.subject === 'group') return known(tx, reader, await headsBetween(tx, reader, first, last), { slice: true });
  const isCurrent = (await clockOf(tx)) <= reader.knownAt;
  const ids = isCurrent ? await inexactBetween(tx, first, last) : await customersBetween(tx, first, last);
  const derived = ids.length > 0 ? await known(tx, reader, ids, { slice: true }) : [];
  if (!isCurrent) return derived;
  const { asOf, current, perAccount } = reader;
  const own = await runFacts(tx, current, [asOf, first, last], { slice: true });
  const accounts = perAccount ? await runFacts(tx, perAccount.current, [asOf, first, last], { slice: true }) : [];
  return [...subjectValues(reader, { own, accounts, members: [] }), ...derived].sort(inOrder);
}
