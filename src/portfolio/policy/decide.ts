import type { Context } from '../../graphql/context.ts';
import { gradeInForce } from './grade.ts';
import { type PublishedPolicy, publishPolicy } from './policy.ts';

/** What follows from a customer's grade today; nothing without a rating, or where its ruleset has no policy. */
export async function decideFor(context: Context, customerId: string, dimension: string): Promise<PublishedPolicy | null> {
  const found = await gradeInForce(context, customerId, dimension);
  return found ? publishPolicy(found.rating.made, found.ground, found.rating.withheld) : null;
}
