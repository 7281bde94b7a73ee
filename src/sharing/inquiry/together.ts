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

/**
 * Shares runs among all who ask in the same way at the same time. A run begins after everybody in it asked, and nobody waits for
 * others to come: only while a run that could be theirs is not yet on its way.
 */
export class Together<Way, One, Result> {
  private readonly groups = new Map<string, Group<Way, One, Result>>();
  private readonly to: Running<Way, One, Result>;

  constructor(to: Running<Way, One, Result>) {
    this.to = to;
  }

  /** `name` stands for the way; of a run there is place for `most`, of which one takes `size`. */
  ask(name: string, way: Way, one: One, { size, most }: { size: number; most: number }): Promise<Result> {
    const group = this.groups.get(name) ?? { way, queue: [], running: 0, due: false };
    this.groups.set(name, group);
    return new Promise<Result>((resolve, reject) => {
      group.queue.push({ one, size, resolve, reject });
      this.next(name, group, most);
    });
  }

  /** Those of the same turn of the event loop share a run. */
  private next(name: string, group: Group<Way, One, Result>, most: number): void {
    if (group.due || group.running >= this.to.atOnce) return;
    group.due = true;
    setImmediate(() => {
      group.due = false;
      const batch = taken(group.queue, most);
      group.running += 1;
      if (group.queue.length > 0) this.next(name, group, most);
      void this.settle(group.way, batch).finally(() => {
        group.running -= 1;
        if (group.queue.length > 0) this.next(name, group, most);
        else if (group.running === 0 && !group.due) this.groups.delete(name);
      });
    });
  }

  private async settle(way: Way, batch: readonly Waiting<One, Result>[]): Promise<void> {
    try {
      const results = await this.to.run(
        way,
        batch.map(({ one }) => one),
      );
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as Result);
    } catch (error) {
      if (batch.length > 1 && this.to.isOwn(error)) await Promise.all(batch.map((each) => this.settle(way, [each])));
      else for (const { reject } of batch) reject(error);
    }
  }
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
