import type { Problem } from '../../base/problem.ts';
import { problem } from '../errors.ts';
import type { Request } from './inquiry.ts';
import { fresh, type Quotas, type Spent, spend, waitFor } from './quota.ts';

/** What a partner used up of a day. */
export interface Used {
  readonly partnerId: string;
  readonly day: string;
  readonly inquiries: number;
  readonly refused: number;
  readonly burst: number;
  readonly burstAt: string;
}

/** How often a partner asked about a subject on a day. */
export interface Count {
  readonly partnerId: string;
  readonly day: string;
  readonly subject: string;
  readonly inquiries: number;
}

/** Counts requests one after the other, from what was used before. */
export interface Book {
  /** Counts one in, or the quota it is over. */
  enter(request: Request): Problem | undefined;
  /** One that counts no inquiry: it takes its place of the burst like any other request. */
  repeat(request: Request): Problem | undefined;
  /** What there is to keep. */
  used(): Used[];
  counts(): Count[];
}

export const keyName = ({ partnerId, key }: Pick<Request, 'partnerId' | 'key'>): string => `${partnerId} ${key}`;
export const usedName = ({ partnerId, day }: Pick<Used, 'partnerId' | 'day'>): string => `${partnerId} ${day}`;
export const countName = ({ partnerId, day, subject }: Omit<Count, 'inquiries'>): string => `${partnerId} ${day} ${subject}`;

export function book(before: ReadonlyMap<string, Used>, counted: ReadonlyMap<string, number>): Book {
  const spent = new Map<string, { readonly of: Request; readonly now: Spent; readonly refused: number }>();
  const counts = new Map<string, Count>();
  const countOf = (request: Request, subject: string): number => {
    const name = countName({ ...request, subject });
    return counts.get(name)?.inquiries ?? counted.get(name) ?? 0;
  };
  const standing = (request: Request) => {
    const known = spent.get(usedName(request));
    if (known) return known;
    const used = before.get(usedName(request));
    const now = used ? spentOf(used) : fresh(request.quotas, Date.parse(request.at));
    return { now, refused: used?.refused ?? 0 };
  };
  const charge = (request: Request, subjects: number, totals: readonly number[]): Problem | undefined => {
    const { now, refused } = standing(request);
    const next = spend(now, request.quotas, subjects, totals, Date.parse(request.at));
    spent.set(usedName(request), { of: request, now: next.spent, refused: refused + (request.turnedAway ?? 0) + (next.over ? 1 : 0) });
    request.used = next.spent.inquiries;
    if (next.over === 'burst') return noPlace(next.spent, request.quotas);
    return next.over && overOf(next.over, request);
  };
  return {
    enter: (request) => {
      const times = new Map<string, number>();
      for (const subject of request.subjects) times.set(subject, (times.get(subject) ?? 0) + 1);
      const totals = [...times].map(([subject, more]) => ({ subject, inquiries: countOf(request, subject) + more }));
      const over = charge(
        request,
        request.subjects.length,
        totals.map(({ inquiries }) => inquiries),
      );
      if (over) return over;
      for (const total of totals) counts.set(countName({ ...request, ...total }), { partnerId: request.partnerId, day: request.day, ...total });
      return undefined;
    },
    repeat: (request) => charge(request, 0, []),
    used: () =>
      [...spent.values()].map(({ of: { partnerId, day }, now, refused }) => ({
        partnerId,
        day,
        inquiries: now.inquiries,
        refused,
        burst: now.burst,
        burstAt: new Date(now.atMs).toISOString(),
      })),
    counts: () => [...counts.values()],
  };
}

export const spentOf = ({ inquiries, burst, burstAt }: Used): Spent => ({ inquiries, burst, atMs: Date.parse(burstAt) });

export const noPlace = (spent: Spent, quotas: Quotas): Problem => problem('SHARING_QUOTA_BURST', { limit: quotas.burst, seconds: waitFor(spent, quotas) });

const overOf = (over: 'day' | 'subject', { quotas, secondsLeft }: Request): Problem =>
  problem(over === 'day' ? 'SHARING_QUOTA_DAY' : 'SHARING_QUOTA_SUBJECT', { limit: quotas[over], seconds: secondsLeft });
