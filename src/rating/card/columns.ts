import { limits } from '../../base/limits.ts';
import { missing, type Value } from '../indicator.ts';
import { type Evaluation, type Plan, placed, type Reason } from './evaluator.ts';

/**
 * One indicator of many customers. A finite number stands in `numbers` under code 0; anything else is a word of the
 * column's dictionary under its code, with NaN among the numbers.
 */
export interface Column {
  readonly numbers: Float64Array;
  readonly codes: Int32Array;
  /** By code; the first stands for every finite number. */
  readonly dictionary: readonly Value[];
}

/** What came of many customers: a row each, in columns. */
export interface Outcome {
  /** NaN where there is none. */
  readonly score: Float64Array;
  /** -1 none. */
  readonly grade: Int8Array;
  /** -1 none. */
  readonly card: Int8Array;
  /** Position of the first characteristic without a bin for its value, -1 none. */
  readonly invalid: Int8Array;
  /** By position of the characteristic on the card that holds; -1 none. */
  readonly bins: readonly Int8Array[];
  /** `limits.reasonsGiven` in a row, places in `codesOf`; -1 none. */
  readonly reasons: Int16Array;
  /** Beside the reasons; 0 none. */
  readonly differences: Float64Array;
}

/** Evaluates the customers from one row up to another. */
export type Evaluator = (columns: readonly Column[], from: number, to: number, outcome: Outcome) => void;

/** Every reason code of a plan, once. */
export const codesOf = (plan: Plan): string[] => [
  ...new Set(plan.cards.flatMap((card) => card.characteristics.flatMap(({ codes }) => codes.filter((code) => code !== undefined)))),
];

/** Columns of customers' values, each in the order of the plan's indicators. */
export function columnsOf(plan: Plan, customers: readonly (readonly Value[])[]): Column[] {
  return plan.indicators.map((_, at) => columnOf(customers.map((values) => values[at] ?? missing)));
}

const anyNumber: Value = { state: 'value', value: 0 };

function columnOf(values: readonly Value[]): Column {
  const numbers = new Float64Array(values.length).fill(Number.NaN);
  const codes = new Int32Array(values.length);
  const dictionary: Value[] = [anyNumber];
  const known = new Map<number | string | undefined, number>();
  values.forEach((value, row) => {
    if (value.state === 'value' && Number.isFinite(value.value)) {
      numbers[row] = value.value as number;
      return;
    }
    const key =
      value.state === 'special'
        ? `special ${value.code}`
        : value.state === 'missing'
          ? undefined
          : typeof value.value === 'string'
            ? `word ${value.value}`
            : value.value;
    const code = known.get(key) ?? dictionary.push(value) - 1;
    known.set(key, code);
    codes[row] = code;
  });
  return { numbers, codes, dictionary };
}

/** Room for the outcome of so many customers. */
export function outcomeOf(plan: Plan, rows: number): Outcome {
  const most = Math.max(...plan.cards.map((card) => card.characteristics.length));
  return {
    score: new Float64Array(rows),
    grade: new Int8Array(rows),
    card: new Int8Array(rows),
    invalid: new Int8Array(rows),
    bins: Array.from({ length: most }, () => new Int8Array(rows)),
    reasons: new Int16Array(rows * limits.reasonsGiven),
    differences: new Float64Array(rows * limits.reasonsGiven),
  };
}

const valueAt = ({ numbers, codes, dictionary }: Column, row: number): Value => {
  const code = codes[row] as number;
  return code === 0 ? { state: 'value', value: numbers[row] as number } : (dictionary[code] as Value);
};

/** The row form of an outcome. */
export function evaluationsOf(plan: Plan, columns: readonly Column[], outcome: Outcome): Evaluation[] {
  const codes = codesOf(plan);
  return Array.from(outcome.score, (score, row) => {
    const at = outcome.card[row] as number;
    const card = plan.cards[at];
    const gradeIndex = outcome.grade[row] as number;
    const characteristics = card?.characteristics ?? [];
    const bins = characteristics.map((_, position) => outcome.bins[position]?.[row] as number);
    const isRated = !Number.isNaN(score);
    return {
      state: isRated ? 'rated' : 'invalid',
      card: at,
      score: isRated ? score : null,
      grade: plan.grades[gradeIndex]?.grade ?? null,
      gradeIndex,
      bins,
      points: characteristics.map((each, position) => {
        const bin = bins[position] as number;
        if (bin !== each.bins.length) return each.bins[bin]?.points ?? null;
        return placed(each, valueAt(columns[each.at] as Column, row), card?.decimals ?? 0).points;
      }),
      reasons: reasonsAt(outcome, row, codes),
      invalidCharacteristic: characteristics[outcome.invalid[row] as number]?.indicator ?? null,
    };
  });
}

function reasonsAt({ reasons, differences }: Outcome, row: number, codes: readonly string[]): Reason[] {
  const found: Reason[] = [];
  for (let at = row * limits.reasonsGiven; at < (row + 1) * limits.reasonsGiven; at++) {
    const code = codes[reasons[at] as number];
    if (code !== undefined) found.push({ code, difference: differences[at] as number });
  }
  return found;
}

/** Evaluates rows by way of columns. */
export const inColumns =
  (plan: Plan, evaluator: Evaluator) =>
  (customers: readonly (readonly Value[])[]): Evaluation[] => {
    const columns = columnsOf(plan, customers);
    const outcome = outcomeOf(plan, customers.length);
    evaluator(columns, 0, customers.length, outcome);
    return evaluationsOf(plan, columns, outcome);
  };
