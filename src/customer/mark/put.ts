import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { nameKey } from '../../base/digest.ts';
import type { Fact } from '../../base/fact.ts';
import { encodeId } from '../../base/id.ts';
import { profile } from '../../base/profile.ts';
import type { Day } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { addOwn, isThere, ownRows, type Place } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { problem } from '../errors.ts';
import { listEntry } from '../list/fact.ts';
import { type ListCode, listOf } from '../list/list.ts';
import { saidText } from '../said.ts';
import { mark } from './fact.ts';
import { checkFree, type Effect, isMarkable, stretchOf } from './mark.ts';

/** Which fact is disputed, in what, and what becomes of it meanwhile. */
export interface Marking extends Place {
  readonly fact: Fact;
  readonly text: string;
  /** By default what the profile says of disputed facts. */
  readonly effect?: Effect | null | undefined;
  /** By default today. */
  readonly fromOn?: Day | null | undefined;
  readonly untilOn?: Day | null | undefined;
}

/**
 * Puts a mark on a fact; refused where there is no such fact, or where it is marked already for some of the days. An entry
 * that a second person agreed to is left out by nobody alone.
 */
export async function put(tx: Tx, marking: Marking, { who, at, today }: Acting): Promise<FactRow> {
  const { fact, customerId, accountId } = marking;
  if (!isMarkable(fact)) throw problem('MARK_FACT_CLOSED', { fact: fact.name }, { path: 'fact' });
  const stretch = stretchOf(marking, today);
  const text = saidText(marking.text);
  const recordedAt = await takeRecordedAt(tx);
  if (!(await isThere(tx, fact, marking))) throw problem('MARK_FACT_UNKNOWN', {}, { path: 'fact' });
  const own = (await ownRows(tx, mark, customerId)).filter((row) => row['fact'] === fact.name && row['marked'] === marking.key);
  checkFree(stretch, own);
  const effect = marking.effect ?? profile.disputedFacts;
  if (effect === 'left_out' && (await isApproved(tx, marking))) throw problem('MARK_ENTRY_APPROVED', {}, { path: 'effect' });
  const key = nameKey('assay', mark.name, `${customerId} ${fact.name} ${marking.key} ${own.length}`);
  const content = { ...stretch, fact: fact.name, accountId, marked: marking.key, effect, text };
  await addOwn(tx, mark, [{ ...content, customerId, key, source: who }], recordedAt);
  const detail = { fact: fact.name, effect, ...stretch };
  await append(tx, { at, who, what: 'mark.put', kind: mark.name, subjectId: encodeId(mark.prefix, customerId, key), why: text, digest: null, detail });
  return (await ownRows(tx, mark, customerId)).find((row) => row.key === key) as FactRow;
}

/** Whether the fact is an entry on a list that a second person decides about. */
async function isApproved(tx: Tx, { fact, customerId, key }: Marking): Promise<boolean> {
  if (fact.name !== listEntry.name) return false;
  const entry = (await ownRows(tx, listEntry, customerId)).find((row) => row.key === key);
  return entry !== undefined && listOf(entry['list'] as ListCode).isApproved;
}
