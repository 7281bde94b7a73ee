import type { Cursor } from '../base/cursor.ts';
import { limits } from '../base/limits.ts';
import type { Day } from '../base/time.ts';
import { byNameSql, countSql } from '../customer/directory/store.ts';
import { customerRows } from '../customer/store.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Context } from '../graphql/context.ts';
import { cursorOf, cursorRead, pageSize } from '../graphql/page.ts';
import { type Args, numbered, type Param, type Reads, type RowsSql, type Selected } from '../graphql/reads.ts';
import { absent, type Filter, given, isEverybody, type Line, type Sort, sorts } from './line.ts';

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

/** Which page is asked for. */
export interface Asked {
  readonly dimension: string;
  readonly filter?: Filter | null;
  readonly sort: Sort;
  readonly first: number;
  readonly after?: string | null;
}

/** Where a page begins, and how long it is at most; its cursor is of its sort. */
export interface Place {
  readonly dimension: string;
  readonly filter: Filter;
  readonly sort: Sort;
  /** The sort as cursors name it. */
  readonly name: string;
  readonly first: number;
  readonly after: Cursor | undefined;
}

/** GRAPH_PAGE_SIZE or GRAPH_CURSOR_INVALID where there is no such page. */
export function placeOf(context: Context, { dimension, filter, sort, first, after }: Asked): Place {
  const name = `${sort} ${dimension}`;
  return { dimension, filter: filter ?? {}, sort, name, first: pageSize('first', first), after: cursorOf(context, name, after) };
}

export interface Placed {
  readonly customerId: string;
  readonly place: string | number;
  readonly asOf: Day;
}

/** The values of the parameters of `linesSql`, `most` aside. */
export function lineValues({ dimension, filter, sort, after }: Place): Record<string, unknown> {
  const { behind, descending } = sorts[sort];
  const [place] = after?.values ?? [];
  const isPast = after !== undefined && place === behind;
  // Before all that is missing, where the page does not begin among them.
  const missingFrom = behind === undefined ? undefined : isPast ? place : behind + (descending ? 1 : -1);
  return { ...filter, dimension, place, key: after?.key, isPast, missingFrom };
}

/** What the texts below differ by. */
type Shape = Pick<Place, 'filter' | 'sort'> & { readonly after?: unknown };

const conditionsSql = (filter: Filter, param: Param): string => {
  const texts: Record<keyof Filter, () => string> = {
    grades: () => `grade_name = any(${param('grades', 'text[]')})`,
    kind: () => `kind = ${param('kind', 'text')}`,
    scoreAtLeast: () => `score >= ${param('scoreAtLeast', 'float8')}`,
    scoreBelow: () => `score < ${param('scoreBelow', 'float8')} and score > ${absent.score}`,
    arrearsMinorAtLeast: () => `arrears_minor >= ${param('arrearsMinorAtLeast', 'bigint')}`,
    daysPastDueAtLeast: () => `days_past_due >= ${param('daysPastDueAtLeast', 'int')}`,
  };
  return [`dimension = ${param('dimension', 'text')}`, ...given(filter).map((name) => texts[name]())].join(' and ');
};

/** Lines in the order of a sort, as `found` names them; what is missing comes last. */
export function orderSql(sort: Sort): string {
  const { descending, behind } = sorts[sort];
  const way = descending ? ' desc' : '';
  return `${behind === undefined ? '' : `place = ${behind}, `}place${way}, customer_id${way}`;
}

/** Conditions whose columns are those of one sort's index; another sort may be served better by that index, or worse: it hangs on the values. */
const ranges: Partial<Record<keyof Filter, string>> = {
  scoreAtLeast: 'score',
  scoreBelow: 'score',
  arrearsMinorAtLeast: 'arrears_minor',
  daysPastDueAtLeast: 'days_past_due',
};

/** The first lines behind a place, `most` of them, by `customer_id`, `place` and `as_of`, in any order (`orderSql`). */
export function linesSql({ filter, sort, after }: Shape, param: Param): string {
  const { column, type, descending, behind } = sorts[sort];
  const [way, than] = descending ? [' desc', '<'] : ['', '>'];
  const conditions = conditionsSql(filter, param);
  // How many are asked for is not known to a plan that is kept, which would then sort everybody rather than read the sort's index to here.
  const kept = given(filter).every((name) => [undefined, column].includes(ranges[name])) ? `limit ${limits.pageMax + 1}` : '';
  // Each part is one stretch of the sort's index.
  const part = (...within: string[]): string =>
    `select * from (
      select customer_id, ${column} as place, as_of from assay.line where ${[conditions, ...within].join(' and ')} order by ${column}${way}, customer_id${way} ${kept}
    ) as stretch order by place${way}, customer_id${way} limit ${param('most', 'int')}`;
  const further = (from: string): string => `(${column}, customer_id) ${than} (${param(from, type)}, ${param('key', 'uuid')})`;
  if (behind === undefined) return part(...(after ? [further('place')] : []));
  const present = [`${column} ${than} ${behind}`, ...(after ? [`not ${param('isPast', 'boolean')}`, further('place')] : [])];
  const missing = [`${column} = ${behind}`, ...(after ? [further('missingFrom')] : [])];
  return `
    with present as materialized (${part(...present)})
    select * from present union all select * from (${part(...missing)}) as missing where (select count(*) from present) < ${param('most', 'int')}`;
}

