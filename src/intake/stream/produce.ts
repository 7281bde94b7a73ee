import { limits } from '../../base/limits.ts';
import type { PartySink } from '../convert/party.ts';
import type { Group } from '../group.ts';
import type { Batch, FileReader, Lines } from '../reading/reader.ts';
import type { Reject } from '../reject.ts';
import type { Chunk, Job } from './chunk.ts';
import { identifying, loading, type Packing, staging } from './packing.ts';

interface Line extends PartySink {
  entry: number;
}

/** Reads a file once and converts its lines, or this job's share of them, for every row entry. */
export async function* produce(file: FileReader, groups: readonly Group[], job: Job): AsyncGenerator<Chunk> {
  const gathered = gathering(groups, job);
  let read = 0;
  for await (const batch of file.batches()) {
    read = batch.bytes;
    const { rows, lines, rejects } = job.shares === 1 ? batch : shareOf(batch, job);
    for (const reject of rejects) gathered.rejects.push([-1, reject]);
    gathered.lines += rejects.length + rows.length;
    for (const [at, { parts }] of groups.entries()) {
      const sink = gathered.sinks[at] as Line;
      for (const { converter, number } of parts) {
        sink.entry = number;
        for (const [row, cells] of rows.entries()) converter.convert(cells, lines[row] as number, sink);
      }
    }
    if (gathered.bytes() >= limits.stageBytes || gathered.rejects.length > limits.rejectsPerChunk) yield gathered.take(batch.bytes, null);
    else if (gathered.lines >= limits.linesPerChunk) yield gathered.take(batch.bytes, null);
  }
  yield gathered.take(read, file.columns());
}

/** Lines are dealt out by the thousand, so that every share goes on through the whole file. */
function shareOf({ rows, lines, rejects }: Batch, { share, shares }: Job): Lines {
  const mine = (line: number): boolean => Math.floor(line / limits.linesPerShare) % shares === share;
  return { rows: rows.filter((_, at) => mine(lines[at] as number)), lines: lines.filter(mine), rejects: rejects.filter(({ line }) => mine(line)) };
}

function gathering(groups: readonly Group[], { recordedAt, mapping }: Job) {
  const rows = groups.map((_, at) => (recordedAt === null ? staging(at) : loading(at, `\t${mapping.source}\t${recordedAt}\n`)));
  const identifiers = groups.map((_, at) => identifying(at));
  const all: readonly Packing[] = [...rows, ...identifiers];
  const state = { lines: 0, ignored: 0, rejects: [] as [number, Reject][], held: [] as [number, string][] };
  const sinks = groups.map((_, at): Line => {
    const sink: Line = {
      entry: 0,
      row: (rows[at] as (typeof rows)[number]).add,
      identifier: (identifiers[at] as (typeof identifiers)[number]).add,
      ignored: () => {
        state.ignored += 1;
      },
      reject: (each) => state.rejects.push([sink.entry, each]),
      held: (key) => state.held.push([at, key]),
    };
    return sink;
  });
  const take = (bytes: number, columns: readonly string[] | null): Chunk => {
    const { lines, ignored, rejects, held } = state;
    Object.assign(state, { lines: 0, ignored: 0, rejects: [], held: [] });
    return { lines, bytes, pieces: all.flatMap((each) => each.take() ?? []), rejects, held, ignored, columns };
  };
  return Object.assign(state, { sinks, take, bytes: () => all.reduce((sum, each) => sum + each.bytes(), 0) });
}
