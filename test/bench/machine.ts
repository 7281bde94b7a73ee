import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Sql } from '../../src/db/client.ts';

/** What a measurement was made on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly postgres: string;
}

export async function machineOf(sql: Sql): Promise<Machine> {
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? '',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: row?.version ?? '',
  };
}

export const machineText = ({ cores, processor, memoryGiB, node, postgres }: Machine): string =>
  `${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, Postgres ${postgres}; medians of paired ratios in one run`;
