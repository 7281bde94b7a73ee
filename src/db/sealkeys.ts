import type { Db } from './client.ts';

/** Public names of the identifier keys that this database was written with, oldest first; none before the first. */
export async function sealKeys(db: Db): Promise<readonly string[]> {
  const [row] = await db<{ value: string[] }[]>`select value from assay.setting where name = 'sealKeys'`;
  return row?.value ?? [];
}
