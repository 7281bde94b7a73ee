import type { Leak, Outcome } from './run.ts';

/** What came through, with all that finds it again: seed, place, caller, and the simplest operation. */
export function tellLeaks({ seed, leaks, incidents }: Outcome): void {
  for (const each of leaks) process.stderr.write(`leak at ${textOf(each, seed)}\n`);
  for (const each of incidents) process.stderr.write(`incident at ${textOf(each, seed)}\n`);
}

const textOf = ({ at, caller, grants, found, drawn }: Leak, seed: number): string =>
  [
    `operation ${at} of seed ${seed}, asked by ${caller}`,
    ...found.slice(0, 10).map((each) => `  ${each}`),
    `  grants ${JSON.stringify(grants)}`,
    drawn.query,
    JSON.stringify(drawn.variables),
  ].join('\n');
