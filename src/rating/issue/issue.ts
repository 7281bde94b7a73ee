import { approvalPrefix } from '../../approval/record.ts';
import { encodeId } from '../../base/id.ts';
import type { Text } from '../../base/text.ts';
import type { Day, Instant } from '../../base/time.ts';
import { type Subject, subjectOf } from '../subject.ts';
import type { Turn } from './cycle.ts';

/** preparing: its ratings are being made. prepared: they are, and may be submitted. Only what is issued has an effect. */
export const runStates = ['preparing', 'prepared', 'submitted', 'issued', 'refused', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

/** How the subjects of a run came out, and against the grade each had last. */
export interface Counts {
  readonly subjects: number;
  readonly graded: number;
  readonly provisional: number;
  /** Without a grade: nothing is issued to them. */
  readonly invalid: number;
  readonly outside: number;
  /** Of the graded: those who had none, and those whose last grade is no grade of the ruleset any more. */
  readonly first: number;
  readonly incomparable: number;
  readonly better: number;
  readonly same: number;
  readonly worse: number;
}

/** So many subjects went from one last issued grade to another; null: none. */
export interface Move {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
}

/** An issue run as it stands in the table. */
export interface IssueRun {
  readonly issueId: string;
  readonly dimension: string;
  readonly subject: Subject;
  readonly kind: Turn['kind'];
  readonly cycle: string;
  readonly asOf: Day;
  /** Issued on event for this customer alone; zero: for everybody. */
  readonly only: string;
  /** Digest of the version. */
  readonly ruleset: string;
  readonly state: RunState;
  readonly preparedBy: string;
  readonly startedAt: Instant;
  readonly preparedAt: Instant | null;
  readonly digest: string | null;
  readonly counts: Counts | null;
  readonly migration: readonly Move[] | null;
  readonly submittedBy: string | null;
  readonly approval: string | null;
  readonly hands: readonly string[];
  readonly issuedAt: Instant | null;
  readonly droppedAt: Instant | null;
}

/** An official grade as it stands in the table. */
export interface IssuedGrade {
  readonly customerId: string;
  readonly subjectId: string;
  readonly dimension: string;
  readonly gradeId: string;
  readonly issueId: string;
  readonly kind: Turn['kind'];
  readonly cycle: string;
  readonly asOf: Day;
  readonly ratingId: string;
  readonly version: string;
  readonly grade: string;
  readonly provisional: boolean;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly issuedAt: Instant;
  readonly objectionUntil: Day;
  readonly endedOn: Day | null;
  readonly endedBy: string | null;
  readonly reviewId: string | null;
}

/** The run is for everybody. */
export const everybody = '00000000-0000-0000-0000-000000000000';

/** Prefixes of ids outside. */
export const runPrefix = 'iss';
export const gradePrefix = 'igr';
/** The id of the account whose grade it is; null of a customer or a group. */
export const accountOf = ({ customerId, subjectId }: Pick<IssuedGrade, 'customerId' | 'subjectId'>): string | null =>
  subjectOf(customerId, subjectId) === 'account' ? encodeId('acc', customerId, subjectId) : null;

/** How its approval's request is called outside. */
export const approvalName = (approval: string | null): string | null => approval && encodeId(approvalPrefix, approval);
export const runName = (issueId: string): string => encodeId(runPrefix, issueId);
export const gradeName = (customerId: string, gradeId: string): string => encodeId(gradePrefix, customerId, gradeId);

/** What is asked for, in a line: for whom, and how many with which outcome. */
export const titleOf = ({ dimension, subject, cycle, only, counts }: IssueRun): Text =>
  only === everybody
    ? {
        en: `Issue the ${dimension} grades of ${subject}s, cycle ${cycle}: ${counts?.graded ?? 0} grades, ${counts?.better ?? 0} better and ${counts?.worse ?? 0} worse than before`,
        zh: `签发周期 ${cycle} 的${inChinese[subject]} ${dimension} 等级：共 ${counts?.graded ?? 0} 个，较上次提升 ${counts?.better ?? 0} 个、下降 ${counts?.worse ?? 0} 个`,
      }
    : {
        en: `Issue the ${dimension} grade of one ${subjectOfOne[subject]} as of ${cycle}`,
        zh: `签发一位客户${subject === 'customer' ? '' : `的${inChinese[subject]}`}截至 ${cycle} 的 ${dimension} 等级`,
      };

const inChinese: Readonly<Record<Subject, string>> = { customer: '客户', account: '账户', group: '集团' };
const subjectOfOne: Readonly<Record<Subject, string>> = { customer: 'customer', account: "customer's accounts", group: "customer's group" };

/** What the digest of a run is made of: what it is, and every rating of it. */
export const sealed = ({ dimension, subject, kind, cycle, asOf, only, ruleset }: IssueRun, ratings: string): object => ({
  ...{ dimension, subject, kind, cycle, asOf, only, ruleset, ratings },
});

/** Counts how subjects moved between last issued grades and new ones; `order` is the ruleset's grades, best first. */
export function countsOf(moves: readonly (Move & { readonly state: string; readonly provisional: boolean })[], order: readonly string[]): Counts {
  const sum = (holds: (move: (typeof moves)[number]) => boolean): number => moves.reduce((total, move) => total + (holds(move) ? move.count : 0), 0);
  const step = ({ from, to }: Move): number | undefined => {
    if (from === null || to === null || !order.includes(from)) return undefined;
    return Math.sign(order.indexOf(to) - order.indexOf(from));
  };
  return {
    subjects: sum(() => true),
    graded: sum(({ to }) => to !== null),
    provisional: sum(({ to, provisional }) => to !== null && provisional),
    invalid: sum(({ state }) => state === 'invalid'),
    outside: sum(({ state }) => state === 'outside'),
    first: sum(({ from, to }) => from === null && to !== null),
    incomparable: sum((move) => move.from !== null && move.to !== null && step(move) === undefined),
    better: sum((move) => step(move) === -1),
    same: sum((move) => step(move) === 0),
    worse: sum((move) => step(move) === 1),
  };
}

/** The moves as a matrix in words: best grades first, those who had or got none last. */
export function inOrder(moves: readonly Move[], order: readonly string[]): Move[] {
  const summed = new Map<string, Move>();
  for (const { from, to, count } of moves) {
    const key = JSON.stringify([from, to]);
    summed.set(key, { from, to, count: (summed.get(key)?.count ?? 0) + count });
  }
  const rank = (grade: string | null): number => (grade === null ? order.length + 1 : order.includes(grade) ? order.indexOf(grade) : order.length);
  return [...summed.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to) || (`${a.from}` < `${b.from}` ? -1 : 1));
}
