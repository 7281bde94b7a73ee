import { contentHash, nameKey } from '../../base/digest.ts';
import { type Fact, type FactColumn, snake } from '../../base/fact.ts';
import { addDays, type Day } from '../../base/time.ts';
import { describe, templated, unpivotOf, variablesOf } from '../entry.ts';
import type { Described, Row } from '../mapping.ts';
import { type Fault, fault, type Reject, reject } from '../reject.ts';
import { attributeStep, keyFault, remembering, typeStep } from './cell.ts';
import { compileCondition, type Test } from './condition.ts';
import { columnsRead, compileText, compileValue, type Layout, type Read } from './value.ts';

/** What a row entry needs to know beyond itself. */
export interface Setting {
  readonly source: string;
  readonly index: (column: string) => number;
  readonly nulls: ReadonlySet<string>;
  /** The installation's currency, for accounts that do not say theirs. */
  readonly currency: string;
  /** The day of the import: rows that are about no day are available from it. */
  readonly today: Day;
  readonly timeZone: string;
}

/** Where the rows of an entry stand among all rows a line gives for the same fact. */
export interface Span {
  readonly offset: number;
  readonly width: number;
}

/** Where converted rows go. */
export interface Sink {
  /** A row in three parts, tabs between: its number, the cell behind it (its owner, or the line of a customer), and the others. */
  row(row: number, owner: string, others: string): void;
  reject(reject: Reject): void;
  /** The key of a row that is rejected: its source still has it. */
  held?(key: string): void;
}

/** A row entry compiled to the header of the file at hand: from the cells of a line to lines of COPY text. */
export interface Converter {
  convert(cells: readonly string[], line: number, sink: Sink): void;
  /** The column and cell that a set-wise refusal of a row names. */
  where(part: 'key' | 'owner' | { reference: string }, cells: readonly string[], at: number): { column: string; cell: string };
}

/** A column of the staged row: its name in SQL, how it is read, and what a reject says of it. */
export interface Cell {
  readonly name: string;
  readonly spec: Described;
  readonly read: Read;
  readonly required: boolean;
  /** Free text, which may hold what COPY reads as a mark. */
  readonly free: boolean;
}

const special = /[\\\t\n\r]/;
const marks: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
export const escaped = (value: string): string => (special.test(value) ? value.replace(/[\\\t\n\r]/g, (mark) => marks[mark] as string) : value);

/** The columns of the fact's table that a row entry fills, in staging order (SQL names). */
export function stagedColumns(fact: Fact): string[] {
  const own = Object.keys(fact.columns).map(snake);
  return fact.name === 'account' ? [...own, 'source_key', 'attributes'] : own;
}

