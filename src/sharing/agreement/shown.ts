import { latestOf } from '../../approval/store.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { type PublishedVersion, publish } from './publish.ts';
import { idOf, type VersionRow } from './version.ts';

/** Versions as the graph shows them, each with the newest request about it. */
export async function shown(db: Db, rows: readonly VersionRow[], now: { at: Instant; today: Day }): Promise<PublishedVersion[]> {
  const requests = await latestOf(db, 'agreement', rows.map(idOf));
  return rows.map((row) => publish(row, requests.get(idOf(row)), now));
}
