import type { Sql } from '../../src/db/client.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import type { Subject } from '../../src/rating/subject.ts';
import { find } from '../../src/rating/version/find.ts';
import { activated } from '../rating/activated.ts';

const both = (en: string) => ({ en, zh: `${en}（中文）` });

/** How late and how much was billed, of an account, or of a group the worst and the sum. */
export const rulesetOf = (subject: Subject) => {
  const gather = (way: string) => (subject === 'group' ? { gather: way } : {});
  const late = { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due'), ...gather('worst') };
  const billed = { fact: 'bill', measure: 'sum', column: 'amountDueMinor', unit: 'minor', better: 'higher', label: both('Billed'), ...gather('sum') };
  const knots = [
    { at: 0, points: 0 },
    { at: 20_000, points: 200 },
  ];
  const bins = [
    { missing: true, points: 0 },
    { to: 1, points: 50.5 },
    { from: 1, points: -50 },
  ];
  return {
    kind: 'ruleset',
    name: `own-${subject}`,
    title: both('Own'),
    dimension: 'credit',
    subject,
    indicators: { late, billed },
    cards: [
      {
        name: 'main',
        initial: 500,
        decimals: 1,
        characteristics: [
          { indicator: 'late', reason: 'LATE', bins },
          { indicator: 'billed', reason: 'SMALL', bins: [{ missing: true, points: 0 }], scale: { knots } },
        ],
      },
    ],
    grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 500 }, { grade: 'C' }],
    reasons: { LATE: both('Late'), SMALL: both('Small') },
  };
};

/** Rates everybody by the active ruleset of a subject; activates the one above where there is none. */
export async function rateAll(sql: Sql, subject: Subject, asOf: string, now: string): Promise<void> {
  if (!(await find(sql, { dimension: 'credit', subject }))) {
    const activation = await activated(sql, rulesetOf(subject));
    if (activation.state === 'refused') throw new Error(JSON.stringify(activation.faults));
  }
  const version = await find(sql, { dimension: 'credit', subject });
  if (version) await rate(sql, { version, asOf, today: now.slice(0, 10), now: () => now, onSlice: draw });
}

/** Official grades of whoever was rated and has none: one that ended, one in force (or expired), a preliminary one, some of them reviewed. */
export async function issueAll(sql: Sql, now: string): Promise<void> {
  for (const [kind, asOf, from, until, ended] of [
    ['issued', '2025-10-01', '2025-10-20', '2026-12-31', '2026-07-15'],
    ['issued', '2026-07-01', '2026-07-15', '2027-09-30', null],
    ['preliminary', '2026-09-01', '2026-09-10', '2026-12-31', null],
  ] as const)
    await sql`
      insert into assay.issued_grade (customer_id, subject_id, dimension, grade_id, issue_id, kind, cycle, as_of, rating_id, version, grade, provisional,
        valid_from, valid_until, issued_at, objection_until, ended_on)
      select distinct on (customer_id, subject_id, dimension) customer_id, subject_id, dimension, md5(rating_id || ${asOf})::uuid, md5(${asOf})::uuid,
        ${kind}, ${asOf}, ${asOf}, rating_id, version, chr(65 + grade), grade = 2, ${from}, ${until}::date - case when grade = 1 then 365 else 0 end, ${now}, ${from}::date + 15, ${ended}
      from assay.rating r where kind = 'monitoring' and grade is not null and not exists (
        select from assay.issued_grade g join assay.issue_run using (issue_id) where g.customer_id = r.customer_id and g.dimension = r.dimension) order by customer_id, subject_id, dimension, as_of desc`;
  await sql`
    insert into assay.grade_review (customer_id, review_id, subject_id, dimension, grade_id, ground, opened_by, opened_at, state, decided_by, decided_at, cause, comment, grade)
    select customer_id, md5(grade_id::text || n)::uuid, subject_id, dimension, grade_id, 'ground "of" ' || cycle, 'Else', ${now}, case n when 1 then 'changed' else 'open' end,
      case n when 1 then 'Rita' end, case n when 1 then ${now}::timestamptz end, case n when 1 then 'REVIEW_DATA' end, case n when 1 then '\\ "comment"' end, case n when 1 then 'A' end
    from assay.issued_grade, generate_series(1, 2) as n where grade <> 'A'`;
}
