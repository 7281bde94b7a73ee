import type { Day } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { readKnownAt } from '../../db/facts.ts';
import type { Card } from '../card/scorecard.ts';
import { check } from '../check/check.ts';
import type { Fault } from '../check/fault.ts';
import { problem } from '../errors.ts';
import { draft, type Ruleset } from '../ruleset.ts';
import { attributesOf, policyRulesOf } from '../store.ts';
import { emptied, filled } from './filling.ts';
import { type Measured, type Outcome, outcomeOf } from './outcome.ts';
import { survey, type When } from './survey.ts';
import type { Spread, Weights } from './weights.ts';

/** refused: something else is wrong with the document, and nothing was weighed. */
export type Weighing =
  | { readonly state: 'refused'; readonly faults: readonly Fault[] }
  | {
      readonly state: 'weighed';
      /** With the weights of every card that has some. */
      readonly document: unknown;
      readonly cards: readonly { readonly card: string; readonly weights: Weights }[];
      /** What a check of that document finds: golden cases may not hold yet. */
      readonly faults: readonly Fault[];
    };

interface Asked {
  /** For entropies, instead of the day that the document says. */
  readonly asOf?: Day | undefined;
  readonly today: Day;
  /** As in `When`. */
  readonly sliceCustomers?: number | undefined;
}

/** Errors that weighing mends, or that only weights tell. */
const later: readonly string[] = ['RATING_WEIGHTS_UNWEIGHED', 'RATING_GOLDEN_DIFFERS'];

/**
 * Finds the weights of a document's cards: from its matrices, and from the portfolio where it asks for entropies.
 * RATING_WEIGHTS_NONE, RATING_WEIGHTS_NOBODY, RATING_WEIGHTS_CONSTANT, and what refuses a day (`ready`).
 */
export async function weigh(sql: Sql, document: unknown, { asOf, today, sliceCustomers }: Asked): Promise<Weighing> {
  const [attributes, rules] = [await attributesOf(sql), await policyRulesOf(sql)];
  const blank = emptied(document, asOf);
  const { ruleset } = draft(blank);
  const faults = check(blank, attributes, rules).faults.filter(({ code }) => !later.includes(code));
  if (ruleset === undefined || faults.some(({ severity }) => severity === 'error')) return { state: 'refused', faults };
  const cards = ruleset.cards.flatMap((card, at) => (card.weights ? [{ card, at, weights: card.weights }] : []));
  if (cards.length === 0) throw problem('RATING_WEIGHTS_NONE', {}, { path: 'cards' });
  const knownAt = await readKnownAt(sql);
  const measured = await measure(sql, ruleset, { knownAt, today, sliceCustomers });
  const outcomes = new Map(cards.map(({ card, at, weights }) => [at, found(card, weights, measured.get(card), `cards[${at}].weights`)]));
  const full = filled(blank, outcomes);
  return {
    state: 'weighed',
    document: full,
    cards: cards.map(({ card, at, weights }) => ({ card: card.name, weights: { ...weights, ...resultOf(outcomes.get(at)) } })),
    faults: check(full, attributes, rules).faults,
  };
}

const resultOf = (outcome: Outcome | undefined): Pick<Weights, 'result' | 'found'> => ({
  result: outcome?.result && { ...outcome.result },
  ...(outcome?.found ? { found: outcome.found } : {}),
});

/** The days of a card's entropies: its own, then those of its mix. */
const daysOf = ({ entropy, mix }: Weights): (Day | undefined)[] => [entropy?.asOf, ...(mix ?? []).map((part) => part.weights.entropy?.asOf)];

/** Reads the portfolio once for each day that cards ask for. */
async function measure(sql: Sql, ruleset: Ruleset, when: Omit<When, 'asOf'>): Promise<Map<Card, Measured>> {
  const spreads = new Map<Card, Map<Day, Spread>>(ruleset.cards.map((card) => [card, new Map()]));
  const days = new Set(ruleset.cards.flatMap(({ weights }) => (weights ? daysOf(weights) : [])).filter((day) => day !== undefined));
  for (const asOf of days) {
    const asking = ruleset.cards.filter(({ weights }) => weights && daysOf(weights).includes(asOf));
    const told = await survey(sql, ruleset, asking, { asOf, ...when });
    for (const [at, card] of asking.entries()) spreads.get(card)?.set(asOf, told[at] as Spread);
  }
  return new Map(
    ruleset.cards.map((card) => {
      const [whole, ...parts] = (card.weights ? daysOf(card.weights) : []).map((day) => (day === undefined ? undefined : spreads.get(card)?.get(day)));
      return [card, { whole, parts }];
    }),
  );
}

function found({ name: card, characteristics }: Card, weights: Weights, measured: Measured = { whole: undefined, parts: [] }, path: string): Outcome {
  for (const spread of [measured.whole, ...measured.parts]) {
    if (spread === undefined) continue;
    const { asOf, count, indicators } = spread;
    if (count === 0) throw problem('RATING_WEIGHTS_NOBODY', { card, asOf }, { path });
    if (Object.values(indicators).every(({ entropy }) => entropy === 1)) throw problem('RATING_WEIGHTS_CONSTANT', { card, asOf }, { path });
  }
  return outcomeOf(
    weights,
    characteristics.map(({ indicator }) => indicator),
    measured,
    path,
  );
}
