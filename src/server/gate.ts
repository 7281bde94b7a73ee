import { limits } from '../base/limits.ts';

/** Why somebody at the gate was not let in: the queue was full, the place came too late, or they went away. */
export type Refusal = 'full' | 'late' | 'gone';

/** Somebody who asks for a place, and may go away. */
export interface Visitor {
  gone: boolean;
  /** Set by whoever must know at once. */
  onGone: (() => void) | undefined;
}

interface Waiting {
  readonly until: number;
  readonly answer: (refusal: Refusal | undefined) => void;
}

export interface Bounds {
  /** Requests that work at once. */
  readonly places: number;
  /** Requests beside them that have worked for `slowMs` already: they give their place to others. */
  readonly aside: number;
  readonly slowMs: number;
  /** Requests beside them that only wait for what many wait for together. */
  readonly shared: number;
  readonly queue: number;
  /** How long somebody waits at most. */
  readonly waitMs: number;
}

const everyMs = 25;

/**
 * Lets so many requests work at once and so many wait, first come first served, for a bounded time. What turns out to be
 * slow steps aside while there is room, so that a few heavy requests do not hold all places.
 */
export class Gate {
  private aside = 0;
  /** The instant (`performance.now`) each place was taken, oldest first. */
  private readonly working = new Map<object, number>();
  private readonly slow = new WeakSet<object>();
  private readonly sharing = new Set<object>();
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;
  private readonly bounds: Bounds;

  constructor({
    places = limits.requestsInFlight,
    aside = limits.requestsAside,
    slowMs = limits.requestSlowMs,
    shared = limits.requestsShared,
    queue = limits.requestsQueued,
    waitMs = limits.requestWaitMs,
  }: Partial<Bounds> = {}) {
    this.bounds = { places, aside, slowMs, shared, queue, waitMs };
  }

  get inFlight(): number {
    return this.working.size + this.aside + this.sharing.size;
  }

  get queued(): number {
    return this.waiting.size;
  }

  /** Nobody more can be let in or wait. */
  get full(): boolean {
    return this.waiting.size >= this.bounds.queue && this.working.size >= this.bounds.places;
  }

  /** Takes a place when one is free. */
  enter(visitor: object): boolean {
    if (this.working.size >= this.bounds.places) return false;
    this.working.set(visitor, performance.now());
    return true;
  }

  /** Waits for a place; why there was none, or nothing when it was taken. */
  wait(visitor: Visitor): Promise<Refusal | undefined> {
    if (visitor.gone) return Promise.resolve('gone');
    if (this.waiting.size >= this.bounds.queue) return Promise.resolve('full');
    this.timer ??= setInterval(() => this.look(performance.now()), everyMs);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        until: performance.now() + this.bounds.waitMs,
        answer: (refusal) => {
          this.waiting.delete(waiting);
          visitor.onGone = undefined;
          if (refusal === undefined) this.working.set(visitor, performance.now());
          resolve(refusal);
        },
      };
      this.waiting.add(waiting);
      visitor.onGone = () => waiting.answer('gone');
    });
  }

  /** Gives the place to who waits longest, and works on without one, while there is room for such. */
  share(visitor: object): void {
    if (this.sharing.size >= this.bounds.shared || this.sharing.has(visitor)) return;
    this.leave(visitor);
    this.sharing.add(visitor);
  }

  /** Gives the place back, to who waits longest. */
  leave(visitor: object): void {
    if (this.sharing.delete(visitor)) return;
    if (this.slow.delete(visitor)) this.aside -= 1;
    else this.working.delete(visitor);
    this.admit();
  }

  private admit(): void {
    for (const first of this.waiting) {
      if (this.working.size >= this.bounds.places) return;
      first.answer(undefined);
    }
  }

  /** Refuses who waited too long and sets aside who works too long; nobody needs it while nobody waits. */
  private look(now: number): void {
    for (const [visitor, since] of this.working) {
      if (this.waiting.size === 0 || this.aside >= this.bounds.aside || now - since < this.bounds.slowMs) break;
      this.working.delete(visitor);
      this.slow.add(visitor);
      this.aside += 1;
    }
    this.admit();
    for (const first of this.waiting) {
      if (first.until > now) break;
      first.answer('late');
    }
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
