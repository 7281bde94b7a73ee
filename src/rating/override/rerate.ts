import type { Day, Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { rateOne } from '../rateone.ts';
import type { Subject } from '../subject.ts';
import { find } from '../version/find.ts';

/**
 * Rates a customer again as of today, its accounts, or its group, because at this instant it became known that people
 * said something else of it: the ids of the ratings that now stand, none where no ruleset is active any more. The
 * portfolio's line stays that of its last run.
 */
export async function rerate(
  tx: Tx,
  { customerId, dimension, subject }: { customerId: string; dimension: string; subject: Subject },
  { at, today }: { at: Instant; today: Day },
): Promise<string[]> {
  const version = await find(tx, { dimension, subject, today });
  return version ? rateOne(tx, { version, asOf: today, today, now: () => at }, customerId) : [];
}
