import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { emit } from '../../outbox/emit.ts';
import { inForce, scheduleOf } from '../life/schedule.ts';
import { activationsOf, addActivation, lockActivations, scheduleName } from '../version/store.ts';
import type { Stopped } from './stop.ts';

/**
 * A stop that a second person did not agree with, or that was withdrawn, is undone: the stopped version is active again. Where
 * something else took effect since, that stays, and only what was said is put on record.
 */
export async function resume(tx: Tx, { detail }: Asked, { at, who, today }: Acting, why: string): Promise<void> {
  const { dimension, subject, stopped, activatedAt } = detail as Stopped;
  await lockActivations(tx, dimension);
  const place = scheduleName({ dimension, subject });
  const standing = inForce(scheduleOf((await activationsOf(tx, [place])).get(place) ?? [], today));
  const isStanding = standing?.kind === 'stop' && standing.activatedAt === activatedAt;
  if (isStanding) await addActivation(tx, { dimension, subject, digest: stopped, kind: 'resumption', beginsOn: null, decidedAt: at, who, why }, today);
  const told = { ...(detail as Stopped), active: isStanding ? stopped : (standing?.digest ?? null) };
  const what = isStanding ? 'ruleset.resume' : 'ruleset.object';
  await append(tx, { at, who, what, kind: 'ruleset', subjectId: stopped, why, digest: stopped, detail: told });
  if (isStanding) await emit(tx, { at, topic: 'ruleset.resumed', customerId: null, payload: { ...told, by: who } });
}
