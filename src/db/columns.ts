import type { Sql, Tx } from './client.ts';
import { type Columns, joined } from './role.ts';

/** A query of an expression over every row of a table, by the alias that it names them by. */
export const overRows = (expression: string, table: string, row: string): string => `select ${expression} from assay.${table} as ${row}`;

/**
 * The columns that queries read, by table of the schema assay, and what the row policies of those tables ask of others: all
 * that a role needs to run them. Postgres itself says so, of a view that is made of them and goes at once: they are not
 * run. Parameters must be cast. Needs an owner's connection.
 */
export async function columnsOf(sql: Sql, queries: readonly string[]): Promise<Columns> {
  if (queries.length === 0) return new Map();
  const from = queries.map((query, at) => `(${query.replace(/\$\d+::/g, 'null::')}) as q${at}`);
  let found: Columns = new Map();
  await sql
    .begin(async (tx) => {
      await tx.unsafe(`create temp view reading as select 1 as one from ${from.join(', ')}`);
      found = joined(new Map((await read(tx)).map(({ table, columns }) => [table, columns])));
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return found;
}

const read = (tx: Tx) => tx<{ table: string; columns: string[] }[]>`
  with reads as (
    select d.refobjid as relation, d.refobjsubid as number from pg_depend d join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    where r.ev_class = 'pg_temp.reading'::regclass and d.refclassid = 'pg_class'::regclass
  ), asks as (
    select d.refobjid as relation, d.refobjsubid as number from pg_policy p join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid
    where p.polrelid in (select relation from reads) and d.refclassid = 'pg_class'::regclass and d.refobjid <> p.polrelid
  )
  select c.relname as "table", array_agg(distinct a.attname::text) as columns
  from (select * from reads union select * from asks) as n join pg_class c on c.oid = n.relation and c.relnamespace = 'assay'::regnamespace
  join pg_attribute a on a.attrelid = n.relation and a.attnum = n.number and a.attnum > 0
  group by c.relname`;

/** Nothing of what the transaction made stays. */
const undone = new Error('rolled back, as meant');
