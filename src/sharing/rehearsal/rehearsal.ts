import type { Day, Instant } from '../../base/time.ts';
import type { Agreement, SubjectKind } from '../agreement/agreement.ts';
import type { Seeing, Shown, SightChange } from '../difference/difference.ts';
import { book } from '../inquiry/book.ts';
import type { Request } from '../inquiry/inquiry.ts';

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
export const causes = ['purpose', 'fields', 'quota_day', 'quota_subject', 'quota_burst', 'subject', 'carried'] as const;
export type Cause = (typeof causes)[number];

/** What would have become of recorded inquiries under another agreement. */
export interface Rehearsal {
  readonly since: Instant | null;
  readonly until: Instant | null;
  readonly requests: number;
  readonly inquiries: number;
  /** Answered then, and would be. */
  readonly answered: number;
  /** Answered then, and would be refused. */
  readonly refusedNow: number;
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
      const { outcome, refusal } = verdictOf(inquiry, cause, document.purposes[request.purpose]);
      outcomes.add(outcome, 1);
      if (refusal) why.add(refusal, 1);
    }
  }
  return {
    since: recorded[0]?.at ?? null,
    until: recorded.at(-1)?.at ?? null,
    requests: recorded.length,
    inquiries: recorded.reduce((sum, { inquiries }) => sum + inquiries.length, 0),
    ...{ answered: outcomes.of('answered'), refusedNow: outcomes.of('refusedNow'), answeredNow: outcomes.of('answeredNow') },
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

type Outcome = 'answered' | 'refusedNow' | 'answeredNow' | 'refusedBefore';

function verdictOf(
  { outcome, why, kind, givenBy }: RecordedInquiry,
  cause: Cause | undefined,
  purpose: Agreement['purposes'][string] | undefined,
): { outcome: Outcome; refusal?: Cause } {
  if (outcome === 'refused') return { outcome: cause === undefined && why === 'subject' && purpose?.subjects.length === 2 ? 'answeredNow' : 'refusedBefore' };
  const refusal =
    cause ??
    (kind !== null && !purpose?.subjects.includes(kind) ? 'subject' : purpose?.carried && givenBy !== null && givenBy !== 'customer' ? 'carried' : undefined);
  return refusal ? { outcome: 'refusedNow', refusal } : { outcome: 'answered' };
}
