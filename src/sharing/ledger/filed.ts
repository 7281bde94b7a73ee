import type { Context } from '../../graphql/context.ts';
import type { Connection } from '../../graphql/page.ts';
import { consents } from '../consent/consents.ts';
import type { PublishedConsent } from '../consent/publish.ts';
import type { Wanted } from './soughtof.ts';

/** Consents that a partner filed in a time, or somebody in its name with a key that was out: nobody else saw the forms. */
export async function filed(
  context: Context,
  { partner, key, from, until }: Wanted,
  page: { readonly first: number; readonly after?: string | undefined },
): Promise<Connection<PublishedConsent>> {
  return consents(context, { ...page, partner: partner || null, filed: { kid: key ?? null, from: from ?? null, until: until ?? null } });
}
