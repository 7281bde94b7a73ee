import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { Value } from '../indicator.ts';
import { known } from '../known.ts';
import { prepare } from '../prepare.ts';
import { subjectName } from '../subject.ts';
import { recall } from '../version/recall.ts';

/** What ratings were made from: their version, day and instant. */
export interface Basis {
  readonly version: string;
  readonly asOf: Day;
  readonly knownAt: Instant;
}

/**
 * Values of a version's indicators, by subject (`subjectName`), derived again from the facts as known then; one that is
 * no longer there is absent.
 */
export async function derive(db: Db, names: readonly string[], { version, asOf, knownAt }: Basis): Promise<Map<string, Value[]>> {
  const stored = (await recall(db, [version])).get(version);
  if (!stored) throw new RangeError(`version ${version} is not stored`);
  const reader = await prepare(db, stored.ruleset.indicators, asOf, knownAt, stored.ruleset.subject);
  const read = await known(db, reader, [...new Set(names.map((name) => name.slice(0, 36)))]);
  return new Map(read.map(({ customerId, subjectId, values }) => [subjectName(customerId, subjectId), values]));
}
