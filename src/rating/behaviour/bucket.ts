/** Schemes that say how late somebody is in one character. */
export const schemes = ['assay', 'metro2', 'pboc', 'billing_months'] as const;
export type Scheme = (typeof schemes)[number];

/** Those that follow from days alone: what a source reports in them can be held against what is derived. */
export const daySchemes: readonly string[] = ['assay', 'metro2', 'pboc'];

/** How an account stands on a day. */
export interface Standing {
  readonly daysPastDue: number;
  /** Bills that are past due and not covered. */
  readonly billsOwed: number;
}

/** A standing, or why there is none: before the account was opened, or nothing is known. */
export type At = Standing | 'unopened' | 'unknown';

/**
 * The bucket of a standing. assay: 0 not past due, 1 to 6 by thirty days (1-29, 30-59, ... 150-179), 7 from 180; metro2: 0 to 29 days are 0, 1 to 5 by
 * thirty, 6 from 180; pboc: 0 (written N) not past due, 1 to 6 by thirty (1-30, 31-60, ... 151-180), 7 from 181; billing_months: the bills owed.
 */
export function bucketOf(scheme: Scheme, { daysPastDue, billsOwed }: Standing): number {
  switch (scheme) {
    case 'assay':
      return daysPastDue === 0 ? 0 : Math.min(7, Math.floor(daysPastDue / 30) + 1);
    case 'metro2':
      return Math.min(6, Math.floor(daysPastDue / 30));
    case 'pboc':
      return Math.min(7, Math.ceil(daysPastDue / 30));
    case 'billing_months':
      return billsOwed;
  }
}

/** A history, oldest month first, one character each behind its scheme: `.` before opening, `-` no data, N for pboc's 0, 9 for nine bills and more. */
export const historyOf = (scheme: Scheme, months: readonly At[]): string => `${scheme}:${months.map((at) => letter(scheme, at)).join('')}`;

function letter(scheme: Scheme, at: At): string {
  if (at === 'unopened') return '.';
  if (at === 'unknown') return '-';
  const bucket = bucketOf(scheme, at);
  return scheme === 'pboc' && bucket === 0 ? 'N' : String(Math.min(9, bucket));
}

/** A customer on a day is as late as the worst account; no account with a standing, and it is unopened only if all are. */
export function worst(accounts: readonly At[]): At {
  const standings = accounts.filter((at) => typeof at === 'object');
  if (standings.length === 0) return accounts.length > 0 && accounts.every((at) => at === 'unopened') ? 'unopened' : 'unknown';
  return {
    daysPastDue: Math.max(...standings.map((at) => at.daysPastDue)),
    billsOwed: Math.max(...standings.map((at) => at.billsOwed)),
  };
}
