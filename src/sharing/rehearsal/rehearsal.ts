import { type Day, daysBetween, type Instant } from '../../base/time.ts';
import type { Agreement, SubjectKind } from '../agreement/agreement.ts';
import type { Seeing, Shown, SightChange } from '../difference/difference.ts';
import { book } from '../inquiry/book.ts';
import type { Request } from '../inquiry/inquiry.ts';

/** A grade that was told. */
export interface RecordedGrade {
  readonly kind: Agreement['grade'];
  /** What is kept of it; null: nothing any more. */
  readonly kept: { readonly dimension: string; readonly asOf: Day } | null;
}

/** One subject of a recorded request. */
export interface RecordedInquiry {
  readonly outcome: string;
  /** Why nothing was told. */
  readonly why: string | null;
  /** Keyed hash of the subject as it was asked for. */
  readonly subject: string;
  /** Of whom something was told: what the customer is, and who gave the consent. */
  readonly kind: SubjectKind | null;
  readonly givenBy: string | null;
  /** Null: none was told. */
  readonly grade: RecordedGrade | null;
}

/** A request as the audit has it. */
export interface Recorded {
  readonly at: Instant;
  /** The company's day. */
  readonly day: Day;
  readonly purpose: string;
  /** `Customer.name`, `Customer.name masked`; null: the list was not kept, because nothing was ever told with it. */
  readonly fields: readonly string[] | null;
  /** It asked again what its idempotency key had asked before: no quota counts it. */
  readonly isRepeat: boolean;
  readonly inquiries: readonly RecordedInquiry[];
}

/** Why an inquiry that was answered would be refused. */
const refusals = ['purpose', 'fields', 'quota_day', 'quota_subject', 'quota_burst', 'subject', 'carried'] as const;
/** Why the grade that was told would not be. */
const withholdings = ['grade', 'dimension', 'stale'] as const;
type Withholding = (typeof withholdings)[number];
export const causes = [...refusals, ...withholdings] as const;
export type Cause = (typeof causes)[number];

/** It takes the grade alone. */
export const isWithholding = (cause: Cause): boolean => withholdings.some((each) => each === cause);

/** What would have become of recorded inquiries under another agreement. */
export interface Rehearsal {
  readonly since: Instant | null;
  readonly until: Instant | null;
  readonly requests: number;
  readonly inquiries: number;
  /** Answered then, and would be: with the same grade, where one was told and none is masked or withheld. */
  readonly answered: number;
  /** Answered then, and would be refused. */
  readonly refusedNow: number;
  /** A grade was told, and that grade would not be: whether there is another in its place is not looked up. */
  readonly gradeNotTold: number;
  /** Answered then; what decides whether it would be is kept no more. */
  readonly unknown: number;
  /** Refused then, because of whom they were about, and would be answered. */
  readonly answeredNow: number;
  /** Refused then, and would be. */
  readonly refusedBefore: number;
  /** Whose fields were not kept: whether the agreement shows them is not known. */
  readonly fieldsUnknown: number;
  readonly causes: readonly { readonly cause: Cause; readonly inquiries: number }[];
  /** Fields that were asked for and would be shown otherwise, or not at all, and in how many inquiries. */
  readonly fields: readonly (SightChange & { readonly inquiries: number })[];
}

const counter = () => {
  const counts = new Map<string, number>();
  return {
    add: (name: string, more: number) => void counts.set(name, (counts.get(name) ?? 0) + more),
    of: (name: string): number => counts.get(name) ?? 0,
    entries: () => [...counts],
  };
};

