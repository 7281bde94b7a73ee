import type { Condition } from '../mapping.ts';
import { parseDecimal } from './decimal.ts';
import { compileText, type Layout } from './value.ts';

/** Whether a row of the file is meant at all; one that is not is skipped, not rejected. */
export type Test = (cells: readonly string[], at: number) => boolean;

/** Numbers compare as numbers, everything else as text; a cell that is no number meets no numeric condition but `<>`. */
export function compileCondition({ column, variable, op, value }: Condition, layout: Layout): Test {
  const read = compileText(column === undefined ? { variable: variable ?? 'value' } : { column }, layout);
  if (Array.isArray(value)) {
    const among = new Set(value.map(String));
    return (cells, at) => among.has(read(cells, at)) === (op !== '<>');
  }
  if (typeof value !== 'number') return (cells, at) => holds(compare(read(cells, at), String(value)), op);
  return (cells, at) => {
    const text = read(cells, at);
    return parseDecimal(text) ? holds(Number(text) - value, op) : op === '<>';
  };
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function holds(order: number, op: Condition['op']): boolean {
  switch (op) {
    case '=':
    case 'in':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}
