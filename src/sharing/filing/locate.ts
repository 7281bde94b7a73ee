import { carriers, nameKeys } from '../../customer/directory/store.ts';
import { sealer } from '../../customer/sealer.ts';
import type { Tx } from '../../db/client.ts';
import { rightful } from '../consent/rightful.ts';
import { customersNamed } from '../consent/store.ts';
import type { Subject } from '../consent/subject.ts';
import { subjectName } from '../consent/subjectname.ts';

/** Who is so called: one customer and its kind, nobody, or several. */
export type Located = { readonly customerId: string; readonly kind: string } | 'nobody' | 'several';

/** What is needed to find whom a partner means: its subject key, the ring of seal keys, and what opens the ids that the partner was told. */
export interface Finding {
  readonly partnerId: string;
  readonly key: Uint8Array;
  readonly seal: readonly Uint8Array[];
  readonly opened: (id: string) => string | undefined;
}

/**
 * Finds the subjects of a partner, in their order, by the same statements whoever they are. A number in clear finds any customer,
 * where sources have verified it for some only those; a hash and a reference find who consented to the partner before.
 */
export async function locate(tx: Tx, { partnerId, key, seal, opened }: Finding, subjects: readonly Subject[]): Promise<Located[]> {
  const { hash } = sealer(seal);
  const marks = subjects.map((subject) =>
    subject.by === 'value' ? { kind: subject.kind, hash: hash(subject.kind, subject.normalised).toString('hex') } : undefined,
  );
  const names = subjects.map((subject) => (subject.by === 'value' ? undefined : subjectName(subject, key)));
  const carrying = Map.groupBy(
    await carriers(
      tx,
      marks.filter((mark) => mark !== undefined),
    ),
    (row) => `${row.kind} ${row.hash}`,
  );
  const called = Map.groupBy(
    await customersNamed(
      tx,
      partnerId,
      names.filter((name) => name !== undefined),
    ),
    nameOf,
  );
  const found = subjects.map((subject, at) => {
    const mark = marks[at];
    const name = names[at];
    if (subject.by === 'id') return [opened(subject.id) ?? []].flat();
    if (name) return (called.get(nameOf(name)) ?? []).map(({ customerId }) => customerId);
    return rightful(mark ? (carrying.get(`${mark.kind} ${mark.hash}`) ?? []) : []).map(({ customerId }) => customerId);
  });
  const kinds = await nameKeys(tx, [...new Set(found.flat())]);
  return found.map((all) => {
    const ids = [...new Set(all)].filter((id) => kinds.has(id));
    const [customerId] = ids;
    if (customerId === undefined) return 'nobody';
    return ids.length > 1 ? 'several' : { customerId, kind: kinds.get(customerId)?.kind as string };
  });
}

const nameOf = ({ kind, name }: { readonly kind: string; readonly name: Uint8Array }): string => `${kind} ${Buffer.from(name).toString('hex')}`;
