import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { consentPrefix } from './consent.ts';
import { type PublishedConsent, publish } from './publish.ts';
import { consentsById } from './store.ts';

/** A consent by its id outside, as it stands now; nothing without one. */
export async function find(context: Context, id: string): Promise<PublishedConsent | undefined> {
  const [consentId] = decodeId(consentPrefix, 1, id) ?? [];
  const row = consentId === undefined ? undefined : (await consentsById(context.sql, [consentId])).get(consentId);
  return row && publish(row, context.now());
}
