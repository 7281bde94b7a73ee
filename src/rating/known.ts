import { membersOf } from '../customer/group/store.ts';
import type { Db } from '../db/client.ts';
import type { Reader, SubjectValues } from './reader.ts';
import { runFacts } from './store.ts';
import { subjectValues } from './values.ts';

/** Values of what is rated of named customers (they, their accounts, the groups they head), derived from the facts as known at the reader's instant. */
export async function known(db: Db, reader: Reader, customerIds: readonly string[], options: { slice?: boolean } = {}): Promise<SubjectValues[]> {
  const { asOf, knownAt, perAccount } = reader;
  const members = reader.subject === 'group' ? await membersOf(db, reader, customerIds) : [];
  const ids = [...new Set([...customerIds, ...members.map(({ customerId }) => customerId)])];
  const own = await runFacts(db, reader.known, [asOf, ids, knownAt], options);
  const accounts = perAccount ? await runFacts(db, perAccount.known, [asOf, ids, knownAt], options) : [];
  return subjectValues(reader, { own, accounts, members });
}
