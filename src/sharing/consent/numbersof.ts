import { carried, carriers } from '../../customer/directory/store.ts';
import type { Db } from '../../db/client.ts';
import { rightful } from './rightful.ts';
import { namingKinds } from './subject.ts';

export type Numbered = Awaited<ReturnType<typeof carried>>[number];

/** The numbers by which partners may find these customers, sealed: none that another holds verified and they only wrote down. */
export async function numbersOf(db: Db, customerIds: readonly string[]): Promise<Numbered[]> {
  const numbers = (await carried(db, customerIds, namingKinds)).map((number) => ({ number, mark: { kind: number.kind, hash: hex(number.hash) } }));
  const marks = new Map(numbers.map(({ mark }) => [nameOf(mark), mark]));
  const holders = Map.groupBy(await carriers(db, [...marks.values()]), nameOf);
  return numbers.flatMap(({ number, mark }) =>
    rightful(holders.get(nameOf(mark)) ?? []).some(({ customerId }) => customerId === number.customerId) ? [number] : [],
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const nameOf = ({ kind, hash }: { readonly kind: string; readonly hash: string }): string => `${kind} ${hash}`;
