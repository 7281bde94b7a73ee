import { limits } from '../../base/limits.ts';
import type { Evaluation, Plan, Reason } from '../card/evaluator.ts';
import { meets, type PlanCondition } from '../card/population.ts';
import type { Value } from '../indicator.ts';
import type { Given, Spoken } from './given.ts';
import type { PlanCap, PlanKnockout, StepName } from './rules.ts';

/** A step that had something to say. */
export interface Step {
  readonly step: StepName;
  /** Of the rule or cause; `IN_SCOPE`, `OUT_OF_SCOPE`, `SCORE`, `SCORE_INVALID` of the steps without one. */
  readonly code: string;
  /** What the step allows or sets, 0 the best, -1 none. */
  readonly grade: number;
  /** The grade is what it is because of this step. */
  readonly binds: boolean;
}

/** What becomes of an evaluation: the grade after every step, why, and each step. */
export interface Decision extends Omit<Evaluation, 'state'> {
  /** outside: not whom the ruleset rates. invalid: no card holds or a characteristic has no bin for its value. Neither has a grade. */
  readonly state: 'rated' | 'invalid' | 'outside';
  /** The grade stands in until enough is known. */
  readonly provisional: boolean;
  readonly steps: readonly Step[];
}

const holds = (conditions: readonly PlanCondition[], values: readonly Value[]): boolean =>
  conditions.every(({ at, condition }) => meets(condition, values[at] as Value));

const inScope: Step = { step: 'scope', code: 'IN_SCOPE', grade: -1, binds: false };
const outOfScope: Step = { step: 'scope', code: 'OUT_OF_SCOPE', grade: -1, binds: true };

/** Decides by the steps in their order: scope, knock-outs, cold start, score, caps, override, review. */
export function decide(plan: Plan, values: readonly Value[], evaluation: Evaluation, given: Given): Decision {
  const { rules } = plan;
  if (!holds(rules.scope, values)) return { ...evaluation, ...unscored, state: 'outside', gradeIndex: -1, provisional: false, steps: [outOfScope] };
  const out = rules.knockouts.filter((each) => knocksOut(each, values));
  const cold = out.length === 0 ? rules.coldStart.find(({ when }) => holds(when, values)) : undefined;
  const set = out.length > 0 ? out.reduce((worst, each) => (each.grade > worst.grade ? each : worst)) : cold;
  const scored: Step = { step: 'score', code: evaluation.state === 'rated' ? 'SCORE' : 'SCORE_INVALID', grade: evaluation.gradeIndex, binds: true };
  const first: Step[] = [
    ...out.map(({ code, grade }): Step => ({ step: 'knockout', code, grade, binds: code === set?.code })),
    ...(cold ? [{ step: 'cold_start', code: cold.code, grade: cold.grade, binds: true } as const] : []),
    ...(set ? [] : [scored]),
  ];
  const base = set ? { ...evaluation, ...unscored } : evaluation;
  const begun = set?.grade ?? evaluation.gradeIndex;
  if (begun < 0) return { ...base, provisional: false, steps: [inScope, ...first] };
  const later = [...capped(plan, values, given, begun)];
  const limited = later.reduce((worst, { grade }) => Math.max(worst, grade), begun);
  later.push(...spoken(plan, limited, given));
  return settled(plan, base, [inScope, ...first, ...later], cold !== undefined);
}

/** Without scoring there is no score and nothing that points would explain. */
const unscored = { card: -1, score: null, grade: null, bins: [], points: [], reasons: [], invalidCharacteristic: null } as const;

function knocksOut({ when, lasts }: PlanKnockout, values: readonly Value[]): boolean {
  if (!holds(when, values)) return false;
  if (lasts === undefined) return true;
  const since = values[lasts.at];
  return since?.state === 'value' && typeof since.value === 'number' && since.value < lasts.months;
}

/** The caps that hold, whether or not they bind. */
function capped({ rules, grades }: Plan, values: readonly Value[], { last }: Given, begun: number): Step[] {
  const issued = last === null ? -1 : grades.findIndex(({ grade }) => grade === last.grade);
  const bounds = rules.caps.flatMap((cap) => {
    if (!holds(cap.when, values) || !isFrom(cap, last?.grade)) return [];
    const best = cap.best ?? (issued < 0 ? undefined : Math.max(0, issued - (cap.notches ?? 0)));
    return best === undefined ? [] : [{ code: cap.code, grade: best }];
  });
  const lowest = bounds.reduce((worst, { grade }) => Math.max(worst, grade), begun);
  const binding = lowest > begun ? bounds.findIndex(({ grade }) => grade === lowest) : -1;
  return bounds.map(({ code, grade }, at) => ({ step: 'cap', code, grade, binds: at === binding }));
}

const isFrom = ({ from }: PlanCap, last: string | undefined): boolean => from === undefined || (last !== undefined && from.includes(last));

/** What people said: an override moves a grade, a review sets it. */
function spoken({ rules, grades }: Plan, from: number, { override, review }: Given): Step[] {
  const wanted = (said: Spoken | null): number => (said === null ? -1 : grades.findIndex(({ grade }) => grade === said.grade));
  const steps: Step[] = [];
  const over = wanted(override);
  if (override && over >= 0) {
    const grade = moved(from, over, override.notches, rules.notches);
    steps.push({ step: 'override', code: override.cause, grade, binds: grade !== from });
  }
  const reviewed = wanted(review);
  if (review && reviewed >= 0) steps.push({ step: 'review', code: review.cause, grade: reviewed, binds: reviewed !== (steps.at(-1)?.grade ?? from) });
  return steps;
}

/** From a grade towards the wanted one, by as many notches as were decided, and no more than the version allows; what was to better a grade never worsens it. */
function moved(from: number, wanted: number, decided: number | undefined, most: number): number {
  const far = Math.min(Math.abs(decided ?? most), most);
  const [up, down] = [decided === undefined || decided > 0 ? far : 0, decided === undefined || decided < 0 ? far : 0];
  return Math.min(Math.max(wanted, from - up), from + down);
}

/** The last step that binds decided; its code is the first reason, unless it is the score. */
function settled({ grades }: Plan, base: Evaluation, steps: readonly Step[], isCold: boolean): Decision {
  const at = steps.findLastIndex(({ binds }) => binds);
  const binding = steps[at] as Step;
  const reasons: Reason[] =
    binding.step === 'score' ? [...base.reasons] : [{ code: binding.code, difference: 0 }, ...base.reasons.filter(({ code }) => code !== binding.code)];
  return {
    ...base,
    state: 'rated',
    gradeIndex: binding.grade,
    grade: grades[binding.grade]?.grade ?? null,
    reasons: reasons.slice(0, limits.reasonsGiven),
    provisional: isCold && binding.step !== 'override' && binding.step !== 'review',
    steps: steps.map((step, nth) => (step.binds && nth !== at ? { ...step, binds: false } : step)),
  };
}
