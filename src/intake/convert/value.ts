import { minorPlaces } from '../../base/money.ts';
import { addDays, addMonths, firstOfMonth, isDay, lastOfMonth } from '../../base/time.ts';
import { namesIn, type Unpivot } from '../entry.ts';
import type { Described, Moved } from '../mapping.ts';
import { type Fault, fault } from '../reject.ts';
import { anyDay, dayStep, minorStep, momentStep, remembering, type Step } from './cell.ts';
import { type Decimal, decimalText, minus, over, parseDecimal, plus, times } from './decimal.ts';

/** Reads one value of a row: its stored text, null for empty, or why it is refused. `at` counts the unpivoted columns. */
export type Read = (cells: readonly string[], at: number) => string | null | Fault;
type Raw = (cells: readonly string[], at: number) => string;

/** Where the columns of the file at hand are. */
export interface Layout {
  readonly index: (column: string) => number;
  readonly nulls: ReadonlySet<string>;
  readonly unpivot: Unpivot | undefined;
  /** The company's, for moments that do not say theirs. */
  readonly timeZone: string;
}

/** A value with its transforms and its type check as one function; what does not depend on the cells is read once. */
export function compileValue(spec: Described, finish: Step, layout: Layout): Read {
  const raw = source(spec, layout);
  const steps = [...codeSteps(spec), ...numberSteps(spec, layout.timeZone), ...daySteps(spec)];
  const moves = movesOf(spec, layout);
  const all = chain(moves.length > 0 ? steps : [...steps, finish]);
  const step = spec.date === undefined ? all : remembering(all);
  const last = chain([finish]);
  const trim = spec.trim !== false;
  const isEmpty = emptiness(layout);
  const fallback = spec.default === undefined ? undefined : String(spec.default);
  const read: Read = (cells, at) => {
    let text = raw(cells, at);
    if (trim) text = trimmed(text);
    if (isEmpty(text)) {
      if (fallback === undefined) return null;
      text = fallback;
    }
    let value: string | null | Fault = step(text);
    for (const move of moves) if (typeof value === 'string' && value !== '') value = move(value, cells, at);
    if (moves.length > 0 && typeof value === 'string' && value !== '') value = last(value);
    return value === '' ? null : value;
  };
  return usesCells(spec, layout) ? read : remembered(read, layout.unpivot?.texts.length ?? 1);
}

/** The plain text of a key or template; empty where any part of it is empty. */
export function compileText(spec: Described, layout: Layout): Raw {
  const raw = source(spec, layout, true);
  const isEmpty = emptiness(layout);
  return (cells, at) => {
    const text = trimmed(raw(cells, at));
    return isEmpty(text) ? '' : text;
  };
}

/** Nearly all texts begin and end with a mark or letter of ASCII: they need no look for what else is blank. */
function trimmed(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 32 && first < 127 && last > 32 && last < 127 ? text : text.trim();
}

/** Looking a text up among the nulls costs more than all else that is done to it; mostly the empty one is the only null. */
function emptiness({ nulls }: Layout): (text: string) => boolean {
  const others = [...nulls].some((text) => text !== '');
  return others ? (text) => text === '' || nulls.has(text) : (text) => text === '';
}

/** The columns a value reads at an unpivoted position: what a reject names. */
export function columnsRead(spec: Described, unpivot: Unpivot | undefined, at: number): string[] {
  const names = spec.column ? [spec.column] : spec.value ? ['value'] : spec.variable ? [spec.variable] : spec.concat ? namesIn(spec.concat) : [];
  return [...names, ...movedColumns(spec)].flatMap((name) =>
    name === unpivot?.variable ? [] : name === 'value' && unpivot ? [unpivot.columns[at] ?? ''] : [name],
  );
}

function source(spec: Described, layout: Layout, whole = false): Raw {
  if (spec.column !== undefined) return named(spec.column, layout, false);
  if (spec.value) return named('value', layout, true);
  if (spec.variable !== undefined) return named(spec.variable, layout, true);
  if (spec.concat !== undefined) return template(spec.concat, layout, whole);
  const constant = String(spec.constant ?? '');
  return () => constant;
}

function named(name: string, { index, unpivot }: Layout, variable: boolean): Raw {
  if (variable && unpivot && name === unpivot.variable) return (_, at) => unpivot.texts[at] ?? '';
  if (variable && unpivot && name === 'value') {
    const places = unpivot.columns.map(index);
    return (cells, at) => cells[places[at] as number] ?? '';
  }
  const place = index(name);
  return (cells) => cells[place] ?? '';
}

function template(text: string, layout: Layout, whole: boolean): Raw {
  const parts = text.split(/\{([^{}]+)\}/).map((part, at): Raw | string => (at % 2 === 0 ? part : named(part, layout, isVariable(part, layout))));
  return (cells, at) => {
    let out = '';
    for (const part of parts) {
      if (typeof part === 'string') out += part;
      else {
        const piece = part(cells, at).trim();
        if (whole && (piece === '' || layout.nulls.has(piece))) return '';
        out += piece;
      }
    }
    return out;
  };
}

