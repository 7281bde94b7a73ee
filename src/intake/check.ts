import type { Fact, FactColumn } from '../base/fact.ts';
import { attributeClasses } from '../base/fact.ts';
import type { Params, Problem } from '../base/problem.ts';
import { identifierKinds, isIdentifierKind } from '../customer/identifier.ts';
import { vocabulary } from '../rating/vocabulary.ts';
import { attributeStep, type Step, text, typeStep } from './convert/cell.ts';
import { specOf } from './convert/convert.ts';
import { compileValue } from './convert/value.ts';
import { describe, fileOf, namesIn, templated, unpivotOf, variablesOf } from './entry.ts';
import { problem } from './errors.ts';
import type { Described, Mapping, Row } from './mapping.ts';

type Code = Parameters<typeof problem>[0];
type Report = (path: string, code: Code, params?: Params) => void;

/** Every fault of a mapping against the facts there are, each with its path; none: it can be loaded. */
export function check(mapping: Mapping, facts: ReadonlyMap<string, Fact> = vocabulary): Problem[] {
  const faults: Problem[] = Object.entries(mapping.files).flatMap(([name, { format, header, pivot }]) => [
    ...(format === 'ndjson' && header ? [problem('INTAKE_FILE_OPTION', { option: 'header', format }, { path: `files.${name}.header` })] : []),
    ...(pivot?.by.some((column) => column === pivot.name || column === pivot.value)
      ? [problem('INTAKE_PIVOT_COLUMNS', { by: pivot.by.join(', ') }, { path: `files.${name}.pivot` })]
      : []),
  ]);
  mapping.rows.forEach((entry, at) => {
    const report: Report = (path, code, params = {}) => faults.push(problem(code, params, { path: `rows[${at}]${path}` }));
    checkFile(mapping, entry, report);
    const fact = facts.get(entry.fact);
    if (!fact) return report('.fact', 'INTAKE_FACT_UNKNOWN', { fact: entry.fact, facts: targets(facts) });
    if (fact.own) return report('.fact', 'INTAKE_FACT_OWN', { fact: entry.fact, facts: targets(facts) });
    checkOwner(entry, fact, report);
    checkUnpivot(entry, fact, report);
    checkTargets(entry, fact, report);
    if (entry.covers && entry.covers.from > entry.covers.until) report('.covers', 'INTAKE_COVERS_ORDER', entry.covers);
  });
  return faults;
}

/** The facts that a mapping may write. */
const targets = (facts: ReadonlyMap<string, Fact>): string => [...facts.values()].flatMap(({ name, own }) => (own ? [] : [name])).join(', ');

function checkFile(mapping: Mapping, entry: Row, report: Report): void {
  const files = Object.keys(mapping.files).join(', ');
  const name = fileOf(mapping, entry);
  if (name === undefined) report('.from', 'INTAKE_FILE_UNNAMED', { files });
  else if (!mapping.files[name]) report('.from', 'INTAKE_FILE_UNKNOWN', { file: name, files });
}

function checkOwner(entry: Row, fact: Fact, report: Report): void {
  const needed = fact.name === 'customer' ? ['key'] : fact.owner === 'account' ? ['key', 'account'] : ['key', 'customer'];
  for (const part of ['key', 'customer', 'account'] as const) {
    const value = entry[part];
    if (needed.includes(part) && value === undefined) report(`.${part}`, 'INTAKE_OWNER_MISSING', { part, fact: fact.name });
    else if (!needed.includes(part) && value !== undefined) report(`.${part}`, 'INTAKE_OWNER_MISPLACED', { part, fact: fact.name, needed: needed.join(', ') });
    else if (value !== undefined) checkVariables(entry, templated(value), `.${part}`, report);
  }
}

function checkUnpivot(entry: Row, fact: Fact, report: Report): void {
  const unpivot = unpivotOf(entry);
  if (!entry.unpivot) return;
  if (Object.keys(entry.unpivot).length !== 1 || !unpivot || unpivot.texts.length === 0 || unpivot.variable === 'value' || fact.name === 'customer') {
    report('.unpivot', 'INTAKE_UNPIVOT_COUNT', { fact: fact.name });
  }
}

function checkTargets(entry: Row, fact: Fact, report: Report): void {
  const free = fact.attributes ? ['attributes.*'] : [];
  const known = [...Object.keys(fact.columns), 'availableOn', ...free, ...(fact.name === 'customer' ? ['identifiers.*'] : [])].join(', ');
  for (const name of Object.keys(entry.set)) {
    const path = `.set.${name}`;
    const [head = '', rest] = name.split(/\.(.*)/s);
    const column = name === 'availableOn' ? availableOn : fact.columns[name];
    if (column) checkColumn(entry, name, column, path, report);
    else if (rest && head === 'attributes' && fact.attributes) checkAttribute(entry, name, path, report);
    else if (rest && head === 'identifiers' && fact.name === 'customer') checkIdentifier(entry, name, rest, path, report);
    else report(path, 'INTAKE_TARGET_UNKNOWN', { target: name, fact: fact.name, known });
  }
  for (const [name, column] of Object.entries(fact.columns)) {
    if (column.required && entry.set[name] === undefined) report('.set', 'INTAKE_TARGET_MISSING', { target: name, fact: fact.name });
  }
  entry.when.forEach(({ column, variable }, at) => {
    if (column === undefined || variable !== undefined) checkVariables(entry, { variable: variable ?? 'value' }, `.when[${at}]`, report);
  });
}

