import { isDay } from '../../base/time.ts';
import type { Card, Characteristic } from '../card/scorecard.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Attributes } from '../vocabulary.ts';
import { measuredIn, outcomeOf } from '../weights/outcome.ts';
import { sumTolerance, type Weights } from '../weights/weights.ts';
import { error, type Fault } from './fault.ts';
import { isBelow } from './repair.ts';
import { yieldOf } from './yield.ts';

/** What is wrong with a card's weights, and with what is to be weighed. Of weights that were repaired nothing can be told but that. */
export function weightFaults(ruleset: Ruleset, card: Card, attributes: Attributes, path: string, repairs: readonly string[]): Fault[] {
  const { weights, characteristics } = card;
  const where = `${path}.weights`;
  if (weights === undefined || repairs.some((repair) => isBelow(repair, [where]))) return [];
  const indicators = [...new Set(characteristics.map(({ indicator }) => indicator))];
  const outcome = outcomeOf(weights, indicators, measuredIn(weights), where);
  const spread = spreadFaults(ruleset, weights, indicators, attributes, where);
  const faults = [...characteristics.flatMap((each, at) => scoreFaults(each, `${path}.characteristics[${at}]`)), ...outcome.faults, ...spread];
  return faults.some(({ severity }) => severity === 'error') ? faults : [...faults, ...resultFaults(weights, outcome, where)];
}

/** Scores are weighed against each other, so all of them lie between 0 and 100. */
function scoreFaults({ bins, scale, baseline }: Characteristic, path: string): Fault[] {
  const given: [number | undefined, string][] = [
    ...bins.map(({ points }, at): [number, string] => [points, `${path}.bins[${at}].points`]),
    ...(scale?.knots ?? []).map(({ points }, at): [number, string] => [points, `${path}.scale.knots[${at}].points`]),
    [baseline, `${path}.baseline`],
  ];
  return given.flatMap(([points, where]) => (points !== undefined && (points < 0 || points > 100) ? [error('RATING_WEIGHTS_POINTS', where, { points })] : []));
}

/** An entropy takes numbers of which more, or less, is better. */
function spreadFaults(ruleset: Ruleset, weights: Weights, indicators: readonly string[], attributes: Attributes, path: string): Fault[] {
  const asked = [{ way: weights, where: path }, ...(weights.mix ?? []).map((part, at) => ({ way: part.weights, where: `${path}.mix[${at}].weights` }))];
  const days = asked.flatMap(({ way: { entropy }, where }) => (entropy ? [{ asOf: entropy.asOf, where: `${where}.entropy.asOf` }] : []));
  if (days.length === 0) return [];
  const unfit = indicators.flatMap((indicator) => {
    const better = Object.hasOwn(ruleset.indicators, indicator) ? ruleset.indicators[indicator]?.better : undefined;
    if (yieldOf(ruleset, indicator, attributes)?.kind === 'word') return [error('RATING_WEIGHTS_WORD', path, { indicator })];
    return better === 'neither' ? [error('RATING_WEIGHTS_DIRECTION', `indicators.${indicator}.better`, { indicator })] : [];
  });
  return [...days.flatMap(({ asOf, where }) => (isDay(asOf) ? [] : [error('RATING_DAY', where, { given: asOf })])), ...unfit];
}

/** The weights that stand in the document are those that the rest of it gives; only given ones need not be found. */
function resultFaults(weights: Weights, { result, found }: ReturnType<typeof outcomeOf>, path: string): Fault[] {
  if (weights.result === undefined) return weights.direct ? [] : [error('RATING_WEIGHTS_UNWEIGHED', path)];
  const differing = result && Object.keys({ ...weights.result, ...result }).find((name) => !alike(weights.result?.[name], result[name]));
  if (differing !== undefined) {
    const text = (weight: number | undefined): string => (weight === undefined ? '-' : String(weight));
    return [
      error('RATING_WEIGHTS_STALE', `${path}.result`, { indicator: differing, written: text(weights.result[differing]), found: text(result?.[differing]) }),
    ];
  }
  const isMeasured = [weights, ...(weights.mix ?? []).map((part) => part.weights)].every(({ entropy }, at) => !entropy || entropy.asOf === dayOf(weights, at));
  return result && isMeasured && alike(weights.found, found) ? [] : [error('RATING_WEIGHTS_UNFOUND', `${path}.found`)];
}

/** The day that was measured for the whole (0), or for a part of the mix. */
const dayOf = ({ found }: Weights, at: number): string | undefined => (at === 0 ? found?.entropy : found?.parts?.[at - 1]?.found?.entropy)?.asOf;

/** Equal, numbers to the tolerance of a sum. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= sumTolerance;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return Object.keys({ ...a, ...b }).every((key) => alike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
