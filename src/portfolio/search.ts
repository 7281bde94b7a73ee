import { limits } from '../base/limits.ts';
import { customersByAccountNumber } from '../consumption/store.ts';
import { customersByName } from '../customer/directory/store.ts';
import { readings } from '../customer/identifier.ts';
import { nameKey } from '../customer/name.ts';
import { sealer } from '../customer/sealer.ts';
import { type Customer, customersByIdentifier, golden } from '../customer/store.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { problem } from './errors.ts';

/** A customer that a search found, and by what. */
export interface Hit {
  readonly customer: Customer;
  /** An identifier's kind, account or name. */
  readonly by: string;
}

/** Finds customers by anything a caller says: an identifier or phone, an account number, or the beginning of a name; exact finds first. */
export async function search(context: Context, text: string, first: number): Promise<Hit[]> {
  const asked = text.trim();
  if (asked.length < 2 || asked.length > limits.nameCharacters)
    throw problem('PORTFOLIO_SEARCH_LENGTH', { least: 2, most: limits.nameCharacters }, { path: 'text' });
  if (first < 1 || first > limits.searchResults) throw problem('PORTFOLIO_SEARCH_SIZE', { most: limits.searchResults, given: first }, { path: 'first' });
  const seal = sealer(context.keys.seal);
  const marks = readings(asked).map(({ kind, normalised }) => ({ kind, hash: seal.hash(kind, normalised) }));
  const folded = nameKey(asked);
  const [identified, accounts, named] = await Promise.all([
    marks.length > 0 ? customersByIdentifier(context.sql, marks) : [],
    customersByAccountNumber(context.sql, asked, first),
    folded === '' ? [] : customersByName(context.sql, folded, first),
  ]);
  const found = new Map<string, string>();
  const add = (rows: readonly { customerId: string; kind?: string }[], by: string) =>
    rows.forEach((row) => found.has(row.customerId) || found.set(row.customerId, row.kind ?? by));
  add(identified, 'identifier');
  add(accounts, 'account');
  add(named, 'name');
  const hits = await Promise.all([...found].slice(0, first).map(async ([customerId, by]) => ({ customer: await load(context, golden, customerId), by })));
  return hits.filter((hit): hit is Hit => hit.customer !== undefined);
}
