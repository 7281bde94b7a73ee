import type { AttributeClass } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import { currencies } from '../consumption/store.ts';
import type { Tx } from '../db/client.ts';
import { copyBytes } from '../db/copy.ts';
import { identifierColumns, partyColumns } from './convert/party.ts';
import type { RejectCode } from './errors.ts';
import { closeAlone, takeAlone } from './mirror/store.ts';
import { refuseReferences } from './reference/store.ts';
import { accountTable, recordDirectory, refusedOf, type Target } from './target.ts';

/** Sorting and joining a whole file; the transaction's own. */
const workMemory = '192MB';
/** Enough to plan by until autovacuum looks closer; the usual hundred takes four times as long. */
const statistics = '25';

/** Settings of an import's transaction; answers the day it is for the company. */
export async function openImport(tx: Tx, timeZone: string): Promise<Day> {
  await tx`select set_config('work_mem', ${workMemory}, true), set_config('default_statistics_target', ${statistics}, true), set_config('statement_timeout', ${`${limits.importStatementMinutes}min`}, true)`;
  const [row] = await tx<{ today: Day }[]>`select (now() at time zone ${timeZone})::date as today`;
  return (row as { today: Day }).today;
}

/** The staging table of a fact: its columns as the fact's own table has them. */
export async function openStage(tx: Tx, { stage, table, staged }: Target): Promise<void> {
  await tx`
    create temp table ${tx(stage)} on commit drop as
    select 0::bigint as row, null::uuid as owner, null::uuid as key, ${names(tx, staged.slice(3))} from ${tx(table)} with no data`;
  await tx`create temp table ${tx(refusedOf(stage))} (row bigint not null, code text, other bigint, part text) on commit drop`;
}

const partyStage = 'staged_customer';
const identifierStage = 'staged_identifier';

export async function openPartyStage(tx: Tx): Promise<void> {
  await tx`create temp table staged_customer (row bigint, line int, record_id uuid, source_key text, content jsonb, content_hash bigint, available_on date, available_assumed boolean) on commit drop`;
  await tx`create temp table staged_identifier (row bigint, record_id uuid, kind text, hash bytea, last_four_hash bytea, sealed bytea, verified boolean) on commit drop`;
}

export const copyStage = (tx: Tx, { stage, staged }: Target, lines: readonly Uint8Array[]): Promise<void> => copyBytes(tx, stage, [...staged], lines);
export const copyParty = (tx: Tx, lines: readonly Uint8Array[]): Promise<void> => copyBytes(tx, partyStage, partyColumns, lines);
export const copyIdentifiers = (tx: Tx, lines: readonly Uint8Array[]): Promise<void> => copyBytes(tx, identifierStage, identifierColumns, lines);

const knownOf = (stage: string): string => `${stage}_known`;

/** A row left out by comparison with the file's other rows or the database; `other` is the row it disagrees with. */
export interface Refusal {
  readonly row: number;
  readonly code: RejectCode;
  readonly other: number | null;
  /** The column it is about, where it is neither key nor owner. */
  readonly part: string | null;
}

/** Takes repeated customers out of the staging tables: equal ones count once, later ones that differ are refused. */
export async function refuseRepeatedParties(tx: Tx): Promise<Refusal[]> {
  await tx`analyze staged_customer (row, record_id)`;
  const later = await tx`
    create temp table repeated_customer on commit drop as select s.row, f.row as other, s.content_hash = f.content_hash as same from staged_customer s
    join (select record_id, min(row) as row from staged_customer group by record_id having count(*) > 1) g using (record_id)
    join staged_customer f on f.row = g.row where s.row <> g.row`;
  if (later.count === 0) return [];
  await tx`delete from staged_customer s using repeated_customer r where r.row = s.row`;
  await tx`delete from staged_identifier s using repeated_customer r where r.row = s.row`;
  return await tx<Refusal[]>`
    select row, 'INTAKE_KEY_REPEATED' as code, other, null as part from repeated_customer where not same order by row limit ${limits.rejectsKept + 1}`;
}

