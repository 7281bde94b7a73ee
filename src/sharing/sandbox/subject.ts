import type { Text } from '../../base/text.ts';
import type { UnratedWhy } from '../report/grade.ts';
import { behaviour } from './behaviour.ts';

/** A customer who may stand behind a test subject. */
export interface Candidate {
  readonly customerId: string;
  /** Null: not rated. */
  readonly grade: string | null;
  readonly isKnockedOut: boolean;
  readonly why: UnratedWhy | null;
}

/** Who may stand behind test subjects, and the grades there are. */
export interface Cast {
  readonly candidates: readonly Candidate[];
  readonly grades: readonly string[];
}

/** Whether a test subject's customer consents to the sandbox partner, does not, or did until today. */
export type Consenting = 'yes' | 'no' | 'ended';

/** By what the sandbox partner calls them; nobody stands behind the unknown one. */
export type Chosen = ReadonlyMap<string, Candidate>;

export const unknownSubject = 'test-unknown';

const others: ReadonlyMap<string, Consenting> = new Map([
  ['test-not-consented', 'no'],
  ['test-consent-ended', 'ended'],
]);
export const consentingOf = (reference: string): Consenting => others.get(reference) ?? 'yes';

const referenceOf = (grade: string): string => `test-grade-${grade.toLowerCase()}`;
const isPlain = ({ grade, isKnockedOut }: Candidate): boolean => grade !== null && !isKnockedOut;

/** What each test subject is, beside one of each grade, which come first. */
const wanted: readonly (readonly [reference: string, fits: (candidate: Candidate) => boolean])[] = [
  ['test-knock-out', ({ isKnockedOut }) => isKnockedOut],
  ['test-not-rated', ({ why }) => why !== null],
  ['test-provisional', isPlain],
  ['test-not-consented', isPlain],
  ['test-consent-ended', isPlain],
  ['test-slow', isPlain],
  ['test-error', isPlain],
];

/** The test subjects that these customers can stand for; none of them stands behind two: whose consent ended must not consent under another name. */
export function choose(candidates: readonly Candidate[]): Chosen {
  const left = [...candidates];
  const grades = [...new Set(candidates.filter(isPlain).map(({ grade }) => grade as string))].sort();
  const graded = grades.map((grade) => [referenceOf(grade), (each: Candidate) => isPlain(each) && each.grade === grade] as const);
  const chosen = new Map<string, Candidate>();
  for (const [reference, fits] of [...graded, ...wanted]) {
    const at = left.findIndex(fits);
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found) chosen.set(reference, found);
  }
  return chosen;
}

/** Whether there is somebody for every outcome. */
export const isWhole = (chosen: Chosen): boolean => wanted.every(([reference]) => chosen.has(reference));

/** Every name that a test subject may have. */
export const referencesOf = ({ candidates, grades }: Cast): string[] => [
  ...new Set([...[...grades, ...candidates.flatMap(({ grade }) => grade ?? [])].map(referenceOf).sort(), ...wanted.map(([reference]) => reference)]),
];

const refused: Text = { en: 'the uniform refusal', zh: '统一拒绝' };
const marks: Readonly<Record<string, Text>> = {
  slow: { en: ', after three seconds', zh: '，三秒后答复' },
  provisional: {
    en: ', provisional (by `grade`; `customer` tells it as it is kept, not provisional)',
    zh: '，暂定（仅 `grade` 如此；`customer` 按留存记录显示，非暂定）',
  },
};
const failed: Text = {
  en: 'an error, once it is on record: it counts and is charged as the answer it would have been, with the same key once',
  zh: '入册后报错：按本应给出的答复计数计费，同一键值只计一次',
};

/** What an inquiry about a test subject comes to; without a customer it is the unknown one. */
export function expectedOf(reference: string, candidate: Candidate | undefined): Text {
  if (!candidate || consentingOf(reference) !== 'yes') return refused;
  const plays = behaviour({ sandbox: true }, reference);
  if (plays === 'error') return failed;
  const { grade, why, isKnockedOut } = candidate;
  if (grade === null) return { en: `not rated (${why})`, zh: `未评级（${why}）` };
  const mark = marks[plays ?? ''] ?? (isKnockedOut ? { en: ', by a knock-out', zh: '，一票否决' } : { en: '', zh: '' });
  return { en: `grade ${grade}${mark.en}`, zh: `等级 ${grade}${mark.zh}` };
}
