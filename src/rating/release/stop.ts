import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import { append } from '../../audit/append.ts';
import { digest as digestOf } from '../../base/digest.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { emit } from '../../outbox/emit.ts';
import { problem } from '../errors.ts';
import { commented } from '../life/life.ts';
import { beforeInForce, inForce, scheduleOf } from '../life/schedule.ts';
import type { Subject } from '../subject.ts';
import { activationsOf, addActivation, listedByDigest, lockActivations, scheduleName } from '../version/store.ts';
import { writtenOf } from '../version/version.ts';
import { type Outcome, outcome } from './outcome.ts';

export interface Stopping {
  readonly dimension: string;
  readonly subject: Subject;
  /** The version that is meant; without it whichever is active, unless a stop made it so. */
  readonly digest?: string | null | undefined;
  readonly comment: string;
  /** To whom it is reported; by default to whoever may approve rulesets. */
  readonly approvers?: readonly string[] | null | undefined;
  readonly deadline?: Instant | null | undefined;
}

/** What a second person is told of a stop; kept with the request. */
export interface Stopped {
  readonly dimension: string;
  readonly subject: Subject;
  readonly stopped: string;
  readonly resumed: string;
  /** When the stop began: what tells it from another. */
  readonly activatedAt: Instant;
}

/**
 * One person at once makes the version active again that was active before; a second is asked to confirm. Who refuses it
 * makes the stopped version active again. RATING_NO_RULESET, RULESET_STOP_NOTHING_BEFORE, and RULESET_STOP_OTHER, _AGAIN
 * where another has just stopped it: two who see one harm go back one version.
 */
export async function stopRuleset(
  tx: Tx,
  { dimension, subject, digest: meant, comment, approvers, deadline }: Stopping,
  { who, at, today }: Omit<Acting, 'holds'>,
): Promise<Outcome> {
  const why = commented(comment);
  await lockActivations(tx, dimension);
  const place = scheduleName({ dimension, subject });
  const schedule = scheduleOf((await activationsOf(tx, [place])).get(place) ?? [], today);
  const standing = inForce(schedule);
  if (!standing) throw problem('RATING_NO_RULESET', { dimension, subject }, { path: 'dimension' });
  const [stopped, resumed] = [standing.digest, beforeInForce(schedule)];
  const names = await listedByDigest(tx, [stopped, resumed ?? stopped]);
  const [name = '', before = ''] = [names.get(stopped)?.name, names.get(resumed ?? '')?.name];
  const isSaid = meant !== undefined && meant !== null;
  if (isSaid && meant !== stopped) throw problem('RULESET_STOP_OTHER', { dimension, subject, meant, name, digest: stopped }, { path: 'digest' });
  if (resumed === undefined) throw problem('RULESET_STOP_NOTHING_BEFORE', { dimension, subject, name }, { path: 'dimension' });
  if (!isSaid && standing.kind === 'stop') {
    const { who: other, activatedAt } = standing;
    throw problem('RULESET_STOP_AGAIN', { dimension, subject, name, digest: stopped, who: other ?? '', at: activatedAt }, { path: 'digest' });
  }
  const activation = await addActivation(tx, { dimension, subject, digest: resumed, kind: 'stop', beginsOn: null, decidedAt: at, who, why }, today);
  const detail: Stopped = { dimension, subject, stopped, resumed, activatedAt: activation.activatedAt };
  const [from, to] = [writtenOf(name, stopped), writtenOf(before, resumed)];
  const title = { en: `Emergency stop of ${from} in dimension ${dimension}: back to ${to}`, zh: `紧急停用维度 ${dimension} 的 ${from}：退回 ${to}` };
  const request = { kind: 'ruleset_stop', subjectId: `${dimension} ${subject} ${activation.activatedAt}`, digest: digestOf(detail), title, detail };
  const asked = { author: who, submitter: who, why, approvers: approvers ?? null, deadline: deadline ?? undefined };
  const approvalId = await submit(tx, { ...request, ...asked }, at);
  await append(tx, { at, who, what: 'ruleset.stop', kind: 'ruleset', subjectId: stopped, why, digest: stopped, detail });
  await emit(tx, { at, topic: 'ruleset.stopped', customerId: null, payload: { ...detail, by: who } });
  return outcome({ digest: stopped, name, isChanged: true, activation, approvalId });
}
