import { limits } from '../../base/limits.ts';
import { round } from '../../base/rounding.ts';
import { constantsOf } from '../card/population.ts';
import { combined, isMeasured } from '../indicator.ts';
import { type Actionable, stepDecimals } from '../path/actionable.ts';
import { stepOf } from '../path/move.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Attributes } from '../vocabulary.ts';
import { error, type Fault } from './fault.ts';
import { readToDecide } from './rules.ts';
import { yieldOf } from './yield.ts';

/** What is wrong with what a path may change. */
export function actionableFaults(ruleset: Ruleset, attributes: Attributes): Fault[] {
  const { actionable } = ruleset;
  const most = limits.actionableIndicators;
  const rest = actionable.slice(most).map(({ indicator }) => indicator);
  const many = rest.length > 0 ? [error('RATING_ACTIONABLE_MANY', 'actionable', { count: actionable.length, most, rest: rest.join(', ') })] : [];
  const read = readToDecide(ruleset);
  return [
    ...many,
    ...actionable.flatMap((each, nth) => {
      const path = `actionable[${nth}]`;
      const { indicator } = each;
      const twice = actionable.findIndex((other) => other.indicator === indicator) < nth ? [error('RATING_ACTIONABLE_TWICE', path, { indicator })] : [];
      if (!Object.hasOwn(ruleset.indicators, indicator))
        return [error('RATING_INDICATOR_UNKNOWN', `${path}.indicator`, { indicator, known: Object.keys(ruleset.indicators).join(', ') })];
      return [...twice, ...kindFaults(ruleset, each, attributes, read, path), ...numberFaults(ruleset, each, path)];
    }),
  ];
}

function kindFaults(ruleset: Ruleset, { indicator }: Actionable, attributes: Attributes, read: ReadonlySet<string>, path: string): Fault[] {
  if (!read.has(indicator)) return [error('RATING_ACTIONABLE_IDLE', `${path}.indicator`, { indicator })];
  if (yieldOf(ruleset, indicator, attributes)?.kind === 'word') return [error('RATING_ACTIONABLE_WORD', `${path}.indicator`, { indicator })];
  const own = measuredOf(ruleset, indicator);
  const others = [...read].filter((other) => other !== indicator && measuredOf(ruleset, other).some((name) => own.includes(name)));
  return others.length > 0 ? [error('RATING_ACTIONABLE_SHARED', `${path}.indicator`, { indicator, others: others.join(', ') })] : [];
}

/** What an indicator is measured by in the end: itself, or the measured ones it is derived of. */
function measuredOf({ indicators }: Ruleset, name: string): string[] {
  const reached = new Set([name]);
  for (const each of reached) {
    const indicator = Object.hasOwn(indicators, each) ? indicators[each] : undefined;
    if (indicator && !isMeasured(indicator)) for (const part of combined(indicator).of) reached.add(part);
  }
  return [...reached].filter((each) => {
    const indicator = Object.hasOwn(indicators, each) ? indicators[each] : undefined;
    return indicator !== undefined && isMeasured(indicator);
  });
}

function numberFaults(ruleset: Ruleset, actionable: Actionable, path: string): Fault[] {
  const { indicator, from, to, cost, step } = actionable;
  const faults: Fault[] = [];
  if (cost <= 0) faults.push(error('RATING_ACTIONABLE_COST', `${path}.cost`, { cost }));
  if (step !== undefined && (step <= 0 || step !== round(step, stepDecimals)))
    faults.push(error('RATING_ACTIONABLE_STEP', `${path}.step`, { step, decimals: stepDecimals }));
  if (from !== undefined && to !== undefined && from > to) faults.push(error('RATING_ACTIONABLE_BOUNDS', path, { from, to }));
  const own = stepOf(ruleset, actionable);
  const far = numbersAt(ruleset, indicator).find((each) => Math.abs(each) / own > Number.MAX_SAFE_INTEGER);
  if (own > 0 && far !== undefined) faults.push(error('RATING_ACTIONABLE_FINE', path, { indicator, step: own, far }));
  return faults;
}

/** Every number that steps of an indicator are counted to. */
function numbersAt({ scope, knockouts, coldStart, caps, cards, actionable }: Ruleset, indicator: string): number[] {
  const conditions = [scope, ...[...knockouts, ...coldStart, ...caps].map(({ when }) => when), ...cards.map(({ population }) => population)].flat();
  const characteristics = cards.flatMap((card) => card.characteristics.filter((each) => each.indicator === indicator));
  return [
    ...conditions.flatMap((each) => (each.indicator === indicator && 'value' in each ? constantsOf(each.value) : [])),
    ...characteristics.flatMap(({ bins, scale }) => [...bins.flatMap(({ from, to }) => [from, to]), ...(scale?.knots ?? []).map(({ at }) => at)]),
    ...actionable.flatMap((each) => (each.indicator === indicator ? [each.from, each.to] : [])),
  ].filter((each) => typeof each === 'number');
}
