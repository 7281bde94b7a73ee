import type { Day, Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import type { Evaluation } from './card/evaluator.ts';
import type { Value } from './indicator.ts';
import { keep } from './keep.ts';
import { keyOf, type Rated } from './rating.ts';
import type { SubjectValues } from './reader.ts';
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
  /** Customers (with their accounts, or the groups they head) per slice; by default the limit. */
  readonly sliceCustomers?: number;
  /** Told of every slice in the transaction that writes it: the portfolio's line follows so. */
  readonly onSlice?: (tx: Tx, run: Run, rated: readonly Rated[]) => Promise<void>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What became of the subjects of a slice; `unchanged` ratings stand as they stood. */
export interface SliceCounts {
  readonly rated: number;
  readonly invalid: number;
  readonly unchanged: number;
}

/** Evaluates subjects, each by the values of the version's indicators in their order. */
export type EvaluateAll = (subjects: readonly (readonly Value[])[]) => readonly Evaluation[];

/** Evaluates what was read of a slice and writes their ratings and lines, in the caller's transaction. */
export async function rateSlice(tx: Tx, request: RateRequest, run: Run, slice: readonly SubjectValues[], evaluateAll: EvaluateAll): Promise<SliceCounts> {
  const rated = rateAll(request.version, slice, evaluateAll);
  const added = await keep(tx, keyOf(run, request.version.version), request.now(), rated);
  await request.onSlice?.(tx, run, rated);
  return { rated: rated.length, invalid: rated.filter((each) => each.evaluation.state === 'invalid').length, unchanged: rated.length - added };
}

function rateAll({ plan }: Version, slice: readonly SubjectValues[], evaluateAll: EvaluateAll): Rated[] {
  const count = plan.indicators.length;
  const own = slice.map(({ values }) => values.slice(0, count));
  const evaluations = evaluateAll(own);
  return slice.map(({ customerId, subjectId, values }, row) => {
    const [late, arrears] = values.slice(count);
    const figure = (value: (typeof values)[number] | undefined) => (value?.state === 'value' ? Number(value.value) : null);
    return {
      customerId,
      subjectId,
      ratingId: newId(),
      values: own[row] as Value[],
      evaluation: evaluations[row] as Evaluation,
      daysPastDue: figure(late),
      arrearsMinor: figure(arrears),
    };
  });
}
