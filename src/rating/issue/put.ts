import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest as digestOf } from '../../base/digest.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { problem } from '../errors.ts';
import { lockRatings } from '../store.ts';
import { find } from '../version/find.ts';
import type { Version } from '../version/version.ts';
import { type Cycle, validityOf } from './cycle.ts';
import { everybody, type IssueRun, runName, sealed } from './issue.ts';
import { earlierRun, issueGrades, keepRun, laterRun, ratingsDigest } from './store.ts';
import { tell } from './tell.ts';

/**
 * Puts the grades of an approved run in force, in the transaction of the last approval. Refused where its ratings are not
 * what was approved, its ruleset is not the active one any more, a later cycle was issued, an earlier one since they were
 * made, or it comes too late to hold.
 */
export async function put(tx: Tx, run: IssueRun, { votes }: Asked, { at, today }: Acting): Promise<void> {
  // The order in which ratings take these: the facts, then the ratings.
  const issuedAt = await takeRecordedAt(tx);
  await lockRatings(tx, run.dimension);
  const version = await unchanged(tx, run, today);
  const validity = validityOf(version.ruleset.cycle as Cycle, run, today);
  if (validity.validUntil < today) throw problem('RATING_ISSUE_EXPIRED', { cycle: run.cycle, until: validity.validUntil });
  const grades = version.ruleset.grades.map(({ grade }) => grade);
  const issued = await issueGrades(tx, run, version.version, grades, validity, issuedAt);
  const approvers = votes.filter(({ choice }) => choice === 'approve').map(({ who }) => who);
  await keepRun(tx, { ...run, state: 'issued', issuedAt, hands: [...new Set([...run.hands, ...approvers])] });
  const { cycle, kind, asOf, digest } = run;
  const detail = { cycle, kind, asOf, issued, ...validity };
  await append(tx, { at, who: approvers.at(-1) ?? '', what: 'issue.issue', kind: 'issue_run', subjectId: runName(run.issueId), why: null, digest, detail });
  await tell(tx, run, validity, (version.ruleset.cycle as Cycle).notice, at);
}

async function unchanged(tx: Tx, run: IssueRun, today: Day): Promise<Version> {
  const { dimension, subject, cycle, digest } = run;
  const version = await find(tx, { dimension, subject, today });
  if (version?.digest !== run.ruleset) throw problem('RATING_ISSUE_RULESET', { cycle });
  const later = await laterRun(tx, run);
  if (later) throw problem('RATING_ISSUE_LATER', { cycle, later: later.cycle });
  const earlier = run.only === everybody ? await earlierRun(tx, run, version.version) : undefined;
  if (earlier) throw problem('RATING_ISSUE_EARLIER', { cycle, earlier: earlier.cycle });
  if (digestOf(sealed(run, await ratingsDigest(tx, run, version.version))) !== digest) throw problem('RATING_ISSUE_CHANGED', { cycle });
  return version;
}
