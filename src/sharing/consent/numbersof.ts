import { rightlyCarried } from '../../customer/directory/store.ts';
import type { Db } from '../../db/client.ts';
import { namingKinds } from './subject.ts';

/** The numbers by which partners may find these customers, sealed: none that another holds verified and they only wrote down. */
export const numbersOf = (db: Db, customerIds: readonly string[]) => rightlyCarried(db, customerIds, namingKinds);
