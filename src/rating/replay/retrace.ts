import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { type PublishedRating, type PublishedValue, publishValue } from '../publish.ts';
import { subjectName } from '../subject.ts';
import { derive } from './derive.ts';
import { type Replay, replay } from './replay.ts';

/** A replay as the graph shows it: without values that the caller may not see. */
export interface PublishedReplay extends Omit<Replay, 'values'> {
  readonly values: readonly { readonly indicator: string; readonly kept: PublishedValue; readonly derived: PublishedValue }[] | null;
}

/** Replays a rating as it was kept, or from the facts as known then; ratings of one run are derived by one statement. */
export async function retrace(context: Context, { row, withheld }: PublishedRating, fromFacts: boolean): Promise<PublishedReplay> {
  const { version, asOf, knownAt } = row;
  const derived = fromFacts ? ((await load(context, derive, subjectName(row.customerId, row.subjectId), { version, asOf, knownAt })) ?? null) : undefined;
  const found = await replay(context.sql, row, derived);
  const values = found.values?.map(({ indicator, kept, derived: now }) => ({
    indicator,
    kept: publishValue(kept, withheld.has(indicator)),
    derived: publishValue(now, withheld.has(indicator)),
  }));
  return { ...found, values: values ?? null };
}
