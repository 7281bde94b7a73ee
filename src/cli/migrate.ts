import type { Command } from 'commander';
import { withAssay } from './open.ts';
import { answer, run } from './out.ts';

export function register(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date (every other command does so too)')
    .option('--json', 'print one line of JSON')
    .action(
      run(({ json }: { json?: boolean }) =>
        withAssay(async ({ timeZone, currency }) =>
          answer(json, { timeZone, currency }, `The database is up to date (time zone ${timeZone}, currency ${currency}).`),
        ),
      ),
    );
}
