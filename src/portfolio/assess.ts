import { addDays, addMonths, type Day } from '../base/time.ts';
import { customersByKey } from '../customer/directory/store.ts';
import { outcomesBetween } from '../customer/outcome/store.ts';
import type { Db } from '../db/client.ts';
import { scoresOf } from '../rating/store.ts';
import type { Version } from '../rating/version/version.ts';
import { problem } from './errors.ts';
import { type Judgement, judge } from './judge.ts';

export interface Question {
  readonly version: Version;
  readonly asOf: Day;
  /** Kind of outcome. */
  readonly kind: string;
  /** `1m`, `90d`: how long after the as-of day it counts. */
  readonly horizon: string;
  /** Restricts the sample to customers of these source keys. */
  readonly sample?: { readonly file: string; readonly keys: readonly string[] };
}

export interface Assessment extends Judgement {
  readonly ruleset: string;
  readonly digest: string;
  readonly asOf: Day;
  readonly until: Day;
  readonly outcome: string;
  /** Rated, of the sample. */
  readonly rated: number;
  /** Without a grade: left out. */
  readonly ungraded: number;
  /** Graded without a score and known, as by a knock-out: in their grade, and in no figure of separation. */
  readonly unscored: number;
  /** Neither happened nor observed for the whole horizon: left out. */
  readonly indeterminate: number;
}

/** Holds the ratings of a version and day against what became of the customers within the horizon (asOf, asOf + H]. Outcomes are of customers: so must be the ratings. */
export async function assess(db: Db, question: Question): Promise<Assessment> {
  const { version, asOf, kind } = question;
  const { name, dimension, grades, subject } = version.ruleset;
  if (subject !== 'customer') throw problem('PORTFOLIO_JUDGE_SUBJECT', { name, subject });
  const until = endOf(asOf, question.horizon);
  const wanted = question.sample && (await chosen(db, question.sample));
  const rows = (await scoresOf(db, dimension, asOf, version.version)).filter((row) => !wanted || wanted.has(row.customerId));
  if (rows.length === 0) throw problem('PORTFOLIO_NOT_RATED', { dimension, asOf, name, digest: version.digest });
  const outcomes = await outcomesBetween(db, kind, asOf, until);
  const graded = rows.filter((row) => row.grade !== null);
  const known = graded.filter((row) => outcomes.has(row.customerId));
  if (known.length === 0) throw problem('PORTFOLIO_NO_OUTCOMES', { kind, asOf, until });
  const judgement = judge({
    scores: known.map((row) => row.score),
    bad: known.map((row) => outcomes.get(row.customerId) === 'bad'),
    grades: known.map((row) => row.grade as number),
    names: grades.map((grade) => grade.grade),
  });
  return {
    ruleset: name,
    digest: version.digest,
    asOf,
    until,
    outcome: kind,
    rated: rows.length,
    ungraded: rows.length - graded.length,
    unscored: known.filter((row) => row.score === null).length,
    indeterminate: graded.length - known.length,
    ...judgement,
  };
}

function endOf(asOf: Day, horizon: string): Day {
  const [, count = '', unit] = /^([1-9]\d{0,3})([md])$/.exec(horizon) ?? [];
  if (unit === undefined) throw problem('PORTFOLIO_HORIZON', { given: horizon }, { path: 'horizon' });
  return unit === 'm' ? addMonths(asOf, Number(count)) : addDays(asOf, Number(count));
}

async function chosen(db: Db, { file, keys }: { file: string; keys: readonly string[] }): Promise<Set<string>> {
  const found = await customersByKey(db, keys);
  const have = new Set(found.map((row) => row.key));
  const unknown = keys.filter((key) => !have.has(key));
  if (unknown.length > 0) throw problem('PORTFOLIO_SAMPLE_UNKNOWN', { file, count: unknown.length, first: unknown[0] as string });
  return new Set(found.map((row) => row.customerId));
}
