import { countCustomers } from '../customer/directory/store.ts';
import type { Context } from '../graphql/context.ts';
import { isEverybody } from './line.ts';
import { type Asked, countLines } from './store.ts';

/** How many customers the pages of what was asked hold together, counted up to `limits.countMax`. */
export function count({ sql }: Context, { dimension, filter, sort }: Asked): Promise<number> {
  return isEverybody(sort, filter ?? {}) ? countCustomers(sql) : countLines(sql, dimension, filter ?? {});
}
