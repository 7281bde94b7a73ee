import type { Text } from '../base/text.ts';
import { conditionText } from './card/population.ts';
import { binText, type Characteristic } from './card/scorecard.ts';
import { type Condition, combined, type Indicator, isMeasured, type Window } from './indicator.ts';
import type { Ruleset } from './ruleset.ts';

/** A ruleset as tables for people to read: cards with their characteristics, bins, scales, points and reasons, then cut-offs and reasons. */
export function listing(ruleset: Ruleset, digest: string): string[] {
  const { title, name, dimension, cards, grades, reasons } = ruleset;
  return [
    `${name}: ${both(title)}`,
    `dimension ${dimension}, subject ${ruleset.subject}`,
    digest,
    ...cards.flatMap((card) => [
      '',
      `card ${card.name}: initial ${card.initial}, ${card.decimals} decimals, reasons against ${card.baseline}${card.reversed ? ', reversed' : ''}`,
      ...(card.population.length > 0 ? [`  for ${card.population.map(conditionText).join(' and ')}`] : []),
      ...card.characteristics.flatMap((characteristic) => ['', ...characteristicLines(ruleset, characteristic)]),
    ]),
    '',
    ...table([['grade', 'from'], ...grades.map(({ grade, from }) => [grade, from === undefined ? 'rest' : String(from)])], [1]),
    '',
    ...table([['reason', 'en', 'zh'], ...Object.entries(reasons).map(([code, text]) => [code, text.en, text.zh])]),
    ...(ruleset.golden.length > 0 ? ['', `golden cases: ${ruleset.golden.map((golden) => golden.name).join('; ')}`] : []),
  ];
}

const both = (text: Text): string => `${text.en} / ${text.zh}`;

function characteristicLines(ruleset: Ruleset, characteristic: Characteristic): string[] {
  const indicator = ruleset.indicators[characteristic.indicator];
  const rows = [
    ...characteristic.bins.map((bin) => [binText(bin), String(bin.points), bin.reason ?? characteristic.reason ?? '']),
    ...(characteristic.scale?.knots ?? []).map(({ at, points }) => [`scale at ${at}`, String(points), characteristic.reason ?? '']),
  ];
  return [
    `${characteristic.indicator}: ${indicator ? `${both(indicator.label)} (${indicator.unit})` : ''}`,
    ...(indicator ? [`  ${definition(indicator)}`] : []),
    ...table([['bin', 'points', 'reason'], ...rows], [1]).map((line) => `  ${line}`),
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
  const gathered = indicator.gather === undefined ? '' : `, gathered by ${indicator.gather}`;
  return `${indicator.measure}${column} over ${indicator.fact} ${window}${where}${match}${gathered}`;
}

function windowText(window: Window): string {
  if (typeof window === 'string') return { all: 'ever', year_to_date: 'in the year to date', last_year: 'in the last year' }[window];
  return 'days' in window ? `in ${window.days} days` : `in ${window.months} months`;
}

const conditions = (list: readonly Condition[]): string =>
  list.map(({ column, op, value }) => `${column} ${op} ${Array.isArray(value) ? `(${value.join(', ')})` : value}`).join(' and ');

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
