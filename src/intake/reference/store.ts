import type { Tx } from '../../db/client.ts';
import { type Reference, refusedOf, type Target } from '../target.ts';

/** A reference must name a fact of the same owner, there or in the same file: one of another owner is told from one that is not there. */
export async function refuseReferences(tx: Tx, target: Target, reference: Reference): Promise<void> {
  const { stage, directory, owner } = target;
  const { column, table, own } = reference;
  const [s, named] = [tx(stage), tx(column)];
  if ((await tx`select from ${s} s where s.${named} is not null limit 1`).length === 0) return;
  const refused = tx(refusedOf(stage));
  const account = owner === 'account_id' ? tx`and b.account_id = s.owner` : tx``;
  const beside = own
    ? tx`and not exists (select from ${s} o where o.key = s.${named} and o.owner = s.owner and o.key <> s.key and not exists (select from ${refused} r where r.row = o.row))`
    : tx``;
  await tx`
    create temp table missing on commit drop as
    select s.row, s.key as own, s.${named} as key, 'INTAKE_REFERENCE_UNKNOWN' as code from ${s} s join ${tx(directory)} d on d.${tx(owner)} = s.owner
    where s.${named} is not null and not exists (select from ${refused} r where r.row = s.row)
      and not exists (select from ${tx(table)} b where b.customer_id = d.customer_id ${account} and b.key = s.${named}) ${beside}`;
  await tx`analyze missing`;
  await tx`update missing m set code = 'INTAKE_REFERENCE_ELSEWHERE' from ${tx(table)} b where b.key = m.key`;
  if (own) {
    await tx`update missing m set code = 'INTAKE_REFERENCE_ELSEWHERE' from ${s} o where o.key = m.key and m.key <> m.own and not exists (select from ${refused} r where r.row = o.row)`;
    await tx`update missing m set code = 'INTAKE_REFERENCE_SELF' where m.key = m.own`;
    await refuseFollowers(tx, stage, reference);
    // Once more after each find: where a row is refused, the one it was to supersede stays, and may close a circle itself.
    while ((await refuseCircles(tx, target, reference)) > 0) await refuseFollowers(tx, stage, reference);
  }
  await tx`insert into ${refused} select row, code, null, ${column} from missing`;
  await tx`drop table missing`;
}

/** Rows of the file that refer to those that have no reference, and those that refer to them, and so on: they are refused too. */
async function refuseFollowers(tx: Tx, stage: string, { column, table }: Reference): Promise<void> {
  await tx`
    insert into missing (row, own, key, code)
    with recursive gone as (
      select row, own as key from missing
      union
      select s.row, s.key from gone g join ${tx(stage)} s on s.${tx(column)} = g.key
      where not exists (select from ${tx(table)} b where b.key = g.key) and not exists (select from ${tx(refusedOf(stage))} r where r.row = s.row)
    )
    select g.row, g.key, null, 'INTAKE_REFERENCE_UNKNOWN' from gone g where not exists (select from missing m where m.row = g.row)`;
}

/**
 * Rows of the file whose references come to no end, with the rows that are there: bills that replace each other in a circle would all count as replaced.
 * Found backwards from the ends, so that every row is met once, however long the chains; what is left is in a circle or leads into one. Answers how many.
 */
async function refuseCircles(tx: Tx, { stage, directory, owner }: Target, { column, table }: Reference): Promise<number> {
  const [s, named] = [tx(stage), tx(column)];
  const stands = (row: 's' | 'o') => tx`
    not exists (select from ${tx(refusedOf(stage))} r where r.row = ${tx(row)}.row) and not exists (select from missing m where m.row = ${tx(row)}.row)`;
  await tx`
    create temp table refers on commit drop as
    select s.row, s.key, s.${named} as names from ${s} s where s.${named} is not null and ${stands('s')}
    union all
    select null, b.key, b.${named} from ${tx(table)} b
    where b.${named} is not null and not exists (select from ${s} o where o.key = b.key and ${stands('o')})
      and b.customer_id in (select d.customer_id from ${s} s join ${tx(directory)} d on d.${tx(owner)} = s.owner where s.${named} is not null)`;
  await tx`create index on refers (names)`;
  await tx`analyze refers`;
  const { count } = await tx`
    insert into missing (row, own, key, code)
    with recursive ending as (
      select r.key from refers r where not exists (select from refers o where o.key = r.names)
      union
      select r.key from ending e join refers r on r.names = e.key
    )
    select r.row, r.key, null, 'INTAKE_REFERENCE_CIRCLE' from refers r where r.row is not null and not exists (select from ending e where e.key = r.key)`;
  await tx`drop table refers`;
  return count;
}
