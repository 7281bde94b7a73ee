import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { problem } from '../errors.ts';
import { subjectOf } from '../subject.ts';
import { checkText, detailOf, digestOf, idOf, type OverrideRow, stateOf } from './override.ts';
import { rerate } from './rerate.ts';
import { sought } from './sought.ts';
import { markEnded } from './store.ts';

/** Ends an override that is in force before its last day, by its opaque id; its customer is rated again as of today. */
export async function finish(tx: Tx, id: string, why: string, acting: Acting): Promise<OverrideRow> {
  const { who, at, today } = acting;
  const row = await sought(tx, id);
  const state = stateOf(row, today);
  if (state !== 'in_force') throw problem('OVERRIDE_NOT_IN_FORCE', { id, state }, { path: 'id' });
  const text = checkText(why, 'why');
  const endedAt = await takeRecordedAt(tx);
  await markEnded(tx, row, { on: today, at: endedAt, by: who, why: text });
  await append(tx, { at, who, what: 'override.end', kind: 'override', subjectId: idOf(row), why: text, digest: digestOf(row), detail: detailOf(row) });
  await rerate(tx, { customerId: row.customerId, dimension: row.dimension, subject: subjectOf(row.customerId, row.subjectId) }, { at: endedAt, today });
  return row;
}
