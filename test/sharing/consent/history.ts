/** One read of what somebody may be told, by one clock: when it was sent, when its answer was there, and what it said. */
export interface Read {
  readonly whose: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly disclosed: boolean;
}

/** When somebody's word was given or taken back: sent, and acknowledged. */
export interface Change {
  readonly whose: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly gives: boolean;
}

/**
 * Reads that no order of the changes explains: one that began after the last change before it was acknowledged, and ended before the next
 * one was sent, tells what that change left. Whatever overlaps a change may tell either.
 */
export function violations(reads: readonly Read[], changes: readonly Change[]): Read[] {
  const of = Map.groupBy(changes, ({ whose }) => whose);
  return reads.filter(({ whose, startMs, endMs, disclosed }) => {
    const own = (of.get(whose) ?? []).toSorted((a, b) => a.startMs - b.startMs);
    if (own.some((change) => change.startMs <= endMs && change.endMs >= startMs)) return false;
    const last = own.findLast((change) => change.endMs < startMs);
    return disclosed !== (last?.gives ?? false);
  });
}

/** Reads that tell something although they began after a withdrawal was acknowledged and before anything was given again. */
export const leaks = (reads: readonly Read[], changes: readonly Change[]): Read[] =>
  reads.filter((read) => {
    const own = changes.filter(({ whose, startMs }) => whose === read.whose && startMs <= read.endMs).toSorted((a, b) => a.startMs - b.startMs);
    const last = own.at(-1);
    return read.disclosed && last !== undefined && !last.gives && last.endMs < read.startMs;
  });
