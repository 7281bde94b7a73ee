import type { Command } from 'commander';
import { registerAudit } from './verifyaudit.ts';
import { registerReport } from './verifyreport.ts';

/** What was signed and kept is shown to be as it was: without the server, and by other code than wrote it. */
export function register(program: Command): void {
  const verify = program.command('verify').description('show that what was signed and put on record is as it was written');
  registerAudit(verify);
  registerReport(verify);
}
