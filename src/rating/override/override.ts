import { digest } from '../../base/digest.ts';
import { decodeId, encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Text } from '../../base/text.ts';
import { addMonths, type Day, type Instant } from '../../base/time.ts';
import { evaluate } from '../card/evaluator.ts';
import { decide } from '../decision/decision.ts';
import type { Given } from '../decision/given.ts';
import type { Overrides } from '../decision/rules.ts';
import { problem } from '../errors.ts';
import type { Value } from '../indicator.ts';
import { itself, type Subject, subjectOf } from '../subject.ts';
import type { Version } from '../version/version.ts';

/** What a row is kept as; that its last day has come is told by the day (`stateOf`). */
export type KeptState = 'asked' | 'begun' | 'refused' | 'withdrawn' | 'lapsed' | 'ended';

/** What is asked for and never changes: an approval is of this. */
export interface Asked {
  readonly customerId: string;
  readonly overrideId: string;
  readonly subjectId: string;
  readonly dimension: string;
  /** The grade that is wanted. */
  readonly grade: string;
  readonly cause: string;
  readonly why: string;
  /** The first day without it. */
  readonly expiresOn: Day;
  readonly askedBy: string;
  readonly askedAt: Instant;
  /** The rating it was asked against, and the grade that this came to without it. */
  readonly ratingId: string;
  readonly computed: string;
  /** First 16 bytes of the digest of the ruleset that allowed it. */
  readonly version: string;
  /** A better grade than the computed one is positive. */
  readonly notches: number;
}

/** An override as it lies in the table. */
export interface OverrideRow extends Asked {
  readonly state: KeptState;
  readonly approvalId: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly fromOn: Day | null;
  readonly begunAt: Instant | null;
  readonly endedOn: Day | null;
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
  readonly endedWhy: string | null;
}

export const states = ['asked', 'in_force', 'expired', 'ended', 'refused', 'withdrawn', 'lapsed'] as const;
export type State = (typeof states)[number];

/** What has become of an override by a day. */
export const stateOf = ({ state, expiresOn }: Pick<OverrideRow, 'state' | 'expiresOn'>, today: Day): State =>
  state === 'begun' ? (expiresOn > today ? 'in_force' : 'expired') : state;

/** Prefix of an override's id outside. */
export const overridePrefix = 'ovr';
export const idOf = ({ customerId, overrideId }: Pick<Asked, 'customerId' | 'overrideId'>): string => encodeId(overridePrefix, customerId, overrideId);

/** Of the override in the form that was asked for. */
export const digestOf = (asked: Asked): string => {
  const { customerId, overrideId, subjectId, dimension, grade, cause, why, expiresOn, askedBy, ratingId, computed, version, notches } = asked;
  return digest({ customerId, overrideId, subjectId, dimension, grade, cause, why, expiresOn, askedBy, ratingId, computed, version, notches });
};

/** What of it belongs to the log and to who decides: plain JSON with ids as they are called outside. */
export const detailOf = ({ customerId, ratingId, dimension, computed, grade, notches, cause, expiresOn }: Asked): object => ({
  customer: encodeId('cus', customerId),
  rating: encodeId('rat', customerId, ratingId),
  dimension,
  computed,
  grade,
  notches,
  cause,
  expiresOn,
});

/** What is asked for, in a line. */
export const titleOf = ({ dimension, computed, grade, cause, expiresOn }: Asked, causes: Overrides['causes']): Text => ({
  en: `Override of the grade (${dimension}) from ${computed} to ${grade} until ${expiresOn}: ${causes[cause]?.en ?? cause}`,
  zh: `人工调整等级（${dimension}）：由 ${computed} 调整为 ${grade}，至 ${expiresOn} 止；原因：${causes[cause]?.zh ?? cause}`,
});

/** The grade that values come to without what people said, by its index; -1 none. */
export const computedOf = (values: readonly Value[], given: Given, { plan }: Version): number =>
  decide(plan, values, evaluate(plan, values), { ...given, override: null, review: null }).gradeIndex;

/** Refuses where the grade that was looked at (its name) is another by today (its index): what was wanted was wanted instead of that one. */
export function checkUnmoved(computed: string, today: number, { ruleset }: Version): void {
  const now = ruleset.grades[today]?.grade ?? '-';
  if (now !== computed) throw problem('OVERRIDE_GRADE_MOVED', { computed, now });
}

/** What a person wants of a grade. */
export interface Wanted {
  readonly grade: string;
  readonly cause: string;
  readonly why: string;
  readonly expiresOn: Day;
}

