import { limits } from '../base/limits.ts';
import type { Tx } from '../db/client.ts';
import type { CsvFile } from './csv.ts';
import type { Group, Part } from './group.ts';
import type { PartySink } from './party.ts';
import type { Rejects } from './reject.ts';
import { copyIdentifiers, copyParty, copyStage, openPartyStage, openStage } from './store.ts';

export interface Staged {
  readonly groups: readonly Group[];
  /** Lines of the file that hold a row, good or bad. */
  readonly lines: number;
  readonly identifiersIgnored: number;
}

/** Where the file stands in its reading. */
export interface Reading {
  readonly lines: number;
  readonly bytes: number;
}

/**
 * Reads the file once, converts every line for every row entry and copies the results into the staging tables; one COPY
 * runs while the next rows are converted.
 */
export async function stage(tx: Tx, csv: CsvFile, groups: readonly Group[], rejects: Rejects, onReading: (reading: Reading) => void): Promise<Staged> {
  const copies = copying();
  const sinks = await Promise.all(groups.map((group) => sinkOf(tx, group, copies, rejects)));
  let lines = 0;
  for await (const batch of csv.batches()) {
    lines += batch.rows.length + batch.rejects.length;
    for (const each of batch.rejects) rejects.add(-1, each);
    for (const { parts, sink } of sinks) {
      for (const { converter, number } of parts) {
        sink.entry = number;
        batch.rows.forEach((cells, at) => converter.convert(cells, batch.lines[at] as number, sink));
      }
      await sink.flush(false);
    }
    onReading({ lines, bytes: batch.bytes });
  }
  for (const { sink } of sinks) await sink.flush(true);
  await copies.done();
  return { groups, lines, identifiersIgnored: sinks.reduce((sum, { sink }) => sum + sink.ignoredCount, 0) };
}

/** One COPY at a time: the next one waits for the one before. */
function copying(): { start(copy: () => Promise<void>): Promise<void>; done(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  return {
    start: async (copy) => {
      await running;
      running = copy();
      // Awaited by the next copy or at the end; until then a failure is not unhandled.
      running.catch(() => undefined);
    },
    done: () => running,
  };
}

interface Buffered extends PartySink {
  entry: number;
  ignoredCount: number;
  flush(all: boolean): Promise<void>;
}

async function sinkOf(tx: Tx, group: Group, copies: ReturnType<typeof copying>, rejects: Rejects): Promise<{ parts: readonly Part[]; sink: Buffered }> {
  const party = group.target.fact.name === 'customer';
  await (party ? openPartyStage(tx) : openStage(tx, group.target));
  const [rows, identifiers] = [encoding(), encoding()];
  const sink: Buffered = {
    entry: 0,
    ignoredCount: 0,
    row: rows.add,
    identifier: identifiers.add,
    ignored: () => {
      sink.ignoredCount += 1;
    },
    reject: (each) => rejects.add(sink.entry, each),
    flush: async (all) => {
      const least = all ? 1 : limits.stageBytes;
      if (rows.bytes() >= least) {
        const lines = rows.take();
        await copies.start(() => (party ? copyParty(tx, lines) : copyStage(tx, group.target, lines)));
      }
      if (identifiers.bytes() >= least) {
        const lines = identifiers.take();
        await copies.start(() => copyIdentifiers(tx, lines));
      }
    },
  };
  return { parts: group.parts, sink };
}

/** Lines become bytes soon: long strings of small parts cost the collector more than the rows themselves. */
function encoding(): { add(line: string): void; bytes(): number; take(): Buffer[] } {
  let [text, done, size] = ['', [] as Buffer[], 0];
  const encode = (): void => {
    const bytes = Buffer.from(text);
    done.push(bytes);
    size += bytes.length;
    text = '';
  };
  return {
    add: (line) => {
      text += line;
      if (text.length > 16_384) encode();
    },
    bytes: () => size + text.length,
    take: () => {
      encode();
      const taken = done;
      [done, size] = [[], 0];
      return taken;
    },
  };
}
