import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { sought } from './sought.ts';
import { markClosed } from './store.ts';

/** A second person refused it, or who asked took it back: it never begins. */
export async function dropped(tx: Tx, { subjectId, votes }: Pick<Asked, 'subjectId' | 'votes'>, { who, at }: Acting): Promise<void> {
  const row = await sought(tx, subjectId);
  const isRefused = votes.some(({ choice }) => choice === 'refuse');
  if (row.state === 'asked') await markClosed(tx, row, isRefused ? 'refused' : 'withdrawn', { by: who, at });
}
