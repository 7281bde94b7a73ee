import { limits } from '../../base/limits.ts';
import { addMonths, type Day } from '../../base/time.ts';
import { outcomesAfter } from '../../customer/outcome/store.ts';
import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { begunBetween, lastGraded } from '../override/store.ts';
import { vocabulary } from '../vocabulary.ts';
import { type Tallied, tally } from './tally.ts';

const outcomes = vocabulary.get('outcome')?.columns['kind']?.words ?? [];

/** Of which overrides, and what counts as bad for how long after they began. */
export interface RatesAsked {
  readonly dimension: string;
  /** Days on which they began, both included. */
  readonly from: Day;
  readonly until: Day;
  /** Kind of outcome. */
  readonly outcome: string;
  readonly horizonMonths: number;
}

export interface OverrideRates extends Tallied {
  /** Whom the last run over everybody in the period graded, and as of when; null without one. */
  readonly graded: number | null;
  readonly asOf: Day | null;
}

/** How many customers' grades were overridden in a period, by whom, why, and what became of the customers in (began, began + horizon]. */
export async function overrideRates(db: Db, { dimension, from, until, outcome, horizonMonths }: RatesAsked): Promise<OverrideRates> {
  if (from > until) throw problem('OVERRIDE_PERIOD', { from, until }, { path: 'until' });
  const most = limits.windowMonthsMax;
  if (!(horizonMonths >= 1 && horizonMonths <= most)) throw problem('OVERRIDE_HORIZON', { months: horizonMonths, most }, { path: 'horizonMonths' });
  if (!outcomes.includes(outcome)) throw problem('OVERRIDE_OUTCOME_UNKNOWN', { outcome, known: outcomes.join(', ') }, { path: 'outcome' });
  const begun = await begunBetween(db, dimension, from, until);
  const asked = begun.map(({ customerId, fromOn }) => ({ customerId, asOf: fromOn, until: addMonths(fromOn, horizonMonths) }));
  const run = await lastGraded(db, dimension, from, until);
  return { graded: run?.count ?? null, asOf: run?.asOf ?? null, ...tally(begun, await outcomesAfter(db, outcome, asked), run?.count ?? null) };
}
