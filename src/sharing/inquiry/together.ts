/** What is asked together, and how much of one run it takes. */
interface Waiting<One, Result> {
  readonly one: One;
  readonly size: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Group<Way, One, Result> {
  readonly way: Way;
  readonly queue: Waiting<One, Result>[];
  running: number;
  due: boolean;
}

export interface Running<Way, One, Result> {
  /** Answers all, in their order. */
  readonly run: (way: Way, all: readonly One[]) => Promise<readonly Result[]>;
  /** Runs of the same way that are on their way at once: who comes meanwhile shares the next. */
  readonly atOnce: number;
  /** Whether a failure may be one's own: then each of the others is run by itself. */
  readonly isOwn: (error: unknown) => boolean;
}

export interface Share {
  /** Of a run there is place for `most`, of which one takes `size`. */
  readonly size: number;
  readonly most: number;
  /** Called at once when others ask in the same way already. */
  readonly joining?: (() => void) | undefined;
}

/** `name` stands for the way. */
export type Ask<Way, One, Result> = (name: string, way: Way, one: One, share: Share) => Promise<Result>;

/**
 * Shares runs among all who ask in the same way at the same time. A run begins after everybody in it asked, and nobody waits for
 * others to come: only while a run that could be theirs is not yet on its way.
 */
export function together<Way, One, Result>({ run, atOnce, isOwn }: Running<Way, One, Result>): Ask<Way, One, Result> {
  const groups = new Map<string, Group<Way, One, Result>>();

  const settle = async (way: Way, batch: readonly Waiting<One, Result>[]): Promise<void> => {
    try {
      const all = batch.map(({ one }) => one);
      const results = await run(way, all);
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as Result);
    } catch (error) {
      // One after the other: together they would take the places of many.
      if (batch.length > 1 && isOwn(error)) for (const each of batch) await settle(way, [each]);
      else for (const { reject } of batch) reject(error);
    }
  };
  /** Those of the same turn of the event loop share a run. */
  const next = (name: string, group: Group<Way, One, Result>, most: number): void => {
    if (group.due || group.running >= atOnce) return;
    group.due = true;
    setImmediate(() => {
      group.due = false;
      const batch = taken(group.queue, most);
      group.running += 1;
      if (group.queue.length > 0) next(name, group, most);
      void settle(group.way, batch).finally(() => {
        group.running -= 1;
        if (group.queue.length > 0) next(name, group, most);
        else if (group.running === 0 && !group.due) groups.delete(name);
      });
    });
  };
  return (name, way, one, { size, most, joining }) => {
    const known = groups.get(name);
    if (known) joining?.();
    const group = known ?? { way, queue: [], running: 0, due: false };
    groups.set(name, group);
    return new Promise((resolve, reject) => {
      group.queue.push({ one, size, resolve, reject });
      next(name, group, most);
    });
  };
}

/** The first of a queue, as many as there is place for, and at least one. */
function taken<Each extends { readonly size: number }>(queue: Each[], most: number): Each[] {
  let [count, size] = [0, 0];
  for (const each of queue) {
    if (count > 0 && size + each.size > most) break;
    count += 1;
    size += each.size;
  }
  return queue.splice(0, count);
}
