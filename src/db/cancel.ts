import { limits } from '../base/limits.ts';
import type { Sql } from './client.ts';
import { problem } from './errors.ts';

/** What the driver (3.4.9) keeps of a statement: `handler` starts it, `state` is the session it was sent to, `active` while it runs there. */
interface Statement {
  handler: (statement: Statement) => void;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  readonly state: object | null;
  readonly active: boolean;
  /** Asks Postgres, on a connection of its own, to cancel what the statement's session runs. */
  readonly canceller: (statement: Statement) => Promise<void>;
}
type Make = (...args: unknown[]) => unknown;
type Begin = (...args: unknown[]) => Promise<unknown>;

/** Sessions that a cancellation is on its way to, and until when it may arrive. */
const aimed = new WeakMap<object, number>();

/**
 * One caller's view of the pool: `sql` is the pool, and `cancel` ends in Postgres what was asked through it and keeps the
 * rest from starting; all of it is then rejected with DB_CANCELLED, and a transaction rolled back. Postgres cancels a
 * session, not a statement: somebody else's that is met instead is run again, or its transaction told as DB_LOST. The
 * driver's own way to cancel what only waits would lose its connection, or hand its rows to the statement behind it:
 * what was sent is let come to its turn.
 */
export class Asking {
  readonly sql: Sql;
  private cancelled = false;
  private readonly running = new Set<Statement>();
  private idle: (() => void) | undefined;

  constructor(pool: Sql) {
    this.sql = new Proxy(pool, new View(this));
  }

  /** Lets nothing more start; resolves when nothing runs any more. At once, for an answer that waited for all it asked. */
  end(): Promise<void> | undefined {
    this.cancel();
    return this.running.size === 0 ? undefined : new Promise((resolve) => (this.idle = resolve));
  }

  /** Repeated, it changes nothing. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    if (this.running.size > 0) this.watch();
  }

  /** Whether a statement may start. */
  get open(): boolean {
    return !this.cancelled;
  }

  start(statement: Statement, handler: Statement['handler'], transaction: boolean): void {
    if (this.cancelled) return statement.reject(problem('DB_CANCELLED'));
    this.running.add(statement);
    const { resolve, reject } = statement;
    statement.resolve = (result) => {
      this.over(statement);
      resolve(result);
    };
    statement.reject = (error) => {
      const meant = this.cancelled || !wasCancelled(error) || !isAimed(statement.state);
      if (!meant && !transaction) return queueMicrotask(() => handler(statement));
      this.over(statement);
      reject(meant ? this.told(error) : problem('DB_LOST', { place: 'Assay' }, { cause: error }));
    };
    handler(statement);
  }

  told(error: unknown): unknown {
    return this.cancelled && wasCancelled(error) ? problem('DB_CANCELLED', {}, { cause: error }) : error;
  }

  private over(statement: Statement): void {
    this.running.delete(statement);
    if (this.running.size === 0) this.idle?.();
  }

  /** Cancels, look by look, what has run for long enough. */
  private watch(): void {
    const due = new WeakMap<Statement, number>();
    const look = setInterval(() => {
      const now = performance.now();
      for (const statement of this.running) {
        if (!statement.active) continue;
        const at = due.get(statement) ?? now + limits.cancelAfterMs;
        due.set(statement, at > now ? at : now + limits.cancelAgainMs);
        if (at <= now) void strike(statement);
      }
      if (this.running.size === 0) clearInterval(look);
    }, limits.cancelAfterMs / 2).unref();
  }
}

/** Sends one cancellation. That it could not be sent is seen by the statement running on. */
async function strike(statement: Statement): Promise<void> {
  const { state } = statement;
  if (!state) return;
  aimed.set(state, Number.POSITIVE_INFINITY);
  await statement.canceller(statement).catch(() => undefined);
  aimed.set(state, performance.now() + limits.cancelLateMs);
}

const isAimed = (state: object | null): boolean => state !== null && (aimed.get(state) ?? 0) > performance.now();
const wasCancelled = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '57014';

/** The pool, or a transaction on it, whose statements start through their caller. A fragment never starts. */
class View implements ProxyHandler<Sql> {
  private readonly asking: Asking;
  private readonly transaction: boolean;
  private handler: Statement['handler'] | undefined;

  constructor(asking: Asking, transaction = false) {
    this.asking = asking;
    this.transaction = transaction;
  }

  apply(target: Sql, self: unknown, args: unknown[]): unknown {
    const made = Reflect.apply(target as unknown as Make, self, args);
    return Array.isArray((args[0] as { raw?: unknown } | undefined)?.raw) ? this.held(made as Statement) : made;
  }

  get(target: Sql, name: string | symbol): unknown {
    const value = Reflect.get(target, name) as unknown;
    if (name === 'unsafe') return (...args: unknown[]) => this.held((value as Make)(...args) as Statement);
    if (name === 'begin') return (...args: unknown[]) => this.begin(value as Begin, args);
    return value;
  }

  private held(made: Statement): Statement {
    const handler = made.handler;
    this.handler ??= (statement) => this.asking.start(statement, handler, this.transaction);
    made.handler = this.handler;
    return made;
  }

  /** A transaction of the pool; one whose caller went away is never committed by what its work made of the refusals. */
  private async begin(begin: Begin, args: unknown[]): Promise<unknown> {
    const { asking } = this;
    const work = args.at(-1) as (tx: Sql) => unknown;
    const open = (): void => {
      if (!asking.open) throw problem('DB_CANCELLED');
    };
    open();
    try {
      return await begin(...args.slice(0, -1), async (tx: Sql) => {
        open();
        const result = await work(new Proxy(tx, new View(asking, true)));
        open();
        return result;
      });
    } catch (error) {
      throw asking.told(error);
    }
  }
}
