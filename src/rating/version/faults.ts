import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { check } from '../check/check.ts';
import { type PublishedFault, publishFault } from '../check/publish.ts';
import { attributesOf, policyRulesOf } from '../store.ts';
import { open } from './open.ts';

const grounds = async (...[db]: Parameters<typeof attributesOf>) => new Map([['all', { attributes: await attributesOf(db), rules: await policyRulesOf(db) }]]);

/** What the check finds in a version today, in the request's language. */
export async function faults(context: Context, digest: string): Promise<PublishedFault[]> {
  const [{ document }, held] = await Promise.all([open(context, digest), load(context, grounds, 'all')]);
  return check(document, held?.attributes ?? new Map(), held?.rules).faults.map((fault) => publishFault(fault, null, context.language));
}
