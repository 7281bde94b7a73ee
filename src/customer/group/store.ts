import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/** A customer that a group holds beside its head, and since when. */
export interface Member {
  readonly headId: string;
  readonly customerId: string;
  readonly joinedOn: Day;
}

/** What is known: as of a day, at an instant. */
export interface AsKnown {
  readonly asOf: Day;
  readonly knownAt: Instant;
}

/**
 * Relations that make groups on a day: of kind group, under the customer that heads it, known as of the day and in force
 * on it. One level only: a member that heads a group itself brings along none of its members, so groups may name each
 * other in a circle, and a customer counts in every group that names it.
 */
const joins = (db: Db, { asOf, knownAt }: AsKnown) => {
  const of = (table: string) => db`
    select customer_id, other, since_on from ${db(`assay.${table}`)}
    where kind = 'group' and side = 'from' and other is not null and available_on <= ${asOf} and since_on <= ${asOf} and (until_on is null or until_on >= ${asOf})
      and recorded_at <= ${knownAt}`;
  return db`
    select j.customer_id as head_id, d.customer_id, min(j.since_on) as joined_on
    from (${of('relation')} union all ${of('relation_history')} and superseded_at > ${knownAt}) as j
    join assay.record_directory d on d.record_id = j.other
    where d.customer_id <> j.customer_id`;
};

/** Customers from one to another that head a group of others. */
export async function headsBetween(db: Db, known: AsKnown, first: string, last: string): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select head_id as id from (${joins(db, known)} and j.customer_id between ${first} and ${last} group by 1, 2) as joined group by 1 order by 1`;
  return rows.map((row) => row.id);
}

/** The other members of the groups that these customers head, by head and customer; joined on the first day that any of its relations tells. */
export async function membersOf(db: Db, known: AsKnown, heads: readonly string[]): Promise<Member[]> {
  return [
    ...(await db<Member[]>`
    select head_id as "headId", customer_id as "customerId", joined_on as "joinedOn"
    from (${joins(db, known)} and j.customer_id = any(${heads as string[]}::uuid[]) group by 1, 2) as joined order by 1, 2`),
  ];
}
