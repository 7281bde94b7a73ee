import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { evaluate } from '../card/evaluator.ts';
import { decide } from '../decision/decision.ts';
import { type Given, nothing, type Spoken } from '../decision/given.ts';
import { keep } from '../keep.ts';
import { keyOf, type RatingKey, type RatingRow, unpack } from '../rating.ts';
import type { Version } from '../version/version.ts';

/** Decides a rating once more, on the values it was made of and with what a review said of it; it takes the other's place. Answers its uuid. */
export async function redecide(tx: Tx, row: RatingRow, version: Version, review: Spoken, at: Instant): Promise<string> {
  const { customerId, subjectId, kind } = row;
  const values = unpack(row);
  const { last, override } = row.given ?? nothing;
  const given: Given = { last, override, review };
  const decision = decide(version.plan, values, evaluate(version.plan, values), given);
  const ratingId = newId();
  const key = keyOf({ ...row, kind: kind as RatingKey['kind'] }, row.version);
  await keep(tx, key, at, [{ customerId, subjectId, ratingId, values, given, decision, arrearsMinor: null, daysPastDue: null }]);
  return ratingId;
}
