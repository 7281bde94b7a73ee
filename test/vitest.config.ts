import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const db = 'test/**/*.db.test.ts';
const api = 'test/api/**/*.test.ts';
const built = 'test/built.ts';
/** Patterns under test/ that are left out, by blanks. */
const without = (process.env['TESTS_WITHOUT'] ?? '').split(/\s+/).flatMap((path) => (path ? [`test/${path}`] : []));
// One for all workers.
if (process.env['TESTS_SEED'] === 'random') process.env['TESTS_SEED'] = String(randomInt(2 ** 31));
const globalSetup = [built, 'test/cluster.ts'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // Two copies of graphql would load otherwise: one by import, one by the require of its peers.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ['reflect-metadata', 'test/seed.ts'],
    projects: [
      { extends: true, test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: [db, api], globalSetup: [built] } },
      { extends: true, test: { name: 'db', include: [db], exclude: [api, ...without], globalSetup } },
      { extends: true, test: { name: 'api', include: [api], exclude: without, globalSetup } },
    ],
  },
});
