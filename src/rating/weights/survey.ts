import { limits } from '../../base/limits.ts';
import type { Day, Instant } from '../../base/time.ts';
import { sliceEnds } from '../../customer/directory/store.ts';
import type { Sql } from '../../db/client.ts';
import { meets, type PopulationCondition } from '../card/population.ts';
import type { Card } from '../card/scorecard.ts';
import type { Value } from '../indicator.ts';
import { readings } from '../readings.ts';
import { ready } from '../ready.ts';
import type { Ruleset } from '../ruleset.ts';
import { type Numbers, spreadOf } from './entropy.ts';
import type { Spread } from './weights.ts';

const lowest = '00000000-0000-0000-0000-000000000000';

/** As of which day the portfolio is read, known at which instant; nothing can be measured as of a day behind today. */
export interface When {
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly today: Day;
  /** Customers (with their accounts, or the groups they head) per slice; by default the limit. */
  readonly sliceCustomers?: number | undefined;
}

/** How unevenly the values of some cards' indicators spread over whom each of them rates, read slice by slice as for a rating. */
export async function survey(
  sql: Sql,
  ruleset: Ruleset,
  cards: readonly Card[],
  { asOf, knownAt, today, sliceCustomers = limits.ratingSliceCustomers }: When,
): Promise<Spread[]> {
  const reader = await ready(sql, { version: { ruleset }, asOf, today }, knownAt);
  const ends = await sliceEnds(sql, null, sliceCustomers);
  const tallies = cards.map((card) => tallyOf(ruleset, card));
  for (const [at, end] of ends.entries()) {
    const before = ends[at - 1] ?? lowest;
    const slice = await sql.begin('isolation level repeatable read read only', (tx) => readings(tx, reader, before, end));
    // Readings are closed on both sides: the first customer was the last one of the slice before.
    for (const { customerId, values } of slice) if (customerId !== before) for (const tally of tallies) tally.add(values);
  }
  return tallies.map((tally) => ({ asOf, knownAt, count: tally.count(), indicators: spreadOf(tally.numbers) }));
}

interface Tally {
  readonly add: (values: readonly Value[]) => void;
  readonly count: () => number;
  readonly numbers: readonly Numbers[];
}

/** Collects the numbers of those in the ruleset's scope and the card's population. */
function tallyOf({ indicators, scope }: Ruleset, { population, characteristics }: Card): Tally {
  const names = Object.keys(indicators);
  const asked = [...scope, ...population].map((condition: PopulationCondition) => ({ condition, at: names.indexOf(condition.indicator) }));
  const collected = characteristics.map(({ indicator }) => ({
    at: names.indexOf(indicator),
    indicator,
    better: indicators[indicator]?.better === 'lower' ? ('lower' as const) : ('higher' as const),
    numbers: [] as number[],
  }));
  let count = 0;
  const add = (values: readonly Value[]): void => {
    if (!asked.every(({ condition, at }) => meets(condition, values[at] as Value))) return;
    count += 1;
    for (const { at, numbers } of collected) {
      const value = values[at];
      if (value?.state === 'value' && typeof value.value === 'number') numbers.push(value.value);
    }
  };
  return { add, count: () => count, numbers: collected };
}
