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

/** Puts a mark on a fact; refused where there is no such fact, or where it is marked already for some of the days. */
export async function put(tx: Tx, marking: Marking, { who, at, today }: Acting): Promise<FactRow> {
  const { fact, customerId, accountId } = marking;
  if (!isMarkable(fact)) throw problem('MARK_FACT_CLOSED', { fact: fact.name }, { path: 'fact' });
  const stretch = stretchOf(marking, today);
  const text = saidText(marking.text);
  const recordedAt = await takeRecordedAt(tx);
  if (!(await isThere(tx, fact, marking))) throw problem('MARK_FACT_UNKNOWN', {}, { path: 'fact' });
  const own = (await ownRows(tx, mark, customerId)).filter((row) => row['fact'] === fact.name && row['marked'] === marking.key);
  checkFree(stretch, own);
  const key = nameKey('assay', mark.name, `${customerId} ${fact.name} ${marking.key} ${own.length}`);
  const content = { ...stretch, fact: fact.name, accountId, marked: marking.key, effect: marking.effect ?? profile.disputedFacts, text };
  await addOwn(tx, mark, [{ ...content, customerId, key, source: who }], recordedAt);
  const detail = { fact: fact.name, effect: content.effect, ...stretch };
  await append(tx, { at, who, what: 'mark.put', kind: mark.name, subjectId: encodeId(mark.prefix, customerId, key), why: text, digest: null, detail });
  return (await ownRows(tx, mark, customerId)).find((row) => row.key === key) as FactRow;
}
