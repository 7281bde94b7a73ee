import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import type { PublishedVersion } from './publish.ts';
import { shown } from './shown.ts';
import { versionsOf } from './store.ts';

/** The version a partner asks under today; nothing while none is in force. */
export async function ofPartner(context: Context, partnerId: string): Promise<PublishedVersion | undefined> {
  const rows = (await load(context, versionsOf, partnerId)) ?? [];
  return (await shown(context.sql, rows, { at: context.now(), today: context.today() })).find(({ state }) => state === 'in_force');
}
