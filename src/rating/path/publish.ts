import type { Language, Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import { readToDecide } from '../check/rules.ts';
import type { Step } from '../decision/decision.ts';
import { type PublishedStep, publishSteps } from '../decision/trace.ts';
import type { Value } from '../indicator.ts';
import { gradeName, isCardHidden, type PublishedValue, publishValue } from '../publish.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Version } from '../version/version.ts';
import { type Forecast, type Foreseen, keptIn } from './forecast.ts';
import type { Path } from './path.ts';

/** An indicator by its words. */
export interface Named {
  readonly indicator: string;
  readonly label: string;
  readonly unit: string;
}

export interface PublishedChange extends Named {
  readonly from: PublishedValue;
  readonly to: number;
  readonly cost: number;
}

/** What holds a grade down for a time. */
export interface PublishedEnd {
  readonly steps: readonly PublishedStep[];
  readonly endsOn: Day | null;
  readonly grade: string | null;
}

/** undeclared: the ruleset declares nothing actionable. withheld: what holds the grade tells what the caller may not see. */
export type PathOutcome = Path['outcome'] | 'undeclared' | 'withheld';

export interface PublishedPath {
  readonly outcome: PathOutcome;
  readonly texts: Text;
  readonly target: string | null;
  readonly grade: string | null;
  readonly cost: number | null;
  readonly changes: readonly PublishedChange[];
  readonly knockout: PublishedEnd | null;
}

export interface PublishedMove extends Named {
  readonly from: PublishedValue;
  readonly to: PublishedValue;
}

export interface PublishedForecast {
  readonly outcome: ForecastOutcome;
  readonly texts: Text;
  readonly on: Day | null;
  readonly grade: string | null;
  readonly until: Day;
  readonly step: PublishedStep | null;
  readonly lifted: readonly PublishedStep[];
  readonly moved: readonly PublishedMove[];
  readonly kept: readonly Named[];
  readonly knockout: PublishedEnd | null;
  readonly issued: { readonly cycle: string; readonly on: Day; readonly grade: string | null } | null;
}

const pathTexts: Readonly<Record<PathOutcome, Text>> = {
  reached: { en: 'These changes lead to a better grade, and no cheaper ones do.', zh: '以下改变可达到更好的等级，且代价最小。' },
  stands: { en: 'The grade is that good already.', zh: '当前等级已达到所问等级。' },
  best: { en: 'The grade is the best there is.', zh: '当前已是最好等级。' },
  unrated: { en: 'There is no grade to improve.', zh: '没有可改进的等级。' },
  knocked_out: { en: 'Something sets the grade until it ends; no change helps before.', zh: '等级由否决规则确定，结束之前任何改变都不起作用。' },
  unreachable: { en: 'No change of what is actionable, within its bounds, leads there.', zh: '在界限之内改变可改进指标，无法达到该等级。' },
  too_large: { en: 'There are too many ways to be certain of the cheapest.', zh: '可选组合过多，无法确定代价最小的路径。' },
  undeclared: { en: 'The ruleset does not say what can be changed.', zh: '规则集未声明可改进指标。' },
  withheld: { en: 'What decides this grade is not for you to see.', zh: '您无权查看决定该等级的信息。' },
};

export type ForecastOutcome = 'better' | 'not_within' | 'best' | 'unrated';

const forecastTexts: Readonly<Record<ForecastOutcome, Text>> = {
  better: { en: 'The grade improves by itself on this day, if payments are on time.', zh: '若按时付款，等级将于该日自行改善。' },
  not_within: { en: 'The grade does not improve by itself within the days looked at.', zh: '在所预测的期间内，等级不会自行改善。' },
  best: { en: 'The grade is the best there is.', zh: '当前已是最好等级。' },
  unrated: { en: 'There is no grade to improve.', zh: '没有可改善的等级。' },
};

/** In which words, and what of it the caller may not see. */
export interface Viewer {
  readonly language: Language;
  readonly withheld: ReadonlySet<string>;
}

const named = ({ indicators }: Ruleset, indicator: string, language: Language): Named => {
  const { label, unit } = indicators[indicator] ?? { label: undefined, unit: '' };
  return { indicator, label: label?.[language] ?? indicator, unit };
};

/** A path without a change, or with them. */
export function publishPath(
  path: Path | { outcome: 'undeclared' | 'withheld' },
  version: Version,
  viewer: Viewer,
  knockout: PublishedEnd | null,
): PublishedPath {
  const reached = path.outcome === 'reached' ? path : undefined;
  return {
    outcome: path.outcome,
    texts: pathTexts[path.outcome],
    target: 'target' in path ? gradeName(version, path.target) : null,
    grade: reached?.decision.grade ?? null,
    cost: reached?.cost ?? null,
    changes: (reached?.changes ?? []).map((change) => ({
      ...named(version.ruleset, change.indicator, viewer.language),
      ...{ from: publishValue(change.from), to: change.to, cost: change.cost },
    })),
    knockout,
  };
}

/** The knock-outs that hold, and when the last of them has ended; nothing where none does, or one of them may not be told. */
export function publishEnd({ from, free }: Forecast, version: Version, { withheld }: Viewer): PublishedEnd | null {
  const out = from.decision.steps.filter(({ step }) => step === 'knockout');
  const steps = publishSteps(out, version, withheld);
  if (out.length === 0 || steps.length < out.length) return null;
  return { steps, endsOn: free?.on ?? null, grade: free?.decision.grade ?? null };
}

export function publishForecast(forecast: Forecast, version: Version, viewer: Viewer): PublishedForecast {
  const { from, better, issued, until } = forecast;
  const { language, withheld } = viewer;
  const { ruleset } = version;
  const { gradeIndex } = from.decision;
  const outcome = gradeIndex < 0 ? 'unrated' : gradeIndex === 0 ? 'best' : better ? 'better' : 'not_within';
  const read = readToDecide(ruleset);
  const isTold = (name: string): boolean => read.has(name) && !withheld.has(name);
  return {
    outcome,
    texts: forecastTexts[outcome],
    on: better?.on ?? null,
    grade: better?.decision.grade ?? null,
    until,
    step: better ? (publishSteps(better.decision.steps, version, withheld).find(({ binds }) => binds) ?? null) : null,
    lifted: better ? publishSteps(lifted(from, better), version, withheld) : [],
    moved: better && !isCardHidden(version, withheld) ? movesBetween(from, better, version, language).filter(({ indicator }) => isTold(indicator)) : [],
    kept: [...keptIn(ruleset.indicators)].filter(isTold).map((name) => named(ruleset, name, language)),
    knockout: publishEnd(forecast, version, viewer),
    issued: issued ? { cycle: issued.turn.name, on: issued.turn.asOf, grade: issued.decision.grade } : null,
  };
}

/** Steps that spoke on a day and say no more on a later one. */
const lifted = (from: Foreseen, to: Foreseen): Step[] =>
  from.decision.steps.filter(({ step, code }) => step !== 'score' && to.decision.steps.every((later) => later.code !== code));

const movesBetween = (from: Foreseen, to: Foreseen, { plan, ruleset }: Version, language: Language): PublishedMove[] =>
  plan.indicators.flatMap((indicator, at) => {
    const [before, after] = [publishValue(from.values[at] as Value), publishValue(to.values[at] as Value)];
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ ...named(ruleset, indicator, language), from: before, to: after }];
  });
