import { limits } from '../../base/limits.ts';
import type { Day, Instant } from '../../base/time.ts';
import { sliceEnds } from '../../customer/directory/store.ts';
import type { Sql } from '../../db/client.ts';
import { inColumns } from '../card/columns.ts';
import { compile } from '../card/evaluator.ts';
import { kernelOf } from '../card/kernel.ts';
import { decide } from '../decision/decision.ts';
import { nothing } from '../decision/given.ts';
import { given } from '../given.ts';
import { readings } from '../readings.ts';
import { ready } from '../ready.ts';
import type { Ruleset } from '../ruleset.ts';

const lowest = '00000000-0000-0000-0000-000000000000';

/** As of which day everybody is graded, known at which instant; nothing can be measured as of a day behind today. */
export interface When {
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly today: Day;
  /** By default the limit. */
  readonly sliceCustomers?: number | undefined;
}

/** The grades (0 the best) of all customers by a ruleset, as a run would rate them, without keeping anything; -1 where there is none. */
export async function grading(
  sql: Sql,
  ruleset: Ruleset,
  { asOf, knownAt, today, sliceCustomers = limits.ratingSliceCustomers }: When,
): Promise<Map<string, number>> {
  const plan = compile(ruleset);
  const evaluateAll = inColumns(plan, kernelOf(plan));
  const reader = await ready(sql, { version: { ruleset }, asOf, today }, knownAt);
  const ends = await sliceEnds(sql, null, sliceCustomers);
  const grades = new Map<string, number>();
  for (const [at, end] of ends.entries()) {
    const before = ends[at - 1] ?? lowest;
    const [slice, said] = await sql.begin('isolation level repeatable read read only', async (tx) => {
      // Readings are closed on both sides: the first customer was the last one of the slice before.
      const read = (await readings(tx, reader, before, end)).filter(({ customerId }) => customerId !== before);
      const ids = read.map(({ customerId }) => customerId);
      return [read, await given(tx, { dimension: ruleset.dimension, asOf, knownAt }, ids)] as const;
    });
    const measured = slice.map(({ values }) => values.slice(0, plan.indicators.length));
    for (const [row, evaluation] of evaluateAll(measured).entries()) {
      const { customerId } = slice[row] as (typeof slice)[number];
      grades.set(customerId, decide(plan, measured[row] as never, evaluation, said.get(customerId) ?? nothing).gradeIndex);
    }
  }
  return grades;
}
