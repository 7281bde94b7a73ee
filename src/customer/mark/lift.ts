import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { encodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { type OwnRow, ownRows, replaceOwn } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { saidText } from '../said.ts';
import { mark } from './fact.ts';

/** Takes a mark off: from today on it no longer stands. */
export async function lift(tx: Tx, asked: { customerId: string; key: string; text: string }, { who, at, today }: Acting): Promise<FactRow> {
  const { customerId, key } = asked;
  const why = saidText(asked.text);
  const recordedAt = await takeRecordedAt(tx);
  const find = async () => (await ownRows(tx, mark, customerId)).find((row) => row.key === key);
  const found = await find();
  if (!found) throw problem('MARK_UNKNOWN', {}, { path: 'id' });
  const id = encodeId(mark.prefix, customerId, key);
  const untilOn = found['untilOn'] as string | null;
  if (untilOn !== null && untilOn <= today) throw problem('MARK_OVER', { id, untilOn }, { path: 'id' });
  await replaceOwn(tx, mark, [{ ...(found as unknown as OwnRow), untilOn: today }], recordedAt);
  await append(tx, { at, who, what: 'mark.lift', kind: mark.name, subjectId: id, why, digest: null, detail: { fact: found['fact'], untilOn: today } });
  return (await find()) as FactRow;
}
