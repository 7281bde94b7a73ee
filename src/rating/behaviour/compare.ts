import { limits } from '../../base/limits.ts';
import { addMonths, type Day, daysBetween, firstOfMonth } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { type ReportedBeside, type StatusPlace, statusesBeside } from '../../payment/store.ts';
import { bucketOf, daySchemes, type Scheme } from './bucket.ts';

/** A reported status that another bucket follows from, by the bills and payments of the account. */
export interface Disagreement {
  readonly customerId: string;
  readonly accountId: string;
  readonly month: Day;
  readonly key: string;
  /** Of both buckets. */
  readonly scheme: Scheme;
  readonly reported: number;
  readonly derived: number;
  readonly reportedDaysPastDue: number | null;
  readonly derivedDaysPastDue: number;
}

export interface Comparison {
  /** What reported days are compared in; a code is compared in the scheme it belongs to. */
  readonly scheme: Scheme;
  readonly from: Day | undefined;
  /** The last month, at most the last whole one. */
  readonly until: Day | undefined;
  readonly after: StatusPlace | undefined;
  readonly most: number;
  readonly today: Day;
}

export interface Compared {
  readonly rows: readonly Disagreement[];
  /** Where to go on behind what was looked at; nothing at the end. */
  readonly next: StatusPlace | undefined;
}

/**
 * Holds what sources report of accounts against what follows from bills and payments at the month's end, and lists where the buckets differ, in the order of
 * customer, account and month. Derived from everything known now. Looks at `limits.statusesPerPage` statuses at most: then it has a next place and maybe few rows.
 */
export async function compare(db: Db, { scheme, from = '0001-01-01', until, after, most, today }: Comparison): Promise<Compared> {
  const last = addMonths(firstOfMonth(today), -1);
  const rows: Disagreement[] = [];
  let place = after;
  for (let seen = 0; seen < limits.statusesPerPage; seen += limits.statusBatch) {
    const asked = { schemes: daySchemes, from, until: until !== undefined && until < last ? until : last, after: place, most: limits.statusBatch };
    const batch = await statusesBeside(db, asked);
    for (const status of batch) {
      const found = differs(scheme, status);
      if (found) rows.push(found);
      if (rows.length === most) return { rows, next: placeOf(status) };
    }
    if (batch.length < limits.statusBatch) return { rows, next: undefined };
    place = placeOf(batch.at(-1) as ReportedBeside);
  }
  return { rows, next: place };
}

const placeOf = (row: ReportedBeside | Disagreement): StatusPlace => [row.customerId, row.accountId, row.month, row.key];

/** Nothing where they agree, or where no bill was known by the month's end: nothing is then derived. */
function differs(asked: Scheme, status: ReportedBeside): Disagreement | undefined {
  if (!status.isBilled) return undefined;
  const { customerId, accountId, month, key, code, daysPastDue, oldestDueOn, monthEnd, billsOwed } = status;
  const isCoded = code !== null && daySchemes.includes(status.scheme);
  const scheme = isCoded ? (status.scheme as Scheme) : asked;
  const derivedDaysPastDue = oldestDueOn === null ? 0 : daysBetween(oldestDueOn, monthEnd);
  const derived = bucketOf(scheme, { daysPastDue: derivedDaysPastDue, billsOwed });
  const reported = isCoded ? code : bucketOf(scheme, { daysPastDue: daysPastDue as number, billsOwed: 0 });
  return reported === derived
    ? undefined
    : { customerId, accountId, month, key, scheme, reported, derived, reportedDaysPastDue: daysPastDue, derivedDaysPastDue };
}
