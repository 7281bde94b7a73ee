import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { addOwn, ownRows } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { checkFree, type Draft, digestOf, idOf, keyed } from './entry.ts';
import { listEntry } from './fact.ts';

/** Makes an entry; refused when the customer is on the list by now. */
export async function enter(tx: Tx, drafted: Draft, { who, at }: Acting): Promise<FactRow> {
  const recordedAt = await takeRecordedAt(tx);
  const entries = await ownRows(tx, listEntry, drafted.customerId);
  checkFree(drafted, entries);
  const draft = keyed(drafted, entries);
  const { customerId, source, startedOn, expiresOn } = draft;
  await addOwn(tx, listEntry, [{ ...draft }], recordedAt);
  const detail = { source, startedOn, expiresOn };
  await append(tx, { at, who, what: 'list.add', kind: listEntry.name, subjectId: idOf(draft), why: null, digest: digestOf(draft), detail });
  return (await ownRows(tx, listEntry, customerId)).find(({ key }) => key === draft.key) as FactRow;
}
