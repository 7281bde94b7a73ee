import { find as findApproval } from '../../approval/find.ts';
import type { Handlers } from '../../approval/handler.ts';
import { approvalPrefix } from '../../approval/record.ts';
import { approvalsById } from '../../approval/store.ts';
import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { forbearance } from './fact.ts';
import { type Asked, type End, type PublishedRequest, publish } from './request.ts';
import { windowsOf } from './store.ts';

/** What a request for forbearance asks, by its approval; nothing when there is none for the caller. */
export async function find(context: Context, handlers: Handlers, approval: string): Promise<PublishedRequest | undefined> {
  if (!(await findApproval(context, handlers, approval))) return undefined;
  const [approvalId = ''] = decodeId(approvalPrefix, 1, approval) ?? [];
  const request = (await approvalsById(context.sql, [approvalId])).get(approvalId);
  if (request?.kind !== forbearance.name) return undefined;
  const { grant, end } = request.detail as { grant?: Asked; end?: End };
  if (grant) return publish(grant, false);
  const windows = await windowsOf(context.sql, end?.requestId as string);
  const [first] = windows;
  const accounts = windows.map(({ customerId, accountId }) => [customerId, accountId] as const);
  return first && publish({ ...first, requestId: first.key, accounts, text: end?.text }, true);
}
