import type { Day } from '../../base/time.ts';
import { currencyOf } from '../../consumption/store.ts';
import type { Db } from '../../db/client.ts';
import { latestStatus } from '../../payment/store.ts';
import { problem } from '../errors.ts';
import { prepare } from '../prepare.ts';
import { valuesOf } from '../reader.ts';
import { runFacts } from '../store.ts';
import { type Behaviour, behaviourIndicators, behaviourOf } from './behaviour.ts';

/**
 * Payment behaviour of customers as of a day, from everything known now: the statements are as many however many are asked.
 * RATING_AS_OF_FUTURE for a day behind today: by then what is not yet due would count as late.
 */
export async function behave(db: Db, customerIds: readonly string[], { asOf, today }: { asOf: Day; today: Day }): Promise<Map<string, Behaviour>> {
  if (asOf > today) throw problem('RATING_AS_OF_FUTURE', { asOf, today }, { path: 'asOf' });
  const reader = await prepare(db, behaviourIndicators, asOf, 'infinity');
  const rows = await runFacts(db, reader.known, [asOf, customerIds as string[], 'infinity']);
  const currencies = await currencyOf(db, customerIds);
  const statuses = await latestStatus(db, customerIds, asOf);
  return new Map(
    rows
      .map((row) => valuesOf(reader, row))
      .map(({ customerId, values }) => [customerId, behaviourOf(asOf, currencies.get(customerId), statuses.get(customerId), values)]),
  );
}
