import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import type { Problem } from '../../base/problem.ts';
import { noPlace, spentOf, type Used } from './book.ts';
import type { Request } from './inquiry.ts';
import { asOf } from './quota.ts';

/**
 * The bursts of partners as this server saw them last. Others only take places, and time alone frees them: where there is none by
 * this, there is none, and nothing needs to be read to say so.
 */
export class Places {
  private readonly seen = new Bounded<string, Used>(limits.auditStreamsRemembered);
  private readonly away = new Map<string, number>();

  note(used: readonly Used[]): void {
    for (const each of used) this.seen.set(each.partnerId, each);
  }

  /** What refuses a request before anything is read, and the inquiries of the day as they were seen last. */
  full({ partnerId, day, at, quotas }: Pick<Request, 'partnerId' | 'day' | 'at' | 'quotas'>): { over: Problem; used: number } | undefined {
    const used = this.seen.get(partnerId);
    if (used?.day !== day) return undefined;
    const now = asOf(spentOf(used), quotas, Date.parse(at));
    if (now.burst >= 1) return undefined;
    this.away.set(partnerId, (this.away.get(partnerId) ?? 0) + 1);
    return { over: noPlace(now, quotas), used: now.inquiries };
  }

  /** How many were refused since this was asked last: they are counted with the next request. */
  turnedAway(partnerId: string): number {
    const count = this.away.get(partnerId) ?? 0;
    this.away.delete(partnerId);
    return count;
  }
}
