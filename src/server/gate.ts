import { problem } from './errors.ts';

/** Lets so many requests work at once and so many wait; the next one is refused at once with SERVER_BUSY. */
export class Gate {
  private working = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly atOnce: number;
  private readonly queued: number;

  constructor(atOnce: number, queued: number) {
    this.atOnce = atOnce;
    this.queued = queued;
  }

  async run<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.working >= this.atOnce) {
      if (this.waiting.length >= this.queued) throw problem('SERVER_BUSY');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.working += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.working -= 1;
    }
  }
}
