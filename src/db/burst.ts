import postgres, { type PendingQuery, type Row } from 'postgres';
import type { Sql } from './client.ts';

/** A statement that was made on a pool and not sent. */
// biome-ignore lint/suspicious/noExplicitAny: of whatever rows.
export type Made = PendingQuery<any>;
export type Rows = readonly Row[];

/** What the driver (3.4.9) keeps of a statement and of a connection, as far as it is needed here. */
interface Held extends PromiseLike<unknown> {
  executed: boolean;
  cancelled: unknown;
  reject(error: unknown): void;
}
interface Connection {
  /** Sends a statement; false when the next must wait until the connection is ready again. */
  execute(statement: Held): boolean;
  /** Asked for more whenever the connection is ready within a transaction; with the end of that it goes back to the pool. */
  reserved: (() => void) | null;
  onclose: ((error: unknown) => void) | null;
}

/** A transaction of which every burst of statements is one way there and back. */
export interface Burst {
  /** What its first statements answered. */
  readonly rows: readonly Rows[];
  /** Sends the last statements together with the commit. Where one of them fails, nothing of the transaction stays. */
  commit(statements: readonly Made[]): Promise<void>;
  rollback(): Promise<void>;
  /** It can still be committed or rolled back. */
  isOpen(): boolean;
}

/**
 * Begins a transaction on one connection and sends its first statements along. What of a statement could fail here must have
 * failed when it was made: its values are texts, or lists of texts. Where one fails the transaction is undone and its failure
 * thrown. What is prepared the database keeps on the connection, for good.
 */
export async function burst(pool: Sql, first: readonly Made[]): Promise<Burst> {
  const line = new Line();
  const rows = await line.begin(pool, 'begin', first).catch(async (error: unknown) => {
    if (line.isOpen) await line.end([pool.unsafe('rollback')]).catch(() => undefined);
    throw error;
  });
  return {
    rows,
    commit: async (statements) => {
      const done = (await line.end([...statements, pool.unsafe('commit')])).at(-1) as { command?: string } | undefined;
      if (done?.command !== 'COMMIT') throw new Error(`the transaction ended with ${done?.command}`);
    },
    rollback: async () => void (await line.end([pool.unsafe('rollback')])),
    isOpen: () => line.isOpen,
  };
}

/** A transaction of one burst: its beginning, its statements and the commit go out together. What each statement answered. */
export const whole = async (pool: Sql, beginning: string, statements: readonly Made[]): Promise<readonly Rows[]> =>
  new Line().begin(pool, beginning, [...statements, pool.unsafe('commit')]);

/** One connection for the time of a transaction. It goes back to the pool as it was. */
class Line {
  private connection: Connection | undefined;
  /** Why it was lost. */
  private gone: unknown;
  private readonly lost = Promise.withResolvers<never>();
  private within = false;

  constructor() {
    this.lost.promise.catch(() => undefined);
  }

  /** It still is in the transaction. */
  get isOpen(): boolean {
    return this.within && this.gone === undefined;
  }

  async begin(pool: Sql, beginning: string, statements: readonly Made[]): Promise<readonly Rows[]> {
    const settled = kept(statements);
    const onexecute = (connection: Connection): false => {
      this.connection = connection;
      connection.onclose = (error) => {
        this.gone = error ?? new Error('the connection was closed');
        this.lost.reject(this.gone);
      };
      this.push(statements);
      return false;
    };
    await pool.unsafe(beginning, [], { onexecute } as object);
    this.within = true;
    return this.answers(settled);
  }

  /** Sends the last statements, of which the last ends the transaction. */
  async end(statements: readonly Made[]): Promise<readonly Rows[]> {
    // The driver would write to the socket that is no more.
    if (this.gone !== undefined) throw this.gone;
    this.within = false;
    const settled = kept(statements);
    this.push(statements);
    return this.answers(settled);
  }

  private push(statements: readonly Made[]): void {
    const connection = this.connection as Connection;
    const rest = [...statements] as unknown as Held[];
    const more = (): void => {
      for (let next = rest.shift(); next && connection.execute(next); ) next = rest.shift();
    };
    connection.reserved = more;
    more();
  }

  private async answers(settled: Promise<PromiseSettledResult<unknown>[]>): Promise<readonly Rows[]> {
    const outcomes = await Promise.race([settled, this.lost.promise]);
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    // Of a connection that is being lost the driver tells what failed first, and only later that it is closed: a rollback in between would stay with it.
    for (const { reason } of failed) if (!isSaid(reason)) this.gone ??= reason;
    if (failed[0]) throw failed[0].reason;
    return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<Rows>).value);
  }
}

/** Whether the database said so, and goes on. */
const isSaid = (reason: unknown): boolean => reason instanceof postgres.PostgresError && !['FATAL', 'PANIC'].includes(reason.severity);

/**
 * Not for the pool: it would send each on any connection. And never sent again: what the database does not find prepared as it was
 * the driver would repeat by itself, behind the end of the transaction.
 */
function kept(statements: readonly Made[]): Promise<PromiseSettledResult<unknown>[]> {
  for (const statement of statements as unknown as readonly Held[]) {
    statement.executed = true;
    Object.defineProperty(statement, 'retried', {
      get: () => undefined,
      set: (error: unknown) => {
        statement.cancelled = true;
        statement.reject(error);
      },
    });
  }
  return Promise.allSettled(statements);
}
