import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { ownRows } from '../../db/own.ts';
import { problem } from '../errors.ts';
import type { Added } from './add.ts';
import { digestOf, ended, endTitleOf, idOf } from './entry.ts';
import { listEntry } from './fact.ts';
import { finish } from './finish.ts';
import { type ListCode, listOf } from './list.ts';

/** Which entry shall end, why, and from which day on (by default today) it is no longer in force. */
export interface Ending {
  readonly customerId: string;
  readonly key: string;
  readonly cause: string;
  readonly text: string;
  readonly endedOn?: Day | null | undefined;
}

/** Takes a customer off a list before the entry expires: at once, or, where the list wants a second person, once that one has agreed. */
export async function endEntry(tx: Tx, ending: Ending, acting: Acting): Promise<Added> {
  const { who, at, today } = acting;
  const entry = (await ownRows(tx, listEntry, ending.customerId)).find(({ key }) => key === ending.key);
  if (!entry) throw problem('LIST_ENTRY_UNKNOWN', {}, { path: 'id' });
  const end = ended(entry, { ...ending, endedOn: ending.endedOn ?? today }, today);
  const list = entry['list'] as ListCode;
  if (!listOf(list).isApproved) return { entry: await finish(tx, end, acting), approvalId: null };
  const thing = { kind: listEntry.name, subjectId: idOf(end), digest: digestOf(end), title: endTitleOf(end, list), detail: { end } };
  return { entry, approvalId: await submit(tx, { ...thing, author: who, submitter: who, why: end.text }, at) };
}
