import type { Text } from '../base/text.ts';
import { externalTold, gradesTold, type Told } from './calibration/telling.ts';
import { conditionText } from './card/population.ts';
import { binText, type Card, type Characteristic } from './card/scorecard.ts';
import { conditionWords as measuredWords } from './condition.ts';
import type { Overrides } from './decision/rules.ts';
import { annexParts } from './diff/annex.ts';
import { content } from './diff/part.ts';
import { ruleParts } from './diff/rules.ts';
import { conditionWords } from './diff/wording.ts';
import { type Condition, combined, type Indicator, isMeasured, type Window } from './indicator.ts';
import { cycleText } from './issue/cycle.ts';
import type { Policy } from './policy/policy.ts';
import { policyTable } from './policy/telling.ts';
import type { Ruleset } from './ruleset.ts';
import { weightTables } from './weights/telling.ts';
import { resultOf, type Weights, weighted } from './weights/weights.ts';

/** A ruleset as tables for people to read: cards with their characteristics, bins, scales, points and reasons, then cut-offs and reasons. */
export function listing(ruleset: Ruleset, digest: string): string[] {
  const { title, name, dimension, cards, grades, reasons } = ruleset;
  return [
    `${name}: ${both(title)}`,
    `dimension ${dimension}, subject ${ruleset.subject}`,
    ...(ruleset.scope.length > 0 ? [`rates those with ${conditionWords(ruleset.scope, ruleset, 'en')}`] : []),
    digest,
    ...cards.flatMap((card) => [
      '',
      `card ${card.name}: initial ${card.initial}, ${card.decimals} decimals, reasons against ${card.baseline}${card.reversed ? ', reversed' : ''}`,
      ...(card.population.length > 0 ? [`  for ${card.population.map(conditionText).join(' and ')}`] : []),
      ...(card.weights ? weightLines(card.weights).map((line) => `  ${line}`.trimEnd()) : []),
      ...card.characteristics.flatMap((characteristic) => ['', ...characteristicLines(ruleset, card, characteristic)]),
    ]),
    '',
    ...tableOf(gradesTold(grades, ruleset.calibration)),
    ...(ruleset.external.length > 0 ? ['', ...tableOf(externalTold(ruleset.external))] : []),
    ...(ruleset.cycle ? ['', cycleText(ruleset.cycle)] : []),
    ...(ruleset.overrides ? ['', ...overrideLines(ruleset.overrides)] : []),
    ...ruleLines(ruleset),
    '',
    ...table([['reason', 'en', 'zh'], ...Object.entries(reasons).map(([code, text]) => [code, text.en, text.zh])]),
    ...(ruleset.policy ? policyLines(ruleset.policy) : []),
    ...(ruleset.golden.length > 0 ? ['', `golden cases: ${ruleset.golden.map((golden) => golden.name).join('; ')}`] : []),
  ];
}

const both = (text: Text): string => `${text.en} / ${text.zh}`;

const tableOf = ({ rows, right }: Told): string[] => table(rows, right);

/** What people may change of a grade. */
const overrideLines = ({ causes, notches, alone, months }: Overrides): string[] => [
  `overrides: at most ${notches} notches, one person alone up to ${alone}, for ${months} months at most`,
  ...table([['cause', 'en', 'zh'], ...Object.entries(causes).map(([code, text]) => [code, text.en, text.zh])]),
];

/** What decides beside the cards, and what grades mean; cycle and overrides have tables of their own. */
function ruleLines(ruleset: Ruleset): string[] {
  const told = [...ruleParts(ruleset, 'en'), ...annexParts(ruleset, 'en')].filter(({ path }) => path !== 'overrides' && path !== 'cycle');
  const parts = told.flatMap((each) => each.parts);
  return parts.length > 0 ? ['', ...parts.map((part) => `${part.label}: ${content(part, 'en')}`)] : [];
}

/** What follows from a grade: the decision table, and the schedules it names. */
function policyLines(policy: Policy): string[] {
  const { rows, schedules } = policyTable(policy);
  return ['', ...table(rows), ...(schedules.length > 0 ? ['', ...schedules] : [])];
}

/** How a card's characteristics count, and what that was found from. */
export const weightLines = (weights: Weights): string[] =>
  weightTables(weights).flatMap(({ title, rows, right }) => ['', title, ...(rows.length > 0 ? table(rows, right) : []).map((line) => `  ${line}`)]);

/** On a card with weights bins and knots give scores, and points as far as the weights are found. */
function characteristicLines(ruleset: Ruleset, { weights }: Card, characteristic: Characteristic): string[] {
  const indicator = ruleset.indicators[characteristic.indicator];
  const weight = weights && resultOf(weights)?.[characteristic.indicator];
  const given = (points: number): string[] => (weight === undefined ? [String(points)] : [String(points), String(weighted(weight, points))]);
  const rows = [
    ...characteristic.bins.map((bin) => [binText(bin), ...given(bin.points), bin.reason ?? characteristic.reason ?? '']),
    ...(characteristic.scale?.knots ?? []).map(({ at, points }) => [`scale at ${at}`, ...given(points), characteristic.reason ?? '']),
  ];
  const head = [...(weights ? ['score'] : []), ...(weights && weight === undefined ? [] : ['points'])];
  return [
    `${characteristic.indicator}: ${indicator ? `${both(indicator.label)} (${indicator.unit})` : ''}`,
    ...(indicator ? [`  ${definition(indicator)}`] : []),
    ...table([['bin', ...head, 'reason'], ...rows], head.length === 2 ? [1, 2] : [1]).map((line) => `  ${line}`),
  ];
}

/** How an indicator is measured, in one line. */
export function definition(indicator: Indicator): string {
  if (!isMeasured(indicator)) {
    const { kind, of } = combined(indicator);
    return `${kind} of ${of.join(' and ')}`;
  }
  const column = indicator.column === undefined ? '' : ` of ${indicator.column}`;
  const window = windowText(indicator.window);
  const where = indicator.where.length === 0 ? '' : `, where ${conditions(indicator.where)}`;
  const match = indicator.match === undefined ? '' : `, that meet ${conditions(indicator.match)}${indicator.by === undefined ? '' : ` by ${indicator.by}`}`;
  const codes =
    indicator.codes === undefined
      ? ''
      : ` as ${Object.entries(indicator.codes)
          .map(([word, number]) => `${word} ${number}`)
          .join(', ')}`;
  const gathered = indicator.gather === undefined ? '' : `, gathered by ${indicator.gather}`;
  return `${indicator.measure}${column}${codes} over ${indicator.fact} ${window}${where}${match}${gathered}`;
}

function windowText(window: Window): string {
  if (typeof window === 'string') return { all: 'ever', year_to_date: 'in the year to date', last_year: 'in the last year' }[window];
  return 'days' in window ? `in ${window.days} days` : `in ${window.months} months`;
}

const conditions = (list: readonly Condition[]): string => list.map((condition) => measuredWords(condition)).join(' and ');

/** Columns side by side, the first row being the head; `right` are set flush right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => width(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const blank = ' '.repeat((widths[at] ?? 0) - width(cell));
        return right.includes(at) ? blank + cell : cell + blank;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Cells of a terminal: East Asian characters take two. */
const width = (text: string): number =>
  [...text].reduce(
    (sum, letter) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(letter) ? 2 : 1),
    0,
  );
