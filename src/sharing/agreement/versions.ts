import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import { problem } from '../errors.ts';
import { partnerByName } from '../partner/store.ts';
import type { PublishedVersion } from './publish.ts';
import { shown } from './shown.ts';
import { pageVersions } from './store.ts';

interface Asked {
  /** By name. */
  readonly partner?: string | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'DRAFTED_LAST';

/** Versions of agreements, the newest first, of one partner or of all. SHARING_PARTNER_UNKNOWN. */
export async function versions(context: Context, { partner: name, first, after }: Asked): Promise<Connection<PublishedVersion>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const partner = name == null ? undefined : await partnerByName(context.sql, name);
  if (name != null && !partner) throw problem('SHARING_PARTNER_UNKNOWN', { name }, { path: 'partner' });
  const rows = await pageVersions(context.sql, partner?.partnerId ?? null, cursor?.key, most + 1);
  const published = await shown(context.sql, rows, { at: context.now(), today: context.today() });
  return pageOf(
    context,
    published,
    most,
    cursor,
    ({ versionId }) => ({ sort: order, values: [], key: versionId }),
    (row) => row,
  );
}
