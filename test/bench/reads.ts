import { parseArgs } from 'node:util';
import { machineOf, machineText } from './machine.ts';
import { startAll, stopAll } from './reads/contender.ts';
import { figuresOf, figureTable, ratiosOf, ratioTable } from './reads/figures.ts';
import { flooded, floodText } from './reads/flooded.ts';
import { type Home, openHome } from './reads/home.ts';
import { install } from './reads/install.ts';
import { measure, type Plan } from './reads/measure.ts';
import { operations } from './reads/protocol.ts';
import { ask } from './reads/requests.ts';
import { makeSchema } from './reads/schema.ts';
import { verify } from './reads/verify.ts';

const leastSlices = 10;
const usage = 'npm run bench:reads -- [--json] [--customers N, from 1000] [--slices N, from 10] [--seconds N] [--connections 16,64] [--home FOLDER]';
const began = performance.now();
const told = (message: string): void => void process.stderr.write(`${String(Math.round((performance.now() - began) / 1_000)).padStart(5)} s  ${message}\n`);

interface Asked extends Plan {
  readonly customers: number;
  readonly json: boolean;
  /** Keeps the loaded world for the next time. */
  readonly home: string | undefined;
}

/** Reads of the product against a hand-written floor and two peers, on one database; exit code 1 when a bar is missed. */
async function main(): Promise<number> {
  const asked = options();
  if (!asked) return 2;
  const opened: (() => Promise<void>)[] = [];
  // The last that was opened is closed first, and only once.
  const closeAll = async (): Promise<void> => {
    for (let close = opened.pop(); close; close = opened.pop()) await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void closeAll().finally(() => process.exit(1)));
  try {
    install(told);
    const home = await openHome(asked.customers, asked.home, told);
    opened.push(home.close);
    return await report(home, asked, opened);
  } catch (error) {
    told(`error: ${(error as Error).message}`);
    return 1;
  } finally {
    await closeAll();
  }
}

async function report({ sql, token, ...home }: Home, asked: Asked, opened: (() => Promise<void>)[]): Promise<number> {
  await makeSchema(sql);
  const requests = await ask(sql);
  told('starting the contenders');
  const contenders = await startAll({ ...home, token });
  opened.push(() => stopAll(contenders));
  told('comparing their answers');
  await verify(contenders, requests, token);
  const measured = contenders.map(({ name, pid, port, dialect }) => {
    const target = { port, token, templates: dialect.templates, variables: dialect.variables(requests) };
    return { name, pid, target };
  });
  const series = await measure(sql, measured, operations, asked, told);
  const figures = series.flatMap(figuresOf);
  const ratios = series.flatMap((each) => ratiosOf(each, contenders));
  told('flood');
  const flooding = await flooded(contenders, requests, token);
  const machine = await machineOf(sql);
  const { customers, slices, seconds } = asked;
  const heading = `${machineText(machine)}\n${customers.toLocaleString('en')} customers, ${slices} slices of ${seconds} s each`;
  const tables = `${heading}\n\n${figureTable(figures)}\n\n${ratioTable(ratios)}\n\n${floodText(flooding)}`;
  process.stdout.write(`${asked.json ? JSON.stringify({ machine, customers, slices, seconds, figures, ratios, flood: flooding }) : tables}\n`);
  return flooding.met && ratios.every(({ met }) => met) ? 0 : 1;
}

function options(): Asked | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { json: flag, customers: text, slices: text, seconds: text, connections: text, home: text } });
    const [customers, slices, seconds] = [Number(values.customers ?? 100_000), Number(values.slices ?? leastSlices), Number(values.seconds ?? 2)];
    const connections = (values.connections ?? '16,64').split(',').map(Number);
    const { json, home } = values;
    const isWhole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
    const good = isWhole(customers, 1_000) && isWhole(slices, leastSlices) && seconds > 0 && connections.every((count) => isWhole(count, 1));
    if (good) return { customers, slices, seconds, connections, json, home };
    process.stderr.write(`usage: ${usage}\n`);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\nusage: ${usage}\n`);
  }
  return undefined;
}

process.exitCode = await main();
