import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { commented } from '../life/life.ts';
import { namedFor, scheduleOf } from '../life/schedule.ts';
import type { Subject } from '../subject.ts';
import { activationsOf, dropActivation, lockActivations, scheduleName } from '../version/store.ts';
import { type Outcome, outcome } from './outcome.ts';

export interface Cancelling {
  readonly dimension: string;
  readonly subject: Subject;
  /** The day it names. */
  readonly on: Day;
  readonly comment: string;
}

/** Takes back an activation that has not begun; it stays in the log. RULESET_ACTIVATION_UNKNOWN, RULESET_ACTIVATION_BEGUN. */
export async function cancelActivation(tx: Tx, { dimension, subject, on, comment }: Cancelling, { who, at, today }: Omit<Acting, 'holds'>): Promise<Outcome> {
  const why = commented(comment);
  await lockActivations(tx, dimension);
  const name = scheduleName({ dimension, subject });
  const schedule = scheduleOf((await activationsOf(tx, [name])).get(name) ?? [], today);
  const activation = namedFor(schedule, on);
  if (!activation) throw problem('RULESET_ACTIVATION_UNKNOWN', { dimension, subject, on }, { path: 'on' });
  if (!schedule.coming.includes(activation)) throw problem('RULESET_ACTIVATION_BEGUN', { dimension, subject, on }, { path: 'on' });
  await dropActivation(tx, activation);
  const { digest } = activation;
  const detail = { dimension, subject, on, decidedAt: activation.decidedAt, decidedBy: activation.who };
  await append(tx, { at, who, what: 'ruleset.cancel', kind: 'ruleset', subjectId: digest, why, digest, detail });
  return outcome({ digest, isChanged: true, activation });
}