/** Rows of every fact except the customer, whose records `party.ts` converts. */
export function compileRow(entry: Row, fact: Fact, setting: Setting, span: Span): Converter {
  const layout = layoutOf(entry, setting);
  const width = widthOf(entry);
  const mirror = mirrorOf(fact);
  const tests = entry.when.map((condition) => compileCondition(condition, layout));
  const cells = cellsOf(entry, fact, setting, layout);
  const ownerSpec = templated((fact.owner === 'account' ? entry.account : entry.customer) ?? '');
  const keySpec = templated(entry.key ?? '');
  const owner = keyOf(ownerSpec, setting.source, fact.owner, layout);
  const key = keyOf(keySpec, setting.source, fact.name, layout);
  const keyText = fact.name === 'account' || mirror ? compileText(keySpec, layout) : undefined;
  const attributes = fact.name === 'account' ? attributesOf(entry, layout) : undefined;
  const available = availability(entry, fact, layout, cells);
  const undated = `${setting.today}\tt`;

  const here: Here = { values: [], line: 0, at: 0, sink: undefined, failed: false };
  const refuse = refusing(here, layout, setting);

  function one(values: readonly string[], at: number, sink: Sink): void {
    const ownerId = owner(values, at);
    const keyId = key(values, at);
    if (typeof ownerId !== 'string') refuse(ownerSpec, ownerId);
    if (typeof keyId !== 'string') refuse(keySpec, keyId);
    let own = '';
    for (const cell of cells) {
      const value = cell.read(values, at);
      if (typeof value === 'string') own += cell.free ? `${escaped(value)}\t` : `${value}\t`;
      else if (value !== null) refuse(cell.spec, value);
      else if (cell.required) refuse(cell.spec, fault('INTAKE_CELL_REQUIRED', { target: cell.name }));
      else own += '\\N\t';
    }
    if (keyText && !mirror) own += `${escaped(keyText(values, at))}\t`;
    if (attributes) own += `${attributes(values, at, refuse)}\t`;
    const on = available(values, at, refuse);
    const second = mirror && keyText ? nameKey(setting.source, fact.name, `${keyText(values, at)}|mirror`) : undefined;
    if (here.failed) {
      if (typeof keyId === 'string') sink.held?.(keyId);
      if (second !== undefined) sink.held?.(second);
      return;
    }
    const row = here.line * span.width + span.offset + at * (mirror ? 2 : 1);
    sink.row(row, ownerId as string, others(ownerId as string, keyId as string, own, on));
    if (!mirror || second === undefined) return;
    const turned = mirror.turn(own, ownerId as string);
    sink.row(row + 1, turned.owner, others(turned.owner, second, turned.own, on));
  }

  function others(of: string, named: string, own: string, on: string): string {
    return `${named}\t${own}${contentHash(`${of}\t${own}${on}`)}\t${on === '' ? undated : on}`;
  }

  return {
    convert: (values, line, sink) => {
      stand(here, values, line, sink);
      for (let at = 0; at < width; at += 1) {
        here.at = at;
        here.failed = false;
        if (meets(tests, values, at)) one(values, at, sink);
      }
    },
    where: (part, values, position) => {
      const at = mirror ? Math.floor(position / 2) : position;
      const spec = part === 'key' ? keySpec : part === 'owner' ? ownerSpec : (cells.find(({ name }) => snake(name) === part.reference)?.spec ?? {});
      return { column: columnsRead(spec, layout.unpivot, at).join(', '), cell: rawOf(spec, values, at, layout, setting) };
    },
  };
}

/** How a row of a fact that stands under both parties reads under the other one; without an owner where it names no other. */
function mirrorOf({ mirror, columns }: Fact): { turn(own: string, owner: string): { owner: string; own: string } } | undefined {
  if (!mirror) return undefined;
  const names = Object.keys(columns);
  const [other, side] = [names.indexOf(mirror.other), names.indexOf(mirror.side)];
  const words = columns[mirror.side]?.words ?? [];
  return {
    turn: (own, owner) => {
      const cells = own.split('\t');
      const party = cells[other] as string;
      cells[other] = owner;
      cells[side] = words.find((word) => word !== cells[side]) ?? (cells[side] as string);
      return { owner: party, own: cells.join('\t') };
    },
  };
}

/** The row being converted: kept in one object, because a closure per row costs more than the row. */
export interface Here {
  values: readonly string[];
  line: number;
  at: number;
  sink: Sink | undefined;
  failed: boolean;
}

export function stand(here: Here, values: readonly string[], line: number, sink: Sink): void {
  here.values = values;
  here.line = line;
  here.at = 0;
  here.sink = sink;
  here.failed = false;
}

/** Rejects a cell of the row at hand, and with it the row. */
export const refusing =
  (here: Here, layout: Layout, setting: Setting): Refuse =>
  (spec, why) => {
    here.failed = true;
    const column = columnsRead(spec, layout.unpivot, here.at).join(', ');
    here.sink?.reject(reject(here.line, column, rawOf(spec, here.values, here.at, layout, setting), why));
  };

export function meets(tests: readonly Test[], values: readonly string[], at: number): boolean {
  for (const test of tests) if (!test(values, at)) return false;
  return true;
}

/** How many rows of its fact an entry makes of a line at most. */
export const rowsOf = (entry: Row, { mirror }: Fact): number => widthOf(entry) * (mirror ? 2 : 1);

/** How often an entry reads a line. */
const widthOf = (entry: Row): number => unpivotOf(entry)?.texts.length ?? 1;

export const layoutOf = (entry: Row, { index, nulls, timeZone }: Setting): Layout => ({ index, nulls, timeZone, unpivot: unpivotOf(entry) });

/** The cells a value was read from, as they stand in the file. */
export function rawOf(spec: Described, values: readonly string[], at: number, { unpivot }: Pick<Layout, 'unpivot'>, { index }: Pick<Setting, 'index'>): string {
  const columns = columnsRead(spec, unpivot, at);
  return columns.length === 0 ? String(spec.constant ?? '') : columns.map((column) => values[index(column)] ?? '').join(', ');
}

