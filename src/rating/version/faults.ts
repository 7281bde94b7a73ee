import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { check } from '../check/check.ts';
import { type PublishedFault, publishFault } from '../check/publish.ts';
import { attributesOf } from '../store.ts';
import { open } from './open.ts';

const declared = async (...[db]: Parameters<typeof attributesOf>) => new Map([['all', await attributesOf(db)]]);

/** What the check finds in a version today, in the request's language. */
export async function faults(context: Context, digest: string): Promise<PublishedFault[]> {
  const [{ document }, attributes] = await Promise.all([open(context, digest), load(context, declared, 'all')]);
  return check(document, attributes ?? new Map()).faults.map((fault) => publishFault(fault, null, context.language));
}
