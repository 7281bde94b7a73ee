// Builds dist from src. `node .ci/build.js start` does so only when src is newer, then serves in this process; `fresh` only builds then.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

process.chdir(join(import.meta.dirname, '..'));
const start = process.argv[2] === 'start';
const fresh = start || process.argv[2] === 'fresh';
const mark = 'dist/built';
if (!fresh || stale()) build();
if (start) {
  process.argv = [process.argv[0], join('dist', 'cli', 'assay.js'), 'serve', ...process.argv.slice(3)];
  await import('../dist/cli/assay.js');
}

function stale() {
  if (!existsSync(mark)) return true;
  const built = statSync(mark).mtimeMs;
  return readdirSync('src', { recursive: true }).some((path) => statSync(join('src', path)).mtimeMs > built);
}

function build() {
  rmSync('dist', { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') });
  chmodSync('dist/cli/assay.js', 0o755);
  writeFileSync(mark, '');
}
