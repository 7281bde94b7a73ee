import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What vitest's JSON report says of a run, as far as it is counted here. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Runs vitest with the arguments given and prints the counts as the last line; a file that cannot load counts as one failure. */
function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'assay-report-'));
  const file = join(folder, 'report.json');
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/vitest.config.ts', ...reporters, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  let report: Report | undefined;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    report = undefined;
  }
  rmSync(folder, { recursive: true, force: true });
  const unloaded = report?.testResults.filter((result) => result.status === 'failed' && result.assertionResults.length === 0).length ?? 0;
  const failed = (report?.numFailedTests ?? 0) + unloaded;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const otherwise = status === 0 ? 0 : 1;
  process.stdout.write(`${report?.numPassedTests ?? 0} passed, ${Math.max(failed, otherwise)} failed, ${skipped} skipped\n`);
  return Math.max(status ?? 1, failed > 0 ? 1 : 0);
}

process.exitCode = main();
