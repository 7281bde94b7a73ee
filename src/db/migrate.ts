import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bringApp } from './app.ts';
import type { Db, Sql, Tx } from './client.ts';
import { problem } from './errors.ts';

const folder = new URL('../../drizzle/', import.meta.url);
/** The advisory lock *migrate*: alone while the schema changes, shared while somebody relies on it as it is. */
export const migrationLock = 0x6d696772;
const variables: Record<string, string> = { timeZone: 'ASSAY_TIME_ZONE', currency: 'ASSAY_CURRENCY', profile: 'ASSAY_PROFILE' };

export interface Migration {
  readonly tag: string;
  readonly digest: string;
}

interface Wanted {
  readonly timeZone: string | undefined;
  readonly currency: string | undefined;
  /** Name of the rules of the trade (`base/profile.ts`). */
  readonly profile?: string | undefined;
}

/**
 * Brings the schema up to date in one transaction, one process at a time; a schema that is up to date waits for nobody
 * but a migration. The settings are kept at the first migrate; one that is given (not undefined) and differs later is
 * refused. The server's role keeps up with the tables, where the login may give it its rights. Returns the settings that hold.
 */
export async function migrate(sql: Sql, settings: Wanted): Promise<{ timeZone: string; currency: string }> {
  await checkVersion(sql);
  const kept = (await sql.begin((tx) => asItIs(tx, settings))) ?? (await sql.begin((tx) => brought(tx, settings)));
  await bringApp(sql);
  return kept;
}

/** The settings of a schema that has nothing pending; otherwise nothing. */
async function asItIs(tx: Tx, settings: Wanted): Promise<{ timeZone: string; currency: string } | undefined> {
  await tx`select pg_advisory_xact_lock_shared(${migrationLock})`;
  if ((await pending(tx)).length > 0) return undefined;
  return await keepSettings(tx, settings);
}

async function brought(tx: Tx, settings: Wanted): Promise<{ timeZone: string; currency: string }> {
  await tx`select pg_advisory_xact_lock(${migrationLock})`;
  await tx`set local statement_timeout = 0`;
  await apply(tx, await pending(tx));
  return await keepSettings(tx, settings);
}

export async function checkVersion(sql: Sql): Promise<void> {
  const [row] = await sql<
    { number: string; found: string }[]
  >`select current_setting('server_version_num') as number, current_setting('server_version') as found`;
  const major = Math.floor(Number(row?.number) / 10_000);
  if (major < 15 || major > 18) throw problem('DB_VERSION', { found: row?.found ?? '?' });
}

/** The migrations this database was brought up by, in order. */
export async function applied(db: Db): Promise<Migration[]> {
  const [{ made } = { made: false }] = await db<{ made: boolean }[]>`select to_regclass('assay.migration') is not null as made`;
  return made ? await db<Migration[]>`select tag, digest from assay.migration order by tag collate "C"` : [];
}

/** The program's migrations this database still lacks. DB_MIGRATION_CHANGED, DB_NEWER. */
export async function pending(db: Db): Promise<(Migration & { text: string })[]> {
  return behind(await applied(db));
}

/** The program's migrations that come after these. DB_MIGRATION_CHANGED, DB_NEWER. */
export async function behind(before: readonly Migration[]): Promise<(Migration & { text: string })[]> {
  const kept = new Map(before.map(({ tag, digest }) => [tag, digest]));
  const known = await migrations();
  for (const { tag, digest } of known) if ((kept.get(tag) ?? digest) !== digest) throw problem('DB_MIGRATION_CHANGED', { tag });
  for (const { tag } of before) if (!known.some((each) => each.tag === tag)) throw problem('DB_NEWER', { tag });
  return known.filter(({ tag }) => !kept.has(tag));
}

/** Applies migrations, noting each; the transaction holds the lock *migrate*. */
export async function apply(tx: Tx, texts: readonly (Migration & { text: string })[]): Promise<void> {
  for (const { tag, text, digest } of texts) {
    await tx.unsafe(text).catch(explain);
    await tx`insert into assay.migration (tag, digest, applied_at) values (${tag}, ${digest}, clock_timestamp())`;
  }
}

/** DB_EXTENSION for what lacks pg_trgm: a server without it, or a role that may neither use nor make it. Everything else as it is. */
function explain(error: Error): never {
  if (/pg_trgm|gin_trgm_ops/.test(error.message)) throw problem('DB_EXTENSION', { name: 'pg_trgm', reason: error.message }, { cause: error });
  throw error;
}

async function migrations(): Promise<(Migration & { text: string })[]> {
  const journal = JSON.parse(await readFile(new URL('meta/_journal.json', folder), 'utf8')) as { entries: { tag: string }[] };
  return await Promise.all(
    journal.entries.map(async ({ tag }) => {
      const text = await readFile(new URL(`${tag}.sql`, folder), 'utf8');
      return { tag, text, digest: hash('sha256', text, 'hex') };
    }),
  );
}

/** Keeps the settings, each at its first time. DB_SETTING_DIFFERS. */
export async function keepSettings(tx: Tx, { timeZone, currency, profile }: Wanted): Promise<{ timeZone: string; currency: string }> {
  await keep(tx, 'profile', profile, 'general');
  return { timeZone: await keep(tx, 'timeZone', timeZone, 'UTC'), currency: await keep(tx, 'currency', currency, 'EUR') };
}

async function keep(tx: Tx, name: string, given: string | undefined, otherwise: string): Promise<string> {
  await tx`insert into assay.setting (name, value) values (${name}, ${tx.json(given ?? otherwise)}) on conflict (name) do nothing`;
  const [row] = await tx<{ value: string }[]>`select value from assay.setting where name = ${name}`;
  const kept = row?.value ?? otherwise;
  if (given !== undefined && given !== kept) throw problem('DB_SETTING_DIFFERS', { name, kept, given, variable: variables[name] ?? name });
  return kept;
}
