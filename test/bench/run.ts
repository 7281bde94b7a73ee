import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Sql } from '../../src/db/client.ts';
import { intakeRow } from './intake.ts';
import { ratingRow } from './rating.ts';
import { type Row, tableOf } from './row.ts';
import { openWorld, sheetsAfter, sheetsBefore } from './world.ts';

const leastPairs = 10;
const bills = 'billing/bills';
const told = (message: string): void => void process.stderr.write(`${message}\n`);

interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly postgres: string;
}

/** `npm run bench -- [--customers N] [--pairs N] [--json] [--strict]`: with --strict a missed bar is exit code 1. */
async function main(): Promise<number> {
  const asked = options();
  if (!asked) return 2;
  const { customers, pairs, json, strict } = asked;
  const world = await openWorld(customers, told);
  try {
    const machine = await machineOf(world.sql);
    for (const sheet of sheetsBefore(bills)) await world.load(sheet);
    const rows: Row[] = [await intakeRow(world, pairs, told)];
    for (const sheet of sheetsAfter(bills)) await world.load(sheet);
    rows.push(await ratingRow(world, pairs, told));
    process.stdout.write(json ? `${JSON.stringify({ machine, customers, rows })}\n` : `${facts(machine)}\n${tableOf(rows)}\n`);
    return strict && rows.some(({ met }) => !met) ? 1 : 0;
  } finally {
    await world.close();
  }
}

function options(): { customers: number; pairs: number; json: boolean; strict: boolean } | undefined {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  try {
    const { values } = parseArgs({
      options: {
        customers: text('8500'),
        pairs: text(String(leastPairs)),
        json: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
      },
    });
    const [customers, pairs] = [Number(values.customers), Number(values.pairs)];
    if (Number.isInteger(customers) && customers >= 100 && Number.isInteger(pairs) && pairs >= leastPairs) return { ...values, customers, pairs };
    told(`error: --customers is a whole number from 100, --pairs one from ${leastPairs}`);
  } catch (error) {
    told(`error: ${(error as Error).message}`);
  }
  return undefined;
}

async function machineOf(sql: Sql): Promise<Machine> {
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? '',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: row?.version ?? '',
  };
}

const facts = ({ cores, processor, memoryGiB, node, postgres }: Machine): string =>
  `${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, Postgres ${postgres}; medians of paired ratios in one run`;

process.exitCode = await main();
