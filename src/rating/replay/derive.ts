import type { Day, Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { type Given, nothing } from '../decision/given.ts';
import { given } from '../given.ts';
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

/** What decides a rating, derived again as known then. A review is none of it: it was decided after the rating. */
export interface Derived {
  /** Of the version's indicators. */
  readonly values: readonly Value[];
  readonly given: Given;
}

/** What decides ratings, by subject (`subjectName`); a subject that is no longer there is absent. */
export async function derive(db: Db, names: readonly string[], { version, asOf, knownAt }: Basis): Promise<Map<string, Derived>> {
  const stored = (await recall(db, [version])).get(version);
  if (!stored) throw new RangeError(`version ${version} is not stored`);
  const reader = await prepare(db, stored.ruleset.indicators, asOf, knownAt, stored.ruleset.subject);
  const customerIds = [...new Set(names.map((name) => name.slice(0, 36)))];
  const said = await given(db, { dimension: stored.ruleset.dimension, asOf, knownAt }, customerIds);
  const read = await known(db, reader, customerIds);
  return new Map(
    read.map(({ customerId, subjectId, values }) => {
      const name = subjectName(customerId, subjectId);
      return [name, { values, given: said.get(name) ?? nothing }];
    }),
  );
}
