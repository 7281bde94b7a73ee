import type { Day, Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import type { Evaluation } from './card/evaluator.ts';
import { decide } from './decision/decision.ts';
import { nothing } from './decision/given.ts';
import { given } from './given.ts';
import type { Value } from './indicator.ts';
import { keep } from './keep.ts';
import { keyOf, type Rated, type RatingKind } from './rating.ts';
import type { SubjectValues } from './reader.ts';
import type { Run } from './run/store.ts';
import { subjectName } from './subject.ts';
import type { Version } from './version/version.ts';

export interface RateRequest {
  readonly version: Version;
  /** By default monitoring. */
  readonly kind?: RatingKind;
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
  readonly outside: number;
  readonly unchanged: number;
}

/** Evaluates subjects, each by the values of the version's indicators in their order. */
export type EvaluateAll = (subjects: readonly (readonly Value[])[]) => readonly Evaluation[];

/** Evaluates what was read of a slice and writes their ratings and lines, in the caller's transaction. */
export async function rateSlice(tx: Tx, request: RateRequest, run: Run, slice: readonly SubjectValues[], evaluateAll: EvaluateAll): Promise<SliceCounts> {
  const said = await given(tx, run, [...new Set(slice.map(({ customerId }) => customerId))]);
  const rated = rateAll(request.version, slice, evaluateAll, (customerId, subjectId) => said.get(subjectName(customerId, subjectId)) ?? nothing);
  const added = await keep(tx, keyOf(run, request.version.version), request.now(), rated);
  await request.onSlice?.(tx, run, rated);
  const inState = (state: string): number => rated.filter(({ decision }) => decision.state === state).length;
  return { rated: rated.length, invalid: inState('invalid'), outside: inState('outside'), unchanged: rated.length - added };
}

function rateAll(
  { plan }: Version,
  slice: readonly SubjectValues[],
  evaluateAll: EvaluateAll,
  givenOf: (customerId: string, subjectId: string) => Rated['given'],
): Rated[] {
  const count = plan.indicators.length;
  const evaluations = evaluateAll(slice.map(({ values }) => values.slice(0, count)));
  return slice.map(({ customerId, subjectId, values }, row) => {
    const [late, arrears] = values.slice(count);
    const own = { values: values.slice(0, count), given: givenOf(customerId, subjectId) };
    const figure = (value: (typeof values)[number] | undefined) => (value?.state === 'value' ? Number(value.value) : null);
    return {
      customerId,
      subjectId,
      ratingId: newId(),
      ...own,
      decision: decide(plan, own.values, evaluations[row] as Evaluation, own.given),
      daysPastDue: figure(late),
      arrearsMinor: figure(arrears),
    };
  });
}
