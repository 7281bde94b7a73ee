import { limits } from '../base/limits.ts';
import { customersByAddress, customersByBeginning, customersByLikeness, customersByWords } from '../customer/directory/store.ts';
import { type Customer, golden } from '../customer/store.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { problem } from './errors.ts';
import { identify } from './identify.ts';
import { type Sought, sought } from './sought.ts';

/** A customer that a search found, and by what. */
export interface Hit {
  readonly customer: Customer;
  /** An identifier's kind, account, meter, last_four, name, similar or address. */
  readonly by: string;
}

/**
 * Finds customers by anything a caller says. First who carries it as a number (`identify`), then whose name begins so, then
 * in whose name every word of it begins a word; and while there is room, who has a similar name, then an address of these
 * words. Everybody once, by the best find; equal finds by name, then id.
 */
export async function search(context: Context, text: string, first: number): Promise<Hit[]> {
  const said = sought(text);
  if (!said) throw problem('PORTFOLIO_SEARCH_LENGTH', { least: limits.searchCharacters, most: limits.nameCharacters }, { path: 'text' });
  if (first < 1 || first > limits.searchResults) throw problem('PORTFOLIO_SEARCH_SIZE', { most: limits.searchResults, given: first }, { path: 'first' });
  const { sql } = context;
  const found = new Map<string, string>();
  const add = (rows: readonly { customerId: string; by?: string }[], by = '') =>
    rows.forEach((row) => found.has(row.customerId) || found.set(row.customerId, row.by ?? by));
  // Every read answers with as many as may already be found, and `first` more.
  const [numbered, begun, worded] = await Promise.all([
    identify(context, said),
    customersByBeginning(sql, said.key, first),
    customersByWords(sql, said.words, 2 * first),
  ]);
  add(numbered);
  add(begun, 'name');
  add(worded, 'name');
  if (found.size < first) {
    const [similar, located] = await Promise.all([bySimilarity(context, said, 2 * first), byAddress(context, said, 2 * first)]);
    add(similar, 'similar');
    add(located, 'address');
  }
  const hits = await Promise.all([...found].slice(0, first).map(async ([customerId, by]) => ({ customer: await load(context, golden, customerId), by })));
  return hits.filter((hit): hit is Hit => hit.customer !== undefined);
}

const bySimilarity = async ({ sql }: Context, { misspelt, key }: Sought, most: number): Promise<{ customerId: string }[]> =>
  misspelt === undefined ? [] : customersByLikeness(sql, misspelt, key, most);

const byAddress = async ({ sql, grants }: Context, { isAddress, key, words }: Sought, most: number): Promise<{ customerId: string }[]> =>
  isAddress && grants['profile.contact'] === 'clear' ? customersByAddress(sql, key, words, most) : [];
