import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { subjectOf } from '../subject.ts';
import { find } from '../version/find.ts';
import { begin } from './begin.ts';
import { allowed, checkOpen, checkUnmoved } from './override.ts';
import { recompute } from './recompute.ts';
import { sought } from './sought.ts';

/** A second person approved it: it begins today, if it has not expired, the grade is still computed as it was, and the version that is active by now allows it. */
export async function approved(tx: Tx, id: string, acting: Acting): Promise<void> {
  const row = await sought(tx, id);
  const { dimension, customerId, subjectId, expiresOn } = row;
  const subject = subjectOf(customerId, subjectId);
  const version = await find(tx, { dimension, subject, today: acting.today });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject });
  checkOpen(expiresOn, acting.today);
  const computed = await recompute(tx, row, version, acting.today);
  checkUnmoved(row.computed, computed, version);
  allowed(row, computed, version, acting.today);
  await begin(tx, row, acting);
}
