import type { Command } from 'commander';
import { stopEmbedded } from '../db/embedded.ts';
import { config } from '../server/config.ts';
import { answer, run } from './out.ts';

export function register(program: Command): void {
  program
    .command('stop')
    .description('stop the built-in Postgres of this home')
    .option('--json', 'print one line of JSON')
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const stopped = await stopEmbedded(config().home);
        answer(json, { stopped }, stopped ? 'The built-in Postgres is stopped.' : 'No built-in Postgres was running here.');
      }),
    );
}
