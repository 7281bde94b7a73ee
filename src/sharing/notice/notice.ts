import type { Text } from '../../base/text.ts';
import { addDays, type Day, daysBetween } from '../../base/time.ts';
import type { Began } from '../../rating/graded/graded.ts';

export interface NamedRuleset {
  readonly name: string;
  readonly title: Text;
  readonly digest: string;
}

/** One ruleset takes another's place. */
export interface RulesetChange {
  readonly dimension: string;
  readonly ruleset: NamedRuleset;
  readonly former: NamedRuleset;
  /** The first day of the company on which customers are rated by it. */
  readonly on: Day;
  /** The last day on which the grade by the former one is told beside, of a computed grade; an official one is told beside from the day it is issued. */
  readonly bothGradesUntil: Day;
}

/** What of an agreement decides which changes its partner is told of. */
export interface Wishes {
  /** 0: none. */
  readonly bothGradesDays: number;
  /** The first day of the first agreement with the partner. */
  readonly sinceOn: Day;
}

/** The changes that a partner is told of on a day, the earliest first: those to come, and those of which both grades are still told. `began` is the oldest first. */
export function changesFor(dimension: string, began: readonly Began[], { bothGradesDays, sinceOn }: Wishes, today: Day): RulesetChange[] {
  const turns = began.filter(({ digest }, at) => began[at - 1]?.digest !== digest);
  return turns.flatMap(({ since: on, ...next }, at) => {
    const before = turns[at - 1];
    if (!before || on < sinceOn || daysBetween(on, today) >= bothGradesDays) return [];
    return [{ dimension, ruleset: named(next), former: named(before), on, bothGradesUntil: addDays(on, bothGradesDays - 1) }];
  });
}

const named = ({ name, title, digest }: NamedRuleset): NamedRuleset => ({ name, title, digest });
