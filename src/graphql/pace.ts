import { limits } from '../base/limits.ts';

/** How much the last run counts in the mean. */
const share = 0.2;

/**
 * How long a statement takes, in milliseconds, and so whether it may share a connection with others: sent one behind the
 * other, short statements cost a connection's two processes a fraction of what each costs alone, and a long one would keep
 * all behind it waiting.
 */
export class Pace {
  private runs = 0;
  private mean = 0;

  get isQuick(): boolean {
    return this.runs >= limits.quickRuns && this.mean <= limits.quickMs;
  }

  took(ms: number): void {
    this.runs += 1;
    this.mean = this.runs === 1 ? ms : this.mean + (ms - this.mean) * share;
  }

  /** It did not end within the time that is given to quick ones. */
  failed(): void {
    this.runs = 0;
  }
}
