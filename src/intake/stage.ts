import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import type { Group } from './group.ts';
import type { Rejects } from './reject.ts';
import { copyIdentifiers, copyParty, copyStage, openPartyStage, openStage } from './store.ts';
import type { Chunk, Piece } from './stream/chunk.ts';
import { fill } from './stream/fill.ts';
import { copyRows } from './stream/store.ts';

export interface Staged {
  readonly groups: readonly Group[];
  /** The instant the rows are recorded at where they went straight into the fact's own table; null: they are staged. */
  readonly recordedAt: Instant | null;
  /** How many went straight into the fact's own table. */
  readonly rows: number;
  /** Lines of the file that hold a row, good or bad. */
  readonly lines: number;
  readonly identifiersIgnored: number;
  /** The keys of rejected rows, per group: their source still has them. */
  readonly held: ReadonlyMap<Group, readonly string[]>;
  readonly columns: readonly string[];
}

/** Where the file stands in its reading. */
interface Reading {
  readonly lines: number;
  readonly bytes: number;
}

/** Copies what a file gave into the staging tables, or, where nothing is there to compare with, into the fact's own table. */
export async function stage(
  tx: Tx,
  chunks: AsyncIterable<Chunk>,
  groups: readonly Group[],
  rejects: Rejects,
  recordedAt: Instant | null,
  onReading: (reading: Reading) => void,
): Promise<Staged> {
  const direct = recordedAt !== null;
  if (!direct) for (const group of groups) await (isParty(group) ? openPartyStage(tx) : openStage(tx, group.target));
  const copies = copying();
  const customers = new Bounded<string, string>(limits.ownersRemembered);
  const held = new Map<Group, string[]>(groups.map((group) => [group, []]));
  let [lines, rows, bytes, identifiersIgnored, columns] = [0, 0, 0, 0, [] as readonly string[]];
  try {
    for await (const chunk of chunks) {
      for (const [entry, reject] of chunk.rejects) rejects.add(entry, reject);
      for (const [group, key] of chunk.held) held.get(groups[group] as Group)?.push(key);
      for (const piece of chunk.pieces) {
        const group = groups[piece.group] as Group;
        if (direct) {
          await copies.done();
          await fill(tx, group.target, piece, customers);
          rows += piece.counts.reduce((sum, count) => sum + count, 0);
        }
        await copies.start(() => (direct ? copyRows(tx, group.target, piece.bytes) : copyPiece(tx, group, piece)));
      }
      lines += chunk.lines;
      identifiersIgnored += chunk.ignored;
      bytes = Math.max(bytes, chunk.bytes);
      columns = chunk.columns ?? columns;
      onReading({ lines, bytes });
    }
  } catch (error) {
    // A connection that still takes rows of a COPY breaks when it is told to roll back.
    await copies.done().catch(() => undefined);
    throw error;
  }
  await copies.done();
  return { groups, recordedAt, rows, lines, identifiersIgnored, held, columns };
}

const isParty = ({ target }: Group): boolean => target.fact.name === 'customer';

function copyPiece(tx: Tx, group: Group, { kind, bytes }: Piece): Promise<void> {
  const lines = [bytes];
  if (kind === 'identifiers') return copyIdentifiers(tx, lines);
  return isParty(group) ? copyParty(tx, lines) : copyStage(tx, group.target, lines);
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
