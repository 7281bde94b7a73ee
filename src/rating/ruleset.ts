import { z } from 'zod';
import { limits } from '../base/limits.ts';
import { calibrationShape } from './calibration/calibration.ts';
import { externalShape } from './calibration/external.ts';
import { gradeShape } from './card/grade.ts';
import { populationShape } from './card/population.ts';
import { cardShape, reasonCode } from './card/scorecard.ts';
import type { Fault } from './check/fault.ts';
import { repaired } from './check/repair.ts';
import { capShape, coldStartShape, knockoutShape, overridesShape, stepNames } from './decision/rules.ts';
import { combined, type Indicator, indicatorShape, isMeasured } from './indicator.ts';
import { cycleShape } from './issue/cycle.ts';
import { actionableShape } from './path/actionable.ts';
import { policyShape } from './policy/policy.ts';
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
  /** What it has beside measured values: the last issued grade, an override in force. */
  given: z.strictObject({ last: z.string().optional(), override: z.strictObject({ grade: z.string(), cause: z.string() }).optional() }).optional(),
  expect: z.strictObject({
    score: z.number().optional(),
    grade: z.string().optional(),
    reasons: z.array(z.string()).max(limits.reasonsGiven).optional(),
    /** The card that holds. */
    card: z.string().optional(),
    /** The indicator of the characteristic that has no bin for its value. */
    invalid: z.string().optional(),
    state: z.enum(['rated', 'invalid', 'outside']).optional(),
    provisional: z.boolean().optional(),
    /** Codes of the steps that spoke, in their order (`IN_SCOPE` and the score aside). */
    steps: z.array(z.string()).optional(),
    /** The step that decided. */
    by: z.enum(stepNames).optional(),
    /** The row of the policy that decides. */
    policy: z.string().optional(),
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
  /** Whom it rates: all must hold; whoever is outside is not rated. */
  scope: z.array(populationShape).max(limits.conditionsPerPopulation).default([]),
  indicators: z.record(indicatorName, indicatorShape),
  cards: z.array(cardShape).min(1).max(limits.cardsPerRuleset),
  grades: z.array(gradeShape).min(1).max(limits.gradesPerRuleset),
  knockouts: z.array(knockoutShape).max(limits.rulesPerStep).default([]),
  coldStart: z.array(coldStartShape).max(limits.rulesPerStep).default([]),
  caps: z.array(capShape).max(limits.rulesPerStep).default([]),
  overrides: overridesShape.optional(),
  policy: policyShape.optional(),
  /** When official grades are issued; without it only monitoring ratings are made. */
  cycle: cycleShape.optional(),
  /** What may be changed on the path to a better grade. */
  actionable: z.array(actionableShape).default([]),
  /** What the grades turned out to mean; a rating then carries its grade's probability. */
  calibration: calibrationShape.optional(),
  /** How the scales of bureaus and agencies are read. */
  external: z.array(externalShape).max(limits.externalScales).default([]),
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
