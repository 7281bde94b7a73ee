import { limits } from '../../base/limits.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import { notify } from './notify.ts';

export interface Notifying {
  readonly now: () => Instant;
  readonly today: () => Day;
  /** Hears what kept partners from being told; the next round tells them. */
  readonly failed: (error: unknown) => void;
}

/** Tells partners of changes of rulesets, round by round; `close` waits for one at work. */
export function notifier(sql: Sql, { now, today, failed }: Notifying): { close(): Promise<void> } {
  let running: Promise<unknown> | undefined;
  const round = (): void => {
    running ??= notify(sql, { now: now(), today: today() })
      .catch(failed)
      .finally(() => (running = undefined));
  };
  const timer = setInterval(round, limits.rulesetNoticeSeconds * 1000).unref();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
