import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Sql, Tx } from './client.ts';
import { problem } from './errors.ts';

const folder = new URL('../../drizzle/', import.meta.url);
const lock = 0x6d696772;
const variables: Record<string, string> = { timeZone: 'ASSAY_TIME_ZONE', currency: 'ASSAY_CURRENCY' };

/**
 * Brings the schema up to date in one transaction, one process at a time. The settings are kept at the first
 * migrate; one that is given (not undefined) and differs later is refused. Returns the settings that hold.
 */
export async function migrate(
  sql: Sql,
  settings: { timeZone: string | undefined; currency: string | undefined },
): Promise<{ timeZone: string; currency: string }> {
  await checkVersion(sql);
  return await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`;
    await tx`set local statement_timeout = 0`;
    await applyPending(tx);
    return { timeZone: await keep(tx, 'timeZone', settings.timeZone, 'UTC'), currency: await keep(tx, 'currency', settings.currency, 'EUR') };
  });
}

async function checkVersion(sql: Sql): Promise<void> {
  const [row] = await sql<
    { number: string; found: string }[]
  >`select current_setting('server_version_num') as number, current_setting('server_version') as found`;
  const major = Math.floor(Number(row?.number) / 10_000);
  if (major < 15 || major > 18) throw problem('DB_VERSION', { found: row?.found ?? '?' });
}

async function applyPending(tx: Tx): Promise<void> {
  const [{ made } = { made: false }] = await tx<{ made: boolean }[]>`select to_regclass('assay.migration') is not null as made`;
  const applied = new Map(
    made ? (await tx<{ tag: string; digest: string }[]>`select tag, digest from assay.migration`).map((row) => [row.tag, row.digest]) : [],
  );
  for (const { tag, text } of await migrations()) {
    const digest = hash('sha256', text, 'hex');
    const kept = applied.get(tag);
    applied.delete(tag);
    if (kept === digest) continue;
    if (kept) throw problem('DB_MIGRATION_CHANGED', { tag });
    await tx.unsafe(text);
    await tx`insert into assay.migration (tag, digest, applied_at) values (${tag}, ${digest}, clock_timestamp())`;
  }
  for (const tag of applied.keys()) throw problem('DB_NEWER', { tag });
}

async function migrations(): Promise<{ tag: string; text: string }[]> {
  const journal = JSON.parse(await readFile(new URL('meta/_journal.json', folder), 'utf8')) as { entries: { tag: string }[] };
  return await Promise.all(journal.entries.map(async ({ tag }) => ({ tag, text: await readFile(new URL(`${tag}.sql`, folder), 'utf8') })));
}

async function keep(tx: Tx, name: string, given: string | undefined, otherwise: string): Promise<string> {
  await tx`insert into assay.setting (name, value) values (${name}, ${tx.json(given ?? otherwise)}) on conflict (name) do nothing`;
  const [row] = await tx<{ value: string }[]>`select value from assay.setting where name = ${name}`;
  const kept = row?.value ?? otherwise;
  if (given !== undefined && given !== kept) throw problem('DB_SETTING_DIFFERS', { name, kept, given, variable: variables[name] ?? name });
  return kept;
}
