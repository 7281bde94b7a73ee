import { countParts } from '../../audit/chain/store.ts';
import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import { addMonths, type Day, firstOfMonth, type Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { Outcome } from '../inquiry/inquiry.ts';
import { type Counted, type Statement, statementOf } from './statement.ts';
import { beginnings, pricesOf } from './store.ts';

/** What a partner asked in a month of the company and what it costs, counted from its audit. */
export async function monthly(db: Db, { partnerId, name }: { readonly partnerId: string; readonly name: string }, day: Day, now: Instant): Promise<Statement> {
  const month = firstOfMonth(day);
  const [prices, { counted, isFinal }] = await Promise.all([pricesOf(db, partnerId), counts(db, partnerId, month, now)]);
  return statementOf(name, month, counted, prices, isFinal);
}

interface Counts {
  readonly counted: readonly Counted[];
  /** Counted when nothing could be added any more. */
  readonly isFinal: boolean;
}

/** A month that is over is counted once; one that goes on again after a while: counting reads every entry of it. */
const remembered = new Bounded<string, Counts & { readonly untilMs: number }>(limits.statementsRemembered);

async function counts(db: Db, partnerId: string, month: Day, now: Instant): Promise<Counts> {
  const name = `${partnerId} ${month}`;
  const known = remembered.get(name);
  if (known && Date.parse(now) < known.untilMs) return known;
  const [from, until] = (await beginnings(db, [month, addMonths(month, 1)])) as [Instant, Instant];
  const what = { kind: 'inquiry', part: 'inquiries', word: 'outcome', by: ['purpose', 'agreement'] } as const;
  const counted = (await countParts(db, partnerId, what, { from, until })).map(
    ({ by: [purpose, agreement], word, count }): Counted => ({ purpose, agreement, outcome: word as Outcome, count }),
  );
  // An entry of the last moment of a month may be committed a little after it.
  const isFinal = Date.parse(now) > Date.parse(until) + limits.statementSettleSeconds * 1000;
  remembered.set(name, { counted, isFinal, untilMs: isFinal ? Number.POSITIVE_INFINITY : Date.parse(now) + limits.statementRecountSeconds * 1000 });
  return { counted, isFinal };
}
