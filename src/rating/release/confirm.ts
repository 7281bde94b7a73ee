import type { Asked } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import type { Stopped } from './stop.ts';

/** A second person agrees with a stop: it stands as it is. */
export async function confirm(tx: Tx, { detail, votes }: Asked, { at, who }: Acting): Promise<void> {
  const { stopped } = detail as Stopped;
  await append(tx, { at, who, what: 'ruleset.confirm', kind: 'ruleset', subjectId: stopped, why: votes.at(-1)?.comment ?? null, digest: stopped, detail });
}