/** Customers in a sort behind a cursor, `most` of them. */
export async function pageLines(db: Db, place: Place, most: number): Promise<Placed[]> {
  const bound = numbered({ ...lineValues(place), most });
  const text = `
    select customer_id as "customerId", place, as_of as "asOf" from (${linesSql(place, bound.param)}) as found
    order by ${orderSql(place.sort)} limit ${bound.param('most', 'int')}`;
  return [...(await db.unsafe<Placed[]>(text, bound.values as never[], { prepare: true }))];
}

/** How many lines there are, counted up to a bound. */
export const countLinesSql = (filter: Filter, param: Param): string =>
  `(select count(*)::int from (select from assay.line where ${conditionsSql(filter, param)} limit ${limits.countMax}) as bounded)`;

/** The same, of one's own statement. */
export async function countLines(db: Db, dimension: string, filter: Filter): Promise<number> {
  const bound = numbered({ ...filter, dimension });
  const text = `select ${countLinesSql(filter, bound.param)} as count`;
  const [row] = await db.unsafe<{ count: number }[]>(text, bound.values as never[], { prepare: true });
  return row?.count ?? 0;
}

const shapeOf = ({ filter, sort, after }: Args): Shape => ({
  filter: (filter as Filter | null | undefined) ?? {},
  sort: sort as Sort,
  after: after ?? undefined,
});

/** The row of a page: how many customers there are, or their ids and places in order and what a connection says of them; both only where selected. */
function pageRow(row: string, param: Param, args: Args, selected: Selected): RowsSql {
  const { filter, sort, after } = shapeOf(args);
  const everybody = isEverybody(sort, filter);
  const counted = selected('count') ? [`${everybody ? countSql : countLinesSql(filter, param)} as count`] : [];
  if (!['edges', 'pageInfo', 'asOf'].some(selected)) return { from: `from (select ${counted.join()}) as ${row}` };
  const found = everybody ? byNameSql(after !== undefined, param) : linesSql({ filter, sort, after }, param);
  const [order, first, name] = [orderSql(sort), param('first', 'int'), param('name', 'text')];
  const listed = (column: string): string => `array_agg(${column} order by ${order})`;
  const place = (at: string): string => `case when p.ids is not null then json_build_array(${name}, json_build_array(p.places[${at}]), p.ids[${at}])::text end`;
  const shown = [
    ...['p.as_of', `p.ids[1:${first}] as ids`, `p.places[1:${first}] as places`, `${name} as name`],
    ...[`coalesce(cardinality(p.ids), 0) > ${first} as has_next_page`, `${after !== undefined} as has_previous_page`],
    ...[`${place('1')} as first_place`, `${place(`least(${first}, cardinality(p.ids))`)} as last_place`, ...counted],
  ];
  const asOf = everybody ? 'null::date' : `(${listed('as_of')})[1]`;
  return {
    from: `from (
      select ${shown.join(', ')} from (
        select ${listed('customer_id')} as ids, ${listed('place')} as places, ${asOf} as as_of from (${found}) as found
      ) as p
    ) as ${row}`,
  };
}

const nodeOf = (edge: string): string => `${edge}_node`;

/** What a page of customers reads. */
export const reads: Reads = {
  Query: {
    customers: {
      bind: (args, context) => {
        const place = placeOf(context, args as Asked);
        return { ...lineValues(place), name: place.name, first: place.first, most: place.first + 1 };
      },
      shape: (args) => {
        const { filter, sort, after } = shapeOf(args);
        return [sort, isEverybody(sort, filter), after !== undefined, ...given(filter)].join(' ');
      },
      one: (_, row, param, args, selected) => pageRow(row, param, args, selected),
    },
  },
  CustomerConnection: {
    edges: {
      many: (owner, row, _param, _args, selected) => {
        const place = `json_build_array(${owner}.name, json_build_array(e.place), e.customer_id)::text as place`;
        const from = `from (select e.customer_id, e.at, ${place} from unnest(${owner}.ids, ${owner}.places) with ordinality as e (customer_id, place, at)) as ${row}`;
        if (!selected('node')) return { from, order: `${row}.at` };
        const node = nodeOf(row);
        return { from: `${from} left join ${customerRows(node, `${row}.customer_id`, 'on')}`, order: `${row}.at`, left: `${node}.customer_id is null` };
      },
    },
    pageInfo: { same: (row) => row },
    asOf: { column: (row) => `${row}.as_of` },
    count: { column: (row) => `${row}.count` },
  },
  CustomerEdge: { cursor: cursorRead('place'), node: { same: nodeOf } },
};
