import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { subjectOf } from '../subject.ts';
import { type Asked, detailOf, digestOf, idOf } from './override.ts';
import { rerate } from './rerate.ts';
import { markBegun } from './store.ts';

/** From today on the override is in force; its customer is rated again as of today. */
export async function begin(tx: Tx, asked: Asked, acting: Acting): Promise<void> {
  const { who, at, today } = acting;
  const { customerId, subjectId, dimension } = asked;
  const begunAt = await takeRecordedAt(tx);
  await markBegun(tx, asked, { by: who, at }, { on: today, at: begunAt });
  await append(tx, {
    at,
    who,
    what: 'override.begin',
    kind: 'override',
    subjectId: idOf(asked),
    why: asked.why,
    digest: digestOf(asked),
    detail: detailOf(asked),
  });
  await rerate(tx, { customerId, dimension, subject: subjectOf(customerId, subjectId) }, { at: begunAt, today });
}
