import type { Context } from '../../graphql/context.ts';
import { activeVersion } from '../version/store.ts';
import type { Listed } from '../version/version.ts';
import { compare, type PublishedChange } from './compare.ts';

/** What a version changes against the one that is active in its dimension; nothing where that is itself, or there is none. */
export async function changed(context: Context, { digest, dimension, subject }: Listed): Promise<PublishedChange[]> {
  const active = await activeVersion(context.sql, dimension, subject, context.today());
  return active === undefined || active.digest === digest ? [] : (await compare(context, active.digest, digest)).changes;
}
