import type { Acting } from '../../approval/handler.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { problem } from '../errors.ts';
import type { Subject } from '../subject.ts';
import { find } from '../version/find.ts';
import type { Version } from '../version/version.ts';
import { type Cycle, lastTurn, nextTurn, type Turn, turnOn, validityOf } from './cycle.ts';
import { everybody, type IssueRun, runName } from './issue.ts';
import { addRun, keepRun, laterRun, type NewRun, standingRun } from './store.ts';

/** What grades are issued of: by default at the end of the cycle that ended last. */
export interface Wanted {
  readonly dimension: string;
  readonly subject: Subject;
  readonly asOf?: Day | undefined;
}

/**
 * Begins the run of a cycle with the version that is active now, or answers the one that was begun so and stopped before
 * it was prepared: its uuid. RATING_ISSUE_... where there is nothing to issue, not yet, not any more, or twice.
 */
export async function begin(tx: Tx, { dimension, subject, asOf }: Wanted, { who, at, today }: Pick<Acting, 'who' | 'at' | 'today'>): Promise<string> {
  const version = await find(tx, { dimension, subject, today });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject });
  const turn = ended(version, asOf, today);
  const run: NewRun = {
    ...{ issueId: newId(), dimension, subject, kind: turn.kind, cycle: turn.name, asOf: turn.asOf },
    ...{ only: everybody, ruleset: version.digest, preparedBy: who, startedAt: at },
  };
  const later = await laterRun(tx, run);
  if (later) throw problem('RATING_ISSUE_LATER', { cycle: turn.name, later: later.cycle }, { path: 'asOf' });
  if (await addRun(tx, run)) return run.issueId;
  const standing = (await standingRun(tx, run)) as IssueRun;
  if (standing.state === 'preparing' && standing.ruleset === version.digest) return joined(tx, standing, who);
  const params = { cycle: standing.cycle, id: runName(standing.issueId) };
  if (standing.state === 'issued') throw problem('RATING_ISSUE_TWICE', { ...params, at: standing.issuedAt ?? '' }, { path: 'asOf' });
  throw problem('RATING_ISSUE_PENDING', { ...params, state: standing.state });
}

/** Whoever goes on with a preparation has a hand in it as well. */
async function joined(tx: Tx, run: IssueRun, who: string): Promise<string> {
  if (!run.hands.includes(who)) await keepRun(tx, { ...run, hands: [...run.hands, who] });
  return run.issueId;
}

/** The turn of a cycle whose grades may be issued today. */
function ended({ ruleset }: Version, asOf: Day | undefined, today: Day): Turn {
  const { name, dimension, cycle } = ruleset;
  if (!cycle) throw problem('RATING_ISSUE_NO_CYCLE', { ruleset: name, dimension });
  if (cycle.every === 'event') throw problem('RATING_ISSUE_ON_EVENT', { dimension });
  const turn = asOf === undefined ? (lastTurn(cycle, today) as Turn) : onDay(cycle, asOf);
  if (turn.asOf > today) throw problem('RATING_ISSUE_CYCLE_OPEN', { cycle: turn.name, from: turn.asOf }, { path: 'asOf' });
  const { validUntil } = validityOf(cycle, turn, today);
  if (validUntil < today) throw problem('RATING_ISSUE_EXPIRED', { cycle: turn.name, until: validUntil }, { path: 'asOf' });
  return turn;
}

function onDay(cycle: Cycle, asOf: Day): Turn {
  const turn = turnOn(cycle, asOf);
  if (turn) return turn;
  const [before, next] = [lastTurn(cycle, asOf), nextTurn(cycle, asOf)] as [Turn, Turn];
  throw problem('RATING_ISSUE_CYCLE_DAY', { asOf, before: before.asOf, beforeName: before.name, next: next.asOf, nextName: next.name }, { path: 'asOf' });
}
