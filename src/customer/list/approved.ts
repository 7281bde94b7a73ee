import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { enter } from './enter.ts';
import type { Draft, End } from './entry.ts';
import { finish } from './finish.ts';

/** Does what a second person has agreed to: puts a customer on a list, or takes one off it. */
export async function approved(tx: Tx, { detail }: Asked, acting: Acting): Promise<void> {
  const { add, end } = detail as { add?: Draft; end?: End };
  if (add) await enter(tx, add, acting);
  if (end) await finish(tx, end, acting);
}
