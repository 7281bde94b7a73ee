import type { Sql } from '../../src/db/client.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import type { Subject } from '../../src/rating/subject.ts';
import { activate } from '../../src/rating/version/activate.ts';
import { find } from '../../src/rating/version/find.ts';

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
    const activation = await activate(sql, rulesetOf(subject), now);
    if (activation.state === 'refused') throw new Error(JSON.stringify(activation.faults));
  }
  const version = await find(sql, { dimension: 'credit', subject });
  if (version) await rate(sql, { version, asOf, today: now.slice(0, 10), now: () => now, onSlice: draw });
}
