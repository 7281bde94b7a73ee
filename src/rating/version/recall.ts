import type { Db } from '../../db/client.ts';
import { remembered } from './remembered.ts';
import { versionsByVersion } from './store.ts';
import { type Version, versionOf } from './version.ts';

/** Versions by the uuid ratings carry, read where the program does not remember them. */
export async function recall(db: Db, versions: readonly string[]): Promise<Map<string, Version>> {
  const found = new Map<string, Version>();
  for (const version of versions) {
    const known = remembered.get(version);
    if (known) found.set(version, known);
  }
  const absent = versions.filter((version) => !found.has(version));
  // Not read back from what is remembered: more than fit may be asked for at once.
  for (const row of absent.length > 0 ? await versionsByVersion(db, absent) : []) {
    const version = versionOf(row);
    remembered.set(row.version, version);
    found.set(row.version, version);
  }
  return found;
}
