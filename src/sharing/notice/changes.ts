import type { Day } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { activationsIn } from '../../rating/graded/store.ts';
import { problem } from '../errors.ts';
import { changesFor } from './notice.ts';
import { askingPartners } from './store.ts';

/** A change of rulesets as its partner is told it. */
export interface PublishedChange {
  readonly ruleset: string;
  readonly title: string;
  readonly digest: string;
  readonly former: string;
  readonly formerDigest: string;
  readonly on: Day;
  readonly bothGradesUntil: Day;
}

/** The changes that the partner who asks is told of today; none where its agreement does not ask for it. SHARING_NOT_PARTNER. */
export async function changes(context: Context): Promise<PublishedChange[]> {
  const partnerId = context.principal.partner?.partnerId;
  if (partnerId === undefined) throw problem('SHARING_NOT_PARTNER');
  const today = context.today();
  const [partner] = await askingPartners(context.sql, today, partnerId);
  if (!partner) return [];
  const began = (await activationsIn(context.sql, [partner.dimension])).get(partner.dimension) ?? [];
  return changesFor(partner.dimension, began, partner, today).map(({ ruleset, former, on, bothGradesUntil }) => ({
    ...{ ruleset: ruleset.name, title: ruleset.title[context.language], digest: ruleset.digest },
    ...{ former: former.name, formerDigest: former.digest, on, bothGradesUntil },
  }));
}
