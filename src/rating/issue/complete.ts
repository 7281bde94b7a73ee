import type { Day, Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { rate } from '../rate.ts';
import { find } from '../version/find.ts';
import type { Version } from '../version/version.ts';
import type { IssueRun } from './issue.ts';
import { seal } from './seal.ts';
import { claimRun, runsById } from './store.ts';

/** When a run is completed, and who follows. */
export interface Completing {
  readonly today: Day;
  readonly now: () => Instant;
  readonly onProgress?: (done: number, total: number) => void;
  readonly sliceCustomers?: number;
}

/** Rates everybody for a run that was begun, then counts and seals what came out. A run that was killed goes on where it stopped; one that is prepared stays as it is. */
export async function complete(sql: Sql, issueId: string, { today, now, ...more }: Completing): Promise<IssueRun> {
  const run = (await runsById(sql, [issueId])).get(issueId) as IssueRun;
  if (run.state !== 'preparing') return run;
  const version = (await find(sql, { digest: run.ruleset })) as Version;
  await rate(sql, { version, kind: run.kind, asOf: run.asOf, today, now, ...more });
  return (await sql.begin(async (tx) => {
    const still = (await claimRun(tx, issueId)) as IssueRun;
    return still.state === 'preparing' ? seal(tx, still, version, now()) : still;
  })) as IssueRun;
}
