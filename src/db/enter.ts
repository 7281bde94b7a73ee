import type { Sql } from './client.ts';

/** Under which role a statement runs, and with which settings (`assay.<name>`). Both end with it. */
export interface Entry {
  readonly role: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What the driver (3.4.9) keeps of a statement and of a connection, as far as it is needed here. */
interface Statement extends PromiseLike<unknown> {
  executed: boolean;
}
interface Connection {
  /** Sends a statement; false when the next must wait until the connection is ready again. */
  execute(statement: Statement): boolean;
  /** Asked for more whenever the connection is ready within a transaction; with the end of that it goes back to the pool. */
  reserved: (() => void) | null;
  onclose: ((error: unknown) => void) | null;
}

/**
 * The rows of one statement run under a role: begin with role and settings, statement and commit go out together on one
 * connection, one way there and back. The transaction only reads. Should its begin fail, the rest finds itself without role
 * and settings: the role that the pool itself runs as must see nothing. The connection comes back as it was. Names of roles
 * and values of settings are letters, digits and such, as this program makes them: others are a RangeError. What is prepared the
 * database keeps on the connection, for good.
 */
export async function underRole<Row>(pool: Sql, { role, settings }: Entry, text: string, values: readonly unknown[], prepare = true): Promise<Row[]> {
  const local = [...Object.entries(settings).map(([name, value]) => [`assay.${name}`, value]), ['role', role]];
  const beginning = ['begin read only', ...local.map(([name, value = '']) => `set local ${name} = '${plain(value)}'`)].join('; ');
  const given = values.map((value) => (value === undefined ? null : value)) as never[];
  const behind = [pool.unsafe(text, given, { prepare }), pool.unsafe('commit')] as unknown as Statement[];
  // Not for the pool: it would send each on any connection.
  for (const statement of behind) statement.executed = true;
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => undefined);
  const onexecute = (connection: Connection): false => {
    const rest = [...behind];
    const send = (): void => {
      for (let next = rest.shift(); next && connection.execute(next); ) next = rest.shift();
    };
    connection.onclose = closed.reject;
    connection.reserved = send;
    send();
    return false;
  };
  const settled = Promise.allSettled(behind);
  await pool.unsafe(beginning, [], { onexecute } as object);
  const outcomes = await Promise.race([settled, closed.promise]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return [...((outcomes[0] as PromiseFulfilledResult<unknown>).value as Row[])];
}

function plain(value: string): string {
  if (!/^[\w ,.:+-]*$/.test(value)) throw new RangeError(`${value} cannot be a setting`);
  return value;
}
