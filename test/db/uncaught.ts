import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';

const kinds = ['uncaughtException', 'unhandledRejection'] as const;

/** From here on, every test of the file fails of which an error is left that nobody caught, by its end and that of its connections. */
export function noneUncaught(): void {
  let uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  beforeEach(() => {
    uncaught = [];
    for (const kind of kinds) process.on(kind, note);
  });
  // Hooks behind a test run in the opposite order: what the file itself closes is closed by then.
  afterEach(async () => {
    await sleep(0);
    for (const kind of kinds) process.off(kind, note);
    expect(uncaught).toEqual([]);
  });
}