/** Takes every row that cannot be loaded out of the staging table and says why; a repeated equal row goes without a word. */
export async function refuse(tx: Tx, target: Target, made: readonly string[]): Promise<Refusal[]> {
  const { stage, directory, owner, references, counterparts } = target;
  const refused = tx(refusedOf(stage));
  const [s, d] = [tx(stage), tx(directory)];
  await takeAlone(tx, target);
  await tx`analyze ${s} (row, owner, key)`;
  await tx`
    insert into ${refused} select s.row, case when s.owner = f.owner and s.content_hash = f.content_hash then null else 'INTAKE_KEY_REPEATED' end, f.row, null
    from ${s} s join (select key, min(row) as row from ${s} group by key having count(*) > 1) g using (key)
    join ${s} f on f.row = g.row where s.row <> g.row`;
  await tx`
    insert into ${refused} select s.row, ${owner === 'account_id' ? 'INTAKE_ACCOUNT_UNKNOWN' : 'INTAKE_CUSTOMER_UNKNOWN'}, null, null
    from ${s} s where not exists (select from ${d} d where d.${tx(owner)} = s.owner)`;
  if (target.fills) {
    await tx`
      insert into ${refused} select s.row, 'INTAKE_ACCOUNT_MOVED', null, null from ${s} s join ${d} d on d.record_id = s.owner
      join ${tx(target.fills)} a on a.account_id = s.key where a.customer_id <> d.customer_id`;
  }
  if (owner === 'account_id') {
    await tx`
      insert into ${refused} select s.row, 'INTAKE_FACT_MOVED', null, null from ${s} s
      where exists (select from ${tx(target.table)} t where t.key = s.key and t.account_id <> s.owner)`;
  } else if (!target.fills && !target.fact.mirror) {
    await tx`
      insert into ${refused} select s.row, 'INTAKE_FACT_MOVED', null, null from ${s} s join ${d} d on d.record_id = s.owner
      join ${tx(target.table)} t on t.key = s.key where t.customer_id <> d.customer_id`;
  }
  for (const column of counterparts) await refuseCounterparts(tx, target, column);
  if (target.money && made.length > 0) await refuseCurrencies(tx, target, made);
  // Last: a row whose reference stands in the same file is refused with it.
  for (const reference of references) await refuseReferences(tx, target, reference);
  await tx`delete from ${s} s using ${refused} r where r.row = s.row`;
  return await tx<Refusal[]>`
    select distinct on (row) row, code, other, part from ${refused}
    where code is not null order by row, code limit ${limits.rejectsKept + 1}`;
}

/** Whoever is named as another customer must be known of this source, and be another one. */
async function refuseCounterparts(tx: Tx, { stage }: Target, column: string): Promise<void> {
  const named = tx(column);
  await tx`
    insert into ${tx(refusedOf(stage))}
    select s.row, case when s.${named} = s.owner then 'INTAKE_COUNTERPART_SELF' else 'INTAKE_COUNTERPART_UNKNOWN' end, null, ${column} from ${tx(stage)} s
    where s.${named} = s.owner or (s.${named} is not null and not exists (select from ${tx(recordDirectory)} d where d.record_id = s.${named}))`;
}

/** Minor units of one currency do not go on an account of another. */
async function refuseCurrencies(tx: Tx, target: Target, made: readonly string[]): Promise<void> {
  if ((await currencies(tx)).every((currency) => made.includes(currency))) return;
  await tx`
    insert into ${tx(refusedOf(target.stage))} select s.row, 'INTAKE_CURRENCY_DIFFERS', null, null ${joined(tx, target)}
    join ${tx(accountTable)} a on a.customer_id = d.customer_id and a.account_id = s.owner where a.currency <> all(${[...made]}::text[])`;
}

