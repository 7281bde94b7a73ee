import { type AttributeClass, attributeClasses } from '../base/fact.ts';
import { type PolicyRules, policyRules } from '../base/profile.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Db, Tx } from '../db/client.ts';
import { only } from '../db/only.ts';
import type { Interval } from './measure/coverage.ts';
import type { Statement } from './measure/parts.ts';
import type { RatingKey, RatingRow } from './rating.ts';
import type { Attributes } from './vocabulary.ts';

/** Of an attribute that sources class differently the more sensitive class. */
const declared = `
  select fact || '.' || name as name, (array_agg(class order by array_position(array[${attributeClasses.map((name) => `'${name}'`).join(', ')}], class) desc))[1] as class,
    case when bool_and(type = 'number') then 'number' else 'word' end as type
  from assay.attribute group by fact, name`;

/** Declared attributes by `fact.name`; where sources class one differently the more sensitive class holds. */
export async function attributesOf(db: Db): Promise<Attributes> {
  const rows = await db.unsafe<{ name: string; class: AttributeClass; type: 'word' | 'number' }[]>(declared, [], { prepare: true });
  return new Map(rows.map(({ name, ...attribute }) => [name, attribute]));
}

/** The same as the text of a JSON object, its names in their order. */
export const attributesSql = `(
  select coalesce(json_object_agg(name, json_build_object('class', class, 'type', type) order by name), '{}')::text from (${declared}) as d)`;

/** What the installation's profile lets policies do. */
export async function policyRulesOf(db: Db): Promise<PolicyRules> {
  const [row] = await db<{ name: string }[]>`select value #>> '{}' as name from assay.setting where name = 'profile'`;
  return policyRules[(row?.name ?? 'general') as keyof typeof policyRules] ?? policyRules.general;
}

/** What sources had loaded by an instant; one that ends before it begins holds no day. */
export async function coverageAt(db: Db, knownAt: Instant): Promise<Interval[]> {
  return [
    ...(await db<Interval[]>`
    select source, fact, from_on as "fromOn", until_on as "untilOn" from assay.coverage where recorded_at <= ${knownAt} and from_on <= until_on`),
  ];
}

/** The instant of the last recorded fact that is committed. */
export async function clockOf(db: Db): Promise<Instant> {
  const [row] = await db<{ at: Instant }[]>`select coalesce(max(recorded_at), '1970-01-01 00:00:00+00') as at from assay.fact_clock`;
  return row?.at ?? '';
}

/**
 * Rows of a compiled statement, as arrays: customer id, sources, parts. A slice is planned for the customers it holds: a
 * plan made once for any range takes it for a handful of them.
 */
export async function runFacts(
  tx: Db,
  statement: Statement,
  lead: [asOf: Day, first: string | string[], last: string],
  { slice = false } = {},
): Promise<unknown[][]> {
  return [...(await tx.unsafe(statement.text, [...lead, ...statement.constants] as never[], { prepare: !slice }).values())] as unknown[][];
}

/** In the order that `keep` writes them. */
export const ratingColumns = [
  'customer_id',
  'subject_id',
  'dimension',
  'kind',
  'as_of',
  'version',
  'rating_id',
  'run_id',
  'known_at',
  'rated_at',
  'state',
  'score',
  'grade',
  'values',
  'states',
  'words',
  'bins',
  'points',
  'reasons',
  'input_digest',
  'card',
  'given',
  'provisional',
];

const same = (a: string, b: string): string =>
  ['customer_id', 'subject_id', 'dimension', 'kind', 'as_of', 'version'].map((column) => `${a}.${column} = ${b}.${column}`).join(' and ');

