import type { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { languages } from '../../base/text.ts';
import { error, type Fault, pathOf, type Step } from './fault.ts';

type Issue = z.core.$ZodIssue;

/** A document made to fit its shape, so that everything else wrong with it can still be found. */
export interface Repaired<T> {
  /** Undefined when it could not be made to fit. */
  readonly value: T | undefined;
  readonly faults: readonly Fault[];
  /** Paths of what was replaced: what is found there or below is not the author's. */
  readonly repairs: readonly string[];
}

const rounds = 6;
/** A document with more than these was meant for something else: no more are told. */
const most = 500;

/** Fits `document` to `shape`: names every place that does not fit and puts a harmless value there. */
export function repaired<T>(shape: z.ZodType<T>, document: unknown): Repaired<T> {
  const faults: Fault[] = [];
  const repairs = new Set<string>();
  const note = (steps: readonly Step[], fault: Fault): void => {
    if (repairs.size > most) return;
    if (!isBelow(pathOf(steps), repairs)) faults.push(fault);
    repairs.add(pathOf(steps));
  };
  const root = { document: sound(document, [], note) };
  for (let round = 0; round < rounds; round++) {
    const result = shape.safeParse(root.document);
    if (result.success) return { value: result.data, faults, repairs: [...repairs] };
    if (repairs.size > most) break;
    for (const issue of result.error.issues.flatMap((each) => leaves(each, [])).slice(0, most + 1)) {
      const steps = issue.path as Step[];
      const found = at(root.document, steps);
      for (const { steps: where, fault } of named(issue, steps, found)) note(where, fault);
      replace(root, steps, issue, found);
    }
  }
  return { value: undefined, faults, repairs: [...repairs] };
}

export const isBelow = (path: string, repairs: Iterable<string>): boolean =>
  [...repairs].some((repair) => path === repair || (path.startsWith(repair) && (repair === '' || '.['.includes(path[repair.length] as string))));

/** A copy without numbers that are none and without text that cannot be stored. */
function sound(value: unknown, steps: readonly Step[], note: (steps: readonly Step[], fault: Fault) => void): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    note(steps, error('RATING_NOT_FINITE', pathOf(steps), { got: String(value) }));
    return 0;
  }
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\u0000'))) {
    note(steps, error('RATING_TEXT_CHARACTERS', pathOf(steps)));
    return '?';
  }
  if (typeof value === 'object' && value !== null && steps.length >= limits.documentDepth) {
    note(steps, error('RATING_TOO_DEEP', pathOf(steps), { most: limits.documentDepth }));
    return null;
  }
  if (Array.isArray(value)) return value.map((each, index) => sound(each, [...steps, index], note));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sound(each, [...steps, key], note)]));
}

/** The issues inside the branch of a union that the author most likely meant: the one with the least wrong. */
function leaves(issue: Issue, prefix: readonly PropertyKey[]): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
  const branches = issue.errors.map((errors) => errors.flatMap((each) => leaves(each, path)));
  return branches.toSorted((a, b) => weight(a, path) - weight(b, path))[0] as Issue[];
}

/** How far a branch is from what was written; the wrong kind of thing altogether is farthest. */
function weight(issues: readonly Issue[], path: readonly PropertyKey[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + issue.keys.length;
    return sum + (issue.path.length === path.length && (issue.code === 'invalid_type' || issue.code === 'invalid_value') ? 10 : 1);
  }, 0);
}

function at(document: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((held, step) => (held as Record<Step, unknown> | null | undefined)?.[step], document);
}

interface Named {
  readonly steps: readonly Step[];
  readonly fault: Fault;
}

/** An issue in our words. */
function named(issue: Issue, steps: readonly Step[], found: unknown): Named[] {
  const path = pathOf(steps);
  const last = steps.at(-1);
  const one = (fault: Fault): Named[] => [{ steps, fault }];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ steps: [...steps, key], fault: error('RATING_KEY_UNKNOWN', pathOf([...steps, key]), { key }) }));
  }
  const empty = found === undefined || found === null || (typeof found === 'string' && found.trim() === '');
  if (empty && languages.some((language) => language === last)) return one(error('RATING_TEXT_MISSING', path, { language: String(last) }));
  if (found === undefined) return one(error('RATING_KEY_MISSING', path, { key: String(last ?? '') }));
  switch (issue.code) {
    case 'invalid_type':
      return one(error('RATING_TYPE', path, { expected: issue.expected }));
    case 'invalid_value':
      return one(error('RATING_WORD_UNKNOWN', path, { got: JSON.stringify(found), known: issue.values.join(', ') }));
    case 'too_small':
      return one(error('RATING_TOO_SMALL', path, { least: String(issue.minimum) }));
    case 'too_big':
      return one(error('RATING_TOO_BIG', path, { most: String(issue.maximum) }));
    case 'invalid_key':
      return one(error('RATING_NAME_FORM', path, { got: String(last) }));
    case 'invalid_format':
      return one(error('RATING_NAME_FORM', path, { got: String(found) }));
    default:
      return one(error('RATING_SHAPE', path, { problem: issue.message }));
  }
}

/** Puts something that fits where the issue lies, in the copy. */
function replace(root: { document: unknown }, steps: readonly Step[], issue: Issue, found: unknown): void {
  const parent = steps.length === 0 ? root : at(root.document, steps.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) return;
  const holder = parent as Record<Step, unknown>;
  const key = steps.at(-1) ?? 'document';
  if (issue.code === 'unrecognized_keys') for (const each of issue.keys) delete (found as Record<string, unknown>)[each];
  else if (issue.code === 'invalid_key') delete holder[key];
  else if (issue.code === 'invalid_value') holder[key] = issue.values[0];
  else if (issue.code === 'too_small')
    holder[key] = typeof found === 'number' ? Number(issue.minimum) : Array.isArray(found) ? padded(found, Number(issue.minimum)) : '?';
  else if (issue.code === 'too_big')
    holder[key] = typeof found === 'number' ? Number(issue.maximum) : (found as string | unknown[]).slice(0, Number(issue.maximum));
  else if (issue.code === 'invalid_format') holder[key] = found === 'x' ? 'X' : 'x';
  else if (issue.code === 'invalid_type') holder[key] = blanks[issue.expected]?.() ?? '?';
  else delete holder[key];
}

const blanks: Record<string, () => unknown> = {
  number: () => 0,
  int: () => 0,
  boolean: () => false,
  array: () => [],
  tuple: () => ['?', '?'],
  object: () => ({}),
  record: () => ({}),
};

const padded = (list: readonly unknown[], length: number): unknown[] => [
  ...list,
  ...Array.from({ length: Math.max(0, length - list.length) }, () => undefined),
];
