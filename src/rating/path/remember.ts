import type { Fact } from '../../base/fact.ts';
import type { Day } from '../../base/time.ts';
import { membersOf } from '../../customer/group/store.ts';
import type { Db } from '../../db/client.ts';
import { type KnownRow, readKnown } from '../../db/read.ts';
import { compileFacts } from '../facts.ts';
import type { RatingRow } from '../rating.ts';
import type { Ruleset } from '../ruleset.ts';
import { attributesOf, coverageAt, runFacts } from '../store.ts';
import { vocabulary } from '../vocabulary.ts';
import { extended, factsFor, knownOn, membershipDays, paidInTime } from './ageing.ts';
import { type Memory, toldOf } from './plain.ts';

/** What is remembered: of whom, as of which day, as known at which instant. */
export type Whose = Pick<RatingRow, 'customerId' | 'subjectId' | 'asOf' | 'knownAt'>;

/** The facts that a ruleset's indicators read of what is rated under a customer, in memory, with payments on time (`paidInTime`). */
export async function remember(
  db: Db,
  whose: Whose,
  { subject, indicators }: Pick<Ruleset, 'subject' | 'indicators'>,
  settleArrears: boolean,
): Promise<Memory> {
  const { customerId, subjectId, asOf, knownAt } = whose;
  const members = subject === 'group' ? await membersSince(db, whose) : [];
  const ids = [...new Set([customerId, ...members.flatMap((each) => each.members.map((member) => member.customerId))])];
  const rows = new Map<string, KnownRow[]>();
  for (const fact of factsFor(indicators, subject)) rows.set(fact, await readKnown(db, vocabulary.get(fact) as Fact, ids, knownAt));
  const { text, constants } = compileFacts([], asOf, new Map(), 'known');
  const sources = new Map(
    (await runFacts(db, { text, constants, parts: [] }, [asOf, ids, knownAt])).map(([id, own]) => [id as string, (own ?? []) as string[]]),
  );
  const told = [...sources].map(([id, own]) => [id, toldOf(paidInTime(knownOn(rows, id, asOf), asOf, settleArrears), own)] as const);
  const intervals = extended(await coverageAt(db, knownAt));
  return { subject, customerId, subjectId, attributes: await attributesOf(db), intervals, told: new Map(told), members };
}

/** Who is in the group that a customer heads, from the day on. */
async function membersSince(db: Db, { customerId, asOf, knownAt }: Whose): Promise<Memory['members']> {
  const relations = await readKnown(db, vocabulary.get('relation') as Fact, [customerId], knownAt);
  const days: Day[] = [asOf, ...membershipDays(relations, asOf)];
  return Promise.all(days.map(async (from) => ({ from, members: await membersOf(db, { asOf: from, knownAt }, [customerId]) })));
}
