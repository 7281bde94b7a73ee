import DataLoader from 'dataloader';
import type { Db } from '../db/client.ts';
import type { Context } from './context.ts';

/** A store's set-based read: ids in, map out. An id it knows nothing of is absent from the map. */
export type Read<Value, Args = undefined> = (db: Db, ids: readonly string[], args: Args) => Promise<ReadonlyMap<string, Value>>;

/** One value of a set-based read: everything an operation asks of the same read with the same arguments is one statement. */
export function load<Value>(context: Context, read: Read<Value>, id: string): Promise<Value | undefined>;
export function load<Value, Args>(context: Context, read: Read<Value, Args>, id: string, args: Args): Promise<Value | undefined>;
export function load<Value, Args>(context: Context, read: Read<Value, Args>, id: string, args?: Args): Promise<Value | undefined> {
  const byArgs = context.loaders.get(read) ?? new Map<string, DataLoader<string, unknown>>();
  context.loaders.set(read, byArgs);
  const name = JSON.stringify(args ?? null);
  const loader = byArgs.get(name) ?? loaderOf((ids) => read(context.sql, ids, args as Args));
  byArgs.set(name, loader);
  return loader.load(id) as Promise<Value | undefined>;
}

const loaderOf = (read: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>): DataLoader<string, unknown> =>
  new DataLoader(async (ids) => {
    const found = await read(ids);
    return ids.map((id) => found.get(id));
  });
