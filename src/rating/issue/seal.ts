import { append } from '../../audit/append.ts';
import { digest as digestOf } from '../../base/digest.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { lockRatings } from '../store.ts';
import type { Version } from '../version/version.ts';
import { countsOf, type IssueRun, inOrder, runName, sealed } from './issue.ts';
import { keepRun, movesOf, ratingsDigest } from './store.ts';

/** Counts what came out of a run whose ratings are made, and seals them under one digest; refused where nobody has a grade. */
export async function seal(tx: Tx, run: IssueRun, version: Version, at: Instant): Promise<IssueRun> {
  await lockRatings(tx, run.dimension);
  const order = version.ruleset.grades.map(({ grade }) => grade);
  const moves = await movesOf(tx, run, version.version, order);
  const counts = countsOf(moves, order);
  if (counts.graded === 0) throw problem('RATING_ISSUE_EMPTY', { cycle: run.cycle, asOf: run.asOf });
  const digest = digestOf(sealed(run, await ratingsDigest(tx, run, version.version)));
  const after: IssueRun = { ...run, state: 'prepared', preparedAt: at, digest, counts, migration: inOrder(moves, order) };
  await keepRun(tx, after);
  const { cycle, kind, asOf, ruleset, preparedBy } = after;
  await append(tx, {
    at,
    who: preparedBy,
    what: 'issue.prepare',
    kind: 'issue_run',
    subjectId: runName(run.issueId),
    why: null,
    digest,
    detail: { cycle, kind, asOf, ruleset, counts },
  });
  return after;
}