const isVariable = (name: string, { unpivot }: Layout): boolean => unpivot !== undefined && (name === unpivot.variable || name === 'value');

const usesCells = (spec: Described, { unpivot }: Layout): boolean =>
  spec.column !== undefined ||
  spec.value === true ||
  movedColumns(spec).length > 0 ||
  (spec.variable !== undefined && spec.variable !== unpivot?.variable) ||
  (spec.concat !== undefined && namesIn(spec.concat).some((name) => name !== unpivot?.variable));

function remembered(read: Read, width: number): Read {
  const values = Array.from({ length: width }, (_, at) => read([], at));
  return (_, at) => values[at] as string | null | Fault;
}

/** One step after the other; an empty text (a code that means nothing) ends the chain. */
function chain(steps: readonly Step[]): Step {
  const [first, second] = steps;
  if (first && steps.length === 1) return first;
  if (first && second && steps.length === 2) {
    return (text) => {
      const next = first(text);
      return typeof next === 'string' && next !== '' ? second(next) : next;
    };
  }
  return (text) => {
    let value = text;
    for (const step of steps) {
      const next = step(value);
      if (typeof next !== 'string' || next === '') return next;
      value = next;
    }
    return value;
  };
}

function codeSteps({ upper, codes, default: fallback }: Described): Step[] {
  const steps: Step[] = upper ? [(text) => text.toUpperCase()] : [];
  if (!codes) return steps;
  const meanings = new Map(Object.entries(codes).map(([cell, meaning]) => [cell, String(meaning)]));
  const listed = [...meanings.keys()].join(', ');
  const kept = fallback === undefined ? undefined : String(fallback);
  steps.push((text) => meanings.get(text) ?? kept ?? fault('INTAKE_CELL_CODE', { listed }));
  return steps;
}

function numberSteps(spec: Described, timeZone: string): Step[] {
  const steps: Step[] = [];
  if (spec.date !== undefined) steps.push(dayStep(spec.date, timeZone));
  if (spec.instant !== undefined) steps.push(momentStep(spec.instant));
  if (spec.minor !== undefined) steps.push(minorStep(minorPlaces(spec.minor), spec.minor));
  const operations = { plus, minus, times, over } as const;
  for (const [name, operation] of Object.entries(operations) as [keyof typeof operations, (a: Decimal, b: Decimal) => Decimal][]) {
    const operand = spec[name] === undefined ? undefined : parseDecimal(String(spec[name]));
    if (!operand) continue;
    steps.push((text) => {
      const value = parseDecimal(text);
      return value ? decimalText(operation(value, operand)) : fault('INTAKE_CELL_NUMBER');
    });
  }
  return steps;
}

function daySteps({ firstDayOf, lastDayOf, addDays: days, addMonths: months }: Described): Step[] {
  const steps: Step[] = [];
  if (firstDayOf) steps.push(onDay(firstOfMonth));
  if (lastDayOf) steps.push(onDay(lastOfMonth));
  if (typeof days === 'number') steps.push(onDay((day) => addDays(day, days)));
  if (typeof months === 'number') steps.push(onDay((day) => addMonths(day, months)));
  return steps;
}

const onDay =
  (move: (day: string) => string): Step =>
  (text) => {
    const day = anyDay(text);
    return typeof day === 'string' ? move(day) : day;
  };

/** The columns whose numbers move a day. */
export const movedColumns = ({ addDays: days, addMonths: months }: Described): string[] =>
  [days, months].flatMap((moved) => (typeof moved === 'object' ? [moved.column] : []));

type Move = (text: string, cells: readonly string[], at: number) => string | null | Fault;

/** Farther than this a day is not moved: it is some other number. */
const farthest = 36_600;

function movesOf({ addDays: days, addMonths: months }: Described, layout: Layout): Move[] {
  const moves: Move[] = [];
  if (typeof days === 'object') moves.push(moving(days, addDays, layout));
  if (typeof months === 'object') moves.push(moving(months, addMonths, layout));
  return moves;
}

/** An empty number makes an empty day. */
function moving({ column, times: factor }: Moved, move: (day: string, by: number) => string, layout: Layout): Move {
  const read = named(column, layout, false);
  return (text, cells, at) => {
    const written = read(cells, at).trim();
    if (written === '' || layout.nulls.has(written)) return null;
    const number = parseDecimal(written);
    if (!number) return fault('INTAKE_CELL_NUMBER');
    const by = Number(decimalText(number)) * factor;
    if (!Number.isInteger(by)) return fault('INTAKE_CELL_WHOLE');
    const day = anyDay(text);
    if (typeof day !== 'string') return day;
    const moved = Math.abs(by) > farthest ? '' : move(day, by);
    return isDay(moved) && moved >= '0001-01-01' ? moved : fault('INTAKE_CELL_RANGE', { most: farthest });
  };
}
