import { error, type Fault } from '../check/fault.ts';
import { weightsOf } from './entropy.ts';
import { judged } from './hierarchy.ts';
import { randomIndex } from './matrix.ts';
import { directly, type Found, isOne, type Spread, sumOf, sumTolerance, type Way, type Weights, waysOf } from './weights.ts';

/** Weights by indicator, and what they were found from; without weights where a fault stands in the way. */
export interface Outcome {
  readonly result: Readonly<Record<string, number>> | undefined;
  readonly found: Found | undefined;
  readonly faults: readonly Fault[];
}

/** What was measured of the portfolio for a way of finding weights, or for the parts of a mix. */
export interface Measured {
  readonly whole: Spread | undefined;
  readonly parts: readonly (Spread | undefined)[];
}

/** What a document says was measured. */
export const measuredIn = ({ found }: Weights): Measured => ({ whole: found?.entropy, parts: (found?.parts ?? []).map((part) => part.found?.entropy) });

/** Finds the weights of a card's characteristics; an entropy that was not measured is no fault, and gives no weights. */
export function outcomeOf(weights: Weights, indicators: readonly string[], measured: Measured, path: string): Outcome {
  const { mix } = weights;
  const form = formFaults(weights, path);
  if (form.length > 0) return { result: undefined, found: undefined, faults: form };
  if (mix === undefined) return oneWay(weights, indicators, measured.whole, path);
  const parts = mix.map((part, at): Outcome => {
    const where = `${path}.mix[${at}].weights`;
    const faults = formFaults(part.weights, where);
    return faults.length > 0 ? { result: undefined, found: undefined, faults } : oneWay(part.weights, indicators, measured.parts[at], where);
  });
  const shares = sumOf(mix.map(({ share }) => share));
  const faults = [...(isOne(shares) ? [] : [error('RATING_WEIGHTS_SHARES', `${path}.mix`, { sum: shown(shares) })]), ...parts.flatMap((part) => part.faults)];
  const results = parts.flatMap(({ result, found }) => (result ? [{ result, ...(found ? { found } : {}) }] : []));
  if (!isOne(shares) || results.length < parts.length) return { result: undefined, found: undefined, faults };
  const mixed = indicators.map((name) => [name, sumOf(mix.map(({ share }, at) => share * (results[at]?.result[name] as number)))] as const);
  return { result: Object.fromEntries(mixed), found: { parts: results }, faults };
}

/** Which way is meant must be plain. */
function formFaults(weights: Weights, path: string): Fault[] {
  const given = waysOf(weights);
  if (given.length !== 1) return [error('RATING_WEIGHTS_FORM', path, { count: given.length })];
  return weights.normalise !== undefined && weights.direct === undefined ? [error('RATING_WEIGHTS_NORMALISE', `${path}.normalise`)] : [];
}

function oneWay({ direct, normalise, ahp }: Way, indicators: readonly string[], spread: Spread | undefined, path: string): Outcome {
  if (direct) return given(direct, normalise, indicators, path);
  if (ahp === undefined) return spread ? spreadOut(spread, indicators) : { result: undefined, found: undefined, faults: [] };
  const { weights, matrices, faults } = judged(ahp, indicators, `${path}.ahp`);
  const absent = weights ? missingIn(weights, indicators, `${path}.ahp`) : [];
  return {
    result: weights && absent.length === 0 ? inOrder(weights, indicators) : undefined,
    found: { randomIndex: [...randomIndex], matrices: [...matrices] },
    faults: [...faults, ...absent],
  };
}

function given(direct: Readonly<Record<string, number>>, normalise: boolean | undefined, indicators: readonly string[], path: string): Outcome {
  const strangers = Object.keys(direct).filter((name) => !indicators.includes(name));
  const known = indicators.join(', ');
  const faults = [
    ...strangers.map((name) => error('RATING_WEIGHTS_UNKNOWN', `${path}.direct.${name}`, { name, known })),
    ...missingIn(direct, indicators, `${path}.direct`),
  ];
  const sum = sumOf(Object.values(direct));
  const isSound = normalise ? sum > sumTolerance : isOne(sum);
  if (!isSound) faults.push(error('RATING_WEIGHTS_SUM', `${path}.direct`, { sum: shown(sum) }));
  return { result: faults.length > 0 ? undefined : inOrder(directly(direct, normalise), indicators), found: undefined, faults };
}

/** A spread over other indicators than the card's, or over values that are all alike, gives no weights. */
function spreadOut(spread: Spread, indicators: readonly string[]): Outcome {
  const names = Object.keys(spread.indicators);
  const isWhole = names.length === indicators.length && indicators.every((name) => Object.hasOwn(spread.indicators, name));
  const weights = isWhole ? weightsOf(indicators.map((name) => spread.indicators[name]?.entropy as number)) : undefined;
  return { result: weights && Object.fromEntries(indicators.map((name, at) => [name, weights[at] as number])), found: { entropy: spread }, faults: [] };
}

/** Characteristics without a weight. */
const missingIn = (weights: Readonly<Record<string, number>>, indicators: readonly string[], path: string): Fault[] =>
  indicators.filter((name) => !Object.hasOwn(weights, name)).map((indicator) => error('RATING_WEIGHTS_MISSING', path, { indicator }));

/** A sum without what adding doubles leaves behind. */
const shown = (sum: number): number => Number(sum.toPrecision(12));

const inOrder = (weights: Readonly<Record<string, number>>, indicators: readonly string[]): Record<string, number> =>
  Object.fromEntries(indicators.map((name) => [name, weights[name] as number]));
