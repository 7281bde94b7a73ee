import { load, type Read } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { hidesSensitive, readsAttributes, sensitiveIndicators } from './lineage.ts';
import { type PublishedRating, publishRating } from './publish.ts';
import type { RatingRow } from './rating.ts';
import { attributesOf } from './store.ts';
import { recall } from './version/recall.ts';
import type { Attributes } from './vocabulary.ts';

/** One statement for an operation, however many ratings it shows. */
const declared: Read<Attributes> = async (db) => new Map([['all', await attributesOf(db)]]);

/** Ratings as the graph shows them, each read with the version it was made with, without what the caller may not see. */
export async function show(context: Context, rows: readonly RatingRow[] = []): Promise<PublishedRating[]> {
  const versions = await Promise.all(rows.map((row) => load(context, recall, row.version)));
  const isRead = hidesSensitive(context.grants) && versions.some((version) => version && readsAttributes(version.ruleset));
  const attributes = isRead ? await load(context, declared, 'all') : undefined;
  return rows.flatMap((row, at) => {
    const version = versions[at];
    const withheld = version && attributes ? sensitiveIndicators(version.ruleset, attributes) : new Set<string>();
    return version ? [publishRating(row, version, context.language, withheld)] : [];
  });
}
