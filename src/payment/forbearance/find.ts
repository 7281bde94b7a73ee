import { approvalPrefix } from '../../approval/record.ts';
import { approvalsById } from '../../approval/store.ts';
import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { forbearance } from './fact.ts';
import { type Asked, type End, type PublishedRequest, publish } from './request.ts';
import { windowsOf } from './store.ts';

/** What a request for forbearance asks, by its approval; nothing when there is none. */
export async function find(context: Context, approval: string): Promise<PublishedRequest | undefined> {
  const [approvalId = ''] = decodeId(approvalPrefix, 1, approval) ?? [];
  const request = approvalId === '' ? undefined : (await approvalsById(context.sql, [approvalId])).get(approvalId);
  if (request?.kind !== forbearance.name) return undefined;
  const { grant, end } = request.detail as { grant?: Asked; end?: End };
  if (grant) return publish(grant, false);
  const windows = await windowsOf(context.sql, end?.requestId as string);
  const [first] = windows;
  return first && publish({ ...first, requestId: first.key, accounts: windows.map(({ customerId, accountId }) => [customerId, accountId]) }, true);
}
