import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import type { Draft } from './marking.ts';
import { put } from './put.ts';

/** Does what a second person has agreed to: from now on no indicator reads the disputed fact. */
export async function approved(tx: Tx, { detail }: Asked, acting: Acting): Promise<void> {
  await put(tx, (detail as { put: Draft }).put, acting);
}
