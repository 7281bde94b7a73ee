import type postgres from 'postgres';

type Sql = postgres.Sql;
type Tx = postgres.TransactionSql;

type Work = (tx: Tx) => unknown;
type Begin = (...args: [...options: string[], work: Work]) => Promise<unknown>;

/** Codes of the driver and of sockets for a connection that is no more. */
const gone = new Set(['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * Keeps what is left of a transaction away from a connection that was lost. The driver (3.4.9, its issues 1208 and
 * 1216) writes its own rollback, and whatever the work still asks, to the missing socket, which ends the process, or,
 * when the pool has connected again, into somebody else's transaction. Here such work is refused, and the driver hears
 * nothing more of it; the transaction itself was rejected when its connection closed.
 */
export function guard(sql: Sql): Sql {
  const begin = sql.begin as unknown as Begin;
  const guarded: Begin = async (...args) => {
    const work = args.at(-1) as Work;
    const state: { lost?: unknown } = {};
    const ended = begin(...(args.slice(0, -1) as string[]), async (tx: Tx) => {
      try {
        const result = await work(watched(tx, state));
        return state.lost === undefined ? result : await never;
      } catch (error) {
        if (state.lost === undefined) throw error;
        return await never;
      }
    });
    ended.catch((error: unknown) => {
      state.lost ??= error;
    });
    return await ended;
  };
  return Object.assign(sql, { begin: guarded });
}

const never = new Promise<never>(() => {});

/** The transaction, noting when a query of its own lost the connection and refusing every later one. */
function watched(tx: Tx, state: { lost?: unknown }): Tx {
  const asked = (made: unknown): unknown => {
    const query = made as { reject?: (error: unknown) => void };
    const inner = query.reject;
    if (typeof inner !== 'function') return made;
    query.reject = (error) => {
      if (gone.has(String((error as { code?: unknown } | null)?.code))) state.lost ??= error;
      inner(error);
    };
    return made;
  };
  const refuse = (): void => {
    if (state.lost !== undefined) throw state.lost;
  };
  return new Proxy(tx, {
    apply(target, self, args) {
      refuse();
      return asked(Reflect.apply(target, self, args));
    },
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name !== 'unsafe') return value;
      return (...args: unknown[]) => {
        refuse();
        return asked((value as (...args: unknown[]) => unknown)(...args));
      };
    },
  });
}
