import type { Sql } from './client.ts';

/** Under which role a statement runs, and with which settings (`assay.<name>`). Both end with it. */
export interface Entry {
  readonly role: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What the driver (3.4.9) keeps of a connection, as far as it is needed here: whom it tells when it closes. */
interface Connection {
  onclose: ((error: unknown) => void) | null;
}

/**
 * The rows of one statement run under a role: begin, role and settings, statement and commit go out together on one
 * connection, one way there and back. The transaction only reads. Should its begin fail, the rest finds itself without role
 * and settings: the role that the pool itself runs as must see nothing. The connection comes back as it was.
 */
export async function underRole<Row>(pool: Sql, { role, settings }: Entry, text: string, values: readonly unknown[]): Promise<Row[]> {
  const session = await pool.reserve();
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => undefined);
  let connection: Connection | undefined;
  const onexecute = (used: Connection): true => {
    connection = used;
    used.onclose = closed.reject;
    return true;
  };
  const named = [...Object.entries(settings).map(([name, value]) => [`assay.${name}`, value] as const), ['role', role] as const];
  const entered = named.map(([name], at) => `set_config('${name}', $${at + 1}, true)`).join(', ');
  const given = values.map((value) => (value === undefined ? null : value)) as never[];
  const asked = [
    session.unsafe('begin read only', [], { onexecute } as object),
    session.unsafe(`select ${entered}`, Array.from(named, ([, value]) => value), { prepare: true }),
    session.unsafe(text, given, { prepare: true }),
    session.unsafe('commit'),
  ];
  const [begun, inside, rows, ended] = (await Promise.race([Promise.allSettled(asked), closed.promise])) as [Outcome, Outcome, Outcome, Outcome];
  // A connection that is lost has left the pool by itself; to give it back would hand it to the next who asks.
  if (connection && isAlive(ended)) {
    connection.onclose = null;
    session.release();
  }
  for (const outcome of [begun, inside, rows, ended]) if (outcome.status === 'rejected') throw outcome.reason;
  return [...((rows as PromiseFulfilledResult<unknown>).value as Row[])];
}

type Outcome = PromiseSettledResult<unknown>;

/** Whether the last statement of several was heard by the database, and answered. */
const isAlive = (last: Outcome): boolean => last.status === 'fulfilled' || (last.reason as Error).name === 'PostgresError';
