import type { Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import type { Decision } from '../decision/decision.ts';

/** Which grade of a customer is meant: the official one in force, or the newest computed one. */
export type Graded = 'issued' | 'monitoring';

/** A grade with the rating it came from, as a statement tells them (`graded`). */
export interface GradeFound {
  /** Null of a monitoring rating, which is no official grade. */
  readonly gradeId: string | null;
  readonly ratingId: string;
  /** First 16 bytes of the ruleset's digest. */
  readonly version: string;
  /** Its name; null of a monitoring rating, whose index says it. */
  readonly grade: string | null;
  /** 0 the best; null of an official grade. */
  readonly index: number | null;
  readonly provisional: boolean;
  readonly asOf: Day;
  /** Of an official grade. */
  readonly validFrom: Day | null;
  readonly validUntil: Day | null;
  /** Codes; null where they were not asked for. */
  readonly reasons: readonly string[] | null;
  /** Of the inputs of the rating, a whole number as text; null when there is no such rating any more. */
  readonly inputs: string | null;
}

/** A grade by another ruleset than the one it stands beside. */
export interface FormerFound extends Pick<GradeFound, 'version' | 'grade' | 'index' | 'provisional' | 'asOf'> {
  /** The day from which on the grade by the later ruleset held; null of monitoring ratings: the ruleset's own activation says it. */
  readonly until: Day | null;
}

/** What is known of the grade of one customer. */
export interface Found {
  readonly grade: GradeFound | null;
  readonly former: FormerFound | null;
  /** How the newest monitoring rating came out, where there is no grade; null where there is none either. */
  readonly state: Decision['state'] | null;
  /** The last day of the last official grade, where none is in force. */
  readonly expiredOn: Day | null;
}

/** A ruleset that counted, and from which day of the company on. */
export interface InTurn {
  readonly version: string;
  readonly digest: string;
  readonly since: Day;
}

/** An activation of a ruleset, which has begun or is to come. */
export interface Began extends InTurn {
  readonly name: string;
  readonly title: Text;
  readonly kind: string;
}

/** Those that began, oldest first, as they stand today: the newest first, each once, without what was stopped. */
export function inTurn(begun: readonly (InTurn & { readonly kind: string })[]): InTurn[] {
  const stood: InTurn[] = [];
  for (const { kind, version, digest, since } of begun) {
    if (kind === 'stop') stood.pop();
    else if (stood.at(-1)?.version !== version) stood.push({ version, digest, since });
  }
  const newest = stood.toReversed();
  return newest.filter((each, at) => newest.findIndex(({ version }) => version === each.version) === at);
}
