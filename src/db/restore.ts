import { altered, type Frame, type Tail } from './archive.ts';
import { filled, shapes } from './catalogue.ts';
import type { Sql, Tx } from './client.ts';
import { copyBytes } from './copy.ts';
import { problem } from './errors.ts';
import { apply, behind, checkVersion, keepSettings, migrationLock } from './migrate.ts';
import type { Archive } from './unpack.ts';

export interface Restoring {
  /** What the environment asks for; another than the archive's is refused. */
  readonly settings: { readonly timeZone: string | undefined; readonly currency: string | undefined };
  /** The last thing before the commit: what it refuses is not restored. */
  readonly onLoaded: () => Promise<void>;
  readonly onTable?: (name: string) => void;
}

export interface Restored {
  readonly tables: number;
  readonly rows: number;
  /** Migrations the rows went through after they were loaded: the archive was older than the program. */
  readonly migrated: readonly string[];
}

/**
 * Fills an empty database from an archive in one transaction: the schema as the archive's migrations made it, its rows,
 * then the migrations that came later. Nothing is there unless everything is. DB_RESTORE_HOLDS, DB_NEWER,
 * DB_MIGRATION_CHANGED, DB_SETTING_DIFFERS, DB_ARCHIVE_ALTERED.
 */
export async function restore(sql: Sql, archive: Archive, given: Restoring): Promise<Restored> {
  await checkVersion(sql);
  const restored = await sql.begin((tx) => load(tx, archive, given));
  for (const { name } of await shapes(sql)) await sql`analyze ${sql(`assay.${name}`)}`;
  return restored;
}

async function load(tx: Tx, { head, frames }: Archive, given: Restoring): Promise<Restored> {
  await tx`select pg_advisory_xact_lock(${migrationLock}), set_config('statement_timeout', '0', true)`;
  const held = await filled(tx);
  if (held.length > 0) throw problem('DB_RESTORE_HOLDS', { tables: held.slice(0, 5).join(', '), more: Math.max(held.length - 5, 0) });
  const later = await behind(head.migrations);
  const ours = new Set(head.migrations.map(({ tag }) => tag));
  await tx`drop schema if exists assay cascade`;
  await apply(
    tx,
    (await behind([])).filter(({ tag }) => ours.has(tag)),
  );
  const tail = await loadTables(tx, frames, given);
  await apply(tx, later);
  await keepSettings(tx, given.settings);
  await given.onLoaded();
  return { tables: tail.tables.length, rows: tail.tables.reduce((sum, { rows }) => sum + rows, 0), migrated: later.map(({ tag }) => tag) };
}

/** Loads every table of the archive; a table of the schema that the archive lacks, or the other way round, breaks it. */
async function loadTables(tx: Tx, frames: AsyncGenerator<Frame>, given: Restoring): Promise<Tail> {
  const missing = new Map((await shapes(tx)).map(({ name, columns }) => [name, new Set(columns)]));
  // A migration may have put rows of its own in; the archive holds them as they became.
  await tx`truncate ${tx([...missing.keys()].map((name) => `assay.${name}`))}`;
  let next = await frames.next();
  while (!next.done && next.value.kind === 'table') {
    const { name, columns } = next.value;
    const known = missing.get(name);
    if (!known || columns.some((column) => !known.has(column))) throw altered(name);
    missing.delete(name);
    given.onTable?.(name);
    next = await loadTable(tx, name, columns, frames);
  }
  if (next.done || next.value.kind !== 'tail' || missing.size > 0) throw altered('tables');
  const { tail } = next.value;
  // Only the end of the file tells that nothing stands behind the tail.
  await frames.next();
  return tail;
}

/** The first frame behind the table's rows. */
async function loadTable(tx: Tx, name: string, columns: readonly string[], frames: AsyncGenerator<Frame>): Promise<IteratorResult<Frame, void>> {
  let next = await frames.next();
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for (; !next.done && next.value.kind === 'rows'; next = await frames.next()) yield next.value.rows;
  };
  try {
    await copyBytes(tx, `assay.${name}`, [...columns], pieces());
  } catch (cause) {
    // What the server cannot read or finds twice was not written so.
    if (/^2[23]/.test(String((cause as { code?: unknown }).code))) throw altered(name, cause);
    throw cause;
  }
  return next;
}
