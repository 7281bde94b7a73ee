import { limits } from '../base/limits.ts';
import { binning, type Yield } from './binning.ts';
import { readable } from './column.ts';
import { error, type Fault, warning } from './fault.ts';
import { goldenFaults } from './golden.ts';
import { combined, isMeasured } from './indicator.ts';
import { isLateness, lateDays } from './parts.ts';
import { isBelow } from './repair.ts';
import { derivationOrder, draft, type Ruleset } from './ruleset.ts';
import { baselineOf, type Card, type Characteristic } from './scorecard.ts';
import { suitability } from './suitability.ts';
import { type Attributes, vocabulary } from './vocabulary.ts';

export interface Checked {
  /** Present when nothing but warnings was found: may be activated. */
  readonly ruleset: Ruleset | undefined;
  /** Everything found, errors and warnings, in the order of the document's parts. */
  readonly faults: readonly Fault[];
}

/** Checks a document whole: every fault at once, also those behind a fault in its form. */
export function check(document: unknown, attributes: Attributes): Checked {
  const { ruleset, faults: form, repairs } = draft(document);
  if (ruleset === undefined) return { ruleset: undefined, faults: form };
  const frame = frameFaults(ruleset);
  if (Object.keys(ruleset.indicators).length > limits.indicatorsPerRuleset) return { ruleset: undefined, faults: [...form, ...frame] };
  const content = [
    ...frame,
    ...indicatorFaults(ruleset, attributes),
    ...ruleset.cards.flatMap((card, at) => cardFaults(ruleset, card, attributes, `cards[${at}]`)),
    ...gradeFaults(ruleset),
    ...reasonFaults(ruleset),
    ...expectationFaults(ruleset),
  ].filter((fault) => !isBelow(fault.path, repairs));
  const faults = [...form, ...content];
  if (!faults.some(scoring)) faults.push(...goldenFaults(ruleset));
  return { ruleset: faults.some(({ severity }) => severity === 'error') ? undefined : ruleset, faults };
}

/** Errors behind which a golden case would come out wrong for no reason of its own. */
const scoring = ({ severity, path, code }: Fault): boolean =>
  severity === 'error' && code !== 'RATING_TEXT_MISSING' && code !== 'RATING_ATTRIBUTE_REFUSED' && !path.startsWith('golden') && !path.startsWith('reasons');

function frameFaults(ruleset: Ruleset): Fault[] {
  const faults: Fault[] = [];
  if (ruleset.scope.length > 0) faults.push(error('RATING_SCOPE_NOT_YET', 'scope'));
  if (ruleset.cards.length !== 1) faults.push(error('RATING_CARDS_NOT_ONE', 'cards', { count: ruleset.cards.length }));
  const count = Object.keys(ruleset.indicators).length;
  if (count > limits.indicatorsPerRuleset) faults.push(error('RATING_TOO_BIG', 'indicators', { most: limits.indicatorsPerRuleset }));
  const days = Object.values(ruleset.indicators).reduce(
    (sum, each) => sum + (isMeasured(each) && isLateness(each) ? lateDays(each, '2000-01-01').length : 0),
    0,
  );
  if (days > limits.lateDaysPerRuleset) faults.push(error('RATING_MONTH_ENDS', 'indicators', { count: days, most: limits.lateDaysPerRuleset }));
  return faults;
}

