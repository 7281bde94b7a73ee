import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/** Runs that began and did not end, the last ones first: a kill, or one that is still at work. */
export async function unfinishedRuns(db: Db): Promise<{ dimension: string; subject: string; asOf: Day }[]> {
  return await db<{ dimension: string; subject: string; asOf: Day }[]>`
    select dimension, subject, as_of as "asOf" from assay.rating_run where finished_at is null order by started_at desc limit 10`;
}
