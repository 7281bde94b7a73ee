import type { Fact } from '../../base/fact.ts';
import { limits } from '../../base/limits.ts';
import { addDays, type Day } from '../../base/time.ts';
import { membersOf } from '../../customer/group/store.ts';
import type { Db } from '../../db/client.ts';
import { type KnownRow, readKnown } from '../../db/read.ts';
import { evaluate } from '../card/evaluator.ts';
import { decide } from '../decision/decision.ts';
import { nothing } from '../decision/given.ts';
import { compileFacts } from '../facts.ts';
import { given } from '../given.ts';
import { overrideById } from '../override/store.ts';
import { type RatingRow, unpack } from '../rating.ts';
import { attributesOf, coverageAt, runFacts } from '../store.ts';
import { subjectName } from '../subject.ts';
import type { Version } from '../version/version.ts';
import { vocabulary } from '../vocabulary.ts';
import { extended, factsFor, knownOn, membershipDays, paidInTime } from './ageing.ts';
import { type Basis, type Forecast, forecast } from './forecast.ts';
import { type Memory, toldOf } from './plain.ts';

/**
 * When a rating's grade improves by itself if payments are on time from its day on: from what was known on that day at its
 * instant. `settleArrears`: what is past due on that day is paid on it too.
 */
export async function foretell(db: Db, row: RatingRow, version: Version, settleArrears: boolean): Promise<Forecast> {
  const { asOf } = row;
  const values = unpack(row);
  const { plan, ruleset } = version;
  const now = decide(plan, values, evaluate(plan, values), row.given ?? nothing);
  const { indicators, cycle } = ruleset;
  const basis = { plan, indicators, cycle, asOf, values, now, days: limits.forecastDays };
  return forecast({ ...basis, ...(await saidOf(db, row)), memory: await remember(db, row, version, settleArrears) });
}

/** What decides beside the facts from the next day on. */
async function saidOf(db: Db, { customerId, subjectId, dimension, asOf, knownAt }: RatingRow): Promise<Pick<Basis, 'last' | 'override'>> {
  const found = await given(db, { dimension, asOf: addDays(asOf, 1), knownAt }, [customerId]);
  const { last, override } = found.get(subjectName(customerId, subjectId)) ?? nothing;
  const kept = override && (await overrideById(db, { customerId, overrideId: override.id }));
  return { last, override: override && kept ? { ...override, expiresOn: kept.expiresOn } : null };
}

/** The facts that the version reads of a rating's subject, in memory, with payments on time. */
async function remember(db: Db, row: RatingRow, { ruleset }: Version, settleArrears: boolean): Promise<Memory> {
  const { customerId, subjectId, asOf, knownAt } = row;
  const { subject, indicators } = ruleset;
  const members = subject === 'group' ? await membersSince(db, row) : [];
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

/** Who is in the group that a customer heads, from the rating's day on. */
async function membersSince(db: Db, { customerId, asOf, knownAt }: RatingRow): Promise<Memory['members']> {
  const relations = await readKnown(db, vocabulary.get('relation') as Fact, [customerId], knownAt);
  const days: Day[] = [asOf, ...membershipDays(relations, asOf)];
  return Promise.all(days.map(async (from) => ({ from, members: await membersOf(db, { asOf: from, knownAt }, [customerId]) })));
}
