import { z } from 'zod';
import { limits } from '../base/limits.ts';
import { gradeShape } from './card/grade.ts';
import { cardShape, reasonCode } from './card/scorecard.ts';
import type { Fault } from './check/fault.ts';
import { repaired } from './check/repair.ts';
import { combined, conditionShape, type Indicator, indicatorShape, isMeasured } from './indicator.ts';
import { subjects } from './subject.ts';

const text = z.strictObject({ en: z.string().regex(/\S/), zh: z.string().regex(/\S/) });
const indicatorName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

/** A golden value: a number or word; null is missing; a number the indicator declares special is that state. */
const goldenValue = z.union([z.number(), z.string(), z.null()]);

/** A customer made up to hold the version to: these values must come out so. */
export const goldenShape = z.strictObject({
  name: z.string().min(1).max(limits.nameCharacters),
  /** An indicator left out is missing; a derived one is derived from its parts. */
  values: z.record(z.string(), goldenValue),
  expect: z.strictObject({
    score: z.number().optional(),
    grade: z.string().optional(),
    reasons: z.array(z.string()).max(limits.reasonsGiven).optional(),
    /** The card that holds. */
    card: z.string().optional(),
    /** The indicator of the characteristic that has no bin for its value. */
    invalid: z.string().optional(),
  }),
});
export type Golden = z.infer<typeof goldenShape>;

/** The ruleset document: what is measured, how it is scored and graded, why, and what must come out. */
export const rulesetShape = z.strictObject({
  kind: z.literal('ruleset'),
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/),
  title: text,
  dimension: indicatorName,
  subject: z.enum(subjects).default('customer'),
  scope: z.array(conditionShape).default([]),
  indicators: z.record(indicatorName, indicatorShape),
  cards: z.array(cardShape).min(1).max(limits.cardsPerRuleset),
  grades: z.array(gradeShape).min(1).max(limits.gradesPerRuleset),
  reasons: z.record(reasonCode, text).default({}),
  golden: z.array(goldenShape).max(limits.goldenPerRuleset).default([]),
});
export type Ruleset = z.infer<typeof rulesetShape>;

/** The published contract of the document (JSON Schema 2020-12). */
export const rulesetSchema = (): object => z.toJSONSchema(rulesetShape, { io: 'input' });

/** Indicators by name whatever the order they were written or stored in: values of a rating stand in this order. */
const ordered = (ruleset: Ruleset): Ruleset => ({
  ...ruleset,
  indicators: Object.fromEntries(Object.entries(ruleset.indicators).toSorted(([a], [b]) => (a < b ? -1 : 1))),
});

/** A document as far as it can be read: what was wrong stands in `faults` and was replaced at `repairs` to go on checking. */
export interface Draft {
  readonly ruleset: Ruleset | undefined;
  readonly faults: readonly Fault[];
  readonly repairs: readonly string[];
}

export function draft(document: unknown): Draft {
  const { value, faults, repairs } = repaired(rulesetShape, document);
  return { ruleset: value && ordered(value), faults, repairs };
}

export type Parsed = { readonly ruleset: Ruleset; readonly faults: readonly [] } | { readonly ruleset: undefined; readonly faults: readonly Fault[] };

/** Reads the shape of a document only; what it says is checked by `check`. */
export function parse(document: unknown): Parsed {
  const { ruleset, faults } = draft(document);
  return ruleset !== undefined && faults.length === 0 ? { ruleset, faults: [] } : { ruleset: undefined, faults };
}

/** Names in an order in which a derived indicator comes after its parts; those in a cycle or without parts are left out. */
export function derivationOrder(indicators: Readonly<Record<string, Indicator>>): string[] {
  const done = new Set<string>();
  let open = Object.entries(indicators);
  for (;;) {
    const ready = open.filter(([, indicator]) => isMeasured(indicator) || combined(indicator).of.every((part) => done.has(part)));
    if (ready.length === 0) return [...done];
    for (const [name] of ready) done.add(name);
    open = open.filter(([name]) => !done.has(name));
  }
}