/** Which grade of a version is wanted, by its index, and what the version allows; a cause that it lists. */
function permitted({ grade, cause }: Pick<Wanted, 'grade' | 'cause'>, { ruleset }: Version): { at: number; overrides: Overrides } {
  const { grades, overrides, dimension, name } = ruleset;
  if (overrides === undefined) throw problem('OVERRIDE_NOT_ALLOWED', { name, dimension }, { path: 'dimension' });
  const at = grades.findIndex((each) => each.grade === grade);
  if (at < 0) throw problem('OVERRIDE_GRADE_UNKNOWN', { grade, known: grades.map((each) => each.grade).join(', ') }, { path: 'grade' });
  if (!Object.hasOwn(overrides.causes, cause))
    throw problem('OVERRIDE_CAUSE_UNKNOWN', { cause, known: Object.keys(overrides.causes).join(', ') }, { path: 'cause' });
  return { at, overrides };
}

/** Holds what is wanted to what the version allows: by how many notches it moves the computed grade (its index), a better one positive. */
export function allowed(wanted: Wanted, computed: number, version: Version, today: Day): number {
  const { at, overrides } = permitted(wanted, version);
  const { dimension, grades } = version.ruleset;
  const from = grades[computed]?.grade;
  if (from === undefined) throw problem('OVERRIDE_NO_GRADE', { dimension });
  const notches = computed - at;
  if (notches === 0) throw problem('OVERRIDE_SAME', { grade: from }, { path: 'grade' });
  const [by, most] = [Math.abs(notches), overrides.notches];
  if (by > most) throw problem('OVERRIDE_NOTCHES', { from, to: wanted.grade, notches: by, most }, { path: 'grade' });
  checkExpiry(wanted.expiresOn, overrides.months, today);
  return notches;
}

/** A text without blanks around it. */
export function checkText(text: string, path: string): string {
  const most = limits.approvalCommentCharacters;
  if (text.trim() === '') throw problem('OVERRIDE_TEXT_MISSING', {}, { path });
  if (text.trim().length > most) throw problem('OVERRIDE_TEXT_LONG', { actual: text.trim().length, most }, { path });
  return text.trim();
}

/** An override that begins today must end later. */
export function checkOpen(expiresOn: Day, today: Day): void {
  if (expiresOn <= today) throw problem('OVERRIDE_EXPIRY_PAST', { expiresOn, today }, { path: 'expiresOn' });
}

function checkExpiry(expiresOn: Day, months: number, today: Day): void {
  checkOpen(expiresOn, today);
  const latest = addMonths(today, months);
  if (expiresOn > latest) throw problem('OVERRIDE_EXPIRY_FAR', { expiresOn, latest, months }, { path: 'expiresOn' });
}

/** Whose grade, by ids as they are called outside. */
export interface Named {
  readonly customerId: string;
  readonly subject: Subject;
  readonly account?: string | null | undefined;
}

/** The ids inside of whose grade is meant. */
export function whoseOf({ customerId: id, subject, account }: Named): { customerId: string; subjectId: string } {
  const [customerId] = decodeId('cus', 1, id) ?? [];
  if (!customerId) throw problem('RATING_CUSTOMER_UNKNOWN', { id }, { path: 'customerId' });
  const isNamed = account !== null && account !== undefined;
  if (isNamed && subject !== 'account') throw problem('OVERRIDE_ACCOUNT_MISPLACED', { subject }, { path: 'account' });
  if (!isNamed) {
    if (subject === 'account') throw problem('OVERRIDE_ACCOUNT_MISSING', {}, { path: 'account' });
    return { customerId, subjectId: subject === 'group' ? customerId : itself };
  }
  const [owner, accountId] = decodeId('acc', 2, account) ?? [];
  if (owner !== customerId || !accountId) throw problem('OVERRIDE_ACCOUNT_UNKNOWN', { account }, { path: 'account' });
  return { customerId, subjectId: accountId };
}

/** An override as the graph shows it. */
export interface PublishedOverride extends Omit<OverrideRow, 'customerId' | 'ratingId' | 'state' | 'approvalId'> {
  readonly id: string;
  readonly customerId: string;
  readonly subject: Subject;
  readonly account: string | null;
  readonly ratingId: string;
  readonly approvalId: string | null;
  readonly state: State;
}

export function publish(row: OverrideRow, today: Day): PublishedOverride {
  const { customerId, subjectId, ratingId, approvalId } = row;
  const subject = subjectOf(customerId, subjectId);
  return {
    ...row,
    id: idOf(row),
    customerId: encodeId('cus', customerId),
    subject,
    account: subject === 'account' ? encodeId('acc', customerId, subjectId) : null,
    ratingId: encodeId('rat', customerId, ratingId),
    approvalId: approvalId === null ? null : encodeId('apr', approvalId),
    state: stateOf(row, today),
  };
}