/** Writers of a dimension's ratings take turns to their commit: two at once would both add what neither sees of the other. */
export async function lockRatings(tx: Tx, dimension: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`ratings ${dimension}`}, 0))`;
}

/**
 * Whether ratings can be copied in as they are: nobody from one customer to another has this rating already, and the session
 * is not bound by row security, which nothing can be copied through.
 */
export async function takesCopy(tx: Tx, key: RatingKey, first: string, last: string): Promise<boolean> {
  const [row] = await tx<{ takes: boolean }[]>`
    select not row_security_active('assay.rating') and not exists (
      select from assay.rating where customer_id between ${first} and ${last}
        and dimension = ${key.dimension} and kind = ${key.kind} and as_of = ${key.asOf} and version = ${key.version}) as takes`;
  return row?.takes === true;
}

export async function stageRatings(tx: Tx): Promise<void> {
  await tx`create temp table if not exists staged_rating (like assay.rating) on commit drop`;
  await tx`truncate staged_rating`;
}

/** Staged ratings whose inputs differ from the current row's replace it; the replaced go to the history. */
export async function mergeStaged(tx: Tx, now: Instant): Promise<number> {
  await tx.unsafe(`delete from staged_rating s using assay.rating r where ${same('r', 's')} and r.input_digest = s.input_digest`);
  await tx.unsafe(
    `
    with gone as (delete from assay.rating r using staged_rating s where ${same('r', 's')} returning r.*)
    insert into assay.rating_history (${ratingColumns.join(', ')}, superseded_at) select ${ratingColumns.join(', ')}, $1::timestamptz from gone`,
    [now],
  );
  return (await tx.unsafe(`insert into assay.rating select * from staged_rating order by customer_id, subject_id`)).count;
}

/** Arrays in which something may be missing: as JSON, because the driver makes NaN, or a word, of an array's null. */
const gapped = ['values', 'words', 'points'];

/** What a rating is read as. */
export const published = ratingColumns
  .filter((column) => column !== 'input_digest')
  .map((column) => [gapped.includes(column) ? `to_json(${column})` : column, column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())])
  .map(([read, name]) => `${read} as "${name}"`)
  .join(', ');

/** The current ratings of this day and version under a customer: one, or of each account one, by its id. */
export async function currentRatings(db: Db, key: RatingKey, customerId: string): Promise<{ subjectId: string; ratingId: string }[]> {
  return [
    ...(await db<{ subjectId: string; ratingId: string }[]>`
    select subject_id as "subjectId", rating_id as "ratingId" from assay.rating
    where customer_id = ${customerId} and dimension = ${key.dimension} and kind = ${key.kind} and as_of = ${key.asOf} and version = ${key.version}
    order by subject_id`),
  ];
}

/** One rating of a customer, its accounts or its group, also a superseded one. */
export const ratingById = async (db: Db, customerId: string, ratingId: string): Promise<RatingRow | undefined> =>
  (await ratingsById(db, customerId, [ratingId]))[0];

/** The ratings under a customer, current and superseded; its id as SQL. With `rows` of what is asked of that alias alone. */
export function everRated(customerId: string, rows?: string): string {
  const shown = rows === undefined ? ratingColumns.join(', ') : only('ever', rows, ratingColumns);
  return ['rating', 'rating_history'].map((table) => `select ${shown} from assay.${table} as ever where ever.customer_id = ${customerId}`).join(' union all ');
}

/** Ratings under a customer, accounts by id. */
export async function ratingsById(db: Db, customerId: string, ratingIds: readonly string[]): Promise<RatingRow[]> {
  const rows = await db.unsafe<RatingRow[]>(
    `select ${published} from (${everRated('$1::uuid')}) as r where rating_id = any($2::uuid[]) order by subject_id`,
    [customerId, ratingIds as string[]],
    { prepare: true },
  );
  return [...rows];
}

/** Score and grade of everybody rated as of a day by a version. */
export async function scoresOf(
  db: Db,
  dimension: string,
  asOf: Day,
  version: string,
): Promise<{ customerId: string; score: number | null; grade: number | null }[]> {
  return [
    ...(await db<{ customerId: string; score: number | null; grade: number | null }[]>`
    select customer_id as "customerId", score, grade from assay.rating
    where dimension = ${dimension} and kind = 'monitoring' and as_of = ${asOf} and version = ${version} order by customer_id`),
  ];
}
