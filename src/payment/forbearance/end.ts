import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { forbearance } from './fact.ts';
import { digestOf, type End, endTitleOf, idOf, saidText } from './request.ts';
import { windowsOf } from './store.ts';

/** Asks a second person to let windows expire before their day; answers the approval. */
export async function endWindows(tx: Tx, { requestId, text }: End, { who, at, today }: Acting): Promise<{ requestId: string; approvalId: string }> {
  const end = { requestId, text: saidText(text) };
  const windows = await windowsOf(tx, requestId);
  const [first] = windows;
  if (!first) throw problem('FORBEARANCE_UNKNOWN', {}, { path: 'id' });
  if (first.expiresOn < today) throw problem('FORBEARANCE_OVER', { id: idOf(end), expiresOn: first.expiresOn }, { path: 'id' });
  const thing = { kind: forbearance.name, subjectId: idOf(end), digest: digestOf(end), title: endTitleOf(first, windows.length), detail: { end } };
  return { requestId, approvalId: await submit(tx, { ...thing, author: who, submitter: who, why: end.text }, at) };
}