const availableOn: FactColumn = { type: 'date', scope: 'open', description: { en: '', zh: '' } };
/** A constant is checked without a file; what is written of time zones is told when it is read. */
const nowhere = { source: 'check', timeZone: 'UTC' };
const anywhere = ['trim', 'upper', 'codes', 'default'];
const arithmetic = ['plus', 'minus', 'times', 'over'];
const days = ['date', 'firstDayOf', 'lastDayOf', 'addDays', 'addMonths'];
/** Which transforms lead to a value of which type. */
const fitting: Record<FactColumn['type'] | 'word' | 'identifier', readonly string[]> = {
  text: anywhere,
  code: anywhere,
  reference: anywhere,
  customer: anywhere,
  instant: [...anywhere, 'instant'],
  boolean: anywhere,
  word: [...anywhere, 'class', 'type'],
  identifier: [...anywhere, 'verified'],
  integer: [...anywhere, ...arithmetic],
  quantity: [...anywhere, ...arithmetic],
  money: [...anywhere, ...arithmetic, 'minor'],
  date: [...anywhere, ...days],
  month: [...anywhere, ...days],
};
const sources = ['column', 'value', 'variable', 'constant', 'concat'] as const;

function checkColumn(entry: Row, name: string, column: FactColumn, path: string, report: Report): void {
  const spec = specOf(entry, name, column);
  if (spec) checkValue(entry, spec, { target: name, type: column.type, step: typeStep(column, nowhere), fits: fitting[column.type] }, path, report);
}

function checkAttribute(entry: Row, name: string, path: string, report: Report): void {
  const value = entry.set[name];
  const spec = describe(value ?? '', variablesOf(entry));
  if (spec.class === undefined) report(path, 'INTAKE_CLASS_MISSING', { target: name, classes: attributeClasses.join(', ') });
  const type = spec.type ?? 'word';
  const fits = type === 'number' ? [...fitting.quantity, 'class', 'type'] : fitting.word;
  checkValue(entry, spec, { target: name, type, step: attributeStep(type), fits }, path, report);
}

function checkIdentifier(entry: Row, name: string, kind: string, path: string, report: Report): void {
  if (!isIdentifierKind(kind)) return report(path, 'INTAKE_IDENTIFIER_UNKNOWN', { kind, kinds: identifierKinds.join(', ') });
  checkValue(entry, describe(entry.set[name] ?? '', []), { target: name, type: 'identifier', step: text, fits: fitting.identifier }, path, report);
}

function checkValue(
  entry: Row,
  spec: Described,
  into: { target: string; type: string; step: Step; fits: readonly string[] },
  path: string,
  report: Report,
): void {
  const { target, type, step, fits } = into;
  if (sources.filter((source) => spec[source] !== undefined).length !== 1) report(path, 'INTAKE_SOURCE_COUNT', { target, sources: sources.join(', ') });
  for (const transform of Object.keys(spec)) {
    if (!(sources as readonly string[]).includes(transform) && !fits.includes(transform)) {
      report(`${path}.${transform}`, 'INTAKE_TRANSFORM_UNFIT', { transform, target, type, fits: fits.join(', ') });
    }
  }
  if (spec.value && !entry.unpivot) report(path, 'INTAKE_VARIABLE_UNKNOWN', { variable: 'value', variables: '-' });
  checkVariables(entry, spec, path, report);
  if (spec.constant === undefined) return;
  // How far a column moves the constant only the file knows.
  const still = { ...spec, addDays: undefined, addMonths: undefined };
  const read = compileValue(still, step, { ...nowhere, index: () => 0, nulls: new Set(['']), unpivot: undefined })([], 0);
  if (typeof read === 'object') report(path, 'INTAKE_CONSTANT_UNFIT', { cell: String(spec.constant), target, type });
}

/** A template may name columns, which only the file knows; a variable must be the unpivot's. */
function checkVariables(entry: Row, spec: Described, path: string, report: Report): void {
  const variables = variablesOf(entry);
  const unknown = spec.variable !== undefined && !variables.includes(spec.variable) ? [spec.variable] : [];
  const bare = entry.unpivot ? [] : namesIn(spec.concat ?? '').filter((name) => name === 'value');
  for (const variable of [...unknown, ...bare]) report(path, 'INTAKE_VARIABLE_UNKNOWN', { variable, variables: variables.join(', ') || '-' });
}
