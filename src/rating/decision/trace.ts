import type { Language } from '../../base/text.ts';
import { evaluate } from '../card/evaluator.ts';
import { type RatingRow, unpack } from '../rating.ts';
import { wordsOf } from '../review/review.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Version } from '../version/version.ts';
import { decide, type Step } from './decision.ts';
import { nothing } from './given.ts';
import type { StepName } from './rules.ts';

/** A step as the graph shows it. */
export interface PublishedStep {
  readonly step: StepName;
  readonly code: string;
  readonly grade: string | null;
  readonly binds: boolean;
  readonly texts: Readonly<Record<Language, string>>;
}

/** What the steps without a rule of their own say. */
const own: Readonly<Record<string, Record<Language, string>>> = {
  IN_SCOPE: { en: 'The ruleset rates this customer', zh: '属于本规则集的评级范围' },
  OUT_OF_SCOPE: { en: 'The ruleset does not rate this customer', zh: '不属于本规则集的评级范围' },
  SCORE: { en: 'Grade of the score', zh: '按得分定级' },
  SCORE_INVALID: { en: 'No score: no card holds, or a value has no bin', zh: '无法计分：没有适用的评分卡，或取值没有对应分段' },
};

/** Every step of a rating that had something to say, in order, from what is kept with it; without rules that read what the caller may not see. */
export function traceOf(row: Pick<RatingRow, 'values' | 'states' | 'words' | 'given'>, version: Version, withheld: ReadonlySet<string>): PublishedStep[] {
  const values = unpack(row);
  return publishSteps(decide(version.plan, values, evaluate(version.plan, values), row.given ?? nothing).steps, version, withheld);
}

/** Steps in words, without rules that read what the caller may not see. */
export function publishSteps(steps: readonly Step[], { ruleset }: Version, withheld: ReadonlySet<string>): PublishedStep[] {
  const hidden = withheld.size === 0 ? new Set<string>() : hiddenCodes(ruleset, withheld);
  return steps
    .filter(({ code }) => !hidden.has(code))
    .map(({ step, code, grade, binds }) => ({
      step,
      code,
      binds,
      grade: ruleset.grades[grade]?.grade ?? null,
      texts: textsOf(ruleset, step, code) ?? { en: code, zh: code },
    }));
}

function textsOf(ruleset: Ruleset, step: StepName, code: string): PublishedStep['texts'] | undefined {
  if (step === 'scope' || step === 'score') return own[code];
  return step === 'override' || step === 'review' ? wordsOf(ruleset, code) : ruleset.reasons[code];
}

/** Codes of rules that ask about what is withheld: that one holds would tell it. */
function hiddenCodes({ knockouts, coldStart, caps }: Ruleset, withheld: ReadonlySet<string>): Set<string> {
  const timed = knockouts.filter(({ lasts }) => lasts !== undefined && withheld.has(lasts.since));
  const asks = [...knockouts, ...coldStart, ...caps].filter(({ when }) => when.some(({ indicator }) => withheld.has(indicator)));
  return new Set([...timed, ...asks].map(({ code }) => code));
}