function indicatorFaults(ruleset: Ruleset, attributes: Attributes): Fault[] {
  const reached = new Set(derivationOrder(ruleset.indicators));
  const used = new Set(ruleset.cards.flatMap((card) => card.characteristics.map((each) => each.indicator)));
  for (const indicator of Object.values(ruleset.indicators)) if (!isMeasured(indicator)) for (const part of combined(indicator).of) used.add(part);
  return Object.entries(ruleset.indicators).flatMap(([name, indicator]) => {
    const path = `indicators.${name}`;
    const idle = used.has(name) ? [] : [warning('RATING_INDICATOR_UNUSED', path, { indicator: name })];
    if (isMeasured(indicator)) return [...suitability(indicator, ruleset.dimension, attributes, path), ...idle];
    const { kind, of } = combined(indicator);
    const faults = of.flatMap((part, at) => partFaults(ruleset, part, attributes, `${path}.${kind}[${at}]`));
    if (faults.length === 0 && !reached.has(name)) faults.push(error('RATING_INDICATOR_CYCLE', `${path}.${kind}`, { indicator: name }));
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

/** What an indicator yields; nothing when it is unknown or unsound itself. */
function yieldOf(ruleset: Ruleset, name: string, attributes: Attributes): Yield | undefined {
  const indicator = Object.hasOwn(ruleset.indicators, name) ? ruleset.indicators[name] : undefined;
  if (indicator === undefined) return undefined;
  const special = indicator.special ?? [];
  if (!isMeasured(indicator)) return { kind: 'number', floor: Number.NEGATIVE_INFINITY, words: undefined, special };
  if (['count', 'share', 'months_since', 'tenure_months', 'days_past_due', 'on_time_share', 'arrears_amount'].includes(indicator.measure)) {
    return { kind: 'number', floor: 0, words: undefined, special };
  }
  const fact = vocabulary.get(indicator.fact);
  const column = fact && indicator.column !== undefined ? readable(fact, indicator.column, attributes) : 'unknown';
  if (typeof column === 'string' || column.kind === 'date') return undefined;
  return { kind: column.kind, floor: column.nonNegative ? 0 : Number.NEGATIVE_INFINITY, words: column.words, special };
}

function cardFaults(ruleset: Ruleset, card: Card, attributes: Attributes, path: string): Fault[] {
  const seen = new Set<string>();
  const own = card.population.length > 0 ? [error('RATING_POPULATION_NOT_YET', `${path}.population`)] : [];
  return own.concat(
    card.characteristics.flatMap((characteristic, at) => {
      const where = `${path}.characteristics[${at}]`;
      const { indicator } = characteristic;
      const twice = seen.has(indicator) ? [error('RATING_CHARACTERISTIC_TWICE', `${where}.indicator`, { indicator })] : [];
      seen.add(indicator);
      const unknown = Object.hasOwn(ruleset.indicators, indicator) ? [] : [unknownIndicator(ruleset, indicator, `${where}.indicator`)];
      const yields = yieldOf(ruleset, indicator, attributes);
      return [
        ...unknown,
        ...twice,
        ...(yields ? binning(characteristic, yields, where) : []),
        ...baselineFaults(card, characteristic, where),
        ...unexplained(ruleset, card, characteristic, where),
      ];
    }),
  );
}

function baselineFaults({ baseline: method }: Card, characteristic: Characteristic, path: string): Fault[] {
  const faults: Fault[] = [];
  const neutral = characteristic.bins.filter((bin) => bin.neutral).length;
  if (method === 'neutral' && neutral !== 1) faults.push(error('RATING_NEUTRAL_NOT_ONE', `${path}.bins`, { count: neutral }));
  if (method !== 'neutral' && neutral > 0) faults.push(error('RATING_BASELINE_MISPLACED', `${path}.bins`, { key: 'neutral', method }));
  if (method === 'other' && characteristic.baseline === undefined) faults.push(error('RATING_BASELINE_MISSING', path));
  if (method !== 'other' && method !== 'mean' && characteristic.baseline !== undefined)
    faults.push(error('RATING_BASELINE_MISPLACED', `${path}.baseline`, { key: 'baseline', method }));
  return faults;
}

/** Bins that cost points without saying why, on a card that gives reasons. */
function unexplained(ruleset: Ruleset, card: Card, characteristic: Characteristic, path: string): Fault[] {
  if (Object.keys(ruleset.reasons).length === 0 || characteristic.reason !== undefined) return [];
  const baseline = baselineOf(card, characteristic);
  const costs = characteristic.bins.some((bin) => bin.reason === undefined && (card.reversed ? bin.points > baseline : bin.points < baseline));
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
  const used = new Map<string, string>();
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
