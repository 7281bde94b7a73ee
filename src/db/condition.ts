import { type AppLack, appLack } from './app.ts';
import type { Db } from './client.ts';

/** How the server and the connection stand. */
export interface Condition {
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  /** The operating system sorts otherwise now than when the indexes were made. */
  readonly collationMoved: boolean;
  readonly trigrams: boolean;
  /** What the connection lacks: schema, temporary, rows (of which tables), ownership (of which tables). */
  readonly lacks: readonly string[];
  /** What the role of the server lacks. */
  readonly app: AppLack;
  /** Server clock less ours, in milliseconds; `now` is ours. */
  readonly aheadMs: number;
  /** The last instant facts were recorded at, when it is later than the server's clock. */
  readonly recordedAhead: string | null;
  /** Sessions of Assay that have held the writers' lock or a transaction for long, with their process id and minutes. */
  readonly stuck: readonly { readonly pid: number; readonly minutes: number }[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly timeZoneKnown: boolean;
  readonly bytes: number;
}

/** Reads how the server stands; `ours` is this machine's clock, `stuckMinutes` what a transaction may last. */
export async function condition(db: Db, ours: () => string, stuckMinutes: number): Promise<Condition> {
  const before = Date.parse(ours());
  const [clock] = await db<{ theirs: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as theirs`;
  const halfway = (before + Date.parse(ours())) / 2;
  const [row] = await db<Omit<Condition, 'aheadMs' | 'app' | 'settings' | 'stuck'>[]>`
    select pg_encoding_to_char(encoding) as encoding, coalesce(datcollate, '') as collate, coalesce(datctype, '') as ctype,
      coalesce(datcollversion <> pg_database_collation_actual_version(d.oid), false) as "collationMoved",
      exists (select from pg_extension where extname = 'pg_trgm') as trigrams,
      array_remove(array[
        case when not has_schema_privilege('assay', 'usage') then 'schema assay' end,
        case when not has_database_privilege(current_database(), 'temporary') then 'temporary tables' end,
        (select 'rows of ' || min(relname) from pg_class where relnamespace = 'assay'::regnamespace and relkind = 'r'
          and not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert') and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete'))),
        (select 'ownership of ' || min(relname) from pg_class where relnamespace = 'assay'::regnamespace and relkind = 'r' and not pg_has_role(relowner, 'usage'))
      ], null) as lacks,
      (select max(recorded_at) from assay.fact_clock where recorded_at > clock_timestamp() + interval '1 second') as "recordedAhead",
      exists (select from pg_timezone_names where name = (select value #>> '{}' from assay.setting where name = 'timeZone')) as "timeZoneKnown",
      pg_database_size(d.oid) as bytes
    from pg_database d where datname = current_database()`;
  const stuck = await db<{ pid: number; minutes: number }[]>`
    select pid, floor(extract(epoch from clock_timestamp() - xact_start) / 60)::int as minutes from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name like 'assay%'
      and state like 'idle in transaction%' and xact_start < clock_timestamp() - make_interval(mins => ${stuckMinutes}) order by xact_start`;
  const settings = await db<{ name: string; value: unknown }[]>`select name, value from assay.setting`;
  return {
    ...(row as Omit<Condition, 'aheadMs' | 'app' | 'settings' | 'stuck'>),
    app: await appLack(db),
    aheadMs: Math.round((clock?.theirs ?? halfway) - halfway),
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    stuck,
  };
}
