import { betaQuantile } from './beta.ts';

/** What judging reads: per customer of the sample the score, whether it went bad, and the grade (0 is the best). */
export interface Sample {
  /** Null: graded without one, as by a knock-out. Such a customer counts for its grade, and separates nothing. */
  readonly scores: readonly (number | null)[];
  readonly bad: readonly boolean[];
  readonly grades: readonly number[];
  /** Names of the grades, best first. */
  readonly names: readonly string[];
}

export interface GradeJudgement {
  readonly grade: string;
  readonly count: number;
  readonly bad: number;
  /** Null for a grade nobody has. */
  readonly badRate: number | null;
  /** 95 % Jeffreys interval of the bad rate. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A grade whose bad rate is not above that of the next better grade that has customers. */
export interface Violation {
  readonly better: string;
  readonly worse: string;
}

/** How well scores separate bad from good. Figures of separation are null unless both occur among those with a score. */
export interface Judgement {
  readonly count: number;
  readonly good: number;
  readonly bad: number;
  readonly auc: number | null;
  readonly gini: number | null;
  readonly ks: number | null;
  readonly divergence: number | null;
  readonly grades: readonly GradeJudgement[];
  readonly violations: readonly Violation[];
}

/** Judges a sample; a higher score is better. The four lists of the sample go together by position. */
export function judge({ scores, bad, grades, names }: Sample): Judgement {
  if (bad.length !== scores.length || grades.length !== scores.length) throw new RangeError('the lists of a sample differ in length');
  const bads = bad.filter(Boolean).length;
  const judged = names.map((grade, at) => gradeJudgement(grade, at, bad, grades));
  return { count: scores.length, good: scores.length - bads, bad: bads, ...separated(scores, bad), grades: judged, violations: violations(judged) };
}

function separated(all: Sample['scores'], went: readonly boolean[]): Pick<Judgement, 'auc' | 'gini' | 'ks' | 'divergence'> {
  const scores = all.filter((score) => score !== null);
  const bad = went.filter((_, at) => all[at] !== null);
  const bads = bad.filter(Boolean).length;
  const good = scores.length - bads;
  if (good === 0 || bads === 0) return { auc: null, gini: null, ks: null, divergence: null };
  const steps = stepsOf(scores, bad);
  const auc = separation(steps, good, bads);
  return { auc, gini: 2 * auc - 1, ks: distance(steps, good, bads), divergence: divergence(scores, bad) };
}

/** Good and bad customers at one score. */
interface Step {
  good: number;
  bad: number;
}

/** Customers at each distinct score, the lowest first. */
function stepsOf(scores: readonly number[], bad: readonly boolean[]): Step[] {
  const byScore = new Map<number, Step>();
  scores.forEach((score, at) => {
    const step = byScore.get(score) ?? { good: 0, bad: 0 };
    byScore.set(score, step);
    step[bad[at] ? 'bad' : 'good'] += 1;
  });
  return [...byScore].toSorted(([a], [b]) => a - b).map(([, step]) => step);
}

/** The chance that a good customer scores above a bad one, ties counting half: counted in halves, so exact. */
function separation(steps: readonly Step[], good: number, bad: number): number {
  let below = 0;
  let halves = 0;
  for (const step of steps) {
    halves += step.good * (2 * below + step.bad);
    below += step.bad;
  }
  return halves / (2 * good * bad);
}

/** The greatest distance between the two distribution functions, taken after each distinct score. */
function distance(steps: readonly Step[], good: number, bad: number): number {
  const passed = { good: 0, bad: 0 };
  let greatest = 0;
  for (const step of steps) {
    passed.good += step.good;
    passed.bad += step.bad;
    greatest = Math.max(greatest, Math.abs(passed.bad / bad - passed.good / good));
  }
  return greatest;
}

/** (m_g − m_b)² / ((s_g² + s_b²) / 2) with the variances of the sample; null where it has no meaning. */
function divergence(scores: readonly number[], bad: readonly boolean[]): number | null {
  const good = moments(scores.filter((_, at) => !bad[at]));
  const lost = moments(scores.filter((_, at) => bad[at]));
  const spread = (good.variance + lost.variance) / 2;
  return spread > 0 ? (good.mean - lost.mean) ** 2 / spread : null;
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

function gradeJudgement(grade: string, at: number, bad: readonly boolean[], grades: readonly number[]): GradeJudgement {
  let [count, lost] = [0, 0];
  grades.forEach((each, customer) => {
    if (each !== at) return;
    count += 1;
    if (bad[customer]) lost += 1;
  });
  const [low, high] = count === 0 ? [null, null] : jeffreys(lost, count);
  return { grade, count, bad: lost, badRate: count === 0 ? null : lost / count, low, high };
}

/** 95 % interval of a rate of `bad` in `count`: quantiles of Beta(bad + ½, count − bad + ½). */
export function jeffreys(bad: number, count: number): [low: number, high: number] {
  const [a, b] = [bad + 0.5, count - bad + 0.5];
  return [betaQuantile(0.025, a, b), betaQuantile(0.975, a, b)];
}

function violations(grades: readonly GradeJudgement[]): Violation[] {
  const held = grades.filter((grade) => grade.badRate !== null);
  return held.flatMap((worse, at) => {
    const better = held[at - 1];
    return better !== undefined && (worse.badRate as number) <= (better.badRate as number) ? [{ better: better.grade, worse: worse.grade }] : [];
  });
}
