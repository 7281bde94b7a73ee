import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import type { ConsentRow } from './consent.ts';
import { type PublishedConsent, publish } from './publish.ts';
import { consentsOf } from './store.ts';

const order = 'RECORDED_LAST';

/** A customer's consents, the newest first. */
export async function listOf(
  context: Context,
  customerId: string,
  { first, after }: { first: number; after?: string | null | undefined },
): Promise<Connection<PublishedConsent>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const behind = cursor ? { recordedAt: String(cursor.values[0]), consentId: cursor.key } : null;
  const rows = (await load(context, consentsOf, customerId, { after: behind, most: most + 1 })) ?? [];
  const [at, place] = [context.now(), ({ recordedAt, consentId }: ConsentRow) => ({ sort: order, values: [recordedAt], key: consentId })];
  return pageOf(context, rows, most, cursor, place, (row) => publish(row, at));
}
