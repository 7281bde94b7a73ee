import type { GraphQLSchema } from 'graphql';
import { limits } from '../../base/limits.ts';
import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { read } from '../agreement/check.ts';
import { checked } from '../agreement/checked.ts';
import type { Fault } from '../agreement/fault.ts';
import { type Compared, compare } from '../difference/compare.ts';
import { seeing } from '../difference/seeing.ts';
import { problem } from '../errors.ts';
import { partnerByName } from '../partner/store.ts';
import { recorded } from './recorded.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

/** A proposed document: what is wrong with it, and where it reads and names a partner, what would change. */
export interface DryRun {
  readonly faults: readonly Fault[];
  readonly rehearsal: Rehearsal | null;
  readonly difference: Compared | null;
}

/** Holds a proposed document against the last inquiries of the partner it names. Nothing is kept. SHARING_REHEARSED. */
export async function dryRun(
  db: Db,
  full: GraphQLSchema,
  { document, last = limits.rehearsedInquiries, today }: { document: unknown; last?: number | undefined; today: Day },
): Promise<DryRun> {
  const most = limits.rehearsedInquiriesMax;
  if (!Number.isInteger(last) || last < 1 || last > most) throw problem('SHARING_REHEARSED', { actual: last, most }, { path: 'last' });
  const { agreement } = read(document);
  const { faults } = await checked(db, document, today);
  const partner = agreement && (await partnerByName(db, agreement.partner));
  if (!agreement || !partner) return { faults, rehearsal: null, difference: null };
  const { partnerId } = partner;
  const rehearsal = rehearse(await recorded(db, partnerId, last), agreement, seeing(full));
  return { faults, rehearsal, difference: await compare(db, full, { partnerId, document: agreement }) };
}
