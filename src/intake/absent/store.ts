import { encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import type { Missing } from '../report.ts';
import type { Target } from '../target.ts';

/** Temporary tables of this transaction: what a full extract holds of a fact, and which current rows it does not. */
const heldOf = ({ fact }: Target): string => `held_${fact.name}`;
const absentOf = ({ fact }: Target): string => `absent_${fact.name}`;
const touchedTable = 'touched_account';

/** Remembers which facts a full extract holds: the staged ones or all `loaded` of a source, and `keys`, those whose rows were rejected. */
export async function keepHeld(tx: Tx, target: Target, loaded: string | null, keys: readonly string[]): Promise<void> {
  const held = tx(heldOf(target));
  const key = tx(target.fact.name === 'customer' ? 'record_id' : 'key');
  const day = target.day === null ? tx`null::date` : tx(target.day);
  await tx`create temp table if not exists ${held} (key uuid not null, day date) on commit drop`;
  await tx`insert into ${held} select ${key}, ${day} from ${loaded === null ? tx`${tx(target.stage)}` : tx`${tx(target.table)} where source = ${loaded}`}`;
  if (keys.length > 0) await tx`insert into ${held} select k, null from unnest(${keys as string[]}::uuid[]) as u (k)`;
}

/** Makes room for the next part of an extract: every temporary table goes but for those that all parts share. */
export async function clearParts(tx: Tx): Promise<void> {
  const rows = await tx<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = pg_my_temp_schema() and relkind = 'r' and relname not like 'held\\_%' and relname <> ${touchedTable}`;
  if (rows.length > 0) await tx`drop table ${tx.unsafe(rows.map(({ name }) => `pg_temp.${name}`).join(', '))}`;
}

export interface Span {
  readonly from: Day;
  readonly until: Day;
}

/** Finds the current facts of a source within these days, or those of the extract itself, that it does not hold. */
export async function findAbsent(tx: Tx, target: Target, source: string, covers: readonly Span[]): Promise<{ held: number; absent: number }> {
  const { table, key, day, fact } = target;
  const [held, absent] = [tx(heldOf(target)), tx(absentOf(target))];
  const days = covers.length > 0 ? covers : day === null ? [] : await spanOf(tx, target);
  const open = fact.name === 'account' ? tx`and t.contract_end is null` : tx``;
  const within =
    day === null
      ? tx``
      : tx`and exists (select from unnest(${days.map(({ from }) => from)}::text[], ${days.map(({ until }) => until)}::text[]) as c (f, u) where t.${tx(day)} between c.f::date and c.u::date)`;
  await tx`analyze ${held}`;
  await tx`
    create temp table ${absent} on commit drop as
    select t.customer_id, ${fact.owner === 'account' || fact.name === 'account' ? tx`t.account_id` : tx`null::uuid as account_id`}, t.${tx(key)} as key, t.ctid as place,
      not exists (select from ${held} h where h.key = t.${tx(key)}) as absent
    from ${tx(table)} t where t.source = ${source} ${open} ${within}`;
  const [counts] = await tx<{ held: number; absent: number }[]>`select count(*) as held, count(*) filter (where absent) as absent from ${absent}`;
  await tx`delete from ${absent} where not absent`;
  return counts ?? { held: 0, absent: 0 };
}

async function spanOf(tx: Tx, target: Target): Promise<Span[]> {
  const rows = await tx<Span[]>`select min(day) as "from", max(day) as until from ${tx(heldOf(target))} having count(day) > 0`;
  return [...rows];
}

/** The first absent rows, by what a steward can look them up. */
export async function firstAbsent(tx: Tx, target: Target): Promise<Missing[]> {
  const { fact, table, day } = target;
  const ofAccount = fact.owner === 'account' || fact.name === 'account';
  const rows = await tx<{ customerId: string; accountId: string | null; key: string; number: string | null; day: Day | null }[]>`
    select a.customer_id as "customerId", a.account_id as "accountId", a.key, ${ofAccount ? tx`d.number` : tx`null`} as number, ${day === null ? tx`null` : tx`t.${tx(day)}`} as day
    from (select * from ${tx(absentOf(target))} order by customer_id, account_id, key limit ${limits.absentShown}) a join ${tx(table)} t on t.ctid = a.place
    ${ofAccount ? tx`join ${tx(target.fact.name === 'account' ? (target.fills as string) : target.directory)} d on d.account_id = a.account_id` : tx``}
    order by a.customer_id, a.account_id, a.key`;
  return rows.map((row) => ({
    id: encodeId(fact.prefix, row.customerId, ...(row.accountId === null ? [] : [row.accountId]), ...(fact.day === null ? [] : [row.key])),
    key: row.number ?? '',
    day: row.day,
  }));
}

/** Supersedes the absent facts without a successor, and hands accounts whose bills or payments went to the payment room. */
export async function supersedeAbsent(tx: Tx, target: Target, recordedAt: Instant): Promise<number> {
  const { table, covers } = target;
  const absent = tx(absentOf(target));
  if (covers) {
    await tx`create temp table if not exists ${tx(touchedTable)} (customer_id uuid not null, account_id uuid not null) on commit drop`;
    await tx`
      insert into ${tx(touchedTable)} select distinct a.customer_id, a.account_id from ${absent} a
      where not exists (select from ${tx(touchedTable)} t where t.account_id = a.account_id)`;
  }
  const row = rowOf(tx, target);
  const gone = await tx`
    with gone as (delete from ${tx(table)} t using ${absent} a where t.ctid = a.place returning t.*)
    insert into ${tx(`${table}_history`)} (${row}, superseded_at) select ${row}, ${recordedAt} from gone`;
  return gone.count;
}

/**
 * Ends the absent accounts on a day, each as a new version of its row. Its content hash is none that a file can give: an
 * account that a later file holds again is compared as changed, and is open again.
 */
export async function endAbsent(tx: Tx, target: Target, on: Day, recordedAt: Instant): Promise<number> {
  const [table, absent, row] = [tx(target.table), tx(absentOf(target)), rowOf(tx, target)];
  await tx`insert into ${tx(`${target.table}_history`)} (${row}, superseded_at) select ${row}, ${recordedAt} from ${table} t where t.ctid in (select place from ${absent})`;
  const ended = await tx`
    update ${table} t set contract_end = ${on}::date, content_hash = -1 - t.content_hash, recorded_at = ${recordedAt} from ${absent} a where t.ctid = a.place`;
  return ended.count;
}

/** The columns of a fact's table, which its history has too. */
const rowOf = (tx: Tx, { identity, columns }: Target) =>
  tx.unsafe([...identity.map(([column]) => column), ...columns, 'source', 'content_hash', 'available_on', 'available_assumed', 'recorded_at'].join(', '));
