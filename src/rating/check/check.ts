import { limits } from '../../base/limits.ts';
import type { PolicyRules } from '../../base/profile.ts';
import { calibrationFaults } from '../calibration/calibration.ts';
import { externalFaults } from '../calibration/external.ts';
import { rulesOf } from '../calibration/rules.ts';
import { baselineOf, type Card, type Characteristic, pointsOf } from '../card/scorecard.ts';
import { combined, cycleOf, isMeasured } from '../indicator.ts';
import { cycleFaults } from '../issue/cycle.ts';
import { isLateness } from '../measure/parts.ts';
import { isSeries, mostMonths } from '../measure/series.ts';
import { mostLateDays } from '../measure/window.ts';
import { policyFaults } from '../policy/faults.ts';
import { readByPolicy } from '../policy/table.ts';
import { draft, type Ruleset } from '../ruleset.ts';
import type { Attributes } from '../vocabulary.ts';
import { actionableFaults } from './actionable.ts';
import { binning } from './binning.ts';
import { cells, conditionFaults } from './cells.ts';
import { error, type Fault, warning } from './fault.ts';
import { gatherFaults } from './gathering.ts';
import { goldenFaults } from './golden.ts';
import { isBelow } from './repair.ts';
import { codesOfRules, readByRules, ruleFaults } from './rules.ts';
import { suitability } from './suitability.ts';
import { weightFaults } from './weighing.ts';
import { type Yield, yieldOf } from './yield.ts';

export interface Checked {
  /** Present when nothing but warnings was found: may be activated. */
  readonly ruleset: Ruleset | undefined;
  /** Everything found, errors and warnings, in the order of the document's parts. */
  readonly faults: readonly Fault[];
}

/** Checks a document whole: every fault at once, also those behind a fault in its form; its policy by the rules of a profile, by default the general one. */
export function check(document: unknown, attributes: Attributes, rules?: PolicyRules): Checked {
  const { ruleset, faults: form, repairs } = draft(document);
  if (ruleset === undefined) return { ruleset: undefined, faults: form };
  const frame = frameFaults(ruleset);
  if (Object.keys(ruleset.indicators).length > limits.indicatorsPerRuleset) return { ruleset: undefined, faults: [...form, ...frame] };
  const content = [
    ...frame,
    ...indicatorFaults(ruleset, attributes),
    ...ruleset.cards.flatMap((card, at) => cardFaults(ruleset, card, attributes, `cards[${at}]`)),
    ...ruleset.cards.flatMap((card, at) => weightFaults(ruleset, card, attributes, `cards[${at}]`, repairs)),
    ...populationFaults(ruleset, attributes),
    ...gradeFaults(ruleset),
    ...ruleFaults(ruleset, attributes),
    ...actionableFaults(ruleset, attributes),
    ...policyFaults(ruleset, attributes, isPolicyRepaired(repairs), rules),
    ...(ruleset.cycle ? cycleFaults(ruleset.cycle) : []),
    ...meaningFaults(ruleset),
    ...(form.length === 0 ? measuredFaults(ruleset, document as object) : []),
    ...reasonFaults(ruleset),
    ...expectationFaults(ruleset),
  ].filter((fault) => !isBelow(fault.path, repairs) && !isGuessed(fault, repairs));
  const faults = [...form, ...content];
  if (!faults.some(scoring)) faults.push(...goldenFaults(ruleset));
  return { ruleset: faults.some(({ severity }) => severity === 'error') ? undefined : ruleset, faults };
}

/** What is wrong with what the grades are said to mean. */
function meaningFaults({ grades, calibration, external }: Ruleset): Fault[] {
  const names = grades.map(({ grade }) => grade);
  return [...(calibration ? calibrationFaults(calibration, names) : []), ...externalFaults(external, names)];
}

/** Whether the calibration was measured with the rules that the document has. */
function measuredFaults({ calibration }: Ruleset, document: object): Fault[] {
  if (!calibration || calibration.rules === rulesOf(document)) return [];
  return [calibration.rules === undefined ? warning('RATING_CALIBRATION_UNTOLD', 'calibration') : warning('RATING_CALIBRATION_RULES', 'calibration.rules')];
}

/** What stands in for something in the policy is no row of the author's. */
const isPolicyRepaired = (repairs: readonly string[]): boolean => repairs.some((repair) => isBelow(repair, ['policy']) || repair === '');

/** What a measure lacks or does not take that stands in for an unknown one. */
const isGuessed = ({ path, params }: Fault, repairs: readonly string[]): boolean =>
  'measure' in params && repairs.some((repair) => repair.endsWith('.measure') && isBelow(path, [repair.slice(0, -'.measure'.length)]));

/** Errors behind which a golden case would come out wrong for no reason of its own. */
const scoring = ({ severity, path, code }: Fault): boolean =>
  severity === 'error' && code !== 'RATING_TEXT_MISSING' && code !== 'RATING_ATTRIBUTE_REFUSED' && !path.startsWith('golden') && !path.startsWith('reasons');

