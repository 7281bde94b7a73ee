import type { Acting } from '../../approval/handler.ts';
import { decodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { problem } from '../errors.ts';
import { rateOne } from '../rateone.ts';
import { type Subject, subjectOf } from '../subject.ts';
import { find } from '../version/find.ts';
import type { Version } from '../version/version.ts';
import { eventOn, nextTurn } from './cycle.ts';
import { type IssueRun, runName } from './issue.ts';
import { seal } from './seal.ts';
import { addRun, claimRun, gradeInForce, type NewRun, standingRun } from './store.ts';
import { type Submitting, submitIssue } from './submit.ts';

/** Of which customer (its opaque id), and what its submitter says. */
export interface OnEvent extends Omit<Submitting, 'id'> {
  readonly customerId: string;
  readonly dimension: string;
  readonly subject: Subject;
}

/**
 * Rates one customer (its accounts, or the group it heads) as of today and submits the grade for approval: where grades are
 * issued on event, and by a cycle only while none is in force. Answers the run's uuid.
 */
export async function issueCustomer(tx: Tx, { customerId: id, dimension, subject, ...asked }: OnEvent, { who, at, today }: Acting): Promise<string> {
  const version = await find(tx, { dimension, subject, today });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject });
  const [only] = decodeId('cus', 1, id) ?? [];
  if (only === undefined) throw problem('RATING_CUSTOMER_UNKNOWN', { id }, { path: 'customerId' });
  await checkTurn(tx, version, only, today);
  const { kind, name: cycle, asOf } = eventOn(today);
  const run: NewRun = { issueId: newId(), dimension, subject, kind, cycle, asOf, only, ruleset: version.digest, preparedBy: who, startedAt: at };
  if (!(await addRun(tx, run))) throw twice((await standingRun(tx, run)) as IssueRun);
  const rated = await rateOne(tx, { version, kind, asOf, today, now: () => at }, only);
  if (rated.length === 0 && subject === 'customer') throw problem('RATING_CUSTOMER_UNKNOWN', { id }, { path: 'customerId' });
  if (rated.length === 0) throw problem('RATING_SUBJECT_NONE', { id, subject, asOf }, { path: 'subject' });
  await seal(tx, (await claimRun(tx, run.issueId)) as IssueRun, version, at);
  return submitIssue(tx, { id: runName(run.issueId), ...asked }, { who, at });
}

/** Between the ends of a cycle nobody's grade is issued anew: it would rise step by step on the same grounds. */
async function checkTurn(tx: Tx, { ruleset }: Version, only: string, today: string): Promise<void> {
  const { name, dimension, subject, cycle } = ruleset;
  if (!cycle) throw problem('RATING_ISSUE_NO_CYCLE', { ruleset: name, dimension });
  if (cycle.every === 'event') return;
  const inForce = [...(await gradeInForce(tx, { dimension, on: today }, [only])).values()];
  const standing = inForce.find(({ customerId, subjectId }) => subjectOf(customerId, subjectId) === subject);
  const next = nextTurn(cycle, today, 'issued')?.asOf ?? '';
  if (standing) throw problem('RATING_ISSUE_BY_CYCLE', { cycle: standing.cycle, until: standing.validUntil, next }, { path: 'customerId' });
}

const twice = ({ state, cycle, issueId, issuedAt }: IssueRun): Error =>
  state === 'issued'
    ? problem('RATING_ISSUE_TWICE', { cycle, id: runName(issueId), at: issuedAt ?? '' })
    : problem('RATING_ISSUE_PENDING', { cycle, id: runName(issueId), state });
