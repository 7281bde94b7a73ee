import type { Day, Instant } from '../../base/time.ts';
import type { Agreement } from '../agreement/agreement.ts';

/** A day of a partner as it was counted. */
export interface UsedDay {
  readonly day: Day;
  /** Inquiries, whatever became of them; repeats are not counted. */
  readonly inquiries: number;
  /** Requests that a quota refused. */
  readonly refused: number;
  readonly burst: number;
  readonly burstAt: Instant;
}

/** What a partner used up and has left. */
export interface Usage {
  readonly day: Day;
  readonly inquiries: number;
  readonly refused: number;
  readonly limit: number;
  readonly left: number;
  /** About one subject a day. */
  readonly subjectLimit: number;
  /** Requests at once, and how many of them are free now. */
  readonly burst: number;
  readonly burstFree: number;
  readonly perSecond: number;
  /** Days of the month asked for on which something was asked. */
  readonly days: readonly UsedDay[];
}

/** What is left today of an agreement's quotas, as `spend` would find it. */
export function usageOf(today: UsedDay | undefined, days: readonly UsedDay[], { quotas }: Pick<Agreement, 'quotas'>, day: Day, now: Instant): Usage {
  const { inquiries = 0, refused = 0 } = today ?? {};
  const passed = today ? Math.max(0, Date.parse(now) - Date.parse(today.burstAt)) / 1000 : 0;
  const free = today ? Math.min(quotas.burst, today.burst + passed * quotas.perSecond) : quotas.burst;
  return {
    day,
    inquiries,
    refused,
    limit: quotas.day,
    left: Math.max(0, quotas.day - inquiries),
    subjectLimit: quotas.subject,
    burst: quotas.burst,
    burstFree: Math.floor(free),
    perSecond: quotas.perSecond,
    days,
  };
}
