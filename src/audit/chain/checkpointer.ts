import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import type { Checkpoint } from './checkpoint.ts';
import { addCheckpoints, grown, newestCheckpoints } from './store.ts';

export interface Checkpointing {
  readonly now: () => Instant;
  /** A compact JWS over the checkpoint, its type `checkpointType`. */
  readonly sign: (checkpoint: Checkpoint) => Promise<string>;
  /** A file that each is added to, one a line, before it counts: it tells of an audit that was rewritten in the database. */
  readonly file?: string | undefined;
  /** Hears what kept checkpoints from being made; the next round makes them. */
  readonly failed?: ((error: unknown) => void) | undefined;
}

export interface Checkpointer {
  /** So many entries were added: enough of them bring the next round early. */
  noted(entries: number): void;
  /** The newest checkpoint of a stream, as old as the last round at most; nothing before its first. */
  newest(stream: string): Promise<string | undefined>;
  /** Signs where streams that have grown stand, now. */
  round(): Promise<void>;
  /** A last round. */
  close(): Promise<void>;
}

/** Signs, round by round, where the streams of the audit stand. */
export function checkpointer(sql: Sql, { now, sign, file, failed = () => {} }: Checkpointing): Checkpointer {
  const known = new Bounded<string, { stream: string; signed: string | undefined }>(limits.auditStreamsRemembered);
  let count = 0;
  let running: Promise<void> | undefined;

  const make = async (): Promise<void> => {
    for (let isMore = true; isMore; ) {
      const heads = await grown(sql, limits.auditCheckpointStreams);
      isMore = heads.length === limits.auditCheckpointStreams;
      if (heads.length === 0) break;
      const at = now();
      const made = await Promise.all(heads.map(({ stream, seq, hash }) => signedOf({ stream, seq, hash, at })));
      if (file !== undefined) await added(file, made.map(({ signed }) => `${signed}\n`).join(''));
      await addCheckpoints(sql, made);
    }
    const streams = known.values().map(({ stream }) => stream);
    const newest = streams.length === 0 ? new Map<string, string>() : await newestCheckpoints(sql, streams);
    for (const stream of streams) known.set(stream, { stream, signed: newest.get(stream) });
  };
  const signedOf = async (checkpoint: Checkpoint) => ({ checkpoint, signed: await sign(checkpoint) });
  const round = (): Promise<void> => {
    count = 0;
    running ??= make().finally(() => (running = undefined));
    return running;
  };
  const quietly = (): void => void round().catch(failed);
  const timer = setInterval(quietly, limits.auditCheckpointSeconds * 1000).unref();

  return {
    round,
    noted: (entries) => {
      count += entries;
      if (count >= limits.auditCheckpointEntries) quietly();
    },
    newest: async (stream) => {
      const found = known.get(stream);
      if (found) return found.signed;
      const signed = (await newestCheckpoints(sql, [stream])).get(stream);
      known.set(stream, { stream, signed });
      return signed;
    },
    close: async () => {
      clearInterval(timer);
      await running?.catch(() => {});
      await round().catch(failed);
    },
  };
}

/** Adds to a file, on the disk when it resolves. */
async function added(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const opened = await open(file, 'a', 0o600);
  try {
    await opened.appendFile(text);
    await opened.sync();
  } finally {
    await opened.close();
  }
}
