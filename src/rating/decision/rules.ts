import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { type PlanCondition, populationShape } from '../card/population.ts';
import { reasonCode } from '../card/scorecard.ts';

const gradeName = z.string().min(1).max(20);
const conditions = z.array(populationShape).max(limits.conditionsPerPopulation);
const text = z.strictObject({ en: z.string().regex(/\S/), zh: z.string().regex(/\S/) });

/** What a grade goes through, in this order. */
export const stepNames = ['scope', 'knockout', 'cold_start', 'score', 'cap', 'override', 'review'] as const;
export type StepName = (typeof stepNames)[number];

/**
 * Sets the grade without scoring while all of `when` hold. With `lasts` it also takes an event in sight: `since` counts the
 * months since it (`months_since`, `cured_months`), and from `months` on the knock-out is over.
 */
export const knockoutShape = z.strictObject({
  code: reasonCode,
  when: conditions.default([]),
  lasts: z.strictObject({ months: z.int().min(1).max(limits.windowMonthsMax), since: z.string().min(1) }).optional(),
  grade: gradeName,
});
export type Knockout = z.infer<typeof knockoutShape>;

/** Too little is known to score: this grade stands in, provisional. The first that holds. */
export const coldStartShape = z.strictObject({ code: reasonCode, when: conditions.min(1), grade: gradeName });
export type ColdStart = z.infer<typeof coldStartShape>;

/**
 * How good a grade may be at most while all of `when` hold and, with `from`, the last issued grade was one of those:
 * `best`, or so many `notches` above the last issued grade (without one it does not hold).
 */
export const capShape = z.strictObject({
  code: reasonCode,
  when: conditions.default([]),
  from: z.array(gradeName).min(1).max(limits.gradesPerRuleset).optional(),
  best: gradeName.optional(),
  notches: z.int().min(0).max(limits.gradesPerRuleset).optional(),
});
export type Cap = z.infer<typeof capShape>;

/** What people may change of a grade: for which causes, by how many notches at most, from how many on a second person decides, for how long. */
export const overridesShape = z.strictObject({
  causes: z.record(reasonCode, text),
  /** At most so many notches from the grade that was computed. */
  notches: z.int().min(1).max(limits.gradesPerRuleset),
  /** Up to so many notches one person decides. */
  alone: z.int().min(0).max(limits.gradesPerRuleset).default(0),
  /** An override ends so many months after it began, at the latest. */
  months: z.int().min(1).max(limits.overrideMonthsMax),
});
export type Overrides = z.infer<typeof overridesShape>;

/** The parts of a ruleset that decide beside its cards. */
export interface Rules {
  readonly scope: readonly z.infer<typeof populationShape>[];
  readonly knockouts: readonly Knockout[];
  readonly coldStart: readonly ColdStart[];
  readonly caps: readonly Cap[];
  readonly overrides?: Overrides | undefined;
}

export interface PlanKnockout {
  readonly code: string;
  readonly when: readonly PlanCondition[];
  readonly lasts: { readonly at: number; readonly months: number } | undefined;
  /** 0 is the best. */
  readonly grade: number;
}

export interface PlanCap {
  readonly code: string;
  readonly when: readonly PlanCondition[];
  readonly from: readonly string[] | undefined;
  readonly best: number | undefined;
  readonly notches: number | undefined;
}

/** The rules made ready to decide; conditions name the places of their values. */
export interface PlanRules {
  readonly scope: readonly PlanCondition[];
  readonly knockouts: readonly PlanKnockout[];
  readonly coldStart: readonly Omit<PlanKnockout, 'lasts'>[];
  readonly caps: readonly PlanCap[];
  /** At most so many notches does an override move a grade. */
  readonly notches: number;
}

/** Makes the rules ready; `place` finds an indicator's value, `gradeAt` a grade. */
export function rulesOf(
  { scope, knockouts, coldStart, caps, overrides }: Rules,
  place: (name: string) => number,
  gradeAt: (name: string) => number,
): PlanRules {
  const placed = (conditions: Rules['scope']): PlanCondition[] => conditions.map((condition) => ({ at: place(condition.indicator), condition }));
  return {
    scope: placed(scope),
    knockouts: knockouts.map(({ code, when, lasts, grade }) => ({
      code,
      when: placed(when),
      lasts: lasts && { at: place(lasts.since), months: lasts.months },
      grade: gradeAt(grade),
    })),
    coldStart: coldStart.map(({ code, when, grade }) => ({ code, when: placed(when), grade: gradeAt(grade) })),
    caps: caps.map(({ code, when, from, best, notches }) => ({
      code,
      when: placed(when),
      from,
      best: best === undefined ? undefined : gradeAt(best),
      notches,
    })),
    notches: overrides?.notches ?? 0,
  };
}
