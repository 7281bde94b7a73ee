import { parseArgs } from 'node:util';
import { checkAudit } from './inquiries/check.ts';
import { benchPartner } from './inquiries/partner.ts';
import { sharesOf, shareTable } from './inquiries/ratios.ts';
import { inquiring, operations } from './inquiries/requests.ts';
import { machineOf, machineText } from './machine.ts';
import { type Contender, start, stopAll } from './reads/contender.ts';
import { figuresOf, figureTable } from './reads/figures.ts';
import { type Home, openHome } from './reads/home.ts';
import { type Measured, measure, type Plan } from './reads/measure.ts';
import { plain } from './reads/requests.ts';
import { makeSchema } from './reads/schema.ts';

const leastSlices = 10;
const poolSize = 16;
const usage = 'npm run bench:inquiries -- [--json] [--customers N, from 1000] [--slices N, from 10] [--seconds N] [--connections 16,64] [--home FOLDER]';
const began = performance.now();
const told = (message: string): void => void process.stderr.write(`${String(Math.round((performance.now() - began) / 1_000)).padStart(5)} s  ${message}\n`);

interface Asked extends Plan {
  readonly customers: number;
  readonly json: boolean;
  /** Keeps the loaded world for the next time. */
  readonly home: string | undefined;
}

/** Inquiries of a partner, audited and not, beside a hand-written floor, on one database; exit code 1 when a bar is missed. */
async function main(): Promise<number> {
  const asked = options();
  if (!asked) return 2;
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = opened.pop(); close; close = opened.pop()) await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void closeAll().finally(() => process.exit(1)));
  try {
    const home = await openHome(asked.customers, asked.home, told);
    opened.push(home.close);
    return await report(home, asked, opened);
  } catch (error) {
    told(`error: ${(error as Error).stack}`);
    return 1;
  } finally {
    await closeAll();
  }
}

async function report({ sql, url, token, keys: { seal } }: Home, asked: Asked, opened: (() => Promise<void>)[]): Promise<number> {
  await makeSchema(sql);
  told('a partner, and the consents of everybody who is asked about');
  const rows = await sql<{ id: string }[]>`
    select customer_id as id from assay.line where dimension = 'credit' and grade_name <> '' order by md5(customer_id::text)`;
  const customers = rows.map(({ id }) => id);
  const partner = await benchPartner(sql, seal, customers);
  told('starting the contenders');
  const env = { DATABASE_URL: url, TOKEN: token, POOL: String(poolSize), SEAL: Buffer.from(seal[0] as Buffer).toString('hex') };
  const place = (path: string): string => new URL(path, import.meta.url).pathname;
  const contenders: Contender[] = [];
  opened.push(() => stopAll(contenders));
  contenders.push(await start('floor', 'floor', [place('./reads/floor.ts')], env, plain));
  for (const audit of ['on', 'off', 'bare'])
    contenders.push(await start(`audit ${audit}`, 'product', [place('./inquiries/serve.ts')], { ...env, AUDIT: audit, PORT: '0' }, plain));
  const measured = targetsOf(contenders, partner, customers, token);
  const series = await measure(sql, measured, operations, asked, told);
  told('reading the audit');
  const entries = await checkAudit(sql, partner.partnerId);
  const [figures, shares] = [series.flatMap(figuresOf), series.flatMap(sharesOf)];
  const machine = await machineOf(sql);
  const { slices, seconds } = asked;
  const heading = `${machineText(machine)}\n${customers.length.toLocaleString('en')} customers, ${slices} slices of ${seconds} s each; ${entries.toLocaleString('en')} entries of the audit verified`;
  const tables = `${heading}\n\n${figureTable(figures)}\n\n${shareTable(shares)}`;
  process.stdout.write(`${asked.json ? JSON.stringify({ machine, customers: customers.length, slices, seconds, entries, figures, shares }) : tables}\n`);
  return shares.every(({ met }) => met) ? 0 : 1;
}

/** The floor; inquiries with an audit, without one, and without keys and quotas too; and with a proof of possession each, on the server with an audit. */
function targetsOf(
  contenders: readonly Contender[],
  partner: Awaited<ReturnType<typeof benchPartner>>,
  customers: readonly string[],
  staff: string,
): Measured[] {
  const [floor, on, off, bare] = contenders as [Contender, Contender, Contender, Contender];
  const variables = Object.fromEntries(operations.map((operation) => [operation, partner.references]));
  const of = (name: string, { pid, port }: Contender, names: readonly (typeof operations)[number][], bound = false): Measured => {
    const issuer = `http://localhost:${port}`;
    const proving = bound ? { jwk: partner.jwk, url: `${issuer}/graphql` } : undefined;
    return { name, pid, target: { port, token: '', templates: inquiring(names), variables, proving }, token: () => partner.token(issuer, bound) };
  };
  const floorTarget = { port: floor.port, token: staff, templates: { rating: plain.templates.grade }, variables: { rating: customers } };
  return [
    { name: 'floor', pid: floor.pid, target: floorTarget },
    of('audited', on, operations),
    of('unaudited', off, operations),
    of('bare', bare, operations),
    of('proven', on, ['rating'], true),
  ];
}

function options(): Asked | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { json: flag, customers: text, slices: text, seconds: text, connections: text, home: text } });
    const [customers, slices, seconds] = [Number(values.customers ?? 20_000), Number(values.slices ?? leastSlices), Number(values.seconds ?? 2)];
    const connections = (values.connections ?? '16,64').split(',').map(Number);
    const { json, home } = values;
    const isWhole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
    if (isWhole(customers, 1_000) && isWhole(slices, leastSlices) && seconds > 0 && connections.every((count) => isWhole(count, 1)))
      return { customers, slices, seconds, connections, json, home };
    process.stderr.write(`usage: ${usage}\n`);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\nusage: ${usage}\n`);
  }
  return undefined;
}

process.exitCode = await main();
