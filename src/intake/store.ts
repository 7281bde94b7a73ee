import type { AttributeClass } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import { currencies } from '../consumption/store.ts';
import type { Db, Tx } from '../db/client.ts';
import { copyBytes } from '../db/copy.ts';
import type { RejectCode } from './errors.ts';
import { identifierColumns, partyColumns } from './party.ts';
import { accountTable, type Target } from './target.ts';

/** Sorting and joining a whole file; the transaction's own. */
const workMemory = '192MB';

/** Settings of an import's transaction; answers the day it is for the company. */
export async function openImport(tx: Tx, timeZone: string): Promise<Day> {
  await tx`select set_config('work_mem', ${workMemory}, true), set_config('statement_timeout', ${`${limits.importStatementMinutes}min`}, true)`;
  const [row] = await tx<{ today: Day }[]>`select (now() at time zone ${timeZone})::date as today`;
  return (row as { today: Day }).today;
}

/** The staging table of a fact: its columns as the fact's own table has them. */
export async function openStage(tx: Tx, { stage, table, staged }: Target): Promise<void> {
  await tx`
    create temp table ${tx(stage)} on commit drop as
    select 0::bigint as row, null::uuid as owner, null::uuid as key, ${names(tx, staged.slice(3))} from ${tx(table)} with no data`;
  await tx`create temp table ${tx(refusedOf(stage))} (row bigint not null, code text, other bigint) on commit drop`;
}

const partyStage = 'staged_customer';
const identifierStage = 'staged_identifier';

export async function openPartyStage(tx: Tx): Promise<void> {
  await tx`create temp table staged_customer (row bigint, line int, record_id uuid, source_key text, content jsonb, content_hash bigint, available_on date, available_assumed boolean) on commit drop`;
  await tx`create temp table staged_identifier (row bigint, record_id uuid, kind text, hash bytea, last_four_hash bytea, sealed bytea, verified boolean) on commit drop`;
}

export const copyStage = (tx: Tx, { stage, staged }: Target, lines: readonly Buffer[]): Promise<void> => copyBytes(tx, stage, [...staged], lines);
export const copyParty = (tx: Tx, lines: readonly Buffer[]): Promise<void> => copyBytes(tx, partyStage, partyColumns, lines);
export const copyIdentifiers = (tx: Tx, lines: readonly Buffer[]): Promise<void> => copyBytes(tx, identifierStage, identifierColumns, lines);

const refusedOf = (stage: string): string => `${stage}_refused`;
const knownOf = (stage: string): string => `${stage}_known`;