/** A value of `set` as it reads for a column: what names another fact or customer is a key; elsewhere text is a variable or a constant. */
export function specOf(entry: Row, name: string, column: FactColumn | undefined): Described | undefined {
  const value = entry.set[name];
  if (value === undefined) return undefined;
  const names = column?.type === 'reference' || column?.type === 'customer';
  return names && typeof value === 'string' ? templated(value) : describe(value, variablesOf(entry));
}

export function cellsOf(entry: Row, fact: Fact, setting: Setting, layout: Layout): Cell[] {
  return Object.entries(fact.columns).map(([name, column]) => {
    const spec = specOf(entry, name, column) ?? accountDefault(entry, fact, name, setting.currency);
    const read = spec ? compileValue(spec, typeStep(column, setting), layout) : () => null;
    const free = column.type === 'text' || (column.type === 'code' && column.words === undefined);
    return { name, spec: spec ?? {}, read, required: column.required === true, free };
  });
}

/** An account's number is its key, its currency the installation's, unless the mapping says otherwise. */
function accountDefault(entry: Row, fact: Fact, name: string, currency: string): Described | undefined {
  if (fact.name !== 'account') return undefined;
  return name === 'number' ? templated(entry.key ?? '') : name === 'currency' ? { constant: currency } : undefined;
}

/** The key of a text, remembered for the next row: many rows in a row hang on one account. */
export function keyOf(spec: Described, source: string, kind: string, layout: Layout): (cells: readonly string[], at: number) => string | Fault {
  const natural = compileText(spec, layout);
  let last: string | undefined;
  let id: string | Fault = '';
  return (cells, at) => {
    const name = natural(cells, at);
    if (name === last) return id;
    last = name;
    id = keyFault(name) ?? nameKey(source, kind, name);
    return id;
  };
}

export type Refuse = (spec: Described, why: Fault) => void;

/** The names and specifications of `set.<prefix>.<name>`, by name. */
export const nested = (entry: Row, prefix: string): [string, Described][] =>
  Object.entries(entry.set)
    .filter(([name]) => name.startsWith(`${prefix}.`))
    .map(([name, value]): [string, Described] => [name.slice(prefix.length + 1), describe(value, variablesOf(entry))])
    .sort(([a], [b]) => (a < b ? -1 : 1));

function attributesOf(entry: Row, layout: Layout): (cells: readonly string[], at: number, refuse: Refuse) => string {
  const reads = nested(entry, 'attributes').map(([name, spec]) => ({
    name: JSON.stringify(name),
    spec,
    read: compileValue(spec, attributeStep(spec.type ?? 'word'), layout),
  }));
  return (cells, at, refuse) => {
    const parts: string[] = [];
    for (const { name, spec, read } of reads) {
      const value = read(cells, at);
      if (typeof value === 'string') parts.push(`${name}:${value}`);
      else if (value !== null) refuse(spec, value);
    }
    return escaped(`{${parts.join(',')}}`);
  };
}

/**
 * The last two cells: the day a row was available and whether that is assumed. A stated day is not; otherwise it is the
 * day the row is about (an account's opening) plus the lag; a row without such a day is available from its import.
 */
export function availability(
  entry: Row,
  fact: Fact,
  layout: Layout,
  cells: readonly Pick<Cell, 'name' | 'read'>[],
): (values: readonly string[], at: number, refuse: Refuse) => string {
  const spec = entry.set['availableOn'] === undefined ? undefined : describe(entry.set['availableOn'], variablesOf(entry));
  const stated =
    spec && compileValue(spec, typeStep({ type: 'date', scope: 'open', description: { en: '', zh: '' } }, { source: '', timeZone: layout.timeZone }), layout);
  const dayName = fact.day ?? Object.entries(fact.columns).find(([, column]) => column.dates === 'opening')?.[0];
  const dated = cells.find(({ name }) => name === dayName)?.read;
  const later = remembering((day) => addDays(day, entry.lagDays));
  return (values, at, refuse) => {
    const day = stated?.(values, at) ?? null;
    if (spec && typeof day === 'object' && day !== null) refuse(spec, day);
    if (typeof day === 'string') return `${day}\tf`;
    const about = dated?.(values, at) ?? null;
    return typeof about === 'string' ? `${later(about)}\tt` : '';
  };
}
