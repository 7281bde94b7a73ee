import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { Value } from '../indicator.ts';

const constant = z.union([z.number(), z.string(), z.boolean()]);

/** What a card asks of one indicator: how its value compares, that it is missing (or not: a value or a special code), or that it is a special code. */
export const populationShape = z.union([
  z.strictObject({
    indicator: z.string().min(1),
    op: z.enum(['=', '<>', '<', '<=', '>', '>=', 'in']),
    value: z.union([constant, z.array(constant).min(1).max(limits.constantsPerCondition)]),
  }),
  z.strictObject({ indicator: z.string().min(1), missing: z.boolean() }),
  z.strictObject({ indicator: z.string().min(1), special: z.number() }),
]);
export type PopulationCondition = z.infer<typeof populationShape>;

/** A condition, and where the value it asks about stands. */
export interface PlanCondition {
  readonly at: number;
  readonly condition: PopulationCondition;
}

/** What a condition compares with; the words of a boolean are true and false. */
export const constantsOf = (value: Extract<PopulationCondition, { value: unknown }>['value']): (number | string)[] =>
  [value].flat().map((each) => (typeof each === 'boolean' ? String(each) : each));

/** Whether a value meets a condition: a missing value and a special code compare with nothing. */
export function meets(condition: PopulationCondition, value: Value): boolean {
  if ('missing' in condition) return (value.state === 'missing') === condition.missing;
  if ('special' in condition) return value.state === 'special' && value.code === condition.special;
  if (value.state !== 'value') return false;
  const held = value.value;
  const constants = constantsOf(condition.value);
  if (condition.op === '=' || condition.op === 'in') return constants.includes(held);
  if (condition.op === '<>') return !constants.includes(held);
  const [bound] = constants;
  if (typeof held !== 'number' || typeof bound !== 'number') return false;
  if (condition.op === '<') return held < bound;
  if (condition.op === '<=') return held <= bound;
  return condition.op === '>' ? held > bound : held >= bound;
}

/** A condition in words: `tenure < 12`, `service in (water, gas)`, `tenure missing`, `tenure not missing`, `tenure special -9`. */
export function conditionText(condition: PopulationCondition): string {
  const { indicator } = condition;
  if ('missing' in condition) return `${indicator} ${condition.missing ? 'missing' : 'not missing'}`;
  if ('special' in condition) return `${indicator} special ${condition.special}`;
  const { op, value } = condition;
  return `${indicator} ${op} ${Array.isArray(value) ? `(${value.join(', ')})` : value}`;
}