/** Holds recorded requests, the oldest first, against a proposed agreement. Quotas are counted from the first of them on. */
export function rehearse(recorded: readonly Recorded[], document: Agreement, seeing: Seeing): Rehearsal {
  const [outcomes, why, changed] = [counter(), counter(), counter()];
  const quota = quotas(document);
  for (const request of recorded) {
    const count = request.inquiries.length;
    const changes = changesOf(request, document, seeing);
    for (const change of changes) changed.add(JSON.stringify(change), count);
    if (request.fields === null) outcomes.add('fieldsUnknown', count);
    const cause = !Object.hasOwn(document.purposes, request.purpose) ? 'purpose' : changes.some(({ to }) => to === 'absent') ? 'fields' : quota(request);
    for (const inquiry of request.inquiries) {
      const verdict = verdictOf(inquiry, request, cause, document);
      outcomes.add(verdict.outcome, 1);
      if (verdict.cause) why.add(verdict.cause, 1);
    }
  }
  return {
    since: recorded[0]?.at ?? null,
    until: recorded.at(-1)?.at ?? null,
    requests: recorded.length,
    inquiries: recorded.reduce((sum, { inquiries }) => sum + inquiries.length, 0),
    ...{ answered: outcomes.of('answered'), refusedNow: outcomes.of('refusedNow'), answeredNow: outcomes.of('answeredNow') },
    ...{ gradeNotTold: outcomes.of('gradeNotTold'), unknown: outcomes.of('unknown') },
    ...{ refusedBefore: outcomes.of('refusedBefore'), fieldsUnknown: outcomes.of('fieldsUnknown') },
    causes: causes.filter((cause) => why.of(cause) > 0).map((cause) => ({ cause, inquiries: why.of(cause) })),
    fields: changed.entries().map(([change, inquiries]) => ({ ...(JSON.parse(change) as SightChange), inquiries })),
  };
}

/** Which of the fields a request asked for would be shown otherwise. */
function changesOf({ purpose, fields }: Recorded, document: Agreement, seeing: Seeing): SightChange[] {
  if (!fields || !Object.hasOwn(document.purposes, purpose)) return [];
  const seen = seeing(document, purpose);
  return fields.flatMap((field) => {
    const [coordinate = '', mask] = field.split(' ');
    const [from, to]: [Shown, Shown] = [mask === 'masked' ? 'masked' : 'clear', seen.get(coordinate) ?? 'absent'];
    return from === to ? [] : [{ purpose, coordinate, from, to }];
  });
}

/** The quota that a request would be over, counted on from the requests before. */
function quotas({ quotas: agreed }: Agreement): (request: Recorded) => Cause | undefined {
  const entered = book(new Map(), new Map());
  const nothing = { id: '', partnerId: '', key: '', inputDigest: '', secondsLeft: 0, proof: undefined, told: [] };
  return ({ at, day, isRepeat, inquiries }) => {
    if (isRepeat) return undefined;
    const request: Request = { ...nothing, at, day, quotas: agreed, subjects: inquiries.map(({ subject }) => subject) };
    const over = entered.enter(request)?.code;
    return causes.find((cause) => `SHARING_${cause.toUpperCase()}` === over);
  };
}

interface Verdict {
  readonly outcome: 'answered' | 'refusedNow' | 'gradeNotTold' | 'unknown' | 'answeredNow' | 'refusedBefore';
  readonly cause?: Cause;
}

function verdictOf(
  { outcome, why, kind, givenBy, grade }: RecordedInquiry,
  { purpose: name, day }: Recorded,
  cause: Cause | undefined,
  document: Agreement,
): Verdict {
  const purpose = document.purposes[name];
  if (outcome === 'refused') return { outcome: cause === undefined && why === 'subject' && purpose?.subjects.length === 2 ? 'answeredNow' : 'refusedBefore' };
  if (cause !== undefined || purpose === undefined) return refused(cause ?? 'purpose');
  if (kind !== null && !purpose.subjects.includes(kind)) return refused('subject');
  if (purpose.carried && givenBy !== null && givenBy !== 'customer') return refused('carried');
  // Where there was no record, there is neither kind nor consent.
  const isAboutSomebody = outcome !== 'no_record';
  if (isAboutSomebody && ((kind === null && purpose.subjects.length < 2) || (purpose.carried && givenBy === null))) return { outcome: 'unknown' };
  // Where the grade is masked or withheld none is looked for: `fields` tells of it.
  const isGraded = (['rating.grade', 'rating.reasons'] as const).some((scope) => purpose.scopes[scope] === 'clear');
  return grade === null || !isGraded ? { outcome: 'answered' } : gradeVerdict(grade, day, document);
}

const refused = (cause: Cause): Verdict => ({ outcome: 'refusedNow', cause });

/** As `readGrade` decides on the day of the inquiry. */
function gradeVerdict({ kind, kept }: RecordedGrade, day: Day, { grade, dimension, freshDays }: Agreement): Verdict {
  const withheld = (cause: Withholding): Verdict => ({ outcome: 'gradeNotTold', cause });
  if (kind !== grade) return withheld('grade');
  if (kept === null) return { outcome: 'unknown' };
  if (kept.dimension !== dimension) return withheld('dimension');
  return daysBetween(kept.asOf, day) > freshDays ? withheld('stale') : { outcome: 'answered' };
}
