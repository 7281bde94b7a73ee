import type { GraphQLSchema } from 'graphql';
import type { Context } from '../../graphql/context.ts';
import { find } from '../agreement/find.ts';
import { problem } from '../errors.ts';
import { difference } from './difference.ts';
import { type PublishedDifference, publish } from './publish.ts';
import { seeing } from './seeing.ts';

/** What changes for a partner from one version to another, by their ids. SHARING_AGREEMENT_UNKNOWN, SHARING_AGREEMENT_OTHERS. */
export async function between(context: Context, full: GraphQLSchema, from: string, to: string): Promise<PublishedDifference> {
  const [old, now] = [await find(context, from), await find(context, to)];
  if (!old || !now) throw problem('SHARING_AGREEMENT_UNKNOWN', { id: old ? to : from }, { path: old ? 'to' : 'from' });
  if (old.partnerId !== now.partnerId) throw problem('SHARING_AGREEMENT_OTHERS', {}, { path: 'to' });
  const of = { partner: now.agreement.partner, from: old.number, to: now.number };
  return publish(difference(old.agreement, now.agreement, seeing(full)), of, context.language);
}