/** How many facts the staged rows are, when each of them stands in the table as it is: then they need no further look, and go. */
export async function unchanged(tx: Tx, target: Target): Promise<number | undefined> {
  const [stage, table] = [tx(target.stage), tx(target.table)];
  const differing = await tx`
    select from ${stage} s left join ${tx(target.directory)} d on d.${tx(target.owner)} = s.owner
    left join ${table} t on ${matching(tx, target)} and t.content_hash = s.content_hash where t.${tx(target.key)} is null limit 1`;
  if (differing.length > 0) return undefined;
  const [row] = await tx<{ facts: number }[]>`select count(*) as facts from (select distinct key from ${stage}) as k`;
  await tx`truncate ${stage}`;
  return row?.facts ?? 0;
}

export interface Tally {
  accepted: number;
  inserted: number;
  changed: number;
  unchanged: number;
}

/** Makes the staged rows current: new ones are added, changed ones supersede, equal ones stay; what is left in the staging table is what changed. */
export async function write(tx: Tx, target: Target, source: string, recordedAt: Instant): Promise<Tally> {
  const { stage, columns, identity, day } = target;
  const known = tx(knownOf(stage));
  const into = names(tx, [...identity.map(([column]) => column), ...columns, 'source', 'content_hash', 'available_on', 'available_assumed', 'recorded_at']);
  const values = names(
    tx,
    identity.map(([, value]) => value),
  );
  const sorted = names(tx, [...identity.slice(0, -1).map(([, value]) => value), ...(day === null ? [] : [`s.${day}`]), 's.key']);
  const from = joined(tx, target);
  await closeAlone(tx, target, recordedAt);
  await tx`
    create temp table ${known} on commit drop as select s.row, t.ctid as place, t.content_hash = s.content_hash as same
    ${from} join ${tx(target.table)} t on ${matching(tx, target)}`;
  const [counts] = await tx<{ changed: number; unchanged: number }[]>`
    select count(*) filter (where not same) as changed, count(*) filter (where same) as unchanged from ${known}`;
  const { changed, unchanged } = counts as { changed: number; unchanged: number };
  if (unchanged > 0) await tx`delete from ${tx(stage)} s using ${known} k where k.row = s.row and k.same`;
  if (changed > 0)
    await tx`
    with gone as (delete from ${tx(target.table)} t using ${known} k where t.ctid = k.place and not k.same returning t.*)
    insert into ${tx(`${target.table}_history`)} (${into}, superseded_at) select ${into}, ${recordedAt} from gone`;
  const added = await tx`
    insert into ${tx(target.table)} (${into})
    select ${values}, ${names(
      tx,
      columns.map((column) => `s.${column}`),
    )}, ${source}, s.content_hash, s.available_on, s.available_assumed, ${recordedAt}
    ${from} order by ${sorted}`;
  if (target.fills) await writeDirectory(tx, target, target.fills);
  if (added.count > limits.analyseRows) await analyse(tx, target);
  return { accepted: added.count + unchanged, inserted: added.count - changed, changed, unchanged };
}

/** Statistics of the columns plans turn on; autovacuum sees to the others. */
export async function analyse(tx: Tx, { table, identity, day }: Target): Promise<void> {
  await tx`analyze ${tx(table)} (${names(tx, [...identity.map(([column]) => column), ...(day === null ? [] : [day])])})`;
}

/** The rows of a file: staged, or those of a source that held none before. */
const rowsOf = (tx: Tx, { stage, table, owner }: Target, loaded: string | null) =>
  loaded === null ? tx`${tx(stage)} s` : tx`(select t.*, t.${tx(owner)} as owner from ${tx(table)} t where t.source = ${loaded}) s`;

