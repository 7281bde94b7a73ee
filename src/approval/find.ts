import { decodeId } from '../base/id.ts';
import type { Context } from '../graphql/context.ts';
import { actingOf } from './acting.ts';
import { personOf } from './approval.ts';
import type { Handlers } from './handler.ts';
import { approvalPrefix } from './record.ts';
import { kindsOf, type PublishedApproval, publish } from './request.ts';
import { approvalsById } from './store.ts';

/** The request of an id; nothing where the caller may neither decide on its kind nor wrote, submitted or decided it. */
export async function find(context: Context, handlers: Handlers, id: string): Promise<PublishedApproval | undefined> {
  const [approvalId] = decodeId(approvalPrefix, 1, id) ?? [];
  const kept = approvalId && (await approvalsById(context.sql, [approvalId])).get(approvalId);
  if (!kept) return undefined;
  const acting = actingOf(context);
  const kinds = kindsOf(handlers, acting);
  const persons = [kept.author, kept.submitter, ...kept.votes.map(({ who }) => who)].map(personOf);
  return kinds.includes(kept.kind) || persons.includes(personOf(acting.who)) ? publish(kept, acting, kinds, context.language) : undefined;
}
