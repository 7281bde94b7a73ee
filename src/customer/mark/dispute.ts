import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import { profile } from '../../base/profile.ts';
import type { Tx } from '../../db/client.ts';
import { isThere, ownRows } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { listEntry } from '../list/fact.ts';
import { type ListCode, listOf } from '../list/list.ts';
import { mark } from './fact.ts';
import { isDecidedAlone, isMarkable } from './mark.ts';
import { digestOf, drafted, idOf, type Marking, titleOf } from './marking.ts';
import { put } from './put.ts';

/** A mark as it is now, or the request that a second person decides on. */
export interface Disputed {
  readonly mark: FactRow | null;
  readonly approvalId: string | null;
}

/** Marks a fact as disputed: at once, or, where that changes what indicators read, once a second person has agreed. */
export async function dispute(tx: Tx, marking: Marking, acting: Acting): Promise<Disputed> {
  const { fact, customerId } = marking;
  if (!isMarkable(fact)) throw problem('MARK_FACT_CLOSED', { fact: fact.name }, { path: 'fact' });
  if (!(await isThere(tx, fact, marking))) throw problem('MARK_FACT_UNKNOWN', {}, { path: 'fact' });
  const draft = drafted(marking, await ownRows(tx, mark, customerId), acting);
  const { disputedFacts } = profile;
  if (isDecidedAlone(draft.effect, { disputedFacts, isApproved: await isApproved(tx, marking) }))
    return { mark: await put(tx, draft, acting), approvalId: null };
  const { who, at } = acting;
  const thing = { kind: mark.name, subjectId: idOf(draft), digest: digestOf(draft), title: titleOf(draft, fact), detail: { put: draft } };
  return { mark: null, approvalId: await submit(tx, { ...thing, author: who, submitter: who, why: draft.text }, at) };
}

/** Whether the fact is an entry on a list that a second person decides about. */
async function isApproved(tx: Tx, { fact, customerId, key }: Marking): Promise<boolean> {
  if (fact.name !== listEntry.name) return false;
  const entry = (await ownRows(tx, listEntry, customerId)).find((row) => row.key === key);
  return entry !== undefined && listOf(entry['list'] as ListCode).isApproved;
}
