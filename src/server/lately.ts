import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Day } from '../base/time.ts';

interface Kept<Value> {
  readonly at: number;
  readonly day: Day;
  readonly value: Promise<Value>;
}

/** What is read of the database as of today, and serves for `limits.standingMs`; a failure is not kept. */
export class Lately<Value> {
  private readonly kept = new Bounded<string, Kept<Value>>(limits.partnersRemembered);
  private readonly today: () => Day;
  private readonly read: (name: string, day: Day) => Promise<Value>;

  constructor(today: () => Day, read: (name: string, day: Day) => Promise<Value>) {
    this.today = today;
    this.read = read;
  }

  of(name: string): Promise<Value> {
    const day = this.today();
    const known = this.kept.get(name);
    if (known && known.day === day && performance.now() - known.at < limits.standingMs) return known.value;
    const value = this.read(name, day);
    value.catch(() => this.forget(name));
    this.kept.set(name, { at: performance.now(), day, value });
    return value;
  }

  forget(name: string): void {
    this.kept.delete(name);
  }
}
