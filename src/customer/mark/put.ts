import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { addOwn, isThere, ownRows } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { mark } from './fact.ts';
import { type Draft, digestOf, idOf, keyed } from './marking.ts';

/** Puts a mark on a fact; refused where there is no such fact by now, or where it is marked by now for some of the days. */
export async function put(tx: Tx, asked: Draft, { who, at }: Acting): Promise<FactRow> {
  const { customerId, accountId, marked } = asked;
  const recordedAt = await takeRecordedAt(tx);
  const fact = { name: asked.fact, owner: accountId === null ? 'customer' : 'account' } as const;
  if (!(await isThere(tx, fact, { customerId, accountId, key: marked }))) throw problem('MARK_FACT_UNKNOWN', {}, { path: 'fact' });
  const draft = keyed(asked, await ownRows(tx, mark, customerId));
  await addOwn(tx, mark, [{ ...draft }], recordedAt);
  const { effect, fromOn, untilOn } = draft;
  const detail = { fact: fact.name, effect, fromOn, untilOn };
  await append(tx, { at, who, what: 'mark.put', kind: mark.name, subjectId: idOf(draft), why: null, digest: digestOf(draft), detail });
  return (await ownRows(tx, mark, customerId)).find(({ key }) => key === draft.key) as FactRow;
}
