import type { Day } from '../../base/time.ts';
import { type Measured, missing, type Value } from '../indicator.ts';

/** An account as far as gathering looks at it; in the order of ids. */
export interface HeldAccount {
  readonly contractStart: Day | null;
  readonly contractEnd: Day | null;
}

/** Which of several, in the order of their ids, stands for all by `latest` and by `main`. */
export interface Standing {
  readonly latest: number;
  readonly main: number;
}

/**
 * latest: the account with the latest contract start. main: of those in use on the day (the contract has not ended) the one
 * with the earliest contract start; none in use: the earliest of all. An unknown start is behind every known one, both
 * times; of equals the first by id.
 */
export function ofAccounts(accounts: readonly HeldAccount[], asOf: Day): Standing {
  const places = accounts.map((_, at) => at);
  const start = (at: number): Day | null => accounts[at]?.contractStart ?? null;
  const inUse = places.filter((at) => (accounts[at]?.contractEnd ?? asOf) >= asOf);
  return {
    latest: best(places, (a, b) => (start(a) ?? '') > (start(b) ?? '')),
    main: best(inUse.length > 0 ? inUse : places, (a, b) => (start(a) ?? '9999-12-31') < (start(b) ?? '9999-12-31')),
  };
}

/** latest: who joined last (never the head), of several on one day the first by id. main: the head, who joined on no day. */
export const ofMembers = (joined: readonly (Day | null)[]): Standing => ({
  latest: best([...joined.keys()], (a, b) => (joined[a] ?? '') > (joined[b] ?? '')),
  main: joined.indexOf(null),
});

const best = (places: readonly number[], isBetter: (a: number, b: number) => boolean): number =>
  places.reduce((held, at) => (held < 0 || isBetter(at, held) ? at : held), -1);

/**
 * One value of the values that accounts of a customer, or members of a group, measured, in the order of their ids.
 *
 * latest, main: the value of who stands for all, whatever its state. worst (the largest where lower is better, else the
 * smallest), sum (added up in that order, in double): over the numbers; missing and special are left out while there is a
 * number. Without one it is the first special code, else missing. Of nobody it is missing.
 */
export function gather({ gather: how, better }: Measured, values: readonly Value[], standing: Standing): Value {
  if (how === 'latest' || how === 'main') return values[standing[how]] ?? missing;
  const numbers = values.flatMap((each) => (each.state === 'value' ? [Number(each.value)] : []));
  if (numbers.length === 0) return values.find((each) => each.state === 'special') ?? missing;
  const worst = (a: number, b: number): number => (better === 'lower' ? Math.max(a, b) : Math.min(a, b));
  return { state: 'value', value: numbers.reduce(how === 'sum' ? (a, b) => a + b : worst) };
}
