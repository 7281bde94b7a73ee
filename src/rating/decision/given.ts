import type { Day } from '../../base/time.ts';

/** A person's word on a grade. */
export interface Spoken {
  readonly id: string;
  readonly grade: string;
  readonly cause: string;
}

/** An override in force. It moves a grade as far as was decided when it was set, and in that direction only. */
export interface SpokenOver extends Spoken {
  /** From the grade that was computed then to the wanted one, a better one positive; left out, as far as the ruleset allows, either way. */
  readonly notches?: number;
}

/** What decides a grade beside the measured values; kept with the rating, so that it replays. */
export interface Given {
  /** The latest final grade issued as of an earlier day. */
  readonly last: { readonly grade: string; readonly asOf: Day } | null;
  readonly override: SpokenOver | null;
  /** Of an issued grade that a person looked at again. */
  readonly review: Spoken | null;
}

export const nothing: Given = { last: null, override: null, review: null };

export const isNothing = ({ last, override, review }: Given): boolean => last === null && override === null && review === null;
