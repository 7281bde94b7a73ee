import type { GraphQLSchema } from 'graphql';
import type { Db } from '../../db/client.ts';
import type { Agreement } from '../agreement/agreement.ts';
import { versionsOf } from '../agreement/store.ts';
import type { VersionRow } from '../agreement/version.ts';
import { type Difference, difference } from './difference.ts';
import { seeing } from './seeing.ts';

/** What changes with a version for its partner, from the one it takes the place of (null: the first). */
export interface Compared extends Difference {
  readonly partner: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** A document, which is a version where it has a number, against the newest version before it that was approved and not ended. */
export async function compare(
  db: Db,
  full: GraphQLSchema,
  { partnerId, document, number = null }: { partnerId: string; document: Agreement; number?: number | null },
): Promise<Compared> {
  const versions = (await versionsOf(db, [partnerId])).get(partnerId) ?? [];
  const isBefore = (other: VersionRow): boolean => other.approvedAt !== null && other.endedAt === null && (number === null || other.number < number);
  const before = versions.find(isBefore);
  return { partner: document.partner, from: before?.number ?? null, to: number, ...difference(before?.document ?? null, document, seeing(full)) };
}
