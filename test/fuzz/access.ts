import 'reflect-metadata';
import { randomBytes, randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { TestProject } from 'vitest/node';
import { appRole } from '../../src/db/app.ts';
import { connect } from '../../src/db/client.ts';
import cluster, { onServer, withDatabase } from '../cluster.ts';
import { fieldOf } from './field.ts';
import { tellLeaks } from './leak.ts';
import { fuzz } from './run.ts';

const usage = 'npm run fuzz:access -- [--operations N] [--seed N] [--json]\n';

/** Draws operations against the walls around the data; the last line of stdout counts them. Exits 1 when anything came through, 2 on wrong usage. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { operations: { type: 'string', default: '20000' }, seed: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const operations = whole(values.operations);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : whole(values.seed);
  if (operations === undefined || operations === 0 || seed === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  process.stderr.write(`seed ${seed}\n`);
  const told = new Map<string, string>();
  const stop = await cluster({ provide: (name: string, value: string) => void told.set(name, value) } as unknown as TestProject);
  const [server, template, name] = [told.get('server') as string, told.get('template') as string, `assay_fuzz_${randomBytes(6).toString('hex')}`];
  await onServer(server, `create database ${name} template ${template}`);
  const url = withDatabase(server, name);
  const [sql, serving] = [connect(url), connect(url, { role: appRole })];
  const since = performance.now();
  const field = await fieldOf(sql, serving, seed);
  try {
    const onProgress = (done: number): void => void process.stderr.write(`${done} of ${operations}, ${Math.round((performance.now() - since) / 1000)} s\n`);
    const outcome = await fuzz({ ...field, operations, seed, onProgress });
    tellLeaks(outcome);
    const counts = { operations: outcome.operations, leaks: outcome.leaks.length };
    process.stdout.write(
      values.json ? `${JSON.stringify(counts)}\n` : `${counts.operations} operations, ${outcome.answered} answered, ${counts.leaks} leaks\n`,
    );
    return outcome.leaks.length > 0 ? 1 : 0;
  } finally {
    await field.close();
    await Promise.all([sql, serving].map((pool) => pool.end({ timeout: 5 })));
    await onServer(server, `drop database if exists ${name} with (force)`);
    await stop();
  }
}

const whole = (text: string): number | undefined => (/^\d{1,10}$/.test(text) ? Number(text) : undefined);

process.exitCode = await main();
