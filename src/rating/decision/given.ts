import type { Day } from '../../base/time.ts';

/** A person's word on a grade: an override in force, or a review that was decided. */
export interface Spoken {
  readonly id: string;
  readonly grade: string;
  readonly cause: string;
}

/** What decides a grade beside the measured values; kept with the rating, so that it replays. */
export interface Given {
  /** The latest final grade issued as of an earlier day. */
  readonly last: { readonly grade: string; readonly asOf: Day } | null;
  readonly override: Spoken | null;
  /** Of an issued grade that a person looked at again. */
  readonly review: Spoken | null;
}

export const nothing: Given = { last: null, override: null, review: null };

export const isNothing = ({ last, override, review }: Given): boolean => last === null && override === null && review === null;
