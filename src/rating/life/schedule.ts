import type { Day, Instant } from '../../base/time.ts';
import type { Subject } from '../subject.ts';

/**
 * bootstrap: the first of its dimension, without approval. activation: of an approved version. stop: one person went back to
 * the version before. resumption: a second person did not agree with a stop.
 */
export type ActivationKind = 'bootstrap' | 'activation' | 'stop' | 'resumption';

/** From when a dimension's customers, accounts or groups are rated by a version. */
export interface Activation {
  readonly dimension: string;
  readonly subject: Subject;
  readonly digest: string;
  readonly kind: ActivationKind;
  readonly activatedAt: Instant;
  /** The day that an activation names; null: at once. */
  readonly beginsOn: Day | null;
  /** Null of what was kept before that was asked, as are `who` and `why`. */
  readonly decidedAt: Instant | null;
  readonly who: string | null;
  readonly why: string | null;
}

/** What was and is to be active in a dimension for a kind of subject, each list oldest first. */
export interface Schedule {
  readonly begun: readonly Activation[];
  readonly coming: readonly Activation[];
}

/** Activations, in any order, as they stand on a day of the company. */
export function scheduleOf(activations: readonly Activation[], today: Day): Schedule {
  const sorted = activations.toSorted((a, b) => (a.activatedAt < b.activatedAt ? -1 : a.activatedAt > b.activatedAt ? 1 : 0));
  return { begun: sorted.filter((each) => isBegun(each, today)), coming: sorted.filter((each) => !isBegun(each, today)) };
}

const isBegun = ({ beginsOn }: Activation, day: Day): boolean => beginsOn === null || beginsOn <= day;

/** The one activation that holds; nothing where none ever began. */
export const inForce = ({ begun }: Schedule): Activation | undefined => begun.at(-1);

/** The one that will hold on a day, today or later, as things stand. */
export const inForceOn = ({ begun, coming }: Schedule, day: Day): Activation | undefined => coming.findLast((each) => isBegun(each, day)) ?? begun.at(-1);

/** The activation that names a day. */
export const namedFor = ({ begun, coming }: Schedule, day: Day): Activation | undefined => [...begun, ...coming].find(({ beginsOn }) => beginsOn === day);

/**
 * The version that was active before the one in force: what an emergency stop goes back to. A stop takes the stopped version
 * away, so a second stop goes further back, never to what was stopped.
 */
export function beforeInForce({ begun }: Schedule): string | undefined {
  const stood: string[] = [];
  for (const { kind, digest } of begun) {
    if (kind === 'stop') stood.pop();
    else if (stood.at(-1) !== digest) stood.push(digest);
  }
  return stood.at(-2);
}
