import { digest } from '../../base/digest.ts';
import type { Calibration } from './calibration.ts';

/** The parts of a ruleset document that decide which grade a customer has. */
const deciding = ['subject', 'scope', 'indicators', 'cards', 'grades', 'knockouts', 'coldStart', 'caps', 'overrides'];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const without = (value: unknown, ...names: string[]): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) : value;

/** A part without what is there to be read, and without who may override for how long. */
function bare(name: string, part: unknown): unknown {
  if (name === 'overrides') return without(part, 'causes', 'alone', 'months');
  if (name !== 'indicators' || !isObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([each, indicator]) => [each, without(indicator, 'label', 'description')]));
}

const known = new WeakMap<object, string>();

/** Digest of the rules that a document grades by, as they are written: what its calibration was measured with. */
export function rulesOf(document: object): string {
  const found = known.get(document);
  if (found !== undefined) return found;
  const parts = Object.entries(document).filter(([name]) => deciding.includes(name));
  const made = digest(Object.fromEntries(parts.map(([name, part]) => [name, bare(name, part)])));
  known.set(document, made);
  return made;
}

/** A version's calibration; none where it was measured with other rules, as when cut-offs were moved after it. */
export function calibrationOf(version: {
  readonly document: unknown;
  readonly ruleset: { readonly calibration?: Calibration | undefined };
}): Calibration | undefined {
  const { calibration } = version.ruleset;
  return calibration?.rules === undefined || calibration.rules === rulesOf(version.document as object) ? calibration : undefined;
}
