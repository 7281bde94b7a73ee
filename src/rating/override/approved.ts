import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { subjectOf } from '../subject.ts';
import { find } from '../version/find.ts';
import { begin } from './begin.ts';
import { checkOpen, permitted } from './override.ts';
import { sought } from './sought.ts';

/** A second person approved it: it begins today, if it has not expired and the version that is active by now still knows grade and cause. */
export async function approved(tx: Tx, id: string, acting: Acting): Promise<void> {
  const row = await sought(tx, id);
  const { dimension, customerId, subjectId, expiresOn } = row;
  const subject = subjectOf(customerId, subjectId);
  const version = await find(tx, { dimension, subject, today: acting.today });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject });
  permitted(row, version);
  checkOpen(expiresOn, acting.today);
  await begin(tx, row, acting);
}
