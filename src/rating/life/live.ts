import { actingOf } from '../../approval/acting.ts';
import { asOf } from '../../approval/approval.ts';
import { latestOf } from '../../approval/store.ts';
import type { Db } from '../../db/client.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { activationsOf, scheduleName } from '../version/store.ts';
import type { Listed } from '../version/version.ts';
import { lifeOf } from './life.ts';
import { type PublishedLife, publishLife, publishRequest } from './publish.ts';
import { type Activation, scheduleOf } from './schedule.ts';

const requestsOf = (db: Db, digests: readonly string[]) => latestOf(db, 'ruleset', digests);

/** The life of a version as whoever asks sees it now, and the activations that were or are to be its own, oldest first. */
export async function live(context: Context, version: Listed): Promise<{ life: PublishedLife; activations: Activation[] }> {
  const [request, activations = []] = await Promise.all([load(context, requestsOf, version.digest), load(context, activationsOf, scheduleName(version))]);
  const acting = actingOf(context);
  const schedule = scheduleOf(activations, acting.today);
  const life = lifeOf(version, request && asOf(request, acting.at), schedule);
  return {
    life: publishLife(life, (kept) => publishRequest(kept, acting, context.language)),
    activations: activations.filter(({ digest }) => digest === version.digest),
  };
}