/** Column names as they stand: they come from the fact registry, never from a file or a mapping. */
const names = (tx: Tx, columns: readonly string[]) => tx.unsafe(columns.join(', '));
const joined = (tx: Tx, { stage, directory, owner }: Target) => tx`from ${tx(stage)} s join ${tx(directory)} d on d.${tx(owner)} = s.owner`;
/** A fact that stands under both parties is found by its key alone: its second row moves when it names another party. */
const matching = (tx: Tx, { identity, fact }: Target) =>
  fact.mirror ? tx`t.key = s.key` : tx.unsafe(identity.map(([column, value]) => `t.${column} = ${value}`).join(' and '));

async function writeDirectory(tx: Tx, target: Target, directory: string): Promise<void> {
  await tx`
    insert into ${tx(directory)} as a (account_id, customer_id, number) select s.key, d.customer_id, s.number ${joined(tx, target)}
    order by s.key on conflict (account_id) do update set number = excluded.number where a.number <> excluded.number`;
}

/** Hands the accounts whose bills or payments are new or changed to the payment room. */
export async function touchAccounts(tx: Tx, targets: readonly Target[], loaded: string | null): Promise<void> {
  if (targets.length === 0) return;
  await tx`create temp table if not exists touched_account (customer_id uuid not null, account_id uuid not null) on commit drop`;
  for (const target of targets) {
    await tx`
      insert into touched_account select d.customer_id, s.owner from (select distinct s.owner from ${rowsOf(tx, target, loaded)}) s join ${tx(target.directory)} d on d.account_id = s.owner
      where not exists (select from touched_account a where a.account_id = s.owner)`;
  }
}

/** Whether any account was handed over. */
export async function touched(tx: Tx): Promise<boolean> {
  const [table] = await tx<{ there: boolean }[]>`select to_regclass('pg_temp.touched_account') is not null as there`;
  if (table?.there !== true) return false;
  await tx`analyze touched_account`;
  return (await tx`select from touched_account limit 1`).length > 0;
}

/** The days a fact was loaded for: as the mapping states, else the whole months from its first to its last day in the file. */
export async function writeCoverage(
  tx: Tx,
  target: Target,
  source: string,
  stated: readonly { from: Day; until: Day }[],
  recordedAt: Instant,
  loaded: boolean,
): Promise<void> {
  const { fact, day } = target;
  if (day === null) return;
  if (stated.length > 0) {
    await tx`
      insert into assay.coverage (source, fact, from_on, until_on, recorded_at)
      select ${source}, ${fact.name}, f::date, u::date, ${recordedAt} from unnest(${stated.map(({ from }) => from)}::text[], ${stated.map(({ until }) => until)}::text[]) as c (f, u)
      on conflict do nothing`;
    return;
  }
  await tx`
    insert into assay.coverage (source, fact, from_on, until_on, recorded_at)
    select ${source}, ${fact.name}, date_trunc('month', min(s.${tx(day)}))::date, (date_trunc('month', max(s.${tx(day)})) + interval '1 month' - interval '1 day')::date, ${recordedAt}
    from ${rowsOf(tx, target, loaded ? source : null)} having count(*) > 0 on conflict do nothing`;
}

export interface Declared {
  readonly fact: string;
  readonly name: string;
  readonly class: AttributeClass;
  readonly type: string;
}

/** The class each of these attributes has at this source so far, by fact and name. */
export async function declaredClasses(tx: Tx, source: string): Promise<Map<string, AttributeClass>> {
  const rows = await tx<{ name: string; class: AttributeClass }[]>`select fact || '.' || name as name, class from assay.attribute where source = ${source}`;
  return new Map(rows.map((row) => [row.name, row.class]));
}

export async function writeAttributes(tx: Tx, source: string, declared: readonly Declared[]): Promise<void> {
  for (const { fact, name, class: sensitivity, type } of declared) {
    await tx`
      insert into assay.attribute (fact, name, source, class, type) values (${fact}, ${name}, ${source}, ${sensitivity}, ${type})
      on conflict (fact, name, source) do update set class = excluded.class, type = excluded.type`;
  }
}
