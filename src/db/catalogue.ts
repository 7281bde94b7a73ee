import type { Db } from './client.ts';

/** A table as an archive holds it. */
export interface Shape {
  /** Without the schema. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** Every table of Assay with its columns as the database has them: a table that comes later is never forgotten. */
export async function shapes(db: Db): Promise<Shape[]> {
  return await db<Shape[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = to_regnamespace('assay') and c.relkind = 'r' group by c.relname order by c.relname collate "C"`;
}

/** How many rows the planner believes all tables hold: what progress is measured by. */
export async function rowsBelieved(db: Db): Promise<number> {
  const [row] = await db<{ rows: number }[]>`
    select coalesce(sum(greatest(reltuples, 0)), 0)::bigint as rows from pg_class where relnamespace = to_regnamespace('assay') and relkind = 'r'`;
  return row?.rows ?? 0;
}

/** Tables that hold something, other than what every migrated database holds. */
export async function filled(db: Db): Promise<string[]> {
  const names = (await shapes(db)).map(({ name }) => name).filter((name) => name !== 'migration' && name !== 'setting');
  if (names.length === 0) return [];
  // The names are the catalogue's own; one statement, however many tables there are.
  const looks = names.map((name) => `select '${name}' as name where exists (select from assay."${name}")`);
  return (await db.unsafe<{ name: string }[]>(looks.join(' union all '))).map(({ name }) => name);
}
