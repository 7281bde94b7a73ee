import type { Sql } from './client.ts';
import { problem } from './errors.ts';

/**
 * Holds the identifier keys at hand against those this database was written with, by their public names: with another key
 * every look-up would find nobody. The oldest stays first, because hashes are made with it; new keys of a ring are noted.
 */
export async function recognise(sql: Sql, names: readonly string[]): Promise<void> {
  await sql.begin(async (tx) => {
    const [row] = await tx<{ value: string[] }[]>`select value from assay.setting where name = 'sealKeys' for update`;
    const kept = row?.value ?? [];
    refuseLost(kept, names);
    if (kept.length === names.length) return;
    await tx`insert into assay.setting (name, value) values ('sealKeys', ${tx.json([...names])}) on conflict (name) do update set value = excluded.value`;
  });
}

/** DB_KEY_OTHER when a key of those kept is not at hand, or the oldest is not the first. */
export function refuseLost(kept: readonly string[], names: readonly string[]): void {
  const lost = kept.filter((name, at) => !names.includes(name) || (at === 0 && names[0] !== name));
  if (lost.length > 0) throw problem('DB_KEY_OTHER', { lost: lost.join(', ') });
}
