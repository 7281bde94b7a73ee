import { parseArgs } from 'node:util';
import { evaluatorRows } from './evaluator.ts';
import { intakeRows } from './intake.ts';
import { type Machine, machineOf, machineText } from './machine.ts';
import { ratingRow } from './rating.ts';
import { type Row, tableOf } from './row.ts';
import { openWorld, sheetsAfter, sheetsBefore } from './world.ts';

const leastPairs = 10;
const bills = 'billing/bills';
/** Customers of the demo worlds that are rated; the million needs 30 GB of disk, and takes hours with its pairs. */
const sizes = [10_000, 100_000] as const;
const million = 1_000_000;
const told = (message: string): void => void process.stderr.write(`${message}\n`);

interface Asked {
  readonly sizes: readonly number[];
  readonly pairs: number;
  readonly json: boolean;
  readonly strict: boolean;
}

/**
 * `npm run bench -- [--customers N] [--million] [--pairs N] [--json] [--strict]`: import, rating at each size, evaluator.
 * --customers measures one world of that size only; with --strict a missed bar is exit code 1.
 */
async function main(): Promise<number> {
  const asked = options();
  if (!asked) return 2;
  const rows: Row[] = [];
  let machine: Machine | undefined;
  for (const [at, customers] of asked.sizes.entries()) {
    const world = await openWorld(customers, told);
    try {
      machine ??= await machineOf(world.sql);
      for (const sheet of sheetsBefore(bills)) await world.load(sheet);
      // The smallest world says how fast import is; the larger ones are only loaded.
      if (at === 0) rows.push(...(await intakeRows(world, asked.pairs, told)));
      else await world.load(bills);
      for (const sheet of sheetsAfter(bills)) await world.load(sheet);
      rows.push(await ratingRow(world, asked.pairs, told));
    } finally {
      await world.close();
    }
  }
  rows.push(...(await evaluatorRows(asked.pairs, told)));
  const heading = machine ? machineText(machine) : '';
  process.stdout.write(asked.json ? `${JSON.stringify({ machine, sizes: asked.sizes, rows })}\n` : `${heading}\n${tableOf(rows)}\n`);
  return asked.strict && rows.some(({ met }) => !met) ? 1 : 0;
}

function options(): Asked | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { customers: text, pairs: text, million: flag, json: flag, strict: flag } });
    const [customers, pairs] = [Number(values.customers ?? sizes[0]), Number(values.pairs ?? leastPairs)];
    const { json, strict } = values;
    const asked = values.customers === undefined ? [...sizes, ...(values.million ? [million] : [])] : [customers];
    if (Number.isInteger(customers) && customers >= 100 && Number.isInteger(pairs) && pairs >= leastPairs) return { sizes: asked, pairs, json, strict };
    told(`error: --customers is a whole number from 100, --pairs one from ${leastPairs}`);
  } catch (error) {
    told(`error: ${(error as Error).message}`);
  }
  return undefined;
}

process.exitCode = await main();
