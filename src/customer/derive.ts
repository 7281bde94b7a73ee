import type { Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { cell } from '../db/copy.ts';
import { keepWords } from './directory/store.ts';
import { nameKey } from './name.ts';
import { copyDerived, openDerived, readWitnesses, type WitnessRow, writeDerived } from './store.ts';
import { pack, survive } from './survivorship.ts';

const batchCustomers = 5_000;

/** Derives the golden records of the customers in `affected` from their source records and makes them current. */
export async function derive(tx: Tx, recordedAt: Instant): Promise<void> {
  await openDerived(tx);
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const witnesses = await readWitnesses(tx, after, batchCustomers);
    const last = witnesses.at(-1);
    if (!last) break;
    await copyDerived(tx, lines(witnesses, recordedAt));
    after = last.customerId;
  }
  await writeDerived(tx, recordedAt);
  await keepWords(tx);
}

function* lines(witnesses: readonly WitnessRow[], recordedAt: Instant): Generator<string> {
  for (let from = 0, to = 1; from < witnesses.length; from = to, to += 1) {
    const customerId = witnesses[from]?.customerId ?? '';
    while (witnesses[to]?.customerId === customerId) to += 1;
    const { kind, name, bornOn, address, industry, occupation, size, incomeBand, attributes, provenance } = survive(witnesses.slice(from, to));
    const addressKey = address === null ? null : nameKey(address);
    const texts = [customerId, kind, name, nameKey(name), bornOn, address, addressKey, industry, occupation, size, incomeBand];
    yield `${[...texts, JSON.stringify(attributes), JSON.stringify(pack(provenance)), recordedAt].map(cell).join('\t')}\n`;
  }
}
