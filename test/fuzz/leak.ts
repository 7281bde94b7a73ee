import type { Leak, Outcome } from './run.ts';

/** What came through, with all that finds it again: seed, place, caller, and the simplest operation. */
export function tellLeaks({ seed, leaks }: Outcome): void {
  for (const each of leaks) process.stderr.write(`${textOf(each, seed)}\n`);
}

const textOf = ({ at, caller, grants, found, drawn }: Leak, seed: number): string =>
  [
    `leak at operation ${at} of seed ${seed}, asked by ${caller}`,
    ...found.slice(0, 10).map((each) => `  ${each}`),
    `  grants ${JSON.stringify(grants)}`,
    drawn.query,
    JSON.stringify(drawn.variables),
  ].join('\n');
