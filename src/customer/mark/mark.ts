import type { Fact } from '../../base/fact.ts';
import { encodeId } from '../../base/id.ts';
import type { Day } from '../../base/time.ts';
import { problem } from '../errors.ts';

/** counts: a marked fact is only shown as such; left_out: no indicator reads it while the mark stands. */
export const effects = ['counts', 'left_out'] as const;
export type Effect = (typeof effects)[number];

/** The days on which a mark stands: from its first day until the day before the other, where there is one. */
export interface Stretch {
  readonly fromOn: Day;
  readonly untilOn: Day | null;
}

/** A mark as far as what indicators read hangs on it. */
export interface Mark extends Stretch {
  readonly fact: string;
  /** Key of the marked fact. */
  readonly marked: string;
  readonly effect: string;
  readonly availableOn: Day;
}

/** Prefix of a mark's id outside. */
export const markPrefix = 'mrk';

/** What happened or was said on a day can be disputed; of what the installation keeps itself, only who is on a list. */
export const isMarkable = (fact: Pick<Fact, 'name' | 'day' | 'own'>): boolean => fact.day !== null && (!fact.own || fact.name === 'list_entry');

/** Whether a mark leaves a fact of its customer out as of a day. */
export const isLeftOut = (marks: readonly Mark[], fact: string, key: string, asOf: Day): boolean =>
  marks.some((mark) => mark.effect === 'left_out' && mark.fact === fact && mark.marked === key && mark.availableOn <= asOf && stands(mark, asOf));

const stands = ({ fromOn, untilOn }: Stretch, asOf: Day): boolean => fromOn <= asOf && (untilOn === null || untilOn > asOf);

/**
 * Whether one person may decide it: that a fact counts and is shown as marked, always; that no indicator reads it, only where
 * the profile leaves disputed facts out, and never of an entry that a second person decides about (`isApproved`).
 */
export const isDecidedAlone = (effect: Effect, { disputedFacts, isApproved }: { disputedFacts: Effect; isApproved: boolean }): boolean =>
  effect === 'counts' || (disputedFacts === 'left_out' && !isApproved);

/** The days that are asked for; refused when they lie ahead or end before they begin. */
export function stretchOf(asked: { fromOn?: Day | null | undefined; untilOn?: Day | null | undefined }, today: Day): Stretch {
  const [fromOn, untilOn] = [asked.fromOn ?? today, asked.untilOn ?? null];
  if (fromOn > today) throw problem('MARK_FROM_FUTURE', { fromOn, today }, { path: 'fromOn' });
  if (untilOn !== null && untilOn <= fromOn) throw problem('MARK_UNTIL_ORDER', { untilOn, fromOn }, { path: 'untilOn' });
  return { fromOn, untilOn };
}

/** Refuses a second mark on a fact for days on which it is marked already; one that was lifted on its first day stands on none. */
export function checkFree({ fromOn, untilOn }: Stretch, marks: readonly object[]): void {
  const all = marks as readonly (Stretch & { customerId: string; key: string })[];
  const standing = all.find((mark) => {
    const first = mark.fromOn > fromOn ? mark.fromOn : fromOn;
    return [mark.untilOn, untilOn].every((end) => end === null || first < end);
  });
  if (!standing) return;
  throw problem('MARK_STANDING', { id: encodeId(markPrefix, standing.customerId, standing.key), fromOn: standing.fromOn }, { path: 'fact' });
}
