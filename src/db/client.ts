import { connect as netConnect, type Socket } from 'node:net';
import postgres from 'postgres';
import { limits } from '../base/limits.ts';
import { guard } from './guard.ts';

export type Sql = postgres.Sql;
export type Tx = postgres.TransactionSql;
/** What a function that only queries takes: the pool or a transaction. */
export type Db = Sql | Tx;

interface Connection {
  max?: number;
  /** What the database's own views call us. */
  name?: string;
  statementSeconds?: number;
  /** The role that every session runs as; without it the login itself. */
  role?: string | undefined;
  /** A prepared statement is planned once, whatever its values: planning a large one each time takes longer than running it. */
  plannedOnce?: boolean;
  /** Tables are read by their indexes: what has grown since it was last looked at would else be taken for small. */
  indexed?: boolean;
}

/** A pool with the parsers of the whole program: bigint is a number within 2^53, numeric, days and instants are strings. */
export function connect(
  url: string,
  { max = 8, name = 'assay', statementSeconds = limits.statementSeconds, role, plannedOnce = false, indexed = false }: Connection = {},
): Sql {
  const sql = postgres(url, {
    max,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => {},
    socket: prompt,
    types: {
      whole: { to: 20, from: [20], serialize: String, parse: whole },
      day: { to: 1082, from: [1082], serialize: same, parse: same },
      instant: { to: 1184, from: [1184], serialize: same, parse: instant },
    },
    // The estimates of large statements over few rows make Postgres compile them, for longer than they run.
    connection: {
      application_name: name,
      jit: 'off',
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
      statement_timeout: statementSeconds * 1000,
      role,
      plan_cache_mode: plannedOnce ? 'force_generic_plan' : undefined,
      enable_seqscan: indexed ? 'off' : undefined,
    },
  } as postgres.Options<Record<string, postgres.PostgresType>>) as unknown as Sql;
  urls.set(sql, url);
  return guard(sql);
}

const urls = new WeakMap<object, string>();

/** Another pool on the same database, as the same login. */
export function another(sql: Sql, more: Connection): Sql {
  const url = urls.get(sql);
  if (url === undefined) throw new TypeError('not a pool of this program');
  return connect(url, more);
}

/**
 * A connection that does not wait to fill packets (Nagle): the end of a COPY, and the statement behind it, would each wait
 * 40 ms for the server's delayed acknowledgement. What the driver writes before it is up is sent once it is.
 */
const prompt = ({ host, port, path }: { host: string[]; port: number[]; path?: string }): Socket =>
  path ? netConnect({ path }) : netConnect({ host: host[0] as string, port: port[0] as number, noDelay: true });

const same = (text: string): string => text;

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}

/** `2026-11-22 10:00:00.5+00` gives `2026-11-22T10:00:00.500Z`; the session's time zone is UTC. */
function instant(text: string): string {
  const [moment = '', fraction = ''] = text.replace(/\+00$/, '').split('.');
  return `${moment.replace(' ', 'T')}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
}
