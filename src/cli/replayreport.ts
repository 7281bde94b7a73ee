import type { Command } from 'commander';
import { problem } from '../sharing/errors.ts';
import { replayReport } from '../sharing/report/replay.ts';
import { withAssay } from './open.ts';
import { answer, run } from './out.ts';

export function register(program: Command): void {
  program
    .command('replay-report <number>')
    .description("decide a report's grade again from what is kept of its rating; exit code 1 when it comes out otherwise")
    .option('--json', 'print one line of JSON')
    .action(run(replayed));
}

async function replayed(number: string, { json }: { json?: boolean }): Promise<void> {
  const found = await withAssay(({ sql, keys }) => replayReport(sql, keys.seal, number));
  if (!found) throw problem('SHARING_REPORT_UNKNOWN', { number });
  const { partner, at, same, told, again, differences } = found;
  if (same === false) process.exitCode = 1;
  const outcome =
    same === null ? 'it told no grade' : same ? `the same: ${again}` : `told ${told}, now ${again ?? 'nothing'}; differs in ${differences.join(', ')}`;
  answer(json, { number, partner, at, same, told, again, differences }, `${number} for ${partner}, ${at}: ${outcome}`);
}
