import { createHmac, hash } from 'node:crypto';
import type { Subject } from './subject.ts';

/** What the directory knows a subject by: the kind of an identifier, or `reference`, and the bytes of its name. */
export interface SubjectName {
  readonly kind: string;
  readonly name: Buffer;
}

/** The name of a subject among those of a partner, whose subject key this is: HMAC-SHA-256 of `<kind>:<number>`, of a reference SHA-256. An id has none. */
export function subjectName(subject: Subject, key: Uint8Array): SubjectName | undefined {
  switch (subject.by) {
    case 'value':
      return { kind: subject.kind, name: createHmac('sha256', key).update(`${subject.kind}:${subject.normalised}`).digest() };
    case 'hash':
      return { kind: subject.kind, name: Buffer.from(subject.hash, 'hex') };
    case 'reference':
      return { kind: 'reference', name: hash('sha256', subject.reference, 'buffer') };
    case 'id':
      return undefined;
  }
}
