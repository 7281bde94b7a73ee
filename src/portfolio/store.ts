import type { Cursor } from '../base/cursor.ts';
import type { Day } from '../base/time.ts';
import type { Db, Sql, Tx } from '../db/client.ts';
import { absent, type Filter, type Line, type Sort, sorts } from './line.ts';

/** Puts the lines of a slice in place of what stood there. */
export async function writeLines(tx: Tx, dimension: string, asOf: Day, digest: string, lines: readonly Line[]): Promise<void> {
  const column = <Name extends keyof Line>(name: Name, none: unknown) => lines.map((line) => line[name] ?? none) as never[];
  await tx`
    insert into assay.line (customer_id, dimension, as_of, digest, kind, name_key, grade_name, grade, score, arrears_minor, days_past_due)
    select id, ${dimension}, ${asOf}, ${digest}, kind, name_key, grade_name, grade, score, arrears, days
    from unnest(${column('customerId', null)}::uuid[], ${column('kind', '')}::text[], ${column('nameKey', '')}::text[], ${column('gradeName', absent.gradeName)}::text[],
      ${column('grade', absent.grade)}::smallint[], ${column('score', absent.score)}::float8[], ${column('arrearsMinor', absent.arrearsMinor)}::bigint[], ${column('daysPastDue', absent.daysPastDue)}::int[])
      as t(id, kind, name_key, grade_name, grade, score, arrears, days)
    on conflict (customer_id, dimension) do update set
      as_of = excluded.as_of, digest = excluded.digest, kind = excluded.kind, name_key = excluded.name_key, grade_name = excluded.grade_name,
      grade = excluded.grade, score = excluded.score, arrears_minor = excluded.arrears_minor, days_past_due = excluded.days_past_due`;
}

export interface Placed {
  readonly customerId: string;
  readonly place: string | number;
  readonly asOf: Day;
}

const conditions = (db: Db, dimension: string, filter: Filter) => db`
  dimension = ${dimension}
  ${filter.grades ? db`and grade_name = any(${filter.grades as string[]}::text[])` : db``}
  ${filter.kind ? db`and kind = ${filter.kind}` : db``}
  ${filter.scoreAtLeast == null ? db`` : db`and score >= ${filter.scoreAtLeast}`}
  ${filter.scoreBelow == null ? db`` : db`and score < ${filter.scoreBelow} and score > ${absent.score}`}
  ${filter.arrearsMinorAtLeast == null ? db`` : db`and arrears_minor >= ${filter.arrearsMinorAtLeast}`}
  ${filter.daysPastDueAtLeast == null ? db`` : db`and days_past_due >= ${filter.daysPastDueAtLeast}`}`;

/** Customers in a sort behind a cursor, `most` of them. */
export async function pageLines(db: Db, dimension: string, filter: Filter, sort: Sort, after: Cursor | undefined, most: number): Promise<Placed[]> {
  const { column, descending, behind } = sorts[sort];
  const by = db(column);
  const order = descending ? db`order by ${by} desc, customer_id desc` : db`order by ${by}, customer_id`;
  // Each part is one stretch of the sort's index.
  const part = async (within: ReturnType<Sql>, from: Cursor | undefined, limit: number): Promise<Placed[]> => {
    const further = from ? db`and (${by}, customer_id) ${descending ? db`<` : db`>`} (${(from.values[0] ?? null) as string}, ${from.key}::uuid)` : db``;
    return [
      ...(await db<Placed[]>`
      select customer_id as "customerId", ${by} as place, as_of as "asOf" from assay.line where ${conditions(db, dimension, filter)} ${within} ${further} ${order} limit ${limit}`),
    ];
  };
  if (behind === undefined) return part(db``, after, most);
  const isPast = after?.values[0] === behind;
  const present = isPast ? [] : await part(db`and ${by} ${descending ? db`<` : db`>`} ${behind}`, after, most);
  if (present.length === most) return present;
  return [...present, ...(await part(db`and ${by} = ${behind}`, isPast ? after : undefined, most - present.length))];
}

/** How many there are, counted up to a bound. */
export async function countLines(db: Db, dimension: string, filter: Filter, most: number): Promise<number> {
  const [row] = await db<
    { count: number }[]
  >`select count(*)::int as count from (select from assay.line where ${conditions(db, dimension, filter)} limit ${most}) as bounded`;
  return row?.count ?? 0;
}
