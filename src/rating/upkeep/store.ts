import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/** Runs that began and did not end, the last ones first: a kill, or one that is still at work. */
export async function unfinishedRuns(db: Db): Promise<{ dimension: string; asOf: Day }[]> {
  return await db<{ dimension: string; asOf: Day }[]>`
    select dimension, as_of as "asOf" from assay.rating_run where finished_at is null order by started_at desc limit 10`;
}
