import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { emit } from '../../outbox/emit.ts';
import { inForce, scheduleOf } from '../life/schedule.ts';
import { activationsOf, addActivation, lockActivations, scheduleName } from '../version/store.ts';
import type { Stopped } from './stop.ts';

/** A stop that a second person did not agree with is undone: the stopped version is active again, unless something else took effect since. */
export async function resume(tx: Tx, { detail, votes }: Asked, { at, who, today }: Acting): Promise<void> {
  const { dimension, subject, stopped, activatedAt } = detail as Stopped;
  await lockActivations(tx, dimension);
  const place = scheduleName({ dimension, subject });
  const standing = inForce(scheduleOf((await activationsOf(tx, [place])).get(place) ?? [], today));
  const isStanding = standing?.kind === 'stop' && standing.activatedAt === activatedAt;
  const why = votes.at(-1)?.comment ?? null;
  if (isStanding) await addActivation(tx, { dimension, subject, digest: stopped, kind: 'resumption', beginsOn: null, decidedAt: at, who, why }, today);
  const told = { ...(detail as Stopped), active: isStanding ? stopped : (standing?.digest ?? null) };
  await append(tx, { at, who, what: 'ruleset.resume', kind: 'ruleset', subjectId: stopped, why, digest: stopped, detail: told });
  if (isStanding) await emit(tx, { at, topic: 'ruleset.resumed', customerId: null, payload: { ...told, by: who } });
}
