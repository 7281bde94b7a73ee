import { keyedHash } from '../../audit/chain/keyedhash.ts';
import type { Subject } from './subject.ts';
import type { SubjectName } from './subjectname.ts';

/** Keyed hash of a subject as a partner named it: a number is the same subject in clear and as the partner's hash. */
export function asked(ring: readonly Uint8Array[], partnerId: string, subject: Subject, named: SubjectName | undefined): string {
  const { kind = null, name } = named ?? {};
  return keyedHash(ring, 'subject', `${partnerId} ${subject.by === 'id' ? `id ${subject.id}` : `${kind} ${name?.toString('hex') ?? null}`}`);
}
