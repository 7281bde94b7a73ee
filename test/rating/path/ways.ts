import { missing, type Value } from '../../../src/rating/indicator.ts';
import { parse, type Ruleset } from '../../../src/rating/ruleset.ts';

export const text = { en: 'x', zh: 'x' };
const count = { fact: 'bill', measure: 'count', better: 'lower', unit: 'bill', label: text, special: [-9] };
export const sum = { fact: 'bill', measure: 'sum', column: 'statementMinor', better: 'higher', unit: 'minor', label: text, special: [-9] };
const ratio = { ratio: ['d', 'e'], better: 'neither', unit: 'ratio', label: text };
const indicators = { a: count, b: sum, c: ratio, d: count, e: count };
const grades = [{ grade: 'A', from: 30 }, { grade: 'B', from: 20.5 }, { grade: 'C', from: 4 }, { grade: 'D' }];

/** A document over indicators a and b (numbers, special code -9) and c (a ratio), with grades of its own or from A to D. */
export const readOf = (document: object): Ruleset => {
  const { ruleset, faults } = parse({ kind: 'ruleset', name: 'x', title: text, dimension: 'credit', indicators, grades, ...document });
  if (ruleset === undefined) throw new Error(JSON.stringify(faults));
  return ruleset;
};

/** Values by name, in the ruleset's order. */
export const valuesOf = (ruleset: Ruleset, values: Readonly<Record<string, Value>>): Value[] =>
  Object.keys(ruleset.indicators).map((name) => values[name] ?? missing);
