/** What a partner has used of a day, and of its burst. */
export interface Spent {
  readonly inquiries: number;
  /** Places of the burst that are free, as of an instant in milliseconds. */
  readonly burst: number;
  readonly atMs: number;
}

export interface Quotas {
  readonly day: number;
  readonly subject: number;
  readonly burst: number;
  readonly perSecond: number;
}

export type Over = 'day' | 'subject' | 'burst';

/** Nothing used yet: the whole burst is free. */
export const fresh = ({ burst }: Quotas, atMs: number): Spent => ({ inquiries: 0, burst, atMs });

/**
 * A request more, about so many subjects; `counts` tells the how-manieth inquiry about each it would be. What is used then, and
 * the quota it is over, if any. A request takes one place of the burst, whatever comes of it: what is refused was read as well. A
 * clock that steps back frees no places.
 */
export function spend(
  spent: Spent,
  quotas: Quotas,
  subjects: number,
  counts: readonly number[],
  atMs: number,
): { readonly spent: Spent; readonly over: Over | undefined } {
  const now = asOf(spent, quotas, atMs);
  if (now.burst < 1) return { spent: now, over: 'burst' };
  const asked = { ...now, burst: now.burst - 1 };
  if (spent.inquiries + subjects > quotas.day) return { spent: asked, over: 'day' };
  if (counts.some((count) => count > quotas.subject)) return { spent: asked, over: 'subject' };
  return { spent: { ...asked, inquiries: spent.inquiries + subjects }, over: undefined };
}

/** With the places that time has freed. */
export function asOf(spent: Spent, quotas: Quotas, atMs: number): Spent {
  const passed = Math.max(0, atMs - spent.atMs) / 1000;
  return { ...spent, burst: Math.min(quotas.burst, spent.burst + passed * quotas.perSecond), atMs: Math.max(spent.atMs, atMs) };
}

/** Seconds, at least one, until a place of the burst is free. */
export const waitFor = ({ burst }: Spent, { perSecond }: Quotas): number => Math.max(1, Math.ceil((1 - burst) / perSecond));
