import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { type OwnRow, ownRows, replaceOwn } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { digestOf, type End, ended, idOf } from './entry.ts';
import { listEntry } from './fact.ts';

/** Ends an entry; refused when it is over by now. */
export async function finish(tx: Tx, end: End, { who, at, today }: Acting): Promise<FactRow> {
  const recordedAt = await takeRecordedAt(tx);
  const { customerId, cause, text, endedOn } = end;
  const find = async () => (await ownRows(tx, listEntry, customerId)).find(({ key }) => key === end.key);
  const entry = await find();
  if (!entry) throw problem('LIST_ENTRY_UNKNOWN', {}, { path: 'id' });
  ended(entry, end, today);
  await replaceOwn(tx, listEntry, [{ ...(entry as unknown as OwnRow), expiresOn: endedOn, endedOn, endCause: cause }], recordedAt);
  const detail = { endedOn };
  await append(tx, { at, who, what: 'list.end', kind: listEntry.name, subjectId: idOf(end), why: text, digest: digestOf(end), detail });
  return (await find()) as FactRow;
}
