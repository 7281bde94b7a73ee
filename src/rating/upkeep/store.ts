import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';

/** Where the last run of a dimension, subject and day has not ended: a kill, or one that is still at work. The last ones first. */
export async function unfinishedRuns(db: Db): Promise<{ dimension: string; subject: string; asOf: Day }[]> {
  return await db<{ dimension: string; subject: string; asOf: Day }[]>`
    select dimension, subject, as_of as "asOf" from (
      select distinct on (dimension, subject, as_of) * from assay.rating_run order by dimension, subject, as_of, started_at desc, run_id desc
    ) last where finished_at is null order by started_at desc limit 10`;
}
