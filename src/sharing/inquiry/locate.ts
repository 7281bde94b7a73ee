import { decodeId } from '../../base/id.ts';
import { sealer } from '../../customer/sealer.ts';
import { asked } from '../consent/asked.ts';
import { type SubjectGiven, subjectOf } from '../consent/subject.ts';
import { subjectName } from '../consent/subjectname.ts';
import type { Located } from './inquiry.ts';

/** What locating goes by: the installation's keys, the partner's subject key, and its own ids made ours. */
export interface Locating {
  readonly ring: readonly Uint8Array[];
  readonly partnerId: string;
  readonly subjectKey: Uint8Array;
  /** Our id of one of its own; nothing when it is none. */
  readonly opened: (id: string) => string | undefined;
}

/** How the one statement looks for a subject. Throws SHARING_SUBJECT_*, which hang on the form of what was said alone. */
export function locate({ ring, partnerId, subjectKey, opened }: Locating, given: SubjectGiven, path: string): Located {
  const subject = subjectOf(given, path);
  const named = subjectName(subject, subjectKey);
  const { kind = null, name } = named ?? {};
  const hex = name?.toString('hex') ?? null;
  const customerId = subject.by === 'id' ? decodeId('cus', 1, opened(subject.id) ?? '')?.[0] : undefined;
  return {
    customerId: customerId ?? null,
    kind,
    hash: subject.by === 'value' ? sealer(ring).hash(subject.kind, subject.normalised).toString('hex') : null,
    name: hex,
    asked: asked(ring, partnerId, subject, named),
    reference: subject.by === 'reference' ? subject.reference : null,
  };
}
