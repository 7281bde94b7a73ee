import { vote } from '../../../src/approval/vote.ts';
import { encodeId } from '../../../src/base/id.ts';
import type { Day } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import { begin, type Wanted } from '../../../src/rating/issue/begin.ts';
import { complete } from '../../../src/rating/issue/complete.ts';
import { handlers } from '../../../src/rating/issue/handlers.ts';
import { type IssueRun, runName } from '../../../src/rating/issue/issue.ts';
import { gradeInForce, runsById } from '../../../src/rating/issue/store.ts';
import { submitIssue } from '../../../src/rating/issue/submit.ts';
import { recordId, tell } from '../../customer/staging.ts';
import { person } from '../activated.ts';

const text = { en: 'x', zh: 'x' };
const measured = { fact: 'customer', measure: 'latest', unit: 'point', better: 'higher', label: text };

/** Grades A to D by 80, 60 and 40 of the points that a customer has as an attribute; nobody without a `scoped` attribute. */
export const document = ({ reasons = {}, ...more }: { reasons?: object; [part: string]: unknown } = {}) => ({
  kind: 'ruleset',
  name: 'issued',
  title: { en: 'Issued', zh: '签发' },
  dimension: 'credit',
  scope: [{ indicator: 'scoped', missing: false }],
  indicators: { points: { ...measured, column: 'attributes.points' }, scoped: { ...measured, column: 'attributes.scoped' } },
  cards: [
    { name: 'main', characteristics: [{ indicator: 'points', reason: 'POINTS', bins: [], scale: { knots: [0, 100].map((at) => ({ at, points: at })) } }] },
  ],
  grades: [{ grade: 'A', from: 80 }, { grade: 'B', from: 60 }, { grade: 'C', from: 40 }, { grade: 'D' }],
  cycle: { every: 'year', preliminary: { after: 'half_year' } },
  reasons: { POINTS: { en: 'Few points.', zh: '积分较少。' }, ...reasons },
  ...more,
});

export const declare = (sql: Sql) =>
  sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'points', 'crm', 'plain', 'number'), ('customer', 'scoped', 'crm', 'plain', 'number')`;

/** Customers by key with their points; null: without any, so that their score is invalid; undefined: outside the scope. */
export async function world(sql: Sql, points: Record<string, number | null | undefined>): Promise<void> {
  const rows = Object.entries(points).map(([key, given]) => ({
    key,
    kind: 'person',
    name: key,
    availableOn: '2020-01-01',
    attributes: { ...(given === undefined ? {} : { scoped: 1 }), ...(typeof given === 'number' ? { points: given } : {}) },
  }));
  await tell(sql, 'crm', rows as never);
}

export const id = (key: string): string => recordId('crm', key);
export const outside = (key: string): string => encodeId('cus', id(key));

export const prepare = async (sql: Sql, today: Day, wanted: Partial<Wanted> = {}): Promise<IssueRun> => {
  const acting = person('Olga', today);
  const issueId = await sql.begin((tx) => begin(tx, { dimension: 'credit', subject: 'customer', ...wanted }, acting));
  return complete(sql, issueId, { today, now: () => acting.at });
};

export const submit = async (sql: Sql, { issueId }: IssueRun, today: Day): Promise<IssueRun> => {
  await sql.begin((tx) => submitIssue(tx, { id: runName(issueId), why: 'The cycle is over.' }, person('Olga', today)));
  return (await runsById(sql, [issueId])).get(issueId) as IssueRun;
};

export const decide = (sql: Sql, run: IssueRun, today: Day, { choice = 'approve' as 'approve' | 'refuse', who = 'Anton' } = {}) =>
  sql.begin((tx) =>
    vote(tx, handlers, { approvalId: run.approval as string, digest: run.digest as string, choice, comment: 'Looked at it.' }, person(who, today)),
  );

/** A whole cycle: prepared and submitted by Olga, approved by Anton on the same day. */
export async function issue(sql: Sql, today: Day, wanted: Partial<Wanted> = {}): Promise<IssueRun> {
  const run = await submit(sql, await prepare(sql, today, wanted), today);
  await decide(sql, run, today);
  return (await runsById(sql, [run.issueId])).get(run.issueId) as IssueRun;
}

/** Grades in force on a day, by key: `A`. */
export async function standing(
  sql: Sql,
  on: Day,
  keys: readonly string[],
  { kind = 'issued' as 'issued' | 'preliminary', dimension = 'credit' } = {},
): Promise<Record<string, string>> {
  const found = await gradeInForce(sql, { dimension, on, kind }, keys.map(id));
  return Object.fromEntries(keys.flatMap((key) => (found.has(id(key)) ? [[key, found.get(id(key))?.grade as string]] : [])));
}
