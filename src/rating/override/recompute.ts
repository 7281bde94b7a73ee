import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { readKnownAt } from '../../db/facts.ts';
import { nothing } from '../decision/given.ts';
import { given } from '../given.ts';
import { known } from '../known.ts';
import { ready } from '../ready.ts';
import { subjectName } from '../subject.ts';
import type { Version } from '../version/version.ts';
import { computedOf } from './override.ts';
import type { Whose } from './store.ts';

/** The grade that a version comes to as of today, from what is known now and without what people said, by its index; -1 none. Nothing of it is kept. */
export async function recompute(tx: Tx, { customerId, subjectId, dimension }: Whose, version: Version, today: Day): Promise<number> {
  const knownAt = await readKnownAt(tx);
  const reader = await ready(tx, { version, asOf: today, today }, knownAt);
  const read = (await known(tx, reader, [customerId])).find((each) => each.subjectId === subjectId);
  if (read === undefined) return -1;
  const said = await given(tx, { dimension, asOf: today, knownAt }, [customerId]);
  return computedOf(read.values.slice(0, version.plan.indicators.length), said.get(subjectName(customerId, subjectId)) ?? nothing, version);
}
