import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { haltAgreement, type Step } from '../agreement/halt.ts';
import { type Outcome, outcome } from '../agreement/outcome.ts';

/** Does a step to an agreement at once, as `haltAgreement` does, and tells the newest version that it hit. */
export async function halted(tx: Tx, input: { partner: string; why: string }, step: Step, acting: Acting): Promise<Outcome> {
  const [newest] = (await haltAgreement(tx, { ...input, step }, acting)).filter(({ approvedAt }) => approvedAt !== null);
  return outcome({ versionId: newest?.versionId ?? null, isChanged: true });
}
