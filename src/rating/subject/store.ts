import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { Args, Param, Read } from '../../graphql/reads.ts';
import type { RatingRow } from '../rating.ts';
import { published } from '../store.ts';
import { itself, type Subject, subjectName, subjectOf } from '../subject.ts';
import { begun } from '../version/store.ts';

/** Whose ratings, of what, in which dimension: all as SQL. */
interface Whose {
  readonly customerId: string;
  readonly subjectId: string;
  readonly subject: string;
  readonly dimension: string;
  /** The company's day: which version is active is asked of it. */
  readonly today: () => string;
}

const from = (row: string): string => `from assay.rating ${row}`;
const where = (row: string, { customerId, subjectId, dimension }: Whose): string =>
  `${row}.customer_id = ${customerId} and ${row}.subject_id = ${subjectId} and ${row}.dimension = ${dimension} and ${row}.kind = 'monitoring'`;

/** Whether it was made by the version that is active in the dimension for this kind of subject. */
const inForce = (row: string, { subject, dimension, today }: Whose): string => `(${row}.version is not distinct from (
  select v.version from assay.ruleset_activation a join assay.ruleset_version v using (digest)
  where a.dimension = ${dimension} and a.subject = ${subject} and ${begun('a', today())} order by a.activated_at desc limit 1))`;

/** Newest day first; of one day that of the version in force first, whatever was rated since. */
const newest = (row: string, isInForce: string): string => `${row}.as_of desc, ${isInForce} desc, ${row}.rated_at desc, ${row}.version`;

/** Whether several versions rated its day. */
const isContested = (row: string): string => `count(*) over (partition by ${row}.as_of order by ${row}.as_of desc) > 1`;

/** The dimensions, each with a kind of subject, where such days were seen: which version is in force is asked there only, it costs as much as the rating. */
const contested = new Set<string>();
const isKnownContested = ({ dimension }: Args, subject: Subject): boolean => contested.has(`${dimension} ${subject}`);

/** The last ratings of each subject (`subjectName`) in a dimension, as `newest` orders them. */
export async function ratingsOf(
  db: Db,
  names: readonly string[],
  { dimension, last, until, today }: { dimension: string; last: number; until?: Day | undefined; today: Day },
): Promise<Map<string, RatingRow[]>> {
  const asked = names.map((name) => name.split(':'));
  const subject = `case asked.subject when '${itself}' then 'customer' when asked.id then 'group' else 'account' end`;
  const whose: Whose = { customerId: 'asked.id', subjectId: 'asked.subject', subject, dimension: '$2', today: () => '$6::date' };
  const rows = await db.unsafe<(RatingRow & { isContested: boolean })[]>(
    `select ${published}, "isContested" from unnest($1::uuid[], $5::uuid[]) as asked(id, subject) cross join lateral (
       select f.*, ${inForce('f', whose)} as in_force, ${isContested('f')} as "isContested" ${from('f')} where ${where('f', whose)} and ($4::date is null or f.as_of <= $4)
       order by ${newest('f', 'in_force')} limit $3) as r
     order by ${newest('r', 'in_force')}`,
    [asked.map(([customer]) => customer as string), dimension, last, until ?? null, asked.map(([, subject]) => subject ?? itself), today],
    { prepare: true },
  );
  for (const row of rows) if (row.isContested) contested.add(`${dimension} ${subjectOf(row.customerId, row.subjectId)}`);
  return Map.groupBy(
    rows.map(({ isContested, ...row }): RatingRow => row),
    (row) => subjectName(row.customerId, row.subjectId),
  );
}

const subjectIds: Record<Subject, (owner: string) => string> = {
  customer: () => `'${itself}'`,
  account: (owner) => `${owner}.account_id`,
  group: (owner) => `${owner}.customer_id`,
};

const under = (owner: string, subject: Subject, param: Param): Whose => ({
  customerId: `${owner}.customer_id`,
  subjectId: subjectIds[subject](owner),
  subject: `'${subject}'`,
  dimension: param('dimension', 'text'),
  // A parameter that the text does not name would have no type.
  today: () => param('today', 'date'),
});

const monitored = (row: string) => ({ gradedOn: `${row}.as_of`, dimension: `${row}.dimension`, unofficial: true }) as const;

/** The last rating under an owner's row. Where versions compete for its day for the first time it is left to `ratingsOf`, which notes that they do. */
export const lastRead = (subject: Subject): Extract<Read, { one: unknown }> => ({
  one: (owner, row, param, args) => {
    const whose = under(owner, subject, param);
    const rows = { from: from(row), where: where(row, whose), limit: '1', day: null, ...monitored(row) };
    const sure = () => newest(row, inForce(row, whose));
    return isKnownContested(args, subject) ? { ...rows, order: sure() } : { ...rows, order: `${row}.as_of desc`, left: isContested(row), sure };
  },
  shape: (args) => String(isKnownContested(args, subject)),
  bind: ({ dimension }, { today }) => ({ dimension, today: today() }),
});

/** The last ratings under an owner's row; `last` and `until` are bound by whom it is read for. */
export const historyRead = (subject: Subject): Extract<Read, { many: unknown }> => ({
  many: (owner, row, param, { until }) => {
    const whose = under(owner, subject, param);
    const within = until ? ` and ${row}.as_of <= ${param('until', 'date')}` : '';
    const asOf = `${row}.as_of`;
    return {
      from: from(row),
      where: `${where(row, whose)}${within}`,
      order: newest(row, inForce(row, whose)),
      limit: param('last', 'int'),
      day: asOf,
      ...monitored(row),
    };
  },
  shape: ({ until }) => (until ? 'until' : ''),
});
