import { limits } from '../base/limits.ts';
import type { Db } from './client.ts';

/** Rows of one table that must have a counterpart in another, by columns that must be equal. */
export interface Tie {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** Only rows that meet this count: on the side that asks, and on the side that is asked. */
  readonly where?: string;
  readonly toWhere?: string;
}

export interface Orphans {
  readonly missing: number;
  /** The values of one that lacks its counterpart. */
  readonly example: string | null;
  /** Share of the table that was looked at, 1 when all of it was. */
  readonly share: number;
}

/** Counts rows without their counterpart; of a table with more rows than `most`, in a sample of about so many. */
export async function orphans(db: Db, { table, columns, to, toColumns, where = 'true', toWhere = 'true' }: Tie, most: number): Promise<Orphans> {
  const [size] = await db<{ rows: number }[]>`
    select case when reltuples >= 0 then reltuples::bigint else pg_relation_size(oid) / 100 end as rows from pg_class where oid = ${`assay.${table}`}::regclass`;
  const share = Math.min(1, most / Math.max(size?.rows ?? 0, 1));
  const sample = share < 1 ? `tablesample system (${(share * 100).toFixed(6)}) repeatable (1)` : '';
  const same = columns.map((column, at) => `t.${toColumns[at]} = f.${column}`).join(' and ');
  const [row] = await db.unsafe<{ missing: number; example: string | null }[]>(`
    select count(*) as missing, min(example) as example from (
      select concat_ws(' ', ${columns.map((column) => `f.${column}`).join(', ')}) as example from assay.${table} f ${sample}
      where ${columns.map((column) => `f.${column} is not null`).join(' and ')} and ${where}
        and not exists (select from assay.${to} t where ${same} and ${toWhere}) limit ${limits.doctorOrphans}
    ) as found`);
  return { missing: row?.missing ?? 0, example: row?.example ?? null, share };
}
