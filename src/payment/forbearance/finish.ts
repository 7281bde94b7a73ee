import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { addDays } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { replaceOwn } from '../../db/own.ts';
import { problem } from '../errors.ts';
import { forbearance } from './fact.ts';
import { digestOf, type End, idOf } from './request.ts';
import { windowsOf } from './store.ts';

/** Lets windows expire with yesterday: from today on what is unpaid counts as late again. */
export async function finish(tx: Tx, end: End, { who, at, today }: Acting): Promise<void> {
  const recordedAt = await takeRecordedAt(tx);
  const expiresOn = addDays(today, -1);
  const windows = await windowsOf(tx, end.requestId);
  const [first] = windows;
  if (!first) throw problem('FORBEARANCE_UNKNOWN', {}, { path: 'id' });
  if (first.expiresOn < today) throw problem('FORBEARANCE_OVER', { id: idOf(end), expiresOn: first.expiresOn }, { path: 'id' });
  const rows = windows.map((window) => ({ ...window, expiresOn }));
  await replaceOwn(tx, forbearance, rows, recordedAt);
  const detail = { accounts: rows.length, expiresOn };
  await append(tx, { at, who, what: 'forbearance.end', kind: forbearance.name, subjectId: idOf(end), why: null, digest: digestOf(end), detail });
}