function frameFaults(ruleset: Ruleset): Fault[] {
  const faults: Fault[] = [];
  const count = Object.keys(ruleset.indicators).length;
  if (count > limits.indicatorsPerRuleset) faults.push(error('RATING_TOO_BIG', 'indicators', { most: limits.indicatorsPerRuleset }));
  const days = Object.values(ruleset.indicators).reduce((sum, each) => sum + (isMeasured(each) && isLateness(each) ? mostLateDays(each) : 0), 0);
  if (days > limits.lateDaysPerRuleset) faults.push(error('RATING_MONTH_ENDS', 'indicators', { count: days, most: limits.lateDaysPerRuleset }));
  const months = Object.values(ruleset.indicators).reduce((sum, each) => sum + (isMeasured(each) && isSeries(each) ? mostMonths(each) : 0), 0);
  if (months > limits.seriesMonthsPerRuleset) faults.push(error('RATING_MONTHS_MANY', 'indicators', { count: months, most: limits.seriesMonthsPerRuleset }));
  return faults;
}

function indicatorFaults(ruleset: Ruleset, attributes: Attributes): Fault[] {
  const used = new Set([
    ...ruleset.cards.flatMap((card) => [...card.characteristics, ...card.population].map((each) => each.indicator)),
    ...readByRules(ruleset),
    ...readByPolicy(ruleset.policy),
  ]);
  for (const indicator of Object.values(ruleset.indicators)) if (!isMeasured(indicator)) for (const part of combined(indicator).of) used.add(part);
  return Object.entries(ruleset.indicators).flatMap(([name, indicator]) => {
    const path = `indicators.${name}`;
    const idle = used.has(name) ? [] : [warning('RATING_INDICATOR_UNUSED', path, { indicator: name })];
    if (isMeasured(indicator))
      return [...suitability(indicator, ruleset.dimension, attributes, path), ...gatherFaults(ruleset, name, indicator, attributes, path), ...idle];
    const { kind, of } = combined(indicator);
    const faults = of.flatMap((part, at) => partFaults(ruleset, part, attributes, `${path}.${kind}[${at}]`));
    const cycle = cycleOf(ruleset.indicators, name);
    if (cycle) faults.push(error('RATING_INDICATOR_CYCLE', `${path}.${kind}`, { indicator: name, cycle: cycle.join(' - ') }));
    if (indicator.special !== undefined) faults.push(error('RATING_SPECIAL_MISPLACED', `${path}.special`));
    return [...faults, ...idle];
  });
}

function partFaults(ruleset: Ruleset, part: string, attributes: Attributes, path: string): Fault[] {
  const yields = yieldOf(ruleset, part, attributes);
  if (yields === undefined) return Object.hasOwn(ruleset.indicators, part) ? [] : [unknownIndicator(ruleset, part, path)];
  return yields.kind === 'word' ? [error('RATING_DERIVED_WORD', path, { indicator: part })] : [];
}

const unknownIndicator = (ruleset: Ruleset, name: string, path: string): Fault =>
  error('RATING_INDICATOR_UNKNOWN', path, { indicator: name, known: Object.keys(ruleset.indicators).join(', ') });

function cardFaults(ruleset: Ruleset, card: Card, attributes: Attributes, path: string): Fault[] {
  const seen = new Set<string>();
  return card.characteristics.flatMap((characteristic, at) => {
    const where = `${path}.characteristics[${at}]`;
    const { indicator } = characteristic;
    const twice = seen.has(indicator) ? [error('RATING_CHARACTERISTIC_TWICE', `${where}.indicator`, { indicator })] : [];
    seen.add(indicator);
    const unknown = Object.hasOwn(ruleset.indicators, indicator) ? [] : [unknownIndicator(ruleset, indicator, `${where}.indicator`)];
    const yields = yieldOf(ruleset, indicator, attributes);
    return [
      ...unknown,
      ...twice,
      ...formFaults(characteristic, where),
      ...(yields ? binning(characteristic, yields, where) : []),
      ...baselineFaults(card, characteristic, where),
      ...unexplained(ruleset, card, characteristic, where),
    ];
  });
}

/** Whom the cards are for: conditions that fit their indicators, names told apart, exactly one card for everybody. */
function populationFaults(ruleset: Ruleset, attributes: Attributes): Fault[] {
  const { cards } = ruleset;
  const yields = new Map<string, Yield>();
  const faults = cards.flatMap(({ name, population }, at) => {
    const twice = cards.findIndex((each) => each.name === name) < at ? [error('RATING_CARD_TWICE', `cards[${at}].name`, { card: name })] : [];
    const unfit = population.flatMap((condition, nth) => {
      const path = `cards[${at}].population[${nth}]`;
      const { indicator } = condition;
      if (!Object.hasOwn(ruleset.indicators, indicator)) return [unknownIndicator(ruleset, indicator, `${path}.indicator`)];
      const yielded = yieldOf(ruleset, indicator, attributes);
      if (yielded) yields.set(indicator, yielded);
      return yielded ? conditionFaults(condition, yielded, path) : [];
    });
    return [...twice, ...unfit];
  });
  const named = new Set(cards.flatMap(({ population }) => population.map(({ indicator }) => indicator)));
  return faults.length === 0 && named.size === yields.size ? cells(cards, yields) : faults;
}

