import { asOf } from '../../approval/approval.ts';
import { latestOf } from '../../approval/store.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { activationsOf, scheduleName } from '../version/store.ts';
import type { Listed } from '../version/version.ts';
import { type Life, lifeOf } from './life.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

/** What was decided of a version and of its dimension and subject. */
export interface Known {
  readonly life: Life;
  readonly schedule: Schedule;
}

/** The lives of versions at an instant of a day of the company, by digest. */
export async function known(
  db: Db,
  versions: readonly Pick<Listed, 'digest' | 'addedAt' | 'dimension' | 'subject'>[],
  now: { at: Instant; today: Day },
): Promise<Map<string, Known>> {
  const digests = versions.map(({ digest }) => digest);
  const [requests, activations] = await Promise.all([latestOf(db, 'ruleset', digests), activationsOf(db, [...new Set(versions.map(scheduleName))])]);
  return new Map(
    versions.map((version) => {
      const schedule = scheduleOf(activations.get(scheduleName(version)) ?? [], now.today);
      const request = requests.get(version.digest);
      return [version.digest, { life: lifeOf(version, request && asOf(request, now.at), schedule), schedule }];
    }),
  );
}
