import { limits } from '../../base/limits.ts';
import { addDays } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { evaluate } from '../card/evaluator.ts';
import { decide } from '../decision/decision.ts';
import { nothing } from '../decision/given.ts';
import { given } from '../given.ts';
import { overrideById } from '../override/store.ts';
import { type RatingRow, unpack } from '../rating.ts';
import { subjectName } from '../subject.ts';
import type { Version } from '../version/version.ts';
import { deciding } from './ageing.ts';
import { type Basis, type Forecast, forecast } from './forecast.ts';
import { remember } from './remember.ts';

/**
 * When a rating's grade improves by itself if payments are on time from its day on: from what was known on that day at its
 * instant. `settleArrears`: what is past due on that day is paid on it too.
 */
export async function foretell(db: Db, row: RatingRow, version: Version, settleArrears: boolean): Promise<Forecast> {
  const { asOf } = row;
  const values = unpack(row);
  const { plan, ruleset } = version;
  const now = decide(plan, values, evaluate(plan, values), row.given ?? nothing);
  // Nothing is better than the best, or than none.
  if (now.gradeIndex <= 0) return { from: { on: asOf, values, decision: now }, better: undefined, free: undefined, issued: undefined, until: asOf };
  const { cycle, subject } = ruleset;
  const indicators = deciding(ruleset);
  const basis = { plan, indicators, cycle, asOf, values, now, days: limits.forecastDays };
  return forecast({ ...basis, ...(await saidOf(db, row)), memory: await remember(db, row, { subject, indicators }, settleArrears) });
}

/** What decides beside the facts from the next day on. */
async function saidOf(db: Db, { customerId, subjectId, dimension, asOf, knownAt }: RatingRow): Promise<Pick<Basis, 'last' | 'override'>> {
  const found = await given(db, { dimension, asOf: addDays(asOf, 1), knownAt }, [customerId]);
  const { last, override } = found.get(subjectName(customerId, subjectId)) ?? nothing;
  const kept = override && (await overrideById(db, { customerId, overrideId: override.id }));
  return { last, override: override && kept ? { ...override, expiresOn: kept.expiresOn } : null };
}
