import type { Instant } from '../../base/time.ts';

/** What is signed of a stream: which entry was its last at an instant, and thereby all before it. */
export interface Checkpoint {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: Instant;
}

/** The type a signed checkpoint names in its head. */
export const checkpointType = 'assay-checkpoint+jwt';
