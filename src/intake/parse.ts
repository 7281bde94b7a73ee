import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import { check } from './check.ts';
import { problem } from './errors.ts';
import { type Mapping, mappingShape } from './mapping.ts';

/** The mapping a text holds, checked; all its faults at once, each with file, line and path, as an AggregateError of Problems. */
export function parseMapping(text: string, name: string): Mapping {
  if (text.length > limits.ruleBytes) throw problem('INTAKE_MAPPING_UNREADABLE', { file: name, reason: `> ${limits.ruleBytes} bytes` });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: sameKey });
  const at = (offset: number, path: string): string => `${name}:${lines.linePos(offset).line}${path === '' ? '' : ` ${path}`}`;
  if (document.errors.length > 0) {
    throw faulty(document.errors.map((error) => problem('INTAKE_MAPPING_SYNTAX', { reason: error.message }, { path: at(error.pos[0], '') })));
  }
  keepKeys(document);
  const placed = (keys: readonly PropertyKey[]): string => at(offsetOf(document, keys), pathText(keys));
  const parsed = mappingShape.safeParse(document.toJS());
  if (!parsed.success) throw faulty(parsed.error.issues.flatMap((issue) => issueProblems(issue, placed)));
  const faults = check(parsed.data).map(({ code, params, path }) =>
    problem(code as Parameters<typeof problem>[0], params, { path: placed(pathKeys(path ?? '')) }),
  );
  if (faults.length > 0) throw faulty(faults);
  return parsed.data;
}

const faulty = (faults: Problem[]): AggregateError => new AggregateError(faults, faults[0]?.message);

/** `1` and `01` are two keys, though one number. */
const sameKey = (a: unknown, b: unknown): boolean => isScalar(a) && isScalar(b) && (a.source ?? a.value) === (b.source ?? b.value);

/** Keys are what is written: `01` stays `01`, and a code `2` is the text of a cell. */
function keepKeys(document: Document.Parsed): void {
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && typeof key.value !== 'string') key.value = key.source ?? String(key.value);
    },
  });
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, placed: (keys: readonly PropertyKey[]) => string): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem('INTAKE_MAPPING_ENTRY_UNKNOWN', { entry: key }, { path: placed([...issue.path, key]) }));
  }
  if (issue.code === 'invalid_union') {
    // The long form of a value says more than "none of these": take the branch that got furthest.
    const inner = issue.errors.flat().filter((each) => each.path.length > 0 || each.code === 'unrecognized_keys');
    if (inner.length > 0) return inner.flatMap((each) => issueProblems({ ...each, path: [...issue.path, ...each.path] } as Issue, placed));
  }
  return [problem('INTAKE_MAPPING_SHAPE', { reason: issue.message }, { path: placed(issue.path) })];
}

/** `['rows', 1, 'set', 'x']` gives `rows[1].set.x`. */
const pathText = (keys: readonly PropertyKey[]): string =>
  keys.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`)).join('');

/** The inverse, for paths of `check`: everything after `set.` is one key, which may hold dots, but for a transform at its end. */
function pathKeys(path: string): PropertyKey[] {
  const file = /^files\.(.*)\.(\w+)$/s.exec(path);
  if (file) return ['files', file[1] as string, file[2] as string];
  const [, row = '', rest = ''] = /^rows\[(\d+)\](.*)$/s.exec(path) ?? [];
  const keys = rest.startsWith('.set.') ? ['set', ...targetKeys(rest.slice(5))] : rest.split('.').slice(1).flatMap(indexed);
  return ['rows', Number(row), ...keys];
}

const targetKeys = (target: string): string[] => {
  const parts = target.split('.');
  const head = parts[0] === 'attributes' || parts[0] === 'identifiers' ? 2 : 1;
  return [parts.slice(0, head).join('.'), ...parts.slice(head)];
};

const indexed = (part: string): PropertyKey[] => {
  const found = /^(\w+)\[(\d+)\]$/.exec(part);
  return found ? [found[1] as string, Number(found[2])] : [part];
};

/** Where a path starts in the text: its key if it has one, else its value, else that of the nearest thing around it. */
function offsetOf(document: Document.Parsed, keys: readonly PropertyKey[]): number {
  for (let length = keys.length; length >= 0; length -= 1) {
    const parent = length === 0 ? undefined : document.getIn(keys.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === keys[length - 1]) : undefined;
    const node = isScalar(pair?.key) ? pair.key : document.getIn(keys.slice(0, length), true);
    const range = node && typeof node === 'object' && 'range' in node ? (node.range as [number, number, number] | undefined) : undefined;
    if (range) return range[0];
  }
  return 0;
}
