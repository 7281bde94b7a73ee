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

/** The same of customers each with a day and an end of its own, by position; undefined when neither can be said. */
export async function outcomesAfter(
  db: Db,
  kind: string,
  asked: readonly { readonly customerId: string; readonly asOf: Day; readonly until: Day }[],
): Promise<('bad' | 'good' | undefined)[]> {
  if (asked.length === 0) return [];
  const rows = await db<{ at: number; bad: boolean; good: boolean }[]>`
    select a.at, bool_or(o.happened_on > a.as_of and o.happened_on <= a.until) is true as bad,
      coalesce(range_agg(daterange(o.observed_from, o.observed_until, '[]')) filter (where o.observed_from <= o.observed_until and (o.happened_on is null or o.happened_on > a.until))
        @> daterange(a.as_of + 1, a.until, '[]'), false) as good
    from unnest(${asked.map(({ customerId }) => customerId)}::uuid[], ${asked.map(({ asOf }) => asOf)}::date[], ${asked.map(({ until }) => until)}::date[])
      with ordinality as a (customer_id, as_of, until, at)
    join assay.outcome o on o.customer_id = a.customer_id and o.kind = ${kind} and o.observed_until > a.as_of and o.observed_from <= a.until
    group by a.at, a.as_of, a.until`;
  const found = new Map(rows.map(({ at, bad, good }) => [Number(at), bad ? 'bad' : good ? 'good' : undefined] as const));
  return asked.map((_, at) => found.get(at + 1));
}
