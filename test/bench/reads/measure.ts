import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sql } from '../../../src/db/client.ts';
import { clusterCpuMs, cpuMs, residentBytes } from './proc.ts';
import type { Counted, Slice, Target } from './protocol.ts';

/** A server process that is measured, and how it is asked. */
export interface Measured {
  readonly name: string;
  readonly pid: number;
  readonly target: Target;
  /** A token of its own for a slice, where one does not last. */
  readonly token?: () => Promise<string>;
}

export interface Plan {
  readonly slices: number;
  readonly seconds: number;
  readonly connections: readonly number[];
}

/** A slice with what it cost whom; times in milliseconds. */
export interface Sample extends Counted {
  readonly serverMs: number;
  readonly postgresMs: number;
  readonly residentBytes: number;
}

/** All slices of one operation at one number of connections, by contender, round by round. */
export interface Series {
  readonly operation: string;
  readonly connections: number;
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

const warmRounds = 2;
const patienceSeconds = 60;
/** Requests by which a round moves on in the list, so that slices do not repeat each other. */
const stride = 7_919;

/** Slices of all that answer an operation in turn, so that a machine whose speed drifts slows all; who goes first rotates. */
export async function measure(
  sql: Sql,
  measured: readonly Measured[],
  operations: readonly string[],
  plan: Plan,
  told: (message: string) => void,
): Promise<Series[]> {
  const generator = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), [], { serialization: 'advanced', execArgv: [] });
  try {
    generator.send({ targets: measured.map(({ target }) => target) });
    const postmaster = await postmasterOf(sql);
    const all: Series[] = [];
    for (const operation of operations) {
      const contenders = measured.filter(({ target }) => target.templates[operation] !== undefined);
      for (const connections of plan.connections) {
        told(`${operation}, ${connections} connections`);
        const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
        for (let round = -warmRounds; round < plan.slices; round++) {
          for (const each of rotated(contenders, round)) {
            const from = (round + warmRounds) * stride;
            const token = await each.token?.();
            const slice = { target: measured.indexOf(each), operation, connections, seconds: plan.seconds, from, token };
            const sample = await sampled(generator, slice, each, postmaster);
            if (sample.failed > 0) throw new Error(`${each.name} failed ${sample.failed} times at ${operation}: ${sample.failure}`);
            if (round >= 0) samples.get(each.name)?.push(sample);
          }
        }
        all.push({ operation, connections, samples });
      }
    }
    return all;
  } finally {
    generator.disconnect();
  }
}

function rotated<Each>(list: readonly Each[], by: number): Each[] {
  const first = ((by % list.length) + list.length) % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

async function sampled(generator: ChildProcess, slice: Slice, { name, pid }: Measured, postmaster: number): Promise<Sample> {
  const before = [cpuMs(pid), clusterCpuMs(postmaster)] as const;
  const counted = await new Promise<Counted>((done, failed) => {
    const late = setTimeout(() => failed(new Error(`${name} left requests unanswered for ${patienceSeconds} s`)), (slice.seconds + patienceSeconds) * 1_000);
    const ended = (): void => failed(new Error('the load generator ended'));
    generator.once('exit', ended);
    generator.once('message', (message) => {
      clearTimeout(late);
      generator.off('exit', ended);
      done(message as Counted);
    });
    generator.send({ slice });
  });
  return { ...counted, serverMs: cpuMs(pid) - before[0], postgresMs: clusterCpuMs(postmaster) - before[1], residentBytes: residentBytes(pid) };
}

async function postmasterOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  return Number((await readFile(join(row?.folder ?? '', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
