import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { Param } from '../../graphql/reads.ts';
import { itself } from '../subject.ts';
import { begun } from '../version/store.ts';
import { type Began, type Found, type Graded, type InTurn, inTurn } from './graded.ts';

const zone = `(select value #>> '{}' from assay.setting where name = 'timeZone')`;

const activations = (more = ''): string => `
  select a.dimension, a.kind, v.version, v.digest${more}, coalesce(a.begins_on, (a.activated_at at time zone ${zone})::date) as since
  from assay.ruleset_activation a join assay.ruleset_version v using (digest)
  where a.dimension = any($1::text[]) and a.subject = 'customer'`;

/** The rulesets of each dimension that customers were and are rated by on a day, the one in force first. */
export async function rulesetsInTurn(db: Db, dimensions: readonly string[], { today }: { today: Day }): Promise<Map<string, InTurn[]>> {
  const text = `${activations()} and ${begun('a', '$2::date')} order by a.activated_at`;
  const rows = await db.unsafe<(InTurn & { dimension: string; kind: string })[]>(text, [dimensions as string[], today], { prepare: true });
  const byDimension = Map.groupBy([...rows], ({ dimension }) => dimension);
  return new Map([...byDimension].map(([dimension, each]) => [dimension, inTurn(each)]));
}

/** Every activation of each dimension, those to come too, the oldest first. */
export async function activationsIn(db: Db, dimensions: readonly string[]): Promise<Map<string, Began[]>> {
  const rows = await db.unsafe<(Began & { dimension: string })[]>(
    `${activations(", v.name, v.document -> 'title' as title")} order by a.activated_at`,
    [dimensions as string[]],
    { prepare: true },
  );
  return Map.groupBy([...rows], ({ dimension }) => dimension);
}

/** What of a grade is asked for: without its reasons nothing of them is read, without the former one nothing of it. */
export interface Wanted {
  readonly graded: Graded;
  readonly reasons: boolean;
  readonly former: boolean;
}

/** What the parameters of `foundSql` are bound to; `versions` as of `rulesetsInTurn`. */
export interface Bound {
  readonly dimension: string;
  readonly today: Day;
  readonly versions: readonly string[];
}

/** What is known of the grade of a customer (`Found`) as a JSON value; its id as SQL. Null values stand for what is not there. */
export function foundSql(customerId: string, param: Param, { graded, reasons, former }: Wanted): string {
  const codes = reasons ? 'r.reasons' : 'null::text[]';
  const own = (row: string): string =>
    `${row}.customer_id = ${customerId} and ${row}.subject_id = '${itself}' and ${row}.dimension = ${param('dimension', 'text')}`;
  const ratings = `assay.rating r where ${own('r')} and r.kind = 'monitoring' and r.version = any(${param('versions', 'uuid[]')})`;
  const newest = `r.as_of desc, array_position(${param('versions', 'uuid[]')}, r.version)`;
  const state = `(select r.state from ${ratings} order by ${newest} limit 1)`;
  return graded === 'issued' ? issuedSql({ own, today: param('today', 'date'), codes, state, former }) : monitoringSql({ ratings, newest, codes, former });
}

/** What is known of the grades of customers that a dimension looked at: the first so many by id. */
export async function foundOf(db: Db, wanted: Wanted, bound: Bound, most: number): Promise<{ customerId: string; found: Found }[]> {
  const names = ['dimension', 'today', 'versions'] as const;
  const param: Param = (name, type) => `$${names.indexOf(name as (typeof names)[number]) + 1}::${type}`;
  return await db.unsafe<{ customerId: string; found: Found }[]>(
    `select c.customer_id as "customerId", ${foundSql('c.customer_id', param, wanted)} as found
     from (select distinct customer_id from assay.rating where dimension = $1::text and subject_id = '${itself}' order by customer_id limit $4) as c
     where $2::date is not null and $3::uuid[] is not null order by c.customer_id`,
    [bound.dimension, bound.today, bound.versions as string[], most],
  );
}

interface IssuedParts {
  readonly own: (row: string) => string;
  readonly today: string;
  readonly codes: string;
  readonly state: string;
  readonly former: boolean;
}

/** The rating of an official grade may have been superseded since: by one of the same day that was never issued. */
function issuedSql({ own, today, codes, state, former }: IssuedParts): string {
  const made = ['rating', 'rating_history'].map(
    (table) => `select ${codes} as reasons, r.input_digest from assay.${table} r
      where ${own('r')} and r.kind = 'issued' and r.as_of = s.as_of and r.version = s.version and r.rating_id = s.rating_id`,
  );
  const before = `(select json_build_object('version', o.version, 'grade', o.grade, 'index', null, 'provisional', o.provisional, 'asOf', o.as_of,
      'until', (select min(n.valid_from) from g n where n.issued_at > o.issued_at))
    from g o, s where o.version <> s.version and o.issued_at < s.issued_at order by o.issued_at desc limit 1)`;
  return `(
    with g as materialized (
      select g.grade_id, g.rating_id, g.version, g.grade, g.provisional, g.as_of, g.valid_from, g.valid_until, g.issued_at, g.ended_on
      from assay.issued_grade g where ${own('g')} and g.kind = 'issued'),
    s as (select g.* from g where g.valid_from <= ${today} and g.valid_until >= ${today} and (g.ended_on is null or g.ended_on > ${today}) limit 1),
    m as (select r.reasons, r.input_digest from s cross join lateral (${made.join(' union all ')} limit 1) as r)
    select json_build_object(
      'grade', (select json_build_object('gradeId', s.grade_id, 'ratingId', s.rating_id, 'version', s.version, 'grade', s.grade, 'index', null,
          'provisional', s.provisional, 'asOf', s.as_of, 'validFrom', s.valid_from, 'validUntil', s.valid_until, 'reasons', m.reasons, 'inputs', m.input_digest::text)
        from s left join m on true),
      'former', ${former ? before : 'null'},
      'state', case when exists (select from s) then null else ${state} end,
      'expiredOn', case when exists (select from s) then null else (select max(least(g.valid_until, g.ended_on - 1)) from g where g.valid_from <= ${today}) end))`;
}

interface MonitoringParts {
  readonly ratings: string;
  readonly newest: string;
  readonly codes: string;
  readonly former: boolean;
}

function monitoringSql({ ratings, newest, codes, former }: MonitoringParts): string {
  const before = `(select json_build_object('version', r.version, 'grade', null, 'index', r.grade, 'provisional', r.provisional, 'asOf', r.as_of, 'until', null)
    from ${ratings} and r.grade is not null and r.version <> (select n.version from n) order by ${newest} limit 1)`;
  return `(
    with n as materialized (
      select r.rating_id, r.version, r.grade, r.provisional, r.as_of, ${codes} as reasons, r.input_digest, r.state from ${ratings} order by ${newest} limit 1)
    select json_build_object(
      'grade', (select json_build_object('gradeId', null, 'ratingId', n.rating_id, 'version', n.version, 'grade', null, 'index', n.grade,
          'provisional', n.provisional, 'asOf', n.as_of, 'validFrom', null, 'validUntil', null, 'reasons', n.reasons, 'inputs', n.input_digest::text)
        from n where n.grade is not null),
      'former', ${former ? before : 'null'},
      'state', (select n.state from n where n.grade is null),
      'expiredOn', null))`;
}
