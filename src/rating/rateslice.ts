import type { Day, Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import { evaluate } from './evaluator.ts';
import { keep } from './keep.ts';
import { keyOf, type Rated } from './rating.ts';
import type { CustomerValues } from './reader.ts';
import type { Run } from './run/store.ts';
import type { Version } from './version/version.ts';

export interface RateRequest {
  readonly version: Version;
  readonly asOf: Day;
  /** What was known at this instant; by default now. */
  readonly knownAt?: Instant | undefined;
  /** The company's day today: nothing can be rated as of a later one. */
  readonly today: Day;
  readonly now: () => Instant;
  /** Customers per slice; by default the limit. */
  readonly sliceCustomers?: number;
  /** Told of every slice in the transaction that writes it: the portfolio's line follows so. */
  readonly onSlice?: (tx: Tx, run: Run, rated: readonly Rated[]) => Promise<void>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What became of the customers of a slice; `unchanged` ratings stand as they stood. */
export interface SliceCounts {
  readonly rated: number;
  readonly invalid: number;
  readonly unchanged: number;
}

/** Evaluates what was read of customers and writes their ratings and lines, in the caller's transaction. */
export async function rateSlice(tx: Tx, request: RateRequest, run: Run, customers: readonly CustomerValues[]): Promise<SliceCounts> {
  const rated = rateAll(request.version, customers);
  const added = await keep(tx, keyOf(run, request.version.version), request.now(), rated);
  await request.onSlice?.(tx, run, rated);
  return { rated: rated.length, invalid: rated.filter((each) => each.evaluation.state === 'invalid').length, unchanged: rated.length - added };
}

function rateAll(version: Version, slice: readonly CustomerValues[]): Rated[] {
  const count = version.plan.indicators.length;
  return slice.map(({ customerId, values }) => {
    const own = values.slice(0, count);
    const [late, arrears] = values.slice(count);
    const figure = (value: (typeof values)[number] | undefined) => (value?.state === 'value' ? Number(value.value) : null);
    return { customerId, ratingId: newId(), values: own, evaluation: evaluate(version.plan, own), daysPastDue: figure(late), arrearsMinor: figure(arrears) };
  });
}
