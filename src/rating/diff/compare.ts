import type { Context } from '../../graphql/context.ts';
import { lookup } from '../version/lookup.ts';
import { type Change, difference } from './difference.ts';

/** A change as the graph shows it: what it was and is as JSON, empty for nothing. */
export interface PublishedChange extends Omit<Change, 'old' | 'new'> {
  readonly old: string | null;
  readonly new: string | null;
}

/** What changed between two stored versions, in the request's language. */
export async function compare(context: Context, from: string, to: string): Promise<{ from: string; to: string; changes: PublishedChange[] }> {
  const [old, now] = await Promise.all([lookup(context.sql, from), lookup(context.sql, to)]);
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  const changes = difference(old.ruleset, now.ruleset, context.language).map((change) => ({ ...change, old: json(change.old), new: json(change.new) }));
  return { from: old.digest, to: now.digest, changes };
}
