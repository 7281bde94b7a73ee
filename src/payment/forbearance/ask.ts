import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { missingAccount } from '../../db/own.ts';
import { problem } from '../errors.ts';
import { forbearance } from './fact.ts';
import { type Asked, accountId, checked, digestOf, idOf, titleOf, type Wanted } from './request.ts';

/** Asks a second person to let late bills of accounts not count; answers the request and its approval. */
export async function ask(tx: Tx, wanted: Wanted, { who, at, today }: Acting): Promise<{ requestId: string; approvalId: string }> {
  const asked: Asked = { ...checked(wanted, today), requestId: newId(), source: who };
  const missing = await missingAccount(tx, asked.accounts);
  if (missing) throw problem('FORBEARANCE_ACCOUNT_UNKNOWN', { account: accountId(missing) }, { path: 'accounts' });
  const thing = { kind: forbearance.name, subjectId: idOf(asked), digest: digestOf(asked), title: titleOf(asked), detail: { grant: asked } };
  const approvalId = await submit(tx, { ...thing, author: who, submitter: who, why: asked.text }, at);
  return { requestId: asked.requestId, approvalId };
}
