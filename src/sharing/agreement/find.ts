import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { agreementPrefix } from './agreement.ts';
import type { PublishedVersion } from './publish.ts';
import { shown } from './shown.ts';
import { versionsById } from './store.ts';

/** The version of an id; nothing without one. */
export async function find(context: Context, id: string): Promise<PublishedVersion | undefined> {
  const [versionId] = decodeId(agreementPrefix, 1, id) ?? [];
  const row = versionId && (await versionsById(context.sql, [versionId])).get(versionId);
  return row ? (await shown(context.sql, [row], { at: context.now(), today: context.today() }))[0] : undefined;
}
