import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import type { Tx } from '../../db/client.ts';
import { ownRows } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { golden } from '../store.ts';
import { enter } from './enter.ts';
import { digestOf, drafted, idOf, titleOf, type Wanted } from './entry.ts';
import { listEntry } from './fact.ts';
import { listOf } from './list.ts';

/** An entry as it is now, or the request that a second person decides on. */
export interface Added {
  readonly entry: FactRow | null;
  readonly approvalId: string | null;
}

/** Puts a customer on a list: at once, or, where the list wants a second person, once that one has agreed. */
export async function addEntry(tx: Tx, wanted: Wanted, acting: Acting): Promise<Added> {
  const { who, at } = acting;
  const { customerId } = wanted;
  if (!(await golden(tx, [customerId])).has(customerId)) throw problem('CUSTOMER_UNKNOWN', {}, { path: 'customerId' });
  const draft = drafted(wanted, await ownRows(tx, listEntry, customerId), acting);
  if (!listOf(draft.list).isApproved) return { entry: await enter(tx, draft, acting), approvalId: null };
  const thing = { kind: listEntry.name, subjectId: idOf(draft), digest: digestOf(draft), title: titleOf(draft), detail: { add: draft } };
  return { entry: null, approvalId: await submit(tx, { ...thing, author: who, submitter: who, why: draft.text }, at) };
}
