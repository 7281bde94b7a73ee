import type { Bounded } from '../../base/bounded.ts';
import type { Tx } from '../../db/client.ts';
import type { Target } from '../target.ts';
import { type Piece, Surprise } from './chunk.ts';
import { customersOf } from './store.ts';

const newline = 10;

/** Writes the customers into rows that are made for a fact's own table. Surprise when an owner is not known. */
export async function fill(tx: Tx, target: Target, { bytes, owners, counts }: Piece, known: Bounded<string, string>): Promise<void> {
  const customers = owners.map((owner) => known.get(owner));
  const asked = [...new Set(owners.filter((_, at) => customers[at] === undefined))];
  const found = new Map(asked.length === 0 ? [] : await customersOf(tx, target, asked));
  for (const [owner, customer] of found) known.set(owner, customer);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const [run, owner] of owners.entries()) {
    const customer = customers[run] ?? found.get(owner);
    if (customer === undefined) throw new Surprise('an unknown owner');
    for (let left = counts[run] as number; left > 0; left -= 1) {
      text.write(customer, at, 'latin1');
      at = text.indexOf(newline, at) + 1;
    }
  }
}