/** A row left out by comparison with the file's other rows or the database; `other` is the row it disagrees with. */
export interface Refusal {
  readonly row: number;
  readonly code: RejectCode;
  readonly other: number | null;
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
    select row, 'INTAKE_KEY_REPEATED' as code, other from repeated_customer where not same order by row limit ${limits.rejectsKept + 1}`;
}

/** Takes every row that cannot be loaded out of the staging table and says why; a repeated equal row goes without a word. */
export async function refuse(tx: Tx, target: Target, made: readonly string[]): Promise<Refusal[]> {
  const { stage, directory, owner, references } = target;
  const refused = tx(refusedOf(stage));
  const [s, d] = [tx(stage), tx(directory)];
  await tx`analyze ${s} (row, owner, key)`;
  await tx`
    insert into ${refused} select s.row, case when s.owner = f.owner and s.content_hash = f.content_hash then null else 'INTAKE_KEY_REPEATED' end, f.row
    from ${s} s join (select key, min(row) as row from ${s} group by key having count(*) > 1) g using (key)
    join ${s} f on f.row = g.row where s.row <> g.row`;
  await tx`
    insert into ${refused} select s.row, ${owner === 'account_id' ? 'INTAKE_ACCOUNT_UNKNOWN' : 'INTAKE_CUSTOMER_UNKNOWN'}, null
    from ${s} s where not exists (select from ${d} d where d.${tx(owner)} = s.owner)`;
  if (target.fills) {
    await tx`
      insert into ${refused} select s.row, 'INTAKE_ACCOUNT_MOVED', null from ${s} s join ${d} d on d.record_id = s.owner
      join ${tx(target.fills)} a on a.account_id = s.key where a.customer_id <> d.customer_id`;
  }
  if (owner === 'account_id') {
    await tx`
      insert into ${refused} select s.row, 'INTAKE_FACT_MOVED', null from ${s} s
      where exists (select from ${tx(target.table)} t where t.key = s.key and t.account_id <> s.owner)`;
  }
  for (const reference of references) await refuseReferences(tx, target, reference);
  if (target.money && made.length > 0) await refuseCurrencies(tx, target, made);
  await tx`delete from ${s} s using ${refused} r where r.row = s.row`;
  return await tx<Refusal[]>`
    select row, min(code) as code, min(other) filter (where code = 'INTAKE_KEY_REPEATED') as other from ${refused}
    where code is not null group by row order by row limit ${limits.rejectsKept + 1}`;
}

/** A reference must name a fact of the same account: one of another account is told from one that is not there. */
async function refuseReferences(tx: Tx, { stage, directory, owner }: Target, { column, table }: { column: string; table: string }): Promise<void> {
  await tx`
    create temp table missing on commit drop as
    select s.row, s.${tx(column)} as key, 'INTAKE_REFERENCE_UNKNOWN' as code from ${tx(stage)} s join ${tx(directory)} d on d.${tx(owner)} = s.owner
    where s.${tx(column)} is not null
      and not exists (select from ${tx(table)} b where b.customer_id = d.customer_id and b.account_id = s.owner and b.key = s.${tx(column)})`;
  await tx`analyze missing`;
  await tx`update missing m set code = 'INTAKE_REFERENCE_ELSEWHERE' from ${tx(table)} b where b.key = m.key`;
  await tx`insert into ${tx(refusedOf(stage))} select row, code, null from missing`;
  await tx`drop table missing`;
}

/** Minor units of one currency do not go on an account of another. */
async function refuseCurrencies(tx: Tx, target: Target, made: readonly string[]): Promise<void> {
  if ((await currencies(tx)).every((currency) => made.includes(currency))) return;
  await tx`
    insert into ${tx(refusedOf(target.stage))} select s.row, 'INTAKE_CURRENCY_DIFFERS', null ${joined(tx, target)}
    join ${tx(accountTable)} a on a.customer_id = d.customer_id and a.account_id = s.owner where a.currency <> all(${[...made]}::text[])`;
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
  // The columns plans turn on; autovacuum sees to the others.
  if (added.count > 10_000) await tx`analyze ${tx(target.table)} (${names(tx, [...identity.map(([column]) => column), ...(day === null ? [] : [day])])})`;
  return { accepted: added.count + unchanged, inserted: added.count - changed, changed, unchanged };
}

/** Column names as they stand: they come from the fact registry, never from a file or a mapping. */
const names = (tx: Tx, columns: readonly string[]) => tx.unsafe(columns.join(', '));
const joined = (tx: Tx, { stage, directory, owner }: Target) => tx`from ${tx(stage)} s join ${tx(directory)} d on d.${tx(owner)} = s.owner`;
const matching = (tx: Tx, { identity }: Target) => tx.unsafe(identity.map(([column, value]) => `t.${column} = ${value}`).join(' and '));

async function writeDirectory(tx: Tx, target: Target, directory: string): Promise<void> {
  await tx`
    insert into ${tx(directory)} as a (account_id, customer_id, number) select s.key, d.customer_id, s.number ${joined(tx, target)}
    order by s.key on conflict (account_id) do update set number = excluded.number where a.number <> excluded.number`;
}

/** Hands the accounts whose bills or payments are new or changed to the payment room. */
export async function touchAccounts(tx: Tx, targets: readonly Target[]): Promise<void> {
  await tx`create temp table touched_account (customer_id uuid not null, account_id uuid not null) on commit drop`;
  for (const target of targets) {
    await tx`
      insert into touched_account select d.customer_id, s.owner from (select distinct owner from ${tx(target.stage)}) s join ${tx(target.directory)} d on d.account_id = s.owner
      where not exists (select from touched_account a where a.account_id = s.owner)`;
  }
  await tx`analyze touched_account`;
}

/** The days a fact was loaded for: as the mapping states, else the whole months from its first to its last day in the file. */
export async function writeCoverage(tx: Tx, target: Target, source: string, stated: readonly { from: Day; until: Day }[], recordedAt: Instant): Promise<void> {
  const { fact, day, stage } = target;
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
    from ${tx(stage)} s having count(*) > 0 on conflict do nothing`;
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

export interface RunRow {
  runId: string;
  source: string;
  mapping: string;
  mappingDigest: string;
  file: string;
  fileName: string;
  fileDigest: string;
  counts: object;
  rejected: number;
  recordedAt: Instant;
  seconds: number;
}

export async function writeRun(tx: Tx, run: RunRow): Promise<void> {
  await tx`
    insert into assay.import_run (run_id, source, mapping, mapping_digest, file, file_name, file_digest, counts, rejected, recorded_at, seconds)
    values (${run.runId}, ${run.source}, ${run.mapping}, ${run.mappingDigest}, ${run.file}, ${run.fileName}, ${run.fileDigest},
      ${tx.json(run.counts as never)}, ${run.rejected}, ${run.recordedAt}, ${run.seconds})`;
}

/** The first run that loaded this very file with this very mapping, if any. */
export async function earlierRun(sql: Db, fileDigest: string, mappingDigest: string, file: string): Promise<RunRow | undefined> {
  const rows = await sql<RunRow[]>`
    select run_id as "runId", source, mapping, mapping_digest as "mappingDigest", file, file_name as "fileName", file_digest as "fileDigest",
      counts, rejected, recorded_at as "recordedAt", seconds
    from assay.import_run where file_digest = ${fileDigest} and mapping_digest = ${mappingDigest} and file = ${file} order by recorded_at desc limit 1`;
  return rows[0];
}

/** Which files were loaded so far, by the mapping that read them; a file loaded twice stands here once. */
export async function loadedFiles(sql: Db): Promise<{ mapping: string; file: string; fileDigest: string }[]> {
  return await sql<
    { mapping: string; file: string; fileDigest: string }[]
  >`select distinct mapping, file, file_digest as "fileDigest" from assay.import_run order by mapping, file`;
}
