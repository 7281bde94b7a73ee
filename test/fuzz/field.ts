import type { Sql } from '../../src/db/client.ts';
import { reads, schema } from '../../src/server/schema.ts';
import type { Ground } from './check.ts';
import { inProcess } from './inprocess.ts';
import { overHttp } from './overhttp.ts';
import { partnersDrawn } from './partners.ts';
import type { Asker } from './run.ts';
import { seeing, staff } from './staff.ts';
import { truthOf } from './truth.ts';
import { factTypes, knownHere, plantAll } from './world.ts';

/** A world that is planted with canaries, and everybody who asks. */
export interface Field extends Ground {
  readonly askers: readonly Asker[];
  close(): Promise<void>;
}

/** `serving`: the pool that answers, as the server has it; `sql` is the owner's. */
export async function fieldOf(sql: Sql, serving: Sql, seed: number): Promise<Field> {
  await plantAll(sql);
  const full = schema();
  const truth = await truthOf(knownHere.ids['customer'] ?? [], factTypes, seeing(sql, full));
  const partners = await partnersDrawn(sql, seed, 12);
  const [own, served] = [inProcess(serving, sql), await overHttp(serving, sql, partners.slice(0, 2))];
  const close = async (): Promise<void> => {
    await Promise.all([own.close(), served.close()]);
  };
  return { full, truth, askers: [...own.askers(partners), ...served.askers, ...staff(sql, { full, reads: reads() }, 4, seed)], close };
}
