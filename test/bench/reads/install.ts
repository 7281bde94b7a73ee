import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const top = fileURLToPath(new URL('../../..', import.meta.url));

/** Installs the peers as their lock file says, unless they are there, and builds the product as it stands. */
export function install(told: (message: string) => void): void {
  if (changed(`${folder}/node_modules/.package-lock.json`) < changed(`${folder}/package-lock.json`)) {
    told('installing the peers');
    perform('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  }
  told('building');
  perform(process.execPath, ['.ci/build.js'], top);
}

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** What it prints goes to stderr: stdout is the report's. */
function perform(command: string, args: string[], cwd: string): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