/** What a characteristic lacks whatever its indicator yields. */
function formFaults({ bins, scale }: Characteristic, path: string): Fault[] {
  if (scale === undefined) return bins.length === 0 ? [error('RATING_BINS_NONE', path)] : [];
  return scale.knots.flatMap(({ at }, nth) => {
    const before = scale.knots[nth - 1]?.at;
    return before !== undefined && at <= before ? [error('RATING_KNOTS_ORDER', `${path}.scale.knots[${nth}].at`, { at, before })] : [];
  });
}

function baselineFaults({ baseline: method }: Card, characteristic: Characteristic, path: string): Fault[] {
  const faults: Fault[] = [];
  const neutral = [...characteristic.bins, ...(characteristic.scale?.knots ?? [])].filter((each) => each.neutral).length;
  if (method === 'neutral' && neutral !== 1) faults.push(error('RATING_NEUTRAL_NOT_ONE', `${path}.bins`, { count: neutral }));
  if (method !== 'neutral' && neutral > 0) faults.push(error('RATING_BASELINE_MISPLACED', `${path}.bins`, { key: 'neutral', method }));
  if (method === 'other' && characteristic.baseline === undefined) faults.push(error('RATING_BASELINE_MISSING', path));
  if (method !== 'other' && method !== 'mean' && characteristic.baseline !== undefined)
    faults.push(error('RATING_BASELINE_MISPLACED', `${path}.baseline`, { key: 'baseline', method }));
  return faults;
}

/** Bins and scales that cost points without saying why, on a card that gives reasons. */
function unexplained(ruleset: Ruleset, card: Card, characteristic: Characteristic, path: string): Fault[] {
  if (Object.keys(ruleset.reasons).length === 0 || characteristic.reason !== undefined) return [];
  const baseline = baselineOf(card, characteristic);
  const untold = pointsOf(characteristic, card.decimals).filter((_, at) => characteristic.bins[at]?.reason === undefined);
  const costs = untold.some((points) => (card.reversed ? points > baseline : points < baseline));
  return costs ? [error('RATING_REASON_MISSING', path, { indicator: characteristic.indicator })] : [];
}

function gradeFaults({ grades }: Ruleset): Fault[] {
  const faults: Fault[] = [];
  grades.forEach(({ grade, from }, at) => {
    const before = grades[at - 1]?.from;
    if (from === undefined && at < grades.length - 1) faults.push(error('RATING_CUTOFF_MISSING', `grades[${at}]`, { grade }));
    if (from !== undefined && before !== undefined && from >= before) faults.push(error('RATING_CUTOFF_ORDER', `grades[${at}].from`, { grade, from, before }));
    if (from !== undefined && at === grades.length - 1) faults.push(error('RATING_CUTOFF_LAST', `grades[${at}].from`, { grade }));
    if (grades.findIndex((each) => each.grade === grade) < at) faults.push(error('RATING_GRADE_TWICE', `grades[${at}].grade`, { grade }));
  });
  return faults;
}

function reasonFaults(ruleset: Ruleset): Fault[] {
  const used = new Map<string, string>(codesOfRules(ruleset));
  ruleset.cards.forEach((card, c) => {
    card.characteristics.forEach((characteristic, k) => {
      const path = `cards[${c}].characteristics[${k}]`;
      if (characteristic.reason !== undefined) used.set(characteristic.reason, `${path}.reason`);
      characteristic.bins.forEach((bin, b) => {
        if (bin.reason !== undefined) used.set(bin.reason, `${path}.bins[${b}].reason`);
      });
    });
  });
  const untold = [...used]
    .filter(([code]) => !Object.hasOwn(ruleset.reasons, code))
    .map(([code, path]) => error('RATING_REASON_UNTOLD', path, { reason: code }));
  const idle = Object.keys(ruleset.reasons).filter((code) => !used.has(code));
  return [...untold, ...idle.map((code) => warning('RATING_REASON_UNUSED', `reasons.${code}`, { reason: code }))];
}

function expectationFaults(ruleset: Ruleset): Fault[] {
  return ruleset.golden.flatMap((golden, at) => {
    const path = `golden[${at}]`;
    const unknown = Object.keys(golden.values).filter((name) => !Object.hasOwn(ruleset.indicators, name));
    const empty = Object.keys(golden.expect).length === 0 ? [error('RATING_GOLDEN_EMPTY', `${path}.expect`, { name: golden.name })] : [];
    return [...unknown.map((name) => unknownIndicator(ruleset, name, `${path}.values.${name}`)), ...empty];
  });
}
