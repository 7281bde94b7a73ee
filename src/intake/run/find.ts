import type { Context } from '../../graphql/context.ts';
import type { PublishedRun } from './run.ts';
import { runs } from './runs.ts';

/** The import of an id, or nothing. */
export async function find(context: Context, id: string): Promise<PublishedRun | undefined> {
  return (await runs(context, { id, first: 1 })).edges[0]?.node;
}
