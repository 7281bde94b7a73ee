import type { IdentifierKind } from '../../customer/identifier.ts';
import { sealer } from '../../customer/sealer.ts';
import type { Tx } from '../../db/client.ts';
import { subjectKey } from '../partner/subjectkey.ts';
import { numbersOf } from './numbersof.ts';
import { addSubjects, type SubjectRow } from './store.ts';
import { subjectName } from './subjectname.ts';

/** A customer that consented, and what the partner calls it where that is known. */
export interface Enrolled {
  readonly customerId: string;
  readonly reference: string | null;
}

/** Lets a partner find customers: by its own references, and by hashes of their numbers under its key. */
export async function enrol(tx: Tx, seal: readonly Uint8Array[], partnerId: string, enrolled: readonly Enrolled[]): Promise<void> {
  const key = await subjectKey(tx, seal, partnerId);
  const opener = sealer(seal);
  const numbers = await numbersOf(tx, [...new Set(enrolled.map(({ customerId }) => customerId))]);
  const numbered = numbers.map(({ customerId, kind, hash, sealed }) => {
    const name = subjectName({ by: 'value', kind: kind as IdentifierKind, normalised: opener.open(sealed) }, key);
    return { ...(name as NonNullable<typeof name>), partnerId, customerId, hash };
  });
  const named = enrolled.flatMap(({ customerId, reference }): SubjectRow[] => {
    const name = reference === null ? undefined : subjectName({ by: 'reference', reference }, key);
    return name ? [{ ...name, partnerId, customerId, hash: null }] : [];
  });
  await addSubjects(tx, [...numbered, ...named]);
}
