import type { Acting, Handlers } from '../../approval/handler.ts';
import { vote } from '../../approval/vote.ts';
import type { Tx } from '../../db/client.ts';
import type { Agreement } from '../agreement/agreement.ts';
import { draft } from '../agreement/draft.ts';
import type { Outcome } from '../agreement/outcome.ts';
import { versionsById } from '../agreement/store.ts';
import { submitVersion } from '../agreement/submit.ts';
import { problem } from '../errors.ts';
import { people } from './sandbox.ts';

/** Puts an agreement in force as any other comes into force: one person writes it, others approve. SHARING_AGREEMENT_FAULTS. */
export async function agree(tx: Tx, handlers: Handlers, document: Agreement, acting: Acting): Promise<void> {
  const author = { ...acting, who: people.author };
  const { versionId } = done(await draft(tx, { document, comment: 'The agreement of the sandbox.' }, author));
  const asked = { versionId: versionId as string, comment: 'Please look at it.', approvers: people.approvers, needed: people.approvers.length };
  const { approvalId } = done(await submitVersion(tx, asked, author));
  const { digest } = (await versionsById(tx, [asked.versionId])).get(asked.versionId) ?? { digest: '' };
  for (const who of people.approvers)
    await vote(tx, handlers, { approvalId: approvalId as string, digest, choice: 'approve', comment: 'Seen.' }, { ...acting, who });
}

function done(outcome: Outcome): Outcome {
  if (outcome.refused) throw problem('SHARING_AGREEMENT_FAULTS', outcome.refused.params);
  return outcome;
}
