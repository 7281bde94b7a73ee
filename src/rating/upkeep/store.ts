import type { Db } from '../../db/client.ts';
import type { Run } from '../run/store.ts';

/** What a run was to rate. */
export type Unfinished = Pick<Run, 'dimension' | 'subject' | 'kind' | 'asOf'>;

/** Where the last run of a dimension, subject, kind and day has not ended: a kill, or one that is still at work. The last ones first. */
export async function unfinishedRuns(db: Db): Promise<Unfinished[]> {
  return await db<Unfinished[]>`
    select dimension, subject, kind, as_of as "asOf" from (
      select distinct on (dimension, subject, kind, as_of) * from assay.rating_run order by dimension, subject, kind, as_of, started_at desc, run_id desc
    ) last where finished_at is null order by started_at desc limit 10`;
}
