import type { Day } from '../../base/time.ts';
import { currencyOf } from '../../consumption/store.ts';
import type { Db } from '../../db/client.ts';
import { latestStatus } from '../../payment/standing/store.ts';
import { checkAsOf } from '../asof.ts';
import { known } from '../known.ts';
import { always } from '../measure/parts.ts';
import { prepare } from '../prepare.ts';
import { type Behaviour, behaviourIndicators, behaviourOf } from './behaviour.ts';

/**
 * Payment behaviour of customers as of a day, from everything known now: the statements are as many however many are asked.
 * Refuses a day as `checkAsOf` does.
 */
export async function behave(db: Db, customerIds: readonly string[], { asOf, today }: { asOf: Day; today: Day }): Promise<Map<string, Behaviour>> {
  checkAsOf(asOf, today);
  const reader = await prepare(db, behaviourIndicators, asOf, always);
  const read = await known(db, reader, customerIds);
  const currencies = await currencyOf(db, customerIds);
  const statuses = await latestStatus(db, customerIds, asOf);
  return new Map(
    read.map(({ customerId, values }) => [customerId, behaviourOf(customerId, asOf, currencies.get(customerId), statuses.get(customerId), values)]),
  );
}
