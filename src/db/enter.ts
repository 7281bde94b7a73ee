import { whole } from './burst.ts';
import type { Sql } from './client.ts';

/** Under which role a statement runs, and with which settings (`assay.<name>`). Both end with it. */
export interface Entry {
  readonly role: string;
  readonly settings: Readonly<Record<string, string>>;
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
  const [rows] = await whole(pool, beginning, [pool.unsafe(text, given, { prepare })]);
  return [...(rows as unknown as Row[])];
}

function plain(value: string): string {
  if (!/^[\w ,.:+-]*$/.test(value)) throw new RangeError(`${value} cannot be a setting`);
  return value;
}
