import { spinner } from '@clack/prompts';
import { Problem } from '../base/problem.ts';
import { databaseProblem, placeOf } from '../db/failure.ts';
import { render } from '../graphql/texts.ts';
import { config, language } from '../server/config.ts';

/** Wraps a command's action: what goes wrong is told on stderr with the way out, with --json also as `error` on stdout, and the exit code is 1. */
export const run =
  <Args extends unknown[]>(action: (...args: Args) => Promise<void>) =>
  async (...args: Args): Promise<void> => {
    try {
      await action(...args);
    } catch (error) {
      tell(error);
      if (args.some(wantsJson)) process.stdout.write(`${JSON.stringify({ error: toldAs(error) })}\n`);
      process.exit(1);
    }
  };

const wantsJson = (option: unknown): boolean => typeof option === 'object' && option !== null && 'json' in option && option.json === true;

/** A failure as data: its code, and what stderr says of it. */
function toldAs(error: unknown): object {
  const known = error instanceof Problem ? error : databaseProblem(error, place());
  return known ? render(known, language()) : { code: 'FAILED', message: error instanceof Error ? error.message : String(error) };
}

/** One line of JSON on stdout, or the lines for people. */
export function answer(json: boolean | undefined, value: unknown, lines: string | string[]): void {
  process.stdout.write(`${json ? JSON.stringify(value) : [lines].flat().join('\n')}\n`);
}

export interface Progress {
  step(message: string): void;
  done(message: string): void;
}

/** Progress on stderr: one moving line on a terminal, plain lines elsewhere (a step at most once in five seconds). */
export function progress(title: string): Progress {
  return process.stderr.isTTY ? moving(title) : plain(title);
}

/** Prints a problem, or a failure nobody foresaw, as `error: ...` and what to do. */
export function tell(error: unknown): void {
  const known = error instanceof Problem ? error : databaseProblem(error, place());
  if (!known) {
    process.stderr.write(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return;
  }
  const { message, path, hint } = render(known, language());
  process.stderr.write(`error: ${message}${path ? ` (${path})` : ''}\n${hint ? `       ${hint}\n` : ''}`);
}

function moving(title: string): Progress {
  const line = spinner({ output: process.stderr });
  line.start(title);
  return { step: (message) => line.message(`${title}: ${message}`), done: (message) => line.stop(message) };
}

function plain(title: string): Progress {
  let told = performance.now();
  process.stderr.write(`${title}\n`);
  const step = (message: string): void => {
    if (performance.now() - told < 5_000) return;
    told = performance.now();
    process.stderr.write(`${title}: ${message}\n`);
  };
  return { step, done: (message) => void process.stderr.write(`${message}\n`) };
}

function place(): string {
  const { databaseUrl, home } = config();
  return databaseUrl ? placeOf(databaseUrl) : home;
}
