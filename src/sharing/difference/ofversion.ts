import type { GraphQLSchema } from 'graphql';
import type { Context } from '../../graphql/context.ts';
import type { PublishedVersion } from '../agreement/publish.ts';
import { compare } from './compare.ts';
import { type PublishedDifference, publish } from './publish.ts';

/** What changes with a version for its partner. */
export async function ofVersion(
  context: Context,
  full: GraphQLSchema,
  { partnerId, agreement: document, number }: PublishedVersion,
): Promise<PublishedDifference> {
  const compared = await compare(context.sql, full, { partnerId, document, number });
  return publish(compared, compared, context.language);
}
