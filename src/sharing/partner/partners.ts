import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import { type PartnerKind, type PartnerState, type PublishedPartner, publish } from './partner.ts';
import { pagePartners } from './store.ts';

interface Asked {
  readonly kind?: PartnerKind | null | undefined;
  readonly state?: PartnerState | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'NAME';

/** Partners by name. */
export async function partners(context: Context, { kind, state, first, after }: Asked): Promise<Connection<PublishedPartner>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const rows = await pagePartners(context.sql, { kind: kind ?? null, state: state ?? null }, cursor?.key, most + 1);
  return pageOf(context, rows, most, cursor, ({ name }) => ({ sort: order, values: [], key: name }), publish);
}
