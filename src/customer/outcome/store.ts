import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/**
 * What became of customers in (asOf, until]: bad when the outcome happened in it, good when observations that follow each
 * other saw all of it without; absent from the answer when neither can be said.
 */
export async function outcomesBetween(db: Db, kind: string, asOf: Day, until: Day): Promise<Map<string, 'bad' | 'good'>> {
  const rows = await db<{ customerId: string; bad: boolean; good: boolean }[]>`
    select customer_id as "customerId", bool_or(happened_on > ${asOf} and happened_on <= ${until}) is true as bad,
      coalesce(range_agg(daterange(observed_from, observed_until, '[]')) filter (where observed_from <= observed_until and (happened_on is null or happened_on > ${until}))
        @> daterange(${asOf}::date + 1, ${until}::date, '[]'), false) as good
    from assay.outcome where kind = ${kind} and observed_until > ${asOf} and observed_from <= ${until} group by customer_id`;
  return new Map(rows.flatMap(({ customerId, bad, good }) => (bad || good ? [[customerId, bad ? 'bad' : 'good'] as const] : [])));
}
